"""Looking a customer up: who is meant, who of several may be, and who is called nearly so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from sqlalchemy import Connection

from bot import reading
from bot.customers import UNREADABLE
from bot.desk import Desk
from bot.errors import BadCustomer
from bot.lookalikes import bare
from storage import customers
from storage.records import Customer, Reference

DEEDS = ("note", "tier", "alias", "language")
DEED = re.compile(rf"(?:^|\s)(?=(?:{'|'.join(DEEDS)})(?:\s|$))", re.IGNORECASE)
MOST = 5  # to choose from
NEAR = 50  # looked at before and behind, in the dictionary
ALIKE = 0.75  # of two words' letters in order, below which nobody would have meant the other


@dataclass(frozen=True, slots=True)
class Lookup:
    """Whom the beginning of a command names: the one meant, as `reference`; the several who are called so, as `others`;
    or, where it is not `is_known`, others who are called nearly so. `rest` is the rest of the command."""

    said: str
    rest: str
    reference: Reference | None = None
    is_known: bool = False
    others: tuple[Customer, ...] = ()


def read(desk: Desk, text: str) -> Lookup:
    """Whom a command names, and what is to be done about them. Raises BadCustomer where nobody is named."""
    named = reading.customer_at_start(text)
    with desk.database.read() as tx:
        if named:
            return _named(tx, *named)
        end = DEED.search(text)
        said = text[: end.start() if end else None].strip()
        found = Lookup(" ".join(said.split()), text[end.end() :].strip() if end else "")
        if not any(letter.isalnum() for letter in said) or reading.customer_anywhere(said):
            raise BadCustomer(problem=UNREADABLE)
        return _called(tx, found)


def _named(tx: Connection, reference: Reference, rest: str) -> Lookup:
    """Somebody by an address, a ticket or a name in quotes, which means one customer or a new one."""
    found = Lookup(reference.value, rest.strip(), reference)
    if customers.find(tx, reference):
        return replace(found, is_known=True)
    kinds = {"email": ("email",), "name": ("name", "alias")}.get(reference.kind, ())
    return replace(found, others=_nearly(tx, reference.key, kinds))


def _called(tx: Connection, found: Lookup) -> Lookup:
    """Somebody by words without quotes, which mean whoever is called so."""
    key = reading.reference("alias", found.said).key
    known = customers.find_words(tx, key, MOST)
    if len(known) == 1:
        return replace(found, reference=known[0].references[0], is_known=True)
    if known:
        return replace(found, is_known=True, others=tuple(known))
    return replace(found, others=_nearly(tx, key, ("name", "alias", "email")))


def _nearly(tx: Connection, key: str, kinds: tuple[str, ...]) -> tuple[Customer, ...]:
    """Who is called nearly so, the likeliest first: who stands beside it in the dictionary."""
    likeness: dict[int, float] = {}
    matcher = SequenceMatcher(None, "", bare(key), autojunk=False)
    for kind in kinds:
        for name, number in customers.neighbours(tx, kind, _as_written(kind, key), NEAR):
            alike = max(_likeness(matcher, spelling) for spelling in _spellings(kind, name, len(key.split())))
            likeness[number] = max(alike, likeness.get(number, 0.0))
    near = sorted((number for number in likeness if likeness[number] >= ALIKE), key=lambda n: (-likeness[n], n))
    known = customers.get_many(tx, near[:MOST])
    return tuple(known[number] for number in near[:MOST])


def _as_written(kind: str, key: str) -> str:
    """A name as it would begin an address."""
    return key.replace(" ", ".") if kind == "email" else key


def _spellings(kind: str, name: str, words: int) -> set[str]:
    """A name, and so many words of its beginning, without accents; an address also as a name."""
    whole = {bare(name), bare(re.sub("[._-]+", " ", name.partition("@")[0])) if kind == "email" else bare(name)}
    return whole | {" ".join(one.split()[:words]) for one in whole}


def _likeness(matcher: SequenceMatcher[str], spelling: str) -> float:
    """How much a name is like what was said, 0 to 1; 0 where a glance shows that it is not."""
    matcher.set_seq1(spelling)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0
