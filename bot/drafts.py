"""Reply drafts: written by the model or the phrasebook, checked, and sent by nobody but the agent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from bot import moments, reading, verdicts
from bot.desk import Desk
from bot.errors import NoLongerOpen, NotFound, NotYours, StillPromising, StillWriting
from prompts import guard
from prompts.brief import Approved, Brief, Reply, Wish
from storage import audit, customers, drafts, gestures, inbox, outbox, people
from storage.gestures import GIVEN
from storage.records import Customer, Draft, Flagged, Person, Reference

log = logging.getLogger(__name__)

DRAFT_PRIORITY = 12
NO_REPLY = Reply(
    text="",
    feeling="neutral",
    matter="other",
    need="",
    language="en",
    check=(),
    promise=None,
    writer="nobody",
    prompt_version="",
    fallback="I could not write this one, I am sorry. Press Edit to write it yourself.",
)
UNDELIVERED = ("granted", "approved")
LEASE_SECONDS = 5.0  # renewed while somebody writes; after that somebody else takes the writing over


__all__ = ["NewDraft", "Wish", "Writing"]


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A customer's message to answer. `request` is the identity of Slack's delivery."""

    request: str
    agent: Person
    message: str
    customer: Reference | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """A draft that somebody is to write now. `fence` must still hold when it is kept; None: it is in other hands."""

    draft: Draft
    fence: int | None


def begin(desk: Desk, new: NewDraft) -> Writing:
    """Notes that a reply is wanted, so that a restart finishes it."""
    now = desk.clock()
    with desk.database.begin() as tx:
        seen = inbox.enter(tx, new.request, now)
        if seen is not None:
            return Writing(_get(tx, _number(seen)), None)
        held_until = _held_until(desk)
        draft = drafts.begin(tx, new.agent.id, new.message, _customer(tx, new, now), None, held_until, now)
        inbox.settle(tx, new.request, _subject(draft))
        audit.append(tx, now, new.agent.id, "draft.begun", _subject(draft))
        return Writing(draft, 1)


def _held_until(desk: Desk) -> ColumnElement[float]:
    return desk.database.clock + LEASE_SECONDS


def _customer(tx: Connection, new: NewDraft, at: datetime) -> Customer | None:
    """Whom it answers: as told, or whom the message itself names."""
    named = new.customer or reading.customer_in_message(new.message)
    return customers.find_or_create(tx, named, at) if named else None


def rewrite(desk: Desk, request: str, actor: Person, number: int, wish: Wish) -> Writing:
    """Notes that another version is wanted. Raises NotFound, NotYours, NoLongerOpen."""
    now = desk.clock()
    with desk.database.begin() as tx:
        draft = _mine(tx, actor, number, lock=True)
        if inbox.enter(tx, request, now) is not None or draft.state == "writing":
            return Writing(draft, None)
        _require_ready(draft)
        fence = drafts.fence_of(tx, number) + 1
        held_until = _held_until(desk)
        drafts.change(tx, number, "ready", state="writing", wish=wish, held_until=held_until, fence=fence)
        if desk.writer.takes_time:
            outbox.changed(tx, _subject(draft))
        audit.append(tx, now, actor.id, "draft.rewritten", _subject(draft), {"wish": wish})
        return Writing(_get(tx, number), fence)


async def write(desk: Desk, number: int, fence: int) -> bool:
    """Has a reply written and keeps it. False when somebody else took the writing over meanwhile."""
    brief = await desk.executor.read(brief_of, desk, number)
    try:
        reply = await _write_holding(desk, number, fence, brief)
    except Exception as error:  # noqa: BLE001 (the agent waits for an answer, whatever went wrong)
        log.error("draft %s could not be written: %s", number, type(error).__name__)
        reply = replace(NO_REPLY, text=brief.previous or "")
    return await desk.executor.write(keep, desk, number, fence, reply)


async def _write_holding(desk: Desk, number: int, fence: int, brief: Brief) -> Reply:
    """Has the writer write, and renews the lease meanwhile: who dies is noticed within LEASE_SECONDS."""
    writing = asyncio.ensure_future(desk.writer.write(brief))
    while not (await asyncio.wait([writing], timeout=LEASE_SECONDS / 2))[0]:
        await desk.executor.write(_renew, desk, number, fence)
    return await writing


