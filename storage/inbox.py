"""What Slack delivered: a repeat of a delivery must not act twice."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

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


def clip(tx: Connection, person: str, text: str, at: datetime, key: str | None = None) -> str:
    """Keeps a text that is too long for a form, and returns the key to it: a new one, unless one is given."""
    key = key or secrets.token_urlsafe(9)
    insert_unless_there(tx, clippings, {"id": key, "person": person, "text": text, "at": at})
    return key


def clipping(tx: Connection, person: str, key: str) -> str | None:
    """The text that this person left under a key, or None when it is too old to be there, or was erased."""
    query = select(clippings.c.text).where(clippings.c.id == key, clippings.c.person == person)
    return tx.execute(query).scalar()


def clear_before(tx: Connection, moment: datetime) -> None:
    """Lets go of what is too old to be repeated or finished."""
    tx.execute(delete(inbox).where(inbox.c.at < moment))
    tx.execute(delete(clippings).where(clippings.c.at <= moment))


def clear_clippings(tx: Connection) -> None:
    """Lets go of all long texts behind unfinished forms, whatever clock they were kept by."""
    tx.execute(delete(clippings))
