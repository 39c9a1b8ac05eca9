"""Reply drafts: written by the model or the phrasebook, checked, and sent by nobody but the agent."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from bot import briefs, learning, moments, reading
from bot.desk import Desk
from bot.errors import NoLongerOpen, NotFound, NothingLeft, NotYours, StillPromising, StillWriting
from prompts import guard
from prompts.brief import Brief, Reply, Wish
from storage import audit, customers, drafts, inbox, outbox, people
from storage.records import Customer, Draft, Flagged, Person, Reference, Sound

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
# What was noticed about a message is so whoever words the reply.
NOTICED = ("feeling", "matter", "need", "confidence", "severity", "sensitive", "used", "suggested")
LEASE_SECONDS = 5.0  # renewed while somebody writes; after that somebody else takes the writing over


__all__ = ["NewDraft", "Wish", "Writing"]


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A customer's message to answer. `request` is the identity of Slack's delivery."""

    request: str
    agent: Person
    message: str
    customer: Reference | None = None
    channel: str | None = None
    """Where it was asked for."""


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
        rules = desk.policy.drafts
        allowed = rules.model and new.channel not in rules.model_off_in
        customer = _customer(tx, new, now)
        draft = drafts.begin(tx, new.agent.id, new.message, customer, held_until, now, model_allowed=allowed)
        inbox.settle(tx, new.request, _subject(draft))
        audit.append(tx, now, new.agent.id, "draft.begun", _subject(draft))
        return Writing(draft, 1)


def _held_until(desk: Desk) -> ColumnElement[float]:
    return desk.database.clock + LEASE_SECONDS


def _customer(tx: Connection, new: NewDraft, at: datetime) -> Customer | None:
    """Whom it answers: as told, or whom the message itself names."""
    named = new.customer or reading.customer_in_message(new.message)
    return customers.find_or_create(tx, named, at) if named else None


def rewrite(
    desk: Desk, request: str, actor: Person, number: int, wish: Wish | None, sound: Sound | None = None
) -> Writing:
    """Notes that another version is wanted: with a wish for the last one, or written anew, to `sound` otherwise.

    Raises NotFound, NotYours, NoLongerOpen.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        draft = _mine(tx, actor, number, lock=True)
        if inbox.enter(tx, request, now) is not None or draft.state == "writing":
            return Writing(draft, None)
        _require_ready(draft)
        fence = drafts.fence_of(tx, number) + 1
        held_until = _held_until(desk)
        drafts.change(
            tx, number, "ready", state="writing", wish=wish, held_until=held_until, fence=fence,
            **(asdict(sound) if sound else {}),
        )  # fmt: skip
        if desk.writer.takes_time:
            outbox.changed(tx, _subject(draft))
        wanted = {"wish": wish, **(asdict(sound) if sound else {})}
        audit.append(tx, now, actor.id, "draft.rewritten", _subject(draft), wanted)
        return Writing(_get(tx, number), fence)


async def write(desk: Desk, number: int, fence: int) -> bool:
    """Has a reply written and keeps it. False when somebody else took the writing over meanwhile."""
    brief = await desk.executor.read(_brief, desk, number)
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


def _brief(desk: Desk, number: int) -> Brief:
    with desk.database.read() as tx:
        return briefs.of(tx, desk, _get(tx, number))


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
        "confidence": reply.confidence,
        "severity": reply.severity,
        "sensitive": reply.sensitive,
        "used": list(reply.used),
        "suggested": list(reply.suggested),
        "sent": reply.sent,
        "seconds": reply.seconds,
        "tokens_asked": reply.tokens.asked if reply.tokens else None,
        "tokens_answered": reply.tokens.answered if reply.tokens else None,
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
        return _reword(tx, actor, draft, text, now)


def take_out(desk: Desk, request: str, actor: Person, number: int) -> Draft:
    """The reply less all that nobody approved. Raises NotFound, NotYours, NoLongerOpen, NothingLeft."""
    now = desk.clock()
    with desk.database.begin() as tx:
        draft = _mine(tx, actor, number, lock=True)
        if inbox.enter(tx, request, now) is not None:
            return _checked(tx, draft)
        _require_ready(draft)
        left = guard.without_flagged(draft.reply, briefs.approved(tx, draft), draft.message)
        if not left:
            raise NothingLeft(name=draft.name)
        return _reword(tx, actor, draft, left, now)


def _reword(tx: Connection, actor: Person, draft: Draft, text: str, now: datetime) -> Draft:
    """Keeps another wording by the agent, checked like any."""
    fence = drafts.fence_of(tx, draft.id)
    drafts.change(tx, draft.id, "ready", state="writing", wish=None)
    noticed = {name: getattr(draft, name) for name in NOTICED}
    said: dict[str, Any] = {"reply": text, "check": [], "promise": draft.promise if text == draft.reply else None}
    wrote = {"writer": actor.id, "prompt_version": "", "note": None, "wish": "edit", "written_at": now}
    drafts.keep(tx, draft.id, fence, {**noticed, **said, **wrote})
    _show(tx, draft, now)
    audit.append(tx, now, actor.id, "draft.edited", _subject(draft), {"version": draft.version + 1})
    return _checked(tx, _get(tx, draft.id))


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
        edited = learning.distance(drafts.last_written(tx, number, actor.id) or draft.reply, draft.reply)
        drafts.change(tx, number, "ready", state="used", closed_at=now, edited=edited)
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


def sent(desk: Desk, actor: Person, number: int) -> tuple[Draft, str | None]:
    """A draft, and what left the house for it, word for word; None when nothing did. Raises NotFound, NotYours."""
    with desk.database.read() as tx:
        return _mine(tx, actor, number), drafts.sent(tx, number)


def shown(tx: Connection, number: int) -> Draft | None:
    """A draft as its message shows it, or None."""
    draft = drafts.get(tx, number)
    return _checked(tx, draft) if draft else None


def _checked(tx: Connection, draft: Draft) -> Draft:
    """Marks what the reply promises that nobody approved, as things stand, and that they changed meanwhile."""
    flags = guard.flags(draft.reply, briefs.approved(tx, draft), draft.message)
    is_stale = (
        draft.customer is not None
        and draft.written_at is not None
        and drafts.is_stale(tx, draft.customer.id, draft.agent, draft.written_at)
    )
    return replace(
        draft, flagged=tuple(Flagged(flag.start, flag.end, flag.reason) for flag in flags), is_stale=is_stale
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
