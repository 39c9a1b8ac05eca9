"""The time that a reply promises: found in its words, overtaken by the clock, and kept by a follow-up."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import due_times, followups, moments, phrases
from bot.desk import Desk
from bot.followups import NewFollowup
from bot.moments import Moment
from prompts import ear
from storage import drafts
from storage.records import Draft, Person

# Who does it by then: a deadline that a reply tells of ('you should have had it by Friday') is no promise.
_OURS = re.compile(
    r"\b(?:i|we|you)(?:[’']ll| will)\b|\b(?:i|we)(?:[’'](?:m|re)| am| are| can)\b|\bhear from (?:me|us)\b"
    r"|\b(?:ich|wir|mir|uns)\b",
    re.I,
)
_SORRY = re.compile(r"\b(?:sorry|apologi[sz]e|leid|entschuldig\w*|verzeihung)\b", re.I)  # for what was
_SO_FAR = re.compile(r"(?:bis heute|bis jetzt|by today|by now|until now)\W*", re.I)  # tells what was, too
_ASIDE = re.compile(r"\s*\([^()\n]{1,20}\)")  # 'by noon tomorrow (Tuesday)': the weekday is said for clearness only
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
    said = ear.sentences(_ASIDE.sub("", reply))
    ours = (sentence for sentence in said if _OURS.search(sentence) and not _SORRY.search(sentence))
    read = (named(desk, agent, typed, now) for sentence in ours for typed in _deadlines(sentence))
    return next((by for by in read if by is not None), None)


def _deadlines(text: str) -> list[str]:
    """The times by which something is to happen, as they are said in `text`."""
    said = (text[phrase.start : phrase.end] for phrase in phrases.find(text) if phrase.deadline)
    return [words for words in said if not _SO_FAR.fullmatch(words)]


def still_said(before: str, after: str) -> bool:
    """Whether a sentence that names a time stands as it was."""
    timed = (said for said in ear.sentences(before) if any(not phrase.aside for phrase in phrases.find(said)))
    return any(said in after for said in timed)


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
    return ahead != then and any(word.search(typed) for word in told for typed in _deadlines(draft.reply))


def keep(tx: Connection, desk: Desk, request: str, agent: Person, draft: Draft, now: datetime) -> None:
    """Records the follow-up that keeps what a reply promises, for a customer who is held."""
    assert draft.customer
    assert draft.promised_by
    moment = Moment(draft.promised_by, agent.zone, True, draft.promise or "", deadline=True)
    who = draft.customer.references[0]
    new = NewFollowup(request, agent, who, what(draft), moment, promised=True, draft=draft.id)
    followups.add(tx, desk, new, draft.customer, now)


def what(draft: Draft) -> str:
    """What the agent is reminded of."""
    return f"Keep what we wrote: {draft.need}" if draft.need else "Keep what we wrote"


def renewed(tx: Connection, before: Draft, by: datetime | None) -> None:
    """The next version promises something else: whoever kept the last promise does not keep this one."""
    if before.followup is not None and before.promised_by != by:
        drafts.change(tx, before.id, "ready", "writing", followup=None)
