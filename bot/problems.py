"""Problems that many customers have: what the leads say of them, and how they are shown.

How they are noticed is the business of `bot.candidates`, what follows from a lead's word that of `bot.affected`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from bot import hours, matters, unsolved
from bot.desk import Desk
from bot.errors import AlreadyDecided, LeadsProblems, NotALead, NotFound
from storage import audit, drafts, followups, gestures, inbox, outbox, timers
from storage import problems as stored
from storage.audit import Happening
from storage.records import Example, Person, Post, Problem, ProblemState
from storage.subjects import number_of
from storage.timers import Timer

KIND, SUBJECT = "problems", "team"
HOUR = timedelta(hours=1)
UNDER_WAY = "affected"
PATIENCE = timedelta(minutes=1)  # with whoever sees to those concerned, before others look whether anybody is left
EXAMPLES = 5


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


def under_way(tx: Connection, desk: Desk, subject: str) -> None:
    """Somebody sees to those whom a problem concerns: others go on with it if nothing is heard of them for a while."""
    timers.arm(tx, UNDER_WAY, subject, desk.clock() + PATIENCE)


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
        under_way(tx, desk, subject)
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
