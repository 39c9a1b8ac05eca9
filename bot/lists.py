"""Finding follow-ups: one's own, everybody's, those that mention something."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.desk import Desk
from bot.errors import LeadsOnly
from storage import lists, people
from storage.records import Page, Person

PAGE = lists.PAGE


def mine(desk: Desk, person: Person, start: int = 0) -> Page:
    """A person's open follow-ups from number `start` on (0 is the first), the most urgent first."""
    with desk.database.read() as tx:
        return lists.mine(tx, person.id, start)


def team(desk: Desk, person: Person, start: int = 0) -> Page:
    """Everybody's open follow-ups, and how many each has, for leads. Raises LeadsOnly."""
    if not desk.is_lead(person.id):
        raise LeadsOnly
    with desk.database.read() as tx:
        return _with_away(tx, desk, lists.everybodys(tx, desk.clock(), start))


def find(desk: Desk, person: Person, words: str, start: int = 0) -> Page:
    """Open follow-ups that mention `words`: a lead sees everybody's, an agent their own."""
    owner = None if desk.is_lead(person.id) else person.id
    with desk.database.read() as tx:
        return _with_away(tx, desk, lists.mentioning(tx, words, owner, start))


def _with_away(tx: Connection, desk: Desk, page: Page) -> Page:
    now, owners = desk.clock(), people.get_many(tx, {followup.owner for followup in page.followups})
    return replace(page, away=frozenset(owner.id for owner in owners.values() if owner.is_away(now)))
