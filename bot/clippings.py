"""Texts that are too long for a form, kept until the form comes back."""

from __future__ import annotations

from bot.desk import Desk
from storage import inbox
from storage.records import Person


def keep(desk: Desk, person: Person, text: str) -> str:
    """Keeps a text for this person; the key to it."""
    with desk.database.begin() as tx:
        return inbox.clip(tx, person.id, text, desk.clock())


def get(desk: Desk, person: Person, key: str) -> str:
    """What this person left under a key; '' when it is gone."""
    return find(desk, person, key) or ""


def find(desk: Desk, person: Person, key: str) -> str | None:
    """The same; None when it is gone."""
    with desk.database.read() as tx:
        return inbox.clipping(tx, person.id, key)


def do_without(desk: Desk, person: Person, key: str) -> None:
    """What this person left under a key is gone, and they are told so: from now on nothing is all that it holds."""
    with desk.database.begin() as tx:
        if inbox.clipping(tx, person.id, key) is None:
            inbox.clip(tx, person.id, "", desk.clock(), key)