def _renew(desk: Desk, number: int, fence: int) -> None:
    with desk.database.begin() as tx:
        drafts.renew(tx, number, fence, _held_until(desk))


def claim_abandoned(desk: Desk) -> list[tuple[int, int]]:
    """Takes over the drafts whose writer is gone: (number, fence) of each."""
    with desk.database.begin() as tx:
        return drafts.claim_abandoned(tx, desk.database.clock, LEASE_SECONDS, 5)


def brief_of(desk: Desk, number: int) -> Brief:
    """What the writer is told. Raises NotFound."""
    with desk.database.read() as tx:
        draft = _get(tx, number)
        agent = people.get(tx, draft.agent)
        names: tuple[str, ...] = ()
        notes: tuple[str, ...] = ()
        if draft.customer:
            names = tuple(reference.value for reference in draft.customer.references)
            notes = tuple(note.text for note in customers.notes_about(tx, draft.customer.id, 5))
        name = next((r.value for r in draft.customer.references if r.kind == "name"), None) if draft.customer else None
        rules = desk.policy.drafts
        return Brief(
            message=draft.message,
            languages=rules.languages,
            tone=rules.tone,
            signature=rules.signature,
            customer_name=name,
            names=names,
            notes=notes,
            approved=_approved(tx, draft, UNDELIVERED)[:1],  # what is new to the customer, and not a whole list
            wish=draft.wish,  # type: ignore[arg-type]  # only wishes are ever kept
            previous=draft.reply or None,
            now=desk.clock().astimezone(ZoneInfo(agent.zone if agent else desk.policy.team.timezone)),
        )


def keep(desk: Desk, number: int, fence: int, reply: Reply) -> bool:
    """Keeps a written reply and shows it to the agent. False when the fence was lost."""
    now = desk.clock()
    version: dict[str, Any] = {
        "reply": reply.text,
        "feeling": reply.feeling,
        "matter": reply.matter,
        "need": reply.need,
        "check": list(reply.check),
        "promise": None,
        "writer": reply.writer,
        "prompt_version": reply.prompt_version,
        "note": reply.fallback,
    }
    with desk.database.begin() as tx:
        before = _get(tx, number)
        version["promise"] = _promised(tx, desk, before, reply, now)
        if not drafts.keep(tx, number, fence, {**version, "wish": before.wish, "written_at": now}):
            return False
        _show(tx, before, now)
        data = {"version": before.version + 1, "writer": reply.writer, "prompt": reply.prompt_version}
        audit.append(tx, now, "extra-mile", "draft.written", _subject(before), data)
        return True


def _promised(tx: Connection, desk: Desk, draft: Draft, reply: Reply, now: datetime) -> str | None:
    """The time that a reply promises, in words that mean the same tomorrow; None for none that can be read."""
    agent = people.get(tx, draft.agent)
    if agent is None or reply.promise is None:
        return None
    said = moments.read(reply.promise, now, agent.zone, desk.hours_of(agent), agent.locale)
    return moments.in_words(said.moment.at, agent.zone) if said.moment else None


def _show(tx: Connection, draft: Draft, now: datetime) -> None:
    if draft.version:
        outbox.changed(tx, _subject(draft))
    else:
        outbox.add(tx, "draft", _subject(draft), draft.agent, DRAFT_PRIORITY, now, now)


def edit(desk: Desk, request: str, actor: Person, number: int, text: str) -> Draft:
    """The agent's own version. Raises NotFound, NotYours, NoLongerOpen."""
    now = desk.clock()
    with desk.database.begin() as tx:
        draft = _mine(tx, actor, number, lock=True)
        if inbox.enter(tx, request, now) is not None:
            return _checked(tx, draft)
        _require_ready(draft)
        fence = drafts.fence_of(tx, number)
        drafts.change(tx, number, "ready", state="writing", wish=None)
        noticed: dict[str, Any] = {"feeling": draft.feeling, "matter": draft.matter, "need": draft.need}
        said: dict[str, Any] = {"reply": text, "check": [], "promise": draft.promise if text == draft.reply else None}
        wrote = {"writer": actor.id, "prompt_version": "", "note": None, "wish": "edit", "written_at": now}
        drafts.keep(tx, number, fence, {**noticed, **said, **wrote})
        _show(tx, draft, now)
        audit.append(tx, now, actor.id, "draft.edited", _subject(draft), {"version": draft.version + 1})
        return _checked(tx, _get(tx, number))


