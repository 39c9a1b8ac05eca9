"""What Slack delivered: a repeat of a delivery must not act twice."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage.statements import insert_unless_there
from storage.tables import clippings, inbox

SETTLE = update(inbox).where(inbox.c.request == bindparam("delivery")).values(subject=bindparam("made"))


def enter(tx: Connection, request: str, at: datetime) -> str | None:
    """Notes a delivery at the start of what it sets off. A repeat gets the subject that the first one made."""
    if insert_unless_there(tx, inbox, {"request": request, "subject": "", "at": at}):
        return None
    return str(tx.execute(select(inbox.c.subject).where(inbox.c.request == request)).scalar_one())


def settle(tx: Connection, request: str, subject: str) -> None:
    """Notes what the delivery made, in the same transaction."""
    tx.execute(SETTLE, {"delivery": request, "made": subject})


def clip(tx: Connection, person: str, text: str, at: datetime) -> str:
    """Keeps a text that is too long for a form, and returns the key to it."""
    key = secrets.token_urlsafe(9)
    tx.execute(insert(clippings).values(id=key, person=person, text=text, at=at))
    return key


def clipping(tx: Connection, person: str, key: str) -> str:
    """The text that this person left under a key, or '' when it is too old to be there."""
    query = select(clippings.c.text).where(clippings.c.id == key, clippings.c.person == person)
    return tx.execute(query).scalar() or ""


def clear_before(tx: Connection, moment: datetime) -> None:
    """Lets go of what is too old to be repeated or finished."""
    tx.execute(delete(inbox).where(inbox.c.at < moment))
    clear_clippings(tx, moment)


def clear_clippings(tx: Connection, before: datetime) -> None:
    """Lets go of the long texts behind unfinished forms."""
    tx.execute(delete(clippings).where(clippings.c.at <= before))
