"""Marks: what a reply gives that nobody approved, the request that would allow it, and who gave what was withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot import briefs, wording
from bot.desk import Desk
from prompts import guard
from prompts.brief import Approved
from prompts.guard import Flag
from storage import drafts, gestures
from storage.records import Draft, Flagged, Gesture

MOST_WAITING = 5  # requests of one customer that are looked at
MOST_USED = 20  # replies to one customer that are looked at, the newest


def of(tx: Connection, desk: Desk, draft: Draft) -> tuple[Flagged, ...]:
    """The stretches of a draft's reply that give what nobody approved, each with the first of the customer's requests
    before the leads that would allow it."""
    given, ours = briefs.approved(tx, desk, draft), drafts.of_phrasebook(tx, draft.id)
    found = _flags(draft, ours, given)
    waiting: Sequence[Gesture] = ()
    if found and draft.customer is not None:
        waiting = gestures.of_customer(tx, draft.customer.id, ("requested",), MOST_WAITING)[::-1]
    allowed = [
        (asked.name, _allowed(found, _flags(draft, ours, (*given, _approved(desk, asked))))) for asked in waiting
    ]
    return tuple(
        Flagged(flag.start, flag.end, flag.reason, next((name for name, flags in allowed if flag in flags), None))
        for flag in found
    )


def with_who_gave(tx: Connection, desk: Desk, gesture: Gesture) -> Gesture:
    """A gesture, and if it is withdrawn, who used a reply to the customer that gives it all the same."""
    if gesture.state != "withdrawn":
        return gesture
    numbers = sorted(drafts.numbers_of_customer(tx, gesture.customer.id, "used"))[-MOST_USED:]
    for draft in sorted(drafts.get_many(tx, numbers), key=lambda draft: -draft.id):
        given, ours = briefs.approved(tx, desk, draft), drafts.of_phrasebook(tx, draft.id)
        found = _flags(draft, ours, given)
        if found and _allowed(found, _flags(draft, ours, (*given, _approved(desk, gesture)))):
            return replace(gesture, given_by=draft.agent)
    return gesture


def look(desk: Desk, gesture: Gesture) -> Gesture:
    """The same for an answer."""
    with desk.database.read() as tx:
        return with_who_gave(tx, desk, gesture)


def _flags(draft: Draft, ours: str, given: tuple[Approved, ...]) -> tuple[Flag, ...]:
    return guard.flags(draft.reply, given, draft.message, ours)


def _approved(desk: Desk, gesture: Gesture) -> Approved:
    return wording.approved(desk.policy, gesture.kind, gesture, gesture.amount, gesture.currency)


def _allowed(found: Sequence[Flag], left: Sequence[Flag]) -> Sequence[Flag]:
    """What is marked no more where only these are `left`; nothing if that is but the word beside a wrong amount."""
    gone = [flag for flag in found if not any(flag.start < still.end and still.start < flag.end for still in left)]
    return [] if _has_amount(left) and not _has_amount(gone) else gone


def _has_amount(flags: Sequence[Flag]) -> bool:
    return any(letter.isdigit() for flag in flags for letter in flag.text)
