"""Looking a customer up: who is meant, who of several may be, and who is called nearly so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from sqlalchemy import Connection

from bot import mentions, reading
from bot.customers import UNREADABLE
from bot.desk import Desk
from bot.errors import BadCustomer
from bot.lookalikes import bare
from storage import customers
from storage.records import Customer, Reference

NOTE = "note"
DEEDS = (NOTE, "tier", "alias", "language")
_WORD = rf"(?:{'|'.join(DEEDS)})(?=[\s:]|$)"
_DEED = re.compile(rf"(?:^|\s)(?={_WORD})", re.IGNORECASE)
_DEED_WITH_WORDS = re.compile(rf"(?P<deed>{_WORD})(?::|\s+:(?=\s))?(?P<words>.*)", re.IGNORECASE | re.DOTALL)
_COLON = re.compile(r":\s+(?=\S)")
_GAP = " \t\r\n,;:"  # between a name and what is said of it
LONGEST = 4  # words in a name that nobody knows
LEAST_SAID = 2  # words behind a name that is known: one may be a part of a longer name
MOST = 5  # to choose from
NEAR = 50  # looked at before and behind, in the dictionary
ALIKE = 0.75  # of two words' letters in order, below which nobody would have meant the other


@dataclass(frozen=True, slots=True)
class Lookup:
    """Whom the beginning of a command names: the one meant, as `reference`; the several who are called so, as `others`;
    or, where it is not `is_known`, others who are called nearly so. `rest` is the rest of the command.

    Where nobody can tell whom it is about, nothing is `said`, and `rest` is all of it; a `reference` is then only who
    else is named in it.
    """

    said: str
    rest: str
    reference: Reference | None = None
    is_known: bool = False
    others: tuple[Customer, ...] = ()


def read(desk: Desk, text: str) -> Lookup:
    """Whom a command names, and what is to be done about them. Raises BadCustomer where it says nothing at all."""
    if not any(letter.isalnum() for letter in text):
        raise BadCustomer(problem=UNREADABLE)
    named = reading.customer_at_start(text)
    with desk.database.read() as tx:
        return _named(tx, *named) if named else _unquoted(tx, text)


def deed(rest: str) -> tuple[str, str]:
    """What is to be done about a customer, and the words for it: 'Note: moved house' is a note. No deed is ''."""
    found = _DEED_WITH_WORDS.match(rest)
    return (found["deed"].casefold(), found["words"].strip()) if found else ("", rest.strip())


def as_note(rest: str) -> str:
    """What is to be done, where it says no deed as a note: so it is not lost."""
    return rest if deed(rest)[0] else f"{NOTE} {rest}"


def _named(tx: Connection, reference: Reference, rest: str) -> Lookup:
    """Somebody by an address, a ticket or a name in quotes, which means one customer or a new one."""
    found = Lookup(reference.value, rest.strip(), reference)
    if customers.find(tx, reference):
        return replace(found, is_known=True)
    kinds = {"email": ("email",), "name": ("name", "alias")}.get(reference.kind, ())
    return replace(found, others=_nearly(tx, reference.key, kinds))


def _unquoted(tx: Connection, text: str) -> Lookup:
    """Somebody by words without quotes: up to what is to be done, up to a colon, or as far as somebody is called so."""
    ends = [word.end() for word in re.finditer(r"\S+", text)]
    parted = [(gap.start(), gap.end()) for sort in (_DEED, _COLON) if (gap := sort.search(text))]
    parted.append((len(text), len(text)))
    begun = [(end, end) for end in reversed(ends[: max(0, min(LONGEST, len(ends) - LEAST_SAID))])]
    for end, start in (*parted, *begun):
        if known := customers.find_words(tx, _key(text[:end]), MOST):
            found = Lookup(_tidy(text[:end]), mentions.behind(text, start), is_known=True)
            one = known[0].references[0]
            return replace(found, reference=one) if len(known) == 1 else replace(found, others=tuple(known))
    end, start = parted[0]
    return _unknown(tx, text, _tidy(text[:end]), mentions.behind(text, start))


def _unknown(tx: Connection, text: str, said: str, rest: str) -> Lookup:
    """Somebody who is called as nobody is, unless that is no name at all."""
    is_name = len(said.split()) <= LONGEST and any(letter.isalnum() for letter in said)
    if not is_name or reading.customer_anywhere(said):
        return _nobody(text)
    return Lookup(said, rest, others=_nearly(tx, _key(said), ("name", "alias", "email")))


def _tidy(said: str) -> str:
    return " ".join(said.strip(_GAP).split())


def _key(said: str) -> str:
    return reading.reference("alias", _tidy(said)).key


def _nobody(text: str) -> Lookup:
    """Nobody by the beginning of a text; perhaps it names somebody further on."""
    named, (what, words) = reading.customer_anywhere(text), deed(text)
    return Lookup("", words if what == NOTE else text, named[0] if named else None)


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
