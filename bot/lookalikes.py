"""Lookalikes: a customer who is known twice, once by name and once by an address or a ticket."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice

from sqlalchemy import Connection

from bot import reading
from storage import customers, merges
from storage.records import Customer, Reference

MOST_NAMED = 20
WORD = re.compile(r"[^\W\d_](?:['-]?[^\W\d_])+")  # an initial is not enough
UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}
IN_ADDRESSES = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "'": None})


def lookalike(tx: Connection, customer: Customer, said: Sequence[str]) -> Customer | None:
    """The one other known customer who is most likely the same: whom words about them name, or else who is called as
    an address says (Anna Lee and anna.lee@…). Never somebody with another full name, or of whom somebody said that they
    are another person."""
    for found in (_named_in(tx, said), _namesakes(tx, customer)):
        others = customers.get_many(tx, found - {customer.id}).values()
        named_alike = (other for other in others if not differ(customer, other))
        alike = list(islice((it for it in named_alike if not merges.are_apart(tx, customer.id, it.id)), 2))
        if len(alike) == 1:
            return alike[0]
    return None


def is_possible(customer: Customer, said: Sequence[str]) -> bool:
    """Whether a look at what is known could find anybody: the words name somebody, or the customer has a full name.
    It saves most new follow-ups that look."""
    is_called_in_full = any(_full_name(reference) for reference in customer.references)
    return is_called_in_full or any(next(reading.all_named(words), None) for words in said)


def differ(one: Customer, other: Customer) -> bool:
    """Whether these are two persons by their names."""
    mine, theirs = _names(one), _names(other)
    return bool(mine and theirs) and not any(_agree(name, another) for name in mine for another in theirs)


def _named_in(tx: Connection, said: Sequence[str]) -> set[int]:
    named = list(dict.fromkeys(reference for words in said for reference, _, _ in reading.all_named(words)))
    known = (customers.find(tx, reference) for reference in named[:MOST_NAMED])
    return {found.id for found in known if found}


def _namesakes(tx: Connection, customer: Customer) -> set[int]:
    """Who has an address made of this customer's name, or a name that stands in their address."""
    names: set[str] = set()
    addresses: set[str] = set()
    for reference in customer.references:
        for words in _orders(_full_name(reference)):
            if reference.kind == "email":
                names |= _spellings(" ".join(words))
            else:
                addresses |= {spelling for mark in "._-" for spelling in _spellings(mark.join(words))}
    return customers.with_name(tx, names).union(*(customers.with_address(tx, local) for local in sorted(addresses)))


def _full_name(reference: Reference) -> tuple[str, ...]:
    """The words of a first and a last name, as a name or an address says them; () where it says less."""
    words: list[str] = []
    if reference.kind == "name":
        words = reference.key.replace(",", " ").split()
    elif reference.kind == "email":
        local = reference.key.partition("@")[0]
        words = re.split("[._]+" if re.search("[._]", local) else "-", local)
    is_full = len(words) > 1 and all(WORD.fullmatch(word) for word in words)
    return tuple(words) if is_full else ()


def _orders(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """A name with its first name first, and with its last name first, whichever it is now."""
    return {words, words[1:] + words[:1], words[-1:] + words[:-1]} if words else set()


def _spellings(name: str) -> set[str]:
    """A name as addresses spell it, and the other way round: Jörg is joerg or jorg there."""
    with_umlauts = re.sub("([aou])e", lambda pair: UMLAUTS[pair[1]], name)
    return {name, with_umlauts, name.translate(IN_ADDRESSES), bare(name)}


def bare(name: str) -> str:
    """A name without accents and apostrophes."""
    letters = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in letters if letter != "'" and not unicodedata.combining(letter))


def _names(customer: Customer) -> set[frozenset[str]]:
    """Each name, and each address that says a full one, as its words in any order and spelling."""
    telling = [r for r in customer.references if r.kind == "name" or _full_name(r)]
    plain = (re.sub("([aou])e", r"\1", bare(reference.key.partition("@")[0])) for reference in telling)
    return {frozenset(re.findall(r"[^\W_]+", name)) for name in plain}


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names may be one person's: the same words, or a single one that is the other's too."""
    return one == other or (1 in (len(one), len(other)) and bool(one & other))
