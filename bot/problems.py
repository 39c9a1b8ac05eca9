"""Problems that many customers have: noticed in what was written of late, and put before the leads.

The search goes in small steps, so that whoever types meanwhile is answered as soon as ever; what it finds is written
down in short transactions. What follows from a lead's word is the business of `bot.affected`.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import hours, matters, similar, unsolved
from bot.desk import Desk
from bot.errors import AlreadyDecided, LeadsProblems, NotALead, NotFound
from bot.similar import Group, Said
from prompts.topics import READ_AT_MOST, everyday, matter_of, stems
from storage import audit, drafts, followups, gestures, inbox, outbox, timers
from storage import problems as stored
from storage import texts as stored_texts
from storage.audit import Happening
from storage.records import Example, Person, Post, Problem, ProblemState
from storage.subjects import number_of
from storage.texts import Text
from storage.timers import Timer

KIND, SUBJECT = "problems", "team"
PRIORITY = 14
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONGEST = timedelta(days=4)  # that is looked back: over a weekend with a holiday
ROWS, READ_AT_ONCE = 200, 8  # texts that are loaded, and read, in one step
MEMBERS = 200  # that are written down in one transaction
SAME = 0.5  # which part of the smaller one of two they share if they are one and the same problem
EXAMPLES = 5
BETWEEN = " · "
UNCLEAR = f"{matters.MATTER}other"
Member: TypeAlias = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be one problem: the texts that are new, as (subject, customer). `number` is that of the problem which
    they join; None for a new one."""

    number: int | None
    matter: str
    words: str
    members: Sequence[Member]

    def parts(self) -> Iterator[Sequence[Member]]:
        """The members, as many at a time as one transaction takes."""
        yield from (self.members[start : start + MEMBERS] for start in range(0, len(self.members), MEMBERS))


Found: TypeAlias = tuple[int, list[Candidate]]
Search: TypeAlias = Generator[None, None, Found]


def keep(desk: Desk) -> None:
    """Sees to it that somebody looks, an hour from now, and that the leads hear of what nobody fixes."""
    with desk.database.begin() as tx:
        timers.arm_by(tx, KIND, SUBJECT, _next_look(desk))
        for number in stored.numbers_confirmed(tx):
            unsolved.keep(tx, desk, subject_of(number))


