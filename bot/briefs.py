"""What a writer is told about a draft: the customer, what was granted to them, what we know, how it is to sound."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import amounts, deadlines, owed, verdicts, wording
from bot.desk import Desk
from bot.matters import MATTERS
from prompts import guard
from prompts.brief import SURE as SURE
from prompts.brief import TROUBLES as TROUBLES
from prompts.brief import Approved, Brief, Feeling
from prompts.case import understood
from prompts.heard import in_their_words
from prompts.senders import sender_of
from storage import customers, drafts, gestures, notes, outbox, people, reviews
from storage.gestures import GIVEN
from storage.records import UNDELIVERED, Draft

MOST_NOTES = 5
MOST_TOLD = 160  # characters of a customer's words, as a lead reads them at a glance
AHEAD_DAYS = 7  # a weekday's name tells no more
FEELINGS: tuple[str, ...] = get_args(Feeling)  # what a customer may feel, as far as we tell it apart


def of(tx: Connection, desk: Desk, draft: Draft) -> Brief:
    """The brief that a draft's next version is written from."""
    agent = people.get(tx, draft.agent)
    references = draft.customer.references if draft.customer else ()
    rules, sound = desk.policy.drafts, draft.sound
    now = desk.clock().astimezone(ZoneInfo(agent.zone if agent else desk.policy.team.timezone))
    working = desk.hours_of(agent) if agent else desk.policy.team.hours
    deadline = deadlines.of(desk, agent, draft) if agent else None
    days = (now.date() + timedelta(days=ahead) for ahead in range(AHEAD_DAYS))
    return Brief(
        message=draft.message,
        language=sound.language,
        usual=customers.traits_of(tx, draft.customer.id)[1] if draft.customer else None,
        languages=rules.languages,
        tone=rules.tones.get(sound.tone or "", rules.tone),
        signature=rules.signature,
        signatures=rules.signatures,
        customer_name=next((reference.value for reference in references if reference.kind == "name"), None),
        agent_name=agent.name if agent else "",
        names=tuple(reference.value for reference in references),
        notes=tuple(note.text for note in notes.about(tx, draft.customer.id, MOST_NOTES)) if draft.customer else (),
        approved=approved(tx, desk, draft, UNDELIVERED)[:1],  # what is new to the customer, and not a whole list
        facts=desk.answers.about(sender_of(draft.message)[1]),
        kinds=tuple(kind.label for kind in verdicts.smallest_first(desk.policy)),
        felt=sound.felt,  # type: ignore[arg-type]  # only feelings are ever kept
        about=sound.about,  # type: ignore[arg-type]  # only matters are ever kept
        model_allowed=draft.model_allowed and rules.model,
        wish=draft.wish,  # type: ignore[arg-type]  # only wishes are ever kept
        previous=(draft.reply or None) if draft.wish else None,
        waited=(desk.clock() - draft.created_at).total_seconds() if draft.created_at and not draft.version else 0.0,
        now=now,
        wanted_by=deadline.at if deadline else None,
        owed=owed.of(tx, draft),
        days_off=frozenset(day for day in days if not working.is_working_day(day)),
        hours=(working.start, working.end),
    )


def changed(tx: Connection, customer: int) -> None:
    """Something about this customer is not as it was: the drafts that are still to be used show it."""
    subjects = [f"draft:{number}" for number in sorted(drafts.numbers_of_customer(tx, customer, "ready"))]
    for subject in (*subjects, *reviews.beside(tx, subjects)):
        outbox.changed(tx, subject)


def sufficient(desk: Desk, draft: Draft) -> tuple[str, str] | None:
    """The smallest gesture that would let a marked reply be used as it is, by label and amount; None if none would."""
    currency = desk.policy.team.currency
    with desk.database.read() as tx:
        given, ours = approved(tx, desk, draft), drafts.of_phrasebook(tx, draft.id)
    marked = [draft.reply[flag.start : flag.end] for flag in draft.flagged]
    for kind in verdicts.smallest_first(desk.policy):
        named = (amounts.read_amount_field(phrase, kind, currency).amount for phrase in marked)
        for amount in dict.fromkeys(amount for amount in named if amount is not None):
            candidate = wording.approved(desk.policy, kind.key, kind, amount, currency)
            if not guard.flags(draft.reply, (*given, candidate), draft.message, ours):
                return kind.label, candidate.amount or ""
    return None


def reason(desk: Desk, draft: Draft) -> str:
    """Why a gesture to the customer of a draft, as a lead is to read it: what it is about, how they feel, and what
    happened in their own words; what they need where it is sensitive, or nothing that they say can be told."""
    if draft.sensitive or draft.matter not in MATTERS:
        return draft.need
    with desk.database.read() as tx:
        details = understood(of(tx, desk, draft)).details
    is_felt = draft.matter in TROUBLES and draft.feeling not in ("neutral", "curious")
    about = f"{MATTERS[draft.matter]}{f', and they are {draft.feeling}' if is_felt else ''}"
    told = in_their_words(details.sentences, MOST_TOLD)
    if told:
        return f"“{told}”" if draft.matter == "other" else f"{about}: “{told}”"
    return f"{about}; they need {draft.need}." if draft.matter in TROUBLES and draft.need else draft.need


def approved(tx: Connection, desk: Desk, draft: Draft, states: Collection[str] = GIVEN) -> tuple[Approved, ...]:
    """What was granted to the customer of a draft: all that a reply may give."""
    if draft.customer is None:
        return ()
    return tuple(
        wording.approved(desk.policy, gesture.kind, gesture, gesture.amount, gesture.currency)
        for gesture in gestures.of_customer(tx, draft.customer.id, states)
    )
