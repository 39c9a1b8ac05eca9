"""News: whose day changed since somebody last looked. The audit trail tells, whichever process wrote it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.desk import Desk
from storage import news

MOST = 500  # entries of one look; after more everybody's day may have changed
PEOPLE = ("from", "to", "owner")  # who is named beside a change: whom it is taken from or given to
OF_THE_TEAM = ("followup", "gesture", "undelivered", "problem")  # what changes show on every lead's day
# Customers are called otherwise now, wherever they stand.
OF_EVERYBODY = ("customer.merged", "customer.unmerged", "customer.alias_added", "customer.alias_removed",
                "customer.forgotten", "customers.imported")  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """What happened up to entry `seen`: whose day may have changed, or that everybody's may."""

    seen: int
    people: frozenset[str] = frozenset()
    everybody: bool = False


def since(desk: Desk, seen: int | None, most: int = MOST) -> News:
    """What happened after entry `seen`; whoever has seen none yet, or misses `most` of them, learns where the trail
    ends."""
    with desk.database.read() as tx:
        if seen is None:
            return News(news.head(tx), everybody=True)
        entries = news.after(tx, seen, most)
        if len(entries) == most:
            return News(news.head(tx), everybody=True)
        if not entries:
            return News(seen)
        rooms: dict[str, set[str]] = {}
        people: set[str] = set()
        for entry in entries:
            room, _, name = entry.subject.partition(":")
            rooms.setdefault(room, set()).add(name)
            people.add(entry.actor)
            people.update(str(value) for key, value in entry.data.items() if key in PEOPLE)
        followups, gestures, drafts = (_numbers(rooms.get(room, ())) for room in ("followup", "gesture", "draft"))
        people |= {*news.owners(tx, followups), *news.givers(tx, gestures), *news.agents(tx, drafts)}
        people |= rooms.get("person", set())
    if rooms.keys() & set(OF_THE_TEAM):
        people |= desk.leads
    everybody = any(entry.action in OF_EVERYBODY for entry in entries)
    return News(entries[-1].seq, frozenset(people), everybody)


def _numbers(names: Collection[str]) -> list[int]:
    return [int(name) for name in names if name.isdecimal()]