def look_again(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """The hour is over: sets the next one. The looking itself takes longer than a transaction may."""
    timers.arm(tx, KIND, SUBJECT, _next_look(desk))
    return None


def _next_look(desk: Desk) -> datetime:
    team = desk.policy.team
    return hours.next_working_moment(desk.clock() + HOUR, team.timezone, team.hours)


def search(desk: Desk) -> Search:
    """Looks through what was written of late, in steps of a few milliseconds; the last problem's number before, and
    candidates."""
    texts, since = dict[str, Text](), _since(desk)
    for room in stored_texts.ROOMS:
        number: int | None = None
        while True:
            with desk.database.read() as tx:
                found, number = stored_texts.before(tx, room, number, since, ROWS, READ_AT_MOST)
            texts.update((text.subject, text) for text in found)
            yield
            if number is None:
                break
    said = []
    for at, text in enumerate(texts.values()):
        said.append(Said(text.subject, text.customer, stems(text.words)))
        if at % READ_AT_ONCE == 0:
            yield
    groups = yield from similar.group(
        said, desk.policy.service.problem_at, lambda one: _topics(texts[one.subject]), everyday()
    )
    with desk.database.read() as tx:
        newest = stored.newest(tx)
    candidates: list[Candidate] = []
    for group in groups:
        with desk.database.read() as tx:
            candidates += filter(None, [_candidate(tx, desk, group, texts)])
        yield
    return newest, candidates


def _since(desk: Desk) -> datetime:
    """From when on texts are looked at: a day before the last look, so that what was written while nobody looked, over
    a weekend say, is seen with what was written around it."""
    now = desk.clock()
    with desk.database.read() as tx:
        last = stored_texts.last_look(tx)
    return max(now - LONGEST, min(last or now, now) - DAY)


def looked(desk: Desk, at: datetime) -> None:
    """What was written up to then is looked through, and what was found in it is written down."""
    with desk.database.begin() as tx:
        stored_texts.looked(tx, at)


def go_on(search: Search, seconds: float) -> Found | None:
    """Goes on with a search for so long; what it found once it is over."""
    until = time.perf_counter() + seconds
    try:
        while time.perf_counter() < until:
            next(search)
    except StopIteration as end:
        found: Found = end.value
        return found
    return None


def _topics(text: Text) -> Collection[str]:
    matter = matter_of(text.words)
    return {*([f"{matters.CODE}{text.code}"] if text.code else []), *([f"{matters.MATTER}{matter}"] if matter else [])}


def _candidate(tx: Connection, desk: Desk, group: Group, texts: dict[str, Text]) -> Candidate | None:
    """What is new of a group: it joins the open problem that it mostly is, or that has the same matter and words; what
    was dismissed or is fixed stays so."""
    overlaps = stored.overlaps(tx, group.subjects)
    known = {number: problem for number in overlaps if (problem := stored.get(tx, number))}
    same = [
        problem
        for number, problem in known.items()
        if len(overlaps[number]) >= SAME * min(len(group.subjects), problem.texts)
    ]
    words, seen = BETWEEN.join(group.words), set[str]().union(*overlaps.values())
    members = [(subject, texts[subject].customer) for subject in group.subjects if subject not in seen]
    current = [problem for problem in same if problem.state in ("asked", "confirmed")]
    if current:
        number = max(current, key=lambda problem: (len(overlaps[problem.id]), -problem.id)).id
        return Candidate(number, group.topic, words, members) if members else None
    if any(problem.state == "dismissed" and _is_today(desk, problem.decided_at) for problem in same):
        return None
    over = max((problem.fixed_at for problem in same if problem.fixed_at), default=None)
    if over is not None:  # what was written before speaks of what is fixed
        since = stored_texts.written_after(tx, [subject for subject, _ in members], over)
        members = [(subject, customer) for subject, customer in members if subject in since]
    joins = _open_one(tx, group.topic or UNCLEAR, words)
    if joins is not None:
        return Candidate(joins, group.topic, words, members) if members else None
    customers = {customer for _, customer in members} - {None}
    return Candidate(None, group.topic, words, members) if len(customers) >= desk.policy.service.problem_at else None


def _open_one(tx: Connection, matter: str, words: str) -> int | None:
    """The open problem that has this matter and much the same words, however old it is: the oldest of several."""
    these, common = stems(words).keys(), everyday()
    alike = (
        number for number, its in stored.open_of(tx, matter) if similar.are_alike(these, stems(its).keys(), common)
    )
    return next(alike, None)


def _is_today(desk: Desk, at: datetime | None) -> bool:
    here = ZoneInfo(desk.policy.team.timezone)
    return at is not None and at.astimezone(here).date() == desk.clock().astimezone(here).date()


def notice(desk: Desk, newest: int, candidate: Candidate, number: int | None, members: Sequence[Member]) -> int | None:
    """Puts a new problem before the leads, or has the one of this number grow; the number.

    None when somebody else looked at the same time (there was one after the `newest`), or it is open no longer.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        if number is None:
            if inbox.enter(tx, f"problem-after:{newest}", now) is not None:
                return None
            number, action = stored.add(tx, candidate.matter or UNCLEAR, candidate.words, now), "problem.noticed"
            outbox.add(tx, "problem", subject_of(number), desk.policy.team.approvals_channel, PRIORITY, now, now)
        else:
            problem, action = stored.get(tx, number, lock=True), "problem.grown"
            if problem is None or problem.state not in ("asked", "confirmed"):
                return None
            known = stored.overlaps(tx, [subject for subject, _ in members]).get(number, set())
            members = [(subject, customer) for subject, customer in members if subject not in known]
            outbox.changed(tx, subject_of(number))
        now_of = stored_texts.whose(tx, [subject for subject, _ in members])  # merged meanwhile, or corrected
        members = [(subject, now_of[subject][0] if subject in now_of else who) for subject, who in members]
        stored.join(tx, number, members)
        audit.append(tx, now, "extra-mile", action, subject_of(number), {"texts": len(members)})
        return number


def confirm(desk: Desk, request: str, lead: Person, number: int) -> Problem:
    """It is one problem. Raises NotFound, NotALead, AlreadyDecided."""
    return _decide(desk, request, lead, number, "confirmed", "asked")


def dismiss(desk: Desk, request: str, lead: Person, number: int) -> Problem:
    """It is not. Raises NotFound, NotALead, AlreadyDecided."""
    return _decide(desk, request, lead, number, "dismissed", "asked")


def take_back(desk: Desk, request: str, lead: Person, number: int) -> Problem:
    """It was said to be one and is not, after all. Raises NotFound, NotALead, AlreadyDecided."""
    return _decide(desk, request, lead, number, "dismissed", "confirmed")


def fixed(desk: Desk, request: str, lead: Person, number: int) -> Problem:
    """It is over: whoever was promised something hears of it. Raises NotFound, NotALead, AlreadyDecided."""
    return _decide(desk, request, lead, number, "fixed", "confirmed")


def _decide(
    desk: Desk, request: str, lead: Person, number: int, state: ProblemState, before: Literal["asked", "confirmed"]
) -> Problem:
    """Gives a problem that is still in the state `before` another one."""
    now, subject = desk.clock(), subject_of(number)
    with desk.database.begin() as tx:
        problem = of_lead(tx, desk, lead, number, lock=True)
        if inbox.enter(tx, request, now) is not None:
            return problem
        if problem.state != before:
            raise already_decided(problem)
        values = {"fixed_at": now} if state == "fixed" else {"lead": lead.id, "decided_at": now}
        stored.change(tx, number, state=state, **values)
        if state == "confirmed":
            unsolved.keep(tx, desk, subject)
        else:
            unsolved.end(tx, subject)
        outbox.changed(tx, subject)
        data = {"customers": problem.customers, "texts": problem.texts}
        action = "taken_back" if (before, state) == ("confirmed", "dismissed") else state
        audit.append(tx, now, lead.id, f"problem.{action}", subject, data)
        return find(tx, number)


def already_decided(problem: Problem) -> AlreadyDecided:
    """The answer for somebody who comes too late, or too early."""
    said = {"confirmed": "is one problem", "dismissed": "is not one problem", "fixed": "is fixed"}
    if problem.state == "asked":
        return AlreadyDecided(outcome=f"Nobody has said yet whether {problem.name} is one problem")
    who = (problem.fixed_by if problem.state == "fixed" else problem.lead) or ""
    return AlreadyDecided(
        outcome=f"<@{who}> was first and said that {problem.name} {said[problem.state]}", people=[who]
    )


def open_ones(desk: Desk, lead: Person) -> Sequence[Problem]:
    """What is asked about or not fixed yet, the newest first. Raises LeadsProblems."""
    if not desk.is_lead(lead.id):
        raise LeadsProblems
    with desk.database.read() as tx:
        return [replace(problem, label=matters.label(desk.policy, problem.matter)) for problem in stored.open_ones(tx)]


def unsettled(desk: Desk) -> Sequence[int]:
    """The problems with members that are still to be seen to, as after a restart or when one has grown."""
    with desk.database.read() as tx:
        return stored.unsettled(tx)


def load(tx: Connection, desk: Desk, post: Post) -> Problem | None:
    """A problem as its message shows it; None for one that was settled before anybody saw it."""
    problem = stored.get(tx, number_of(post.subject))
    if problem is None or (post.ts is None and problem.state not in ("asked", "confirmed")):
        return None
    return replace(problem, label=matters.label(desk.policy, problem.matter), examples=tuple(_examples(tx, problem.id)))


def _examples(tx: Connection, number: int) -> Iterator[Example]:
    for subject in stored.examples(tx, number, EXAMPLES):
        room, _, its = subject.partition(":")
        if room == "followup" and (followup := followups.get(tx, int(its))):
            yield Example(followup.name, followup.customer, followup.what, followup.owner)
        elif room == "gesture" and (gesture := gestures.get(tx, int(its))):
            yield Example(gesture.name, gesture.customer, gesture.reason, gesture.requester)
        elif room == "draft" and (draft := drafts.get(tx, int(its))):
            yield Example(draft.name, draft.customer, draft.message, draft.agent)


def of_lead(tx: Connection, desk: Desk, lead: Person, number: int, *, lock: bool = False) -> Problem:
    """One problem, for a lead; `lock` holds it to the end of the transaction. Raises NotFound, NotALead."""
    problem = find(tx, number, lock=lock)
    if not desk.is_lead(lead.id):
        raise NotALead(name=problem.name)
    return problem


def find(tx: Connection, number: int, *, lock: bool = False) -> Problem:
    """One problem. Raises NotFound."""
    problem = stored.get(tx, number, lock=lock)
    if problem is None:
        raise NotFound(name=f"P-{number}", command="/service problems")
    return problem


def subject_of(number: int) -> str:
    """How messages and the audit trail name it."""
    return f"problem:{number}"
