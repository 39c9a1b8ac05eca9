"""Queries about reply drafts and their versions."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, and_, bindparam, func, insert, or_, select, text, update
from sqlalchemy.sql.elements import ColumnElement

from storage import customers
from storage.pace import HORIZON_SECONDS
from storage.records import Customer, Draft, OpenDraft, Sound
from storage.tables import draft_versions, drafts, followups, gestures, notes, outbox

OF_CUSTOMER = select(drafts.c.id).where(drafts.c.customer_id == bindparam("of"))
IN_STATE = OF_CUSTOMER.where(drafts.c.state == bindparam("state"))
MOST_OF_PROBLEMS = 500
WORDS = {
    "reply": "",
    "need": "",
    "check": "[]",
    "sensitive": None,
    **dict.fromkeys(("promise", "promised_by", "wish", "note", "sent")),
}  # of a version, about a customer, as they are forgotten
LISTS = ("check", "used", "suggested")
# As the indexes say it, or SQLite would not use them.
IS_READY = text("drafts.state = 'ready'")
IS_WRITING = text("drafts.state = 'writing'")
BEGINNING = 200  # characters of a message, to tell which it is
OPEN = (
    select(
        drafts.c.id, drafts.c.customer_id, func.substr(drafts.c.message, 1, BEGINNING).label("message"),
        func.count().over().label("total"),
    )
    .where(drafts.c.agent == bindparam("of"), IS_READY, drafts.c.created_at >= bindparam("since"))
    .order_by(drafts.c.id.desc())
    .limit(bindparam("most"))
)  # fmt: skip
STANDING = (
    select(outbox.c.subject, outbox.c.channel, outbox.c.ts)
    .where(outbox.c.subject.in_(bindparam("subjects", expanding=True)), outbox.c.kind == "draft")
    .where(outbox.c.ts.is_not(None))
    .order_by(outbox.c.occurrence)
)
WRITTEN = ("reply", "feeling", "matter", "need", "promise", "promised_by", "writer", "note", "confidence", "severity",
           "sensitive", "written_at")  # fmt: skip


def begin(
    tx: Connection, agent: str, message: str, customer: Customer | None, held_until: Any, at: datetime,
    *, model_allowed: bool, said_at: datetime | None = None,
) -> Draft:  # fmt: skip
    """A new draft, being written until `held_until` (seconds of the database's clock)."""
    common = {"agent": agent, "message": message, "state": "writing", "created_at": at, "model_allowed": model_allowed}
    common |= {"said_at": said_at}
    values = {**common, "fence": 1, "customer_id": customer.id if customer else None, "held_until": held_until}
    number = tx.execute(insert(drafts).values(values).returning(drafts.c.id)).scalar_one()
    known = customer if customer and not customer.is_unnamed else None
    return Draft(id=number, customer=known, **common)  # type: ignore[arg-type]  # a dict of several types


def get(tx: Connection, number: int) -> Draft | None:
    """One draft in its latest version, or None."""
    found = _records(tx, drafts.c.id == number)
    return found[0] if found else None


def get_many(tx: Connection, numbers: Collection[int]) -> Sequence[Draft]:
    """These drafts, each in its latest version."""
    return _records(tx, drafts.c.id.in_(numbers), most=max(1, len(numbers)))


def open_of(tx: Connection, agent: str, since: datetime, most: int) -> tuple[Sequence[OpenDraft], int]:
    """The newest `most` drafts begun from `since` on that this agent may still use, and how many there are."""
    rows = tx.execute(OPEN, {"of": agent, "since": since, "most": most}).all()
    if not rows:
        return (), 0
    places = {row.subject: row for row in tx.execute(STANDING, {"subjects": [f"draft:{row.id}" for row in rows]})}
    known = customers.get_many(tx, {row.customer_id for row in rows if row.customer_id})
    found = [(row, places.get(f"draft:{row.id}")) for row in rows]
    return [
        OpenDraft(row.id, row.message, known.get(row.customer_id), place and place.channel, place and place.ts)
        for row, place in found
    ], rows[0].total


def lock(tx: Connection, number: int) -> None:
    """Holds this draft's row to the end of the transaction."""
    tx.execute(select(drafts.c.id).where(drafts.c.id == number).with_for_update())


def change(tx: Connection, number: int, *states: str, **values: Any) -> bool:
    """Gives a draft new values if it is in one of these states; whether it was."""
    return (
        tx.execute(update(drafts).where(drafts.c.id == number, drafts.c.state.in_(states)).values(values)).rowcount == 1
    )


def fence_of(tx: Connection, number: int) -> int:
    """Who may finish the writing: the holder of this number."""
    return int(tx.execute(select(drafts.c.fence).where(drafts.c.id == number)).scalar_one())


def claim_abandoned(tx: Connection, clock: ColumnElement[float], lease: float, most: int) -> list[tuple[int, int]]:
    """Takes over drafts whose writer is gone, for `lease` seconds: (number, fence) of each."""
    is_over = or_(drafts.c.held_until <= clock, drafts.c.held_until > clock + HORIZON_SECONDS)
    late = select(drafts.c.id).where(drafts.c.state == "writing", is_over).limit(most)
    numbers = tx.execute(late.with_for_update(skip_locked=True)).scalars().all()
    if not numbers:
        return []
    taken = update(drafts).where(drafts.c.id.in_(numbers)).values(held_until=clock + lease, fence=drafts.c.fence + 1)
    return [(row.id, row.fence) for row in tx.execute(taken.returning(drafts.c.id, drafts.c.fence))]


def being_written(tx: Connection) -> int:
    """How many drafts are being written."""
    return int(tx.execute(select(func.count()).select_from(drafts).where(IS_WRITING)).scalar_one())


def renew(tx: Connection, number: int, fence: int, held_until: Any) -> None:
    """Holds a draft on, if the fence still stands."""
    mine = (drafts.c.id == number, drafts.c.fence == fence, drafts.c.state == "writing")
    tx.execute(update(drafts).where(*mine).values(held_until=held_until))


def keep(tx: Connection, number: int, fence: int, version: dict[str, Any]) -> bool:
    """Keeps a new version and makes the draft ready; False when somebody else took the writing over."""
    mine = and_(drafts.c.id == number, drafts.c.fence == fence, drafts.c.state == "writing")
    written = update(drafts).where(mine).values(state="ready", version=drafts.c.version + 1)
    row = tx.execute(written.returning(drafts.c.version, drafts.c.about)).one_or_none()
    if row is None:
        return False
    listed = {name: json.dumps(version.get(name, ()), ensure_ascii=False) for name in LISTS}
    kept = {"draft_id": number, "version": row.version, "about": row.about}
    tx.execute(insert(draft_versions).values({**version, **listed, **kept}))
    return True


def last_written(tx: Connection, number: int, agent: str) -> str | None:
    """The last reply of a draft that was written for its agent, not by them."""
    return _newest(tx, number, draft_versions.c.reply, draft_versions.c.writer != agent)


def own_words(tx: Connection, number: int, agent: str) -> str:
    """The last reply of a draft that its agent worded; '' if they worded none."""
    return _newest(tx, number, draft_versions.c.reply, draft_versions.c.writer == agent) or ""


def of_phrasebook(tx: Connection, number: int) -> str:
    """The last reply of a draft that the phrasebook wrote; '' if it wrote none."""
    return _newest(tx, number, draft_versions.c.reply, draft_versions.c.writer == "phrasebook") or ""


def matter_read(tx: Connection, number: int) -> str | None:
    """What a draft's message was last read to be about, whatever its agent says of it; None before it was read."""
    return _newest(tx, number, draft_versions.c.matter, draft_versions.c.about.is_(None))


def sent(tx: Connection, number: int) -> str | None:
    """What left the house for a draft at last, word for word; None when nothing did."""
    return _newest(tx, number, draft_versions.c.sent, draft_versions.c.sent.is_not(None))


def _newest(tx: Connection, number: int, column: Column[Any], those: ColumnElement[bool]) -> str | None:
    """That column of the newest such version of a draft."""
    query = select(column).where(draft_versions.c.draft_id == number, those)
    return tx.execute(query.order_by(draft_versions.c.version.desc()).limit(1)).scalar_one_or_none()


def is_stale(tx: Connection, customer: int, agent: str, since: datetime, *, in_own_words: bool) -> bool:
    """Whether something about a customer changed from `since` on that this agent may not know: a gesture, or what a
    colleague promised, did or wrote down. What the agent asked for is news only where they did not word the reply."""
    given = or_(gestures.c.requested_at > since, gestures.c.decided_at > since, gestures.c.delivered_at > since)
    if in_own_words:
        given = and_(given, gestures.c.requester != agent)
    done = or_(followups.c.created_at > since, followups.c.closed_at > since)
    changes = (
        select(gestures.c.id).where(gestures.c.customer_id == customer, given),
        select(followups.c.id).where(followups.c.customer_id == customer, followups.c.owner != agent, done),
        select(notes.c.id).where(notes.c.customer_id == customer, notes.c.author != agent, notes.c.created_at > since),
    )
    return bool(tx.execute(select(or_(*(change.exists() for change in changes)))).scalar_one())


def of_customer(tx: Connection, customer: int, most: int = 10) -> Sequence[Draft]:
    """A customer's drafts, newest first."""
    return _records(tx, drafts.c.customer_id == customer, most=most)


def of_problems(tx: Connection, agent: str) -> Sequence[Draft]:
    """The drafts that the bot wrote to somebody because of problems of many and that were not discarded, newest
    first."""
    theirs = (drafts.c.agent == agent, drafts.c.origin == "problem", drafts.c.state != "discarded")
    return _records(tx, and_(*theirs), most=MOST_OF_PROBLEMS)


def numbers_of_customer(tx: Connection, customer: int, state: str | None = None) -> Sequence[int]:
    """The number of every draft that answers a customer, or of those in a state."""
    query = IN_STATE if state else OF_CUSTOMER
    return tx.execute(query, {"of": customer, "state": state} if state else {"of": customer}).scalars().all()


def everything(tx: Connection, since: datetime | None) -> Iterable[Draft]:
    """Every draft begun from `since` on, oldest first, for an export."""
    last = 0
    while found := _records(
        tx, and_(drafts.c.id > last, *([drafts.c.created_at >= since] if since else [])), most=500, newest_first=False
    ):
        yield from found
        last = found[-1].id


def forget(tx: Connection, customer: int) -> None:
    """Takes away the words of a customer's drafts. When each was written, by whom and what became of it stays, for the
    team's figures; without their words those that nobody used yet are of no use."""
    theirs = drafts.c.customer_id == customer
    versions = draft_versions.c.draft_id.in_(select(drafts.c.id).where(theirs))
    tx.execute(update(draft_versions).where(versions).values(WORDS))
    tx.execute(update(drafts).where(theirs).values(message=""))
    tx.execute(update(drafts).where(theirs, drafts.c.state.in_(("writing", "ready"))).values(state="discarded"))


def adopt(tx: Connection, customer: int, names: Collection[str]) -> None:
    """Gives a customer the drafts that answer nobody we know and whose message holds one of these names, whole."""
    tx.execute(update(drafts).where(drafts.c.id.in_(numbers_naming(tx, names))).values(customer_id=customer))


def numbers_naming(tx: Connection, names: Collection[str]) -> Sequence[int]:
    """The number of every draft that answers nobody we know and whose message holds one of these names, whole."""
    if not names:
        return []
    said = func.lower(drafts.c.message)
    held = or_(*(said.contains(name.lower(), autoescape=True) for name in names))
    whole = re.compile("|".join(map(whole_name, names)), re.IGNORECASE)
    found = tx.execute(select(drafts.c.id, drafts.c.message).where(drafts.c.customer_id.is_(None), held))
    return [row.id for row in found if whole.search(row.message)]


def whole_name(name: str) -> str:
    """A pattern that finds a name, and not as a part of a longer word or address."""
    if "@" in name:
        return rf"(?<![\w.+-]){re.escape(name)}(?!-|\w|\.\w)"
    before, after = (r"\b" if letter.isalnum() else "" for letter in (name[0], name[-1]))
    return f"{before}{re.escape(name)}{after}"


def _records(tx: Connection, condition: ColumnElement[bool], most: int = 1, newest_first: bool = True) -> list[Draft]:
    joined = and_(draft_versions.c.draft_id == drafts.c.id, draft_versions.c.version == drafts.c.version)
    wish = drafts.c.wish.label("wished")
    query = select(drafts, wish, draft_versions).outerjoin(draft_versions, joined).where(condition).limit(most)
    rows = tx.execute(query.order_by(drafts.c.id.desc() if newest_first else drafts.c.id)).all()
    found = customers.get_many(tx, {row.customer_id for row in rows if row.customer_id})
    known = {number: customer for number, customer in found.items() if not customer.is_unnamed}
    return [_record(row, known.get(row.customer_id)) for row in rows]


def _record(row: Row[Any], customer: Customer | None) -> Draft:
    of = row._mapping
    common = {
        "id": of[drafts.c.id],
        "agent": of[drafts.c.agent],
        "message": of[drafts.c.message],
        "state": of[drafts.c.state],
        "customer": customer,
        "version": of[drafts.c.version],
        "wish": of["wished"],
        "created_at": of[drafts.c.created_at],
        "said_at": of[drafts.c.said_at],
        "closed_at": of[drafts.c.closed_at],
        "followup": of[drafts.c.followup],
        "model_allowed": of[drafts.c.model_allowed],
        "sound": Sound(of[drafts.c.felt], of[drafts.c.about], of[drafts.c.language], of[drafts.c.tone]),
    }
    if of[draft_versions.c.draft_id] is None:
        return Draft(**common)
    written = {name: of[draft_versions.c[name]] for name in WRITTEN}
    listed = {name: tuple(json.loads(of[draft_versions.c[name]])) for name in LISTS}
    return Draft(**common, **{**written, **listed})
