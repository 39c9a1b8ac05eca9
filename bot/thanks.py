"""Thanks: a colleague is told of them privately, and they stand in the week's good turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot import customers, drafts, mentions, people, reading, wins
from bot.desk import Desk
from bot.errors import NotAColleague, NotOnTheTeam, ThanksToOneself
from prompts.senders import sender_of
from storage import audit, inbox, outbox, thanks
from storage import customers as stored_customers
from storage import people as stored_people
from storage.audit import Happening
from storage.records import Person, Post, Reference, Thanked, Thanks
from storage.subjects import number_of

KIND = "thanked"
PRIORITY = 20
MOST = 10  # colleagues at a time
_FROM = re.compile(r"(?:from|von)\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What `/service thanks …` says, as far as it could be read: the colleagues' ids, which customer thanks them if it
    is one, and the words. `is_clear`: nothing is left that could be one more colleague; `is_sure`: nor a customer."""

    colleagues: tuple[str, ...]
    customer: Reference | None
    words: str
    is_clear: bool
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class NewThanks:
    """Thanks to give. `request` is the identity of Slack's delivery; `customer` is whose thanks they are, if not the
    author's own."""

    request: str
    author: Person
    colleagues: Sequence[Person]
    words: str
    customer: Reference | None = None


def read(desk: Desk, text: str) -> Said:
    """Reads a command's raw text. Not for the event loop: the text may be long."""
    with desk.database.read() as tx:
        team = stored_people.members(tx)
    colleagues, rest = mentions.at_start(text, team)
    words = mentions.as_typed(rest, team)
    is_clear = bool(colleagues) and not rest.startswith(("@", "<"))
    said = _FROM.match(words) if is_clear else None
    if said is None:
        return Said(colleagues, None, words, is_clear)
    behind = words[said.end() :]
    customer, left = _customer(desk, behind)
    if customer and not _is_sure(desk, customer, behind):
        return Said(colleagues, None, words, is_clear, is_sure=False)
    return Said(colleagues, customer, left if customer else words, is_clear)


def answered_by(desk: Desk, person: Person, number: int) -> Said:
    """The thanks that this person's draft answers, as far as it tells: whom they are for is still to be said. Raises
    NotFound, NotYours."""
    draft = drafts.get(desk, person, number)
    known = draft.customer.references if draft.customer else ()
    customer = next(iter(known), None) or reading.customer_in_message(draft.message)
    return Said((), customer, sender_of(draft.message)[1].strip(), is_clear=False)


def _customer(desk: Desk, text: str) -> tuple[Reference | None, str]:
    """The customer that a text begins with, and what is behind."""
    found = customers.read(desk, text)
    if found is None:
        return None, text
    named, rest = found
    if text.casefold().startswith(named.value.casefold()):  # a known name without quotes stays in the text
        return named, mentions.behind(text, len(named.value))
    if rest == text or not text.endswith(rest):
        return None, text
    return named, mentions.behind(text, len(text[: len(text) - len(rest)].rstrip(" ,;:")))


def _is_sure(desk: Desk, named: Reference, text: str) -> bool:
    """Whether a text that begins with a customer means them: 'from 9 to 5' names no ticket, unless there is one."""
    if named.kind != "ticket" or not text[0].isdigit():
        return True
    with desk.database.read() as tx:
        return stored_customers.find(tx, named) is not None


def give(desk: Desk, new: NewThanks) -> Sequence[Thanks]:
    """Keeps thanks to each colleague, and tells them privately. Raises ThanksToOneself, NotAColleague."""
    if any(colleague.id == new.author.id for colleague in new.colleagues):
        raise ThanksToOneself
    for colleague in new.colleagues:
        _require_member(desk, colleague)
    now = desk.clock()
    with desk.database.begin() as tx:
        seen = inbox.enter(tx, new.request, now)
        if seen is not None:
            return thanks.get_many(tx, [int(number) for number in seen.split() if number])
        customer = stored_customers.find_or_create(tx, new.customer, now) if new.customer else None
        given = [thanks.add(tx, each.id, new.author.id, new.words, customer, now) for each in new.colleagues]
        for one in given:
            outbox.add(tx, KIND, subject_of(one.id), one.person, PRIORITY, now, now)
        inbox.settle(tx, new.request, " ".join(str(one.id) for one in given))
        whose: dict[str, object] = {"customer": customer.id} if customer else {}
        told = (("colleague.thanked", subject_of(one.id), {"person": one.person, **whose}) for one in given)
        audit.append_all(tx, now, [Happening(new.author.id, *each) for each in told])
        return given


def _require_member(desk: Desk, colleague: Person) -> None:
    try:
        people.admit(desk, colleague)
    except NotOnTheTeam:
        raise NotAColleague from None


def set_praised(desk: Desk, request: str, person: Person, *, praised: bool) -> Person:
    """Somebody says whether they may be named among the week's good turns; thanks reach them either way.

    Every post that names them changes.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        if inbox.enter(tx, request, now) is None:
            stored_people.set_praised(tx, person.id, praised)
            wins.changed(tx)
            for number in thanks.numbers_of_person(tx, person.id):
                outbox.changed(tx, subject_of(number), everywhere=True)
            audit.append(tx, now, person.id, "person.praised_set", f"person:{person.id}", {"praised": praised})
        return stored_people.get(tx, person.id) or person


def load(tx: Connection, desk: Desk, post: Post) -> Thanked | None:
    """What the private word says; None if there are no such thanks."""
    found = thanks.get_many(tx, [number_of(post.subject)])
    if not found:
        return None
    person = stored_people.get(tx, found[0].person)
    named = person is None or person.praised
    return Thanked(found[0], named if wins.is_on(desk) else None)


def subject_of(number: int) -> str:
    """How messages and the trail name thanks: 'thanks:7'."""
    return f"thanks:{number}"
