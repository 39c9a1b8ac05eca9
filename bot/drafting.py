"""The writing of drafts: by the model or the phrasebook, held by a lease, so that whoever dies over it is replaced."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.elements import ColumnElement

from bot import briefs, deadlines, identities, languages, moments, owed, promises, reading
from bot.desk import Desk
from bot.drafts import NOTICED, find, mine, require_ready, show, subject_of
from prompts.brief import Brief, Reply
from prompts.brief import Wish as Wish
from storage import audit, drafts, followups, inbox, outbox, pace, people
from storage.records import Customer, Draft, Person, Reference, Sound
from storage.subjects import number_of

log = logging.getLogger(__name__)

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
LEASE_SECONDS = 5.0  # renewed while somebody writes; after that somebody else takes the writing over
MOST_TAKEN_OVER = 20  # at a time, of what whoever is gone was writing
MOST_SHOWN_AT_WORK = int(60 * pace.CHANGES_PER_SECOND)
"""Drafts that are shown while they are written. Each becomes the reply by a change, and so many does Slack take in a
minute: when a model hangs, all are ready at once. The others are posted when ready, as posts have their own pace."""


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A customer's message to answer. `request` is the identity of Slack's delivery."""

    request: str
    agent: Person
    message: str
    customer: Reference | None = None
    channel: str | None = None
    """Where it was asked for."""
    said_at: datetime | None = None
    """When the message stood in Slack; None for one that was pasted, said nobody knows when."""
    followup: int | None = None
    """The number of the follow-up that it was asked for from."""
    asked_at: datetime | None = None
    """From when on its time counts, however many others are noted before it; None: from when it is noted."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A draft that somebody is to write now. `fence` must still hold when it is kept; None: it is in other hands.
    `other` is a second customer to whom something leads that the message tells of who wrote it."""

    draft: Draft
    fence: int | None
    other: Customer | None = None


def begin(desk: Desk, new: NewDraft) -> Writing:
    """Notes that a reply is wanted, so that a restart finishes it."""
    now = desk.clock()
    with desk.database.begin() as tx:
        seen = inbox.enter(tx, new.request, now)
        if seen is not None:
            return Writing(find(tx, number_of(seen)), None)
        held_until = _held_until(desk)
        rules = desk.policy.drafts
        allowed = rules.model and not (rules.model_off_in and new.channel in (None, *rules.model_off_in))
        known = _known(tx, new, now)
        customer = known.customer if known else None
        said_at = min(new.said_at, now) if new.said_at else None  # Slack's clock may be ahead of ours
        asked_at = new.asked_at or now
        draft = drafts.begin(
            tx, new.agent.id, new.message, customer, held_until, asked_at, model_allowed=allowed, said_at=said_at
        )
        inbox.settle(tx, new.request, subject_of(draft))
        if _takes_time(desk, draft) and drafts.being_written(tx) <= MOST_SHOWN_AT_WORK:
            show(tx, draft, now)
        begun = audit.Happening(new.agent.id, "draft.begun", subject_of(draft), owed.begun(new.followup))
        audit.append_all(tx, now, [*(known.happened(new.agent) if known else ()), begun])
        return Writing(draft, 1, known.other if known else None)


def _takes_time(desk: Desk, draft: Draft) -> bool:
    """Whether its agent should see that it is being written: what the phrasebook writes is there in a moment."""
    return desk.writer.takes_time and draft.model_allowed


def _held_until(desk: Desk) -> ColumnElement[float]:
    return desk.database.clock + LEASE_SECONDS


def _known(tx: Connection, new: NewDraft, at: datetime) -> identities.Known | None:
    """Whom it answers: as told, for whom its follow-up is, be they named or not, or whom the message itself names."""
    waiting = _waiting(tx, new.followup) if new.followup is not None else None
    if waiting is not None and waiting.is_unnamed:
        return identities.Known(waiting)
    told = identities.told_by(new.message)
    named = new.customer or next(iter(waiting.references if waiting else ()), None)
    named = named or (None if told else reading.customer_in_message(new.message))
    return identities.unite(tx, named, told, at) if named or told else None


def _waiting(tx: Connection, number: int) -> Customer | None:
    """For whom a follow-up is, held so that nobody names them meanwhile."""
    followups.hold(tx, [number])
    followup = followups.get(tx, number)
    return followup.customer if followup else None


