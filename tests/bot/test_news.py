"""Whose day changed, as the audit trail tells it."""

from __future__ import annotations

import pytest
from desks import ANNA, BEN, JANE, LEA, LOU, a_followup, a_gesture, a_request, clock_of
from troubles import a_problem

from bot import (
    aliases,
    customers,
    decisions,
    drafting,
    followups,
    giving,
    handovers,
    merging,
    news,
    people,
    problems,
    timers,
)
from bot.desk import Desk
from storage import audit
from storage.records import Reference

LEADS = {LEA.id, LOU.id}


def told(desk: Desk, seen: int | None) -> set[str]:
    """Who is named, apart from the bot itself."""
    found = news.since(desk, seen)
    assert not found.everybody
    return set(found.people) - {"extra-mile"}


def now(desk: Desk) -> int:
    return news.since(desk, None).seen


def test_whoever_looks_for_the_first_time_takes_everybody_s_day_for_changed(desk: Desk) -> None:
    assert (news.since(desk, None).seen, news.since(desk, None).everybody) == (0, True)
    a_followup(desk)
    assert now(desk) == 1


def test_nothing_new_concerns_nobody(desk: Desk) -> None:
    a_followup(desk)
    assert news.since(desk, now(desk)) == news.News(1)


def test_a_follow_up_concerns_its_owner_and_the_leads_whoever_did_it(desk: Desk) -> None:
    seen = now(desk)
    number = a_followup(desk, hours=1).id
    assert told(desk, seen) == {ANNA.id, *LEADS}
    seen = now(desk)
    clock_of(desk).pass_by(hours=2)
    timers.ring(desk)
    assert told(desk, seen) == {ANNA.id, *LEADS}
    seen = now(desk)
    handovers.give(desk, a_request(), ANNA, number, BEN)
    assert told(desk, seen) == {ANNA.id, BEN.id, *LEADS}
    seen = now(desk)
    followups.done(desk, a_request(), LEA, number)
    assert told(desk, seen) == {BEN.id, *LEADS}


async def test_a_draft_concerns_its_agent_whoever_wrote_it(desk: Desk) -> None:
    writing = drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it?"))
    seen = now(desk)
    assert writing.fence is not None
    await drafting.write(desk, writing.draft.id, writing.fence)
    assert told(desk, seen) == {ANNA.id}


def test_a_gesture_concerns_who_asked_who_writes_it_and_the_leads(desk: Desk) -> None:
    asked = a_gesture(desk)
    seen = now(desk)
    decisions.approve(desk, a_request(), LEA, asked.id)
    assert told(desk, seen) == {ANNA.id, *LEADS}
    seen = now(desk)
    giving.deliver(desk, a_request(), ANNA, asked.id)
    assert told(desk, seen) == {ANNA.id, *LEADS}
    note = a_gesture(desk, 0, kind="note")
    seen = now(desk)
    giving.claim(desk, a_request(), BEN, note.id)
    assert told(desk, seen) == {ANNA.id, BEN.id, *LEADS}


def test_what_many_have_concerns_the_leads(desk: Desk) -> None:
    number = a_problem(desk)
    seen = now(desk)
    problems.fixed(desk, a_request(), LEA, number)
    assert told(desk, seen) == LEADS


def test_what_somebody_says_of_themselves_concerns_them_alone(desk: Desk) -> None:
    seen = now(desk)
    people.set_hours(desk, a_request(), BEN, "mon-thu", "08:00", "16:00")
    assert told(desk, seen) == {BEN.id}


def test_a_customer_who_is_called_otherwise_concerns_everybody(desk: Desk) -> None:
    a_followup(desk, customer=JANE)
    seen = now(desk)
    customers.forget(desk, "jane.doe@example.com")
    assert news.since(desk, seen).everybody


def test_so_does_one_who_has_another_name_or_is_two_again(desk: Desk) -> None:
    name, word = Reference("name", "Jane Doe", "jane doe"), Reference("alias", "minty", "minty")
    kept, other = (a_followup(desk, customer=who).customer.id for who in (JANE, name))
    made = merging.merge(desk, a_request(), ANNA, kept, other).merge
    seen = now(desk)
    merging.unmerge(desk, a_request(), ANNA, made)
    assert news.since(desk, seen).everybody
    for deed in (aliases.add, aliases.remove):
        seen = now(desk)
        deed(desk, a_request(), ANNA, JANE, word)
        assert news.since(desk, seen).everybody


@pytest.mark.parametrize("more", [0, 1])
def test_of_a_flood_only_that_it_came_is_read(desk: Desk, more: int) -> None:
    for _ in range(4 + more):
        a_followup(desk)
    found = news.since(desk, 0, most=5)
    assert (found.seen, found.everybody) == (4 + more, bool(more))


def test_a_subject_that_has_no_number_is_no_obstacle(desk: Desk) -> None:
    with desk.database.begin() as tx:
        audit.append(tx, desk.clock(), BEN.id, "followup.imported", "followup:all", {})
    assert told(desk, 0) == {BEN.id, *LEADS}
