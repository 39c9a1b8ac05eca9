"""Namesakes: the several customers whom one name may mean, so that nobody is taken for another."""

from __future__ import annotations

from collections.abc import Sequence

from bot import customers, reading
from bot.desk import Desk
from storage import customers as stored
from storage import namesakes
from storage.records import Customer, Reference

MOST = 20  # to choose from


def read(desk: Desk, text: str) -> tuple[Reference | None, Sequence[Customer], str]:
    """Whom a text names, everybody whom that may mean if they are several, and the rest of the text.

    Where it names nobody else, a bare word that several are called by, with more to their names or not, is a question
    as it is in quotes. One's alias, or a word that only one is called by, is none.
    """
    found = customers.read(desk, text)
    if found:
        named, rest = found
        return named, of(desk, named), rest
    word, rest = reading.first_word(text)
    said = reading.reference("name", word)
    several = of(desk, said) if said.key else ()
    return (said, several, rest) if any(_is_called(customer, said.key) for customer in several) else (None, (), text)


def _is_called(customer: Customer, word: str) -> bool:
    """Whether a word is, or begins, one of their names: an address alone may begin as any word does, like info."""
    called = (known.key for known in customer.references if known.kind in ("name", "alias"))
    return any(key == word or key.startswith(f"{word} ") for key in called)


def of(desk: Desk, named: Reference) -> tuple[Customer, ...]:
    """Everybody whom a name may mean, by their own names; () where it means one customer, or a new one.

    A full name that we know means whoever has it. A single word also means whoever has more to their name, and while
    nobody is called just that, those too whose address begins with it. An address or a ticket is somebody's own.
    """
    if named.kind != "name":
        return ()
    with desk.database.read() as tx:
        owner = stored.find(tx, named)
        if owner is not None and " " in named.key:
            return ()
        found = namesakes.named(tx, named.key, MOST, by_address=owner is None)
    several = sorted(found, key=lambda customer: (customer.label.casefold(), customer.id))
    return tuple(several[:MOST]) if len(several) > 1 else ()
