"""Finding follow-ups: one's own, everybody's, those that mention something."""

from __future__ import annotations

from bot.desk import Desk
from bot.errors import LeadsOnly
from storage import lists
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
        return lists.everybodys(tx, desk.clock(), start)


def find(desk: Desk, person: Person, words: str, start: int = 0) -> Page:
    """Open follow-ups that mention `words`: a lead sees everybody's, an agent their own."""
    owner = None if desk.is_lead(person.id) else person.id
    with desk.database.read() as tx:
        return lists.mentioning(tx, words, owner, start)