def use(desk: Desk, request: str, actor: Person, number: int) -> Draft:
    """The agent takes the reply: it is posted bare, ready to copy. Raises NotFound, NotYours, StillPromising."""
    now = desk.clock()
    with desk.database.begin() as tx:
        draft = _checked(tx, _mine(tx, actor, number, lock=True))
        if inbox.enter(tx, request, now) is not None or draft.state == "used":
            return draft
        _require_ready(draft)
        if draft.flagged:
            raise StillPromising(phrase=draft.reply[draft.flagged[0].start : draft.flagged[0].end])
        drafts.change(tx, number, "ready", state="used", closed_at=now)
        outbox.changed(tx, _subject(draft))
        outbox.add(tx, "reply", _subject(draft), draft.agent, DRAFT_PRIORITY, now, now)
        audit.append(tx, now, actor.id, "draft.used", _subject(draft), {"version": draft.version})
        return _get(tx, number)


def discard(desk: Desk, request: str, actor: Person, number: int) -> Draft:
    """Not this one. Raises NotFound, NotYours."""
    now = desk.clock()
    with desk.database.begin() as tx:
        draft = _mine(tx, actor, number, lock=True)
        if inbox.enter(tx, request, now) is not None:
            return draft
        if not drafts.change(tx, number, "ready", "writing", state="discarded", closed_at=now):
            return draft
        outbox.changed(tx, _subject(draft))
        audit.append(tx, now, actor.id, "draft.discarded", _subject(draft), {"version": draft.version})
        return _get(tx, number)


def get(desk: Desk, actor: Person, number: int) -> Draft:
    """One draft of this agent's, with what must not be said in it marked. Raises NotFound, NotYours."""
    with desk.database.read() as tx:
        return _checked(tx, _mine(tx, actor, number))


def shown(tx: Connection, number: int) -> Draft | None:
    """A draft as its message shows it, or None."""
    draft = drafts.get(tx, number)
    return _checked(tx, draft) if draft else None


def _checked(tx: Connection, draft: Draft) -> Draft:
    """Marks what the reply promises that nobody approved, as things stand."""
    flags = guard.flags(draft.reply, _approved(tx, draft), draft.message)
    return replace(draft, flagged=tuple(Flagged(flag.start, flag.end, flag.reason) for flag in flags))


def _approved(tx: Connection, draft: Draft, states: Collection[str] = GIVEN) -> tuple[Approved, ...]:
    if draft.customer is None:
        return ()
    return tuple(
        Approved(
            words=verdicts.describe_in_a_sentence(gesture, gesture.amount, gesture.currency),
            amount=verdicts.describe_amount(gesture, gesture.amount, gesture.currency) or None,
            kind=gesture.label,
        )
        for gesture in gestures.of_customer(tx, draft.customer.id, states)
    )


def _require_ready(draft: Draft) -> None:
    if draft.state == "writing":
        raise StillWriting(name=draft.name)
    if draft.state != "ready":
        raise NoLongerOpen(name=draft.name, state=draft.state)


def _mine(tx: Connection, actor: Person, number: int, *, lock: bool = False) -> Draft:
    if lock:
        drafts.lock(tx, number)
    draft = _get(tx, number)
    if draft.agent != actor.id:
        raise NotYours(name=draft.name, owner=f"<@{draft.agent}>", people=[draft.agent])
    return draft


def _get(tx: Connection, number: int) -> Draft:
    draft = drafts.get(tx, number)
    if draft is None:
        raise NotFound(name=f"D-{number}", command="/draft")
    return draft


def _subject(draft: Draft) -> str:
    return f"draft:{draft.id}"


def _number(subject: str) -> int:
    return int(subject.partition(":")[2])
