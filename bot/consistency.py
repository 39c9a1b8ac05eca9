"""Does the same case get the same answer? How gestures were decided, by kind, reason and tier, and what stands out.

What stands out is put as a question: a report cannot know the reason, a lead can ask for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from bot.desk import Desk
from bot.errors import LeadsFigures
from bot.gesture_words import describe_median
from storage import consistency
from storage.consistency import Decided
from storage.records import Person

DAYS = 90
ENOUGH = 5  # cases, below which a difference says more about chance
TWICE = 2.0  # from so many times the others' middle on, an agent's is asked about
POINTS = 0.3  # from so much difference in the share approved on, a lead's is asked about


@dataclass(frozen=True, slots=True)
class Line:
    """How cases alike were decided: how many were given, of how many, and how many expired without an answer; the
    middle amount, and the middle time that a lead took (seconds, None where no lead decided)."""

    label: str
    reason: str
    tier: str
    given: int
    asked: int
    unanswered: int
    middle: str
    decision_seconds: float | None


@dataclass(frozen=True, slots=True)
class Consistency:
    """The lines, those with the most cases first, and what stands out, as questions that name people as <@ID>."""

    days: int
    lines: Sequence[Line]
    questions: Sequence[str]


def report(desk: Desk, person: Person) -> Consistency:
    """How the last 90 days were decided, for leads. Raises LeadsFigures."""
    if not desk.is_lead(person.id):
        raise LeadsFigures
    return of_the_team(desk)


def of_the_team(desk: Desk) -> Consistency:
    """The same, for an export."""
    with desk.database.read() as tx:
        found = consistency.decided_since(tx, desk.clock() - timedelta(days=DAYS))
    alike = _grouped(found, lambda case: (case.kind, case.code, case.tier))
    lines = sorted((_line(desk, cases) for cases in alike.values()), key=lambda line: -line.asked)
    return Consistency(DAYS, lines, [*_generous(desk, found), *_strict(found)])


def _grouped(cases: Iterable[Decided], key: Callable[[Decided], object]) -> dict[object, list[Decided]]:
    found: dict[object, list[Decided]] = defaultdict(list)
    for case in cases:
        found[key(case)].append(case)
    return found


def _line(desk: Desk, cases: Sequence[Decided]) -> Line:
    first, given = cases[0], [case for case in cases if case.was_given]
    seconds = [case.seconds for case in cases if case.leads and case.was_answered]
    return Line(
        label=first.label,
        reason=_reason(desk, first.code),
        tier=first.tier or "",
        given=len(given),
        asked=len(cases),
        unanswered=sum(not case.was_answered for case in cases),
        middle=_median(given) if given else "",
        decision_seconds=median(seconds) if seconds else None,
    )


def _reason(desk: Desk, code: str | None) -> str:
    return desk.policy.gestures.reasons.get(code, code) if code else ""


def _median(cases: Sequence[Decided]) -> str:
    return describe_median(cases[0], (case.amount for case in cases), cases[0].currency)


def _generous(desk: Desk, found: Sequence[Decided]) -> list[str]:
    """Agents whose middle is far from that of the others, for the same kind and reason."""
    said = []
    for cases in _grouped((c for c in found if c.was_given and c.amount), lambda c: (c.kind, c.code)).values():
        for agent, own in _grouped(cases, lambda case: case.requester).items():
            others = [case for case in cases if case.requester != agent]
            if min(len(own), len(others)) < ENOUGH:
                continue
            mine, theirs = (median(case.amount for case in some) for some in (own, others))
            if mine >= TWICE * theirs or theirs >= TWICE * mine:
                about = f"{cases[0].label}{f' ({_reason(desk, cases[0].code)})' if cases[0].code else ''}"
                said.append(
                    f"<@{agent}>’s median for {about} is {_median(own)}, the others’ is "
                    f"{_median(others)}: do they see other cases?"
                )
    return said


def _strict(found: Sequence[Decided]) -> list[str]:
    """Leads who approve a far other share than the other leads, of the same kind."""
    said = []
    decided = (case for case in found if case.leads and case.was_answered)
    for cases in _grouped(decided, lambda case: case.kind).values():
        leads = sorted({lead for case in cases for lead in case.leads})
        for lead in leads:
            own = [case.was_given for case in cases if lead in case.leads]
            others = [case.was_given for case in cases if lead not in case.leads]
            if min(len(own), len(others)) < ENOUGH:
                continue
            mine, theirs = sum(own) / len(own), sum(others) / len(others)
            if abs(mine - theirs) >= POINTS:
                said.append(
                    f"<@{lead}> approved {mine:.0%} of {cases[0].label}, the other leads {theirs:.0%}: do they see "
                    "other cases?"
                )
    return said