def rewrite(
    desk: Desk, request: str, actor: Person, number: int, wish: Wish | None, sound: Sound | None = None
) -> Writing:
    """Notes that another version is wanted: with a wish for the last one, or written anew, to `sound` otherwise. A
    matter in `sound` that is the one that was read is no correction, and takes one back.

    Raises NotFound, NotYours, NoLongerOpen; StillWriting rather than lose a `sound`.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        draft = mine(tx, actor, number, lock=True)
        if inbox.enter(tx, request, now) is not None or (draft.state == "writing" and sound is None):
            return Writing(draft, None)
        require_ready(draft)
        fence = drafts.fence_of(tx, number) + 1
        held_until = _held_until(desk)
        if sound is not None and sound.about == drafts.matter_read(tx, number):
            sound = replace(sound, about=None)
        wanted = {"wish": wish, **(asdict(sound) if sound else {})}
        drafts.change(tx, number, "ready", state="writing", held_until=held_until, fence=fence, **wanted)
        if _takes_time(desk, draft):
            outbox.changed(tx, subject_of(draft))
        audit.append(tx, now, actor.id, "draft.rewritten", subject_of(draft), wanted)
        return Writing(find(tx, number), fence)


async def write(desk: Desk, number: int, fence: int) -> bool:
    """Has a reply written and keeps it. False when somebody else took the writing over meanwhile."""
    try:
        reply = await _write_holding(desk, number, fence, await desk.executor.read(_brief, desk, number))
    except Exception as error:  # noqa: BLE001 (the agent waits for an answer, whatever went wrong)
        log.error("draft %s could not be written: %s", number, type(error).__name__)
        reply = NO_REPLY
    return await desk.executor.write(keep, desk, number, fence, reply)


async def _write_holding(desk: Desk, number: int, fence: int, brief: Brief) -> Reply:
    """Has the writer write, and renews the lease meanwhile: who dies is noticed within LEASE_SECONDS."""
    writing = asyncio.ensure_future(desk.writer.write(brief))
    try:
        while not (await asyncio.wait([writing], timeout=LEASE_SECONDS / 2))[0]:
            try:
                await desk.executor.write(_renew, desk, number, fence)
            except SQLAlchemyError as error:  # the next renewal may get through, and the fence tells if it was too late
                log.warning("draft %s keeps its lease as it is: %s", number, type(error).__name__)
        return await writing
    finally:
        writing.cancel()  # nobody writes on for a process that ends


def _renew(desk: Desk, number: int, fence: int) -> None:
    with desk.database.begin() as tx:
        drafts.renew(tx, number, fence, _held_until(desk))


def claim_abandoned(desk: Desk) -> list[tuple[int, int]]:
    """Takes over the drafts whose writer is gone: (number, fence) of each."""
    with desk.database.begin() as tx:
        return drafts.claim_abandoned(tx, desk.database.clock, LEASE_SECONDS, MOST_TAKEN_OVER)


def _brief(desk: Desk, number: int) -> Brief:
    with desk.database.read() as tx:
        return briefs.of(tx, desk, find(tx, number))


def keep(desk: Desk, number: int, fence: int, reply: Reply) -> bool:
    """Keeps a written reply and shows it to the agent. False when the fence was lost."""
    now = desk.clock()
    version = version_of(reply)
    with desk.database.begin() as tx:
        before = find(tx, number)
        if reply is NO_REPLY:
            version |= {"reply": before.reply, **{name: getattr(before, name) for name in NOTICED if before.version}}
        version |= _timed(tx, desk, before, reply, now) | _cost(desk, reply)
        promises.renewed(tx, before, version["promised_by"])
        languages.learn(tx, before, reply)
        if not drafts.keep(tx, number, fence, {**version, "wish": before.wish, "written_at": now}):
            return False
        show(tx, before, now)
        data = {"version": before.version + 1, "writer": reply.writer, "prompt": reply.prompt_version}
        audit.append(tx, now, "extra-mile", "draft.written", subject_of(before), data)
        return True


def version_of(reply: Reply) -> dict[str, Any]:
    """A written reply as it is kept, but for what it promises."""
    return {
        "reply": reply.text,
        "feeling": reply.feeling,
        "matter": reply.matter,
        "need": reply.need,
        "check": list(reply.check),
        "promise": None,
        "promised_by": None,
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
        "instead_of": reply.instead_of.model if reply.instead_of else None,
        "instead_of_version": reply.instead_of.prompt_version if reply.instead_of else None,
    }


def _cost(desk: Desk, reply: Reply) -> dict[str, Any]:
    """What a reply's tokens cost as of today; nothing where the policy names no price, or no model counted any."""
    price = desk.policy.drafts.price
    if price is None or reply.tokens is None:
        return {}
    return {"cost": price.of(reply.tokens.asked, reply.tokens.answered), "currency": desk.policy.team.currency}


def _timed(tx: Connection, desk: Desk, draft: Draft, reply: Reply, now: datetime) -> dict[str, Any]:
    """The time that a reply promises, and the same in words that mean the same tomorrow, None for none that can be
    read; and what to check, the customer's own deadline first."""
    agent = people.get(tx, draft.agent)
    if agent is None:
        return {}
    by = promises.named(desk, agent, reply.promise, now) if reply.promise else None
    check = deadlines.told(deadlines.of(desk, agent, draft), by, now, agent.zone)
    promise = moments.in_words(by, agent.zone) if by else None
    return {"promise": promise, "promised_by": by, "check": [*check, *reply.check]}
