"""The time that a reply promises: found in its words, overtaken by the clock, and kept by a follow-up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import due_times, followups, moments, pledges, theirs, unnamed
from bot.desk import Desk
from bot.followups import NewFollowup
from bot.moments import Moment
from prompts import ear
from prompts.senders import sender_of
from storage import drafts
from storage import promises as stored
from storage.records import Draft, Person

# Somebody of ours who does something, and not only 'you hear from me'.
_WE_DO = re.compile(r"\b(?:i|we|ich|wir)\b", re.I)
# Characters of ours, or of ours and theirs where both are to be told: a list shows 140.
LONGEST_SENTENCE, LONGEST_NEED, LONGEST_OF_OURS, LONGEST_OF_THEIRS = 160, 100, 70, 50
# Words that mean another day on the next; by how many days the promised one lies ahead when they are true.
_DAYS_AHEAD = (
    (re.compile(r"\b(?:the day after tomorrow|übermorgen)\b", re.I), 2),
    (re.compile(r"\b(?:today|tonight|heute)\b", re.I), 0),
    (re.compile(r"\b(?:tomorrow|morgen)\b", re.I), 1),
)


def named(desk: Desk, agent: Person, typed: str, now: datetime) -> datetime | None:
    """The moment by which an answer is due that is promised for `typed`; a bare day is over when work ends on it."""
    said = moments.read(typed, now, agent.zone, desk.hours_of(agent), agent.locale)
    return due_times.schedule(desk, agent, said.moment, now, promised=True).promised_by if said.moment else None


def found_in(desk: Desk, agent: Person, reply: str, now: datetime) -> datetime | None:
    """The first time by which a reply in somebody's own words promises something; None if it names none."""
    read = (named(desk, agent, typed, now) for typed in pledges.times_in(reply))
    return next((by for by in read if by is not None), None)


def still_said(desk: Desk, agent: Person, draft: Draft, after: str) -> bool:
    """Whether the sentence that names what a draft promises stands in `after` as it was; other times do not count."""
    timed = [said for said in ear.sentences(draft.reply) if pledges.times(said)]
    seen = draft.written_at or desk.clock()
    same = [said for said in timed if draft.promised_by in (named(desk, agent, at, seen) for at in pledges.times(said))]
    # Where no time reads as it did (the agent's hours may be others by now), what promises something tells.
    told = [said for said in same or timed if pledges.promises(said)] or same
    return any(said in after for said in told)


def is_overtaken(draft: Draft, zone: str, now: datetime) -> bool:
    """Whether what a reply promises cannot be said any more at `now`: its time is past, or it says 'tomorrow' of a day
    that is today by now, in the agent's `zone`."""
    if draft.promised_by is None:
        return False
    if draft.promised_by <= now:
        return True
    here = ZoneInfo(zone)
    day = draft.promised_by.astimezone(here).date()
    ahead, then = ((day - at.astimezone(here).date()).days for at in (now, draft.written_at or now))
    # Of several days that it names, only the one that was promised when it was written tells.
    told = (word for word, days in _DAYS_AHEAD if days == then)
    said = {*pledges.deadlines(draft.reply), *pledges.times_in(draft.reply)}
    return ahead != then and any(word.search(typed) for word in told for typed in said)


def keep(tx: Connection, desk: Desk, request: str, agent: Person, draft: Draft, now: datetime) -> None:
    """Records the follow-up that keeps what a reply promises: for its customer, who is held, or where it answers nobody
    we know, for somebody not named yet, with how their message begins."""
    assert draft.promised_by
    moment = Moment(draft.promised_by, agent.zone, True, draft.promise or "", deadline=True)
    named = draft.customer.references[0] if draft.customer else None
    said = what(draft) if named or stored.is_to_many(tx, draft.id) else _to_somebody(draft)
    new = NewFollowup(request, agent, named, said, moment, promised=True, draft=draft.id)
    followups.add(tx, desk, new, draft.customer or unnamed.answered(tx, draft.id, now), now)


def _to_somebody(draft: Draft) -> str:
    """What the agent is reminded of, and by what they know again whom they wrote to."""
    words = theirs.beginning(sender_of(draft.message)[1], LONGEST_OF_THEIRS)
    return theirs.beside(_ours(replace(draft, need=""), LONGEST_OF_OURS), words) if words else what(draft)


def what(draft: Draft) -> str:
    """What the agent is reminded of: the sentence that promises, as they wrote it. One that names nothing but the time
    has the one before with it, if that says what we do, or else what the customer needs."""
    return _ours(draft, LONGEST_SENTENCE)


def _ours(draft: Draft, most: int) -> str:
    """The same, the sentence in at most so many characters."""
    said = ear.sentences(draft.reply)
    place = next((at for at, sentence in enumerate(said) if pledges.promises(sentence)), None)
    need = f"They need {theirs.beginning(draft.need, LONGEST_NEED)}." if draft.need else ""
    if place is None:
        return f"Keep what we wrote. {need}".strip()
    ours, before = said[place], said[place - 1] if place else ""
    if _WE_DO.search(ours):
        return _quoted(ours, most)
    if _WE_DO.search(before) and not pledges.SORRY.search(before):
        return _quoted(f"{before} {ours}", most)
    return f"{_quoted(ours, most)} {need}".strip()


def _quoted(words: str, most: int) -> str:
    """Our words, from a capital on; of too many, those up to where the sentence breathes."""
    breath = words.rfind(",", most // 2, most)
    shortened = theirs.beginning(words, breath + 1 if len(words) > most and breath > 0 else most)
    return f"“{shortened[:1].upper()}{shortened[1:]}”"


def answered_before(desk: Desk, agent: Person, followup: int) -> str:
    """The whole message that this agent's reply answered whose promise a follow-up keeps; '' where it keeps none."""
    with desk.database.read() as tx:
        return stored.answered_by(tx, followup, agent.id)


def renewed(tx: Connection, before: Draft, by: datetime | None) -> None:
    """The next version promises something else: whoever kept the last promise does not keep this one."""
    if before.followup is not None and before.promised_by != by:
        drafts.change(tx, before.id, "ready", "writing", followup=None)
