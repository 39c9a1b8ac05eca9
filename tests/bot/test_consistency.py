"""Whether the same case gets the same answer, and what stands out."""

from __future__ import annotations

import pytest
from desks import ANNA, BEN, LEA, LOU, a_gesture, a_request, clock_of, with_rules

from bot import consistency, decisions, gestures, timers
from bot.desk import Desk
from bot.errors import LeadsFigures
from storage.records import Person


def asked(
    desk: Desk, amount: int, who: Person = ANNA, code: str = "late", decided: str = "", lead: Person = LEA
) -> None:
    """A case, decided."""
    number = a_gesture(desk, amount, who, code=code).id
    if decided == "no":
        decisions.decline(desk, a_request(), lead, number, "no")
    elif decided:
        clock_of(desk).pass_by(minutes=10)
        decisions.approve(desk, a_request(), lead, number)


def test_a_line_for_each_kind_of_case(desk: Desk) -> None:
    desk = with_rules(desk, reasons={"late": "Late delivery"})
    for amount in (1_000, 1_500, 2_500):
        asked(desk, amount)
    asked(desk, 5_000, decided="yes")
    asked(desk, 9_000, decided="no")
    asked(desk, 2_000, code="outage")
    a_gesture(desk)
    found = consistency.report(desk, LEA)
    first, second = found.lines
    assert (first.label, first.reason, first.given, first.asked, first.middle) == (
        "Account credit", "Late delivery", 4, 5, "$20",
    )  # fmt: skip
    assert first.decision_seconds == 300
    assert (second.reason, second.asked, second.decision_seconds) == ("outage", 1, None)
    assert list(found.questions) == []


def test_an_agent_who_gives_twice_the_others_is_asked_about(desk: Desk) -> None:
    for _ in range(5):
        asked(desk, 1_000)
        asked(desk, 2_000, BEN)
    (question, other) = consistency.report(desk, LEA).questions
    assert (
        question == "<@U0ANNA>’s median for Account credit (late) is $10, the others’ is $20: do they see other cases?"
    )
    assert other.startswith("<@U0BEN>’s median")


def test_a_median_of_many_lies_between_the_middle_two(desk: Desk) -> None:
    for amount in (1_000, 1_000, 1_000, 1_501, 1_501, 1_501):
        asked(desk, amount)
    for amount in (2_500, 2_500, 2_501, 2_502, 2_502, 2_502):
        asked(desk, amount, BEN, decided="yes" if amount > 2_500 else "")
    (question, _) = consistency.report(desk, LEA).questions
    assert "median for Account credit (late) is $12.50, the others’ is $25.02" in question


def test_a_lead_who_approves_another_share_is_asked_about(desk: Desk) -> None:
    for _ in range(5):
        asked(desk, 5_000, decided="no", lead=LEA)
        asked(desk, 5_000, decided="yes", lead=LOU)
    assert list(consistency.report(desk, LEA).questions) == [
        "<@U0LEAD> approved 0% of Account credit, the other leads 100%: do they see other cases?",
        "<@U0LEAD2> approved 100% of Account credit, the other leads 0%: do they see other cases?",
    ]


def test_what_is_old_or_open_does_not_count(desk: Desk) -> None:
    asked(desk, 1_000)
    clock_of(desk).pass_by(days=91)
    a_gesture(desk)
    assert list(consistency.of_the_team(desk).lines) == []
    assert gestures.log(desk, None)[1] == 2


def test_what_nobody_answered_in_time_is_counted_apart(desk: Desk) -> None:
    asked(desk, 5_000, decided="yes")
    a_gesture(desk, 5_000, code="late")
    clock_of(desk).pass_by(days=5)
    timers.ring(desk)
    (line,) = consistency.report(desk, LEA).lines
    assert (line.given, line.asked, line.unanswered, line.decision_seconds) == (1, 2, 1, 600)


def test_is_for_leads(sqlite_desk: Desk) -> None:
    with pytest.raises(LeadsFigures):
        consistency.report(sqlite_desk, ANNA)
