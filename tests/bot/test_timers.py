"""Timers: everything due is carried out once, whatever else happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desks import (  # fmt: skip
    ANNA,
    LEA,
    a_followup,
    a_gesture,
    a_request,
    at_once,
    behind,
    chain_is_valid,
    clock_of,
    log_of,
    run,
    timers_of,
    waiting,
)

from bot import decisions, followups, snoozing, timers
from bot.desk import Desk
from bot.timers import Rung
from storage import audit
from storage import followups as stored_followups
from storage import timers as stored


def test_nothing_to_do(desk: Desk) -> None:
    assert timers.ring(desk) == Rung(0, (), None)
    assert timers.next_due(desk) is None


def test_in_batches_the_oldest_first(desk: Desk) -> None:
    start = desk.clock()
    for number in range(timers.BATCH + 10, 0, -1):
        a_followup(desk, hours=number / 120)
    clock_of(desk).pass_by(hours=2)
    first = timers.ring(desk)
    assert len(first.lateness) == timers.BATCH
    assert list(first.lateness) == sorted(first.lateness, reverse=True)
    assert first.lateness[0] == 2 * 3600 - 30
    assert first.next_due == start + timedelta(seconds=30 * (timers.BATCH + 1))
    second = timers.ring(desk)
    assert len(second.lateness) == 10
    assert second.next_due == timers.next_due(desk)
    assert log_of(desk).count("followup.reminded") == timers.BATCH + 10
    assert chain_is_valid(desk)


@pytest.mark.parametrize("broken", ["unknown_kind", "reminder"])
def test_one_that_fails_is_set_aside_and_the_others_go_on(desk: Desk, broken: str, caplog: object) -> None:
    first, second = a_followup(desk, hours=1), a_followup(desk, hours=2)
    subject = "followup:none" if broken == "reminder" else "followup:1"
    run(
        desk.database,
        "INSERT INTO timers (kind, subject, due_at, failed) SELECT :kind, :subject, due_at, false FROM followups"
        " WHERE id = 1",
        kind=broken,
        subject=subject,
    )
    clock_of(desk).pass_by(hours=3)
    timers.ring(desk)
    assert timers.failed(desk) == 1
    assert {followups.get(desk, f.id).reminders for f in (first, second)} == {1}
    assert run(desk.database, "SELECT kind, subject FROM timers WHERE failed") == [(broken, subject)]
    timers.ring(desk)
    assert timers.failed(desk) == 1
    due = timers.next_due(desk)
    assert due is not None
    assert due > desk.clock()


def test_a_failure_leaves_nothing_half_done(desk: Desk) -> None:
    a_followup(desk, hours=1)
    # The second message of the reminder cannot be written, after the first steps were.
    run(desk.database, "UPDATE people SET zone = 'Nowhere/At_all' WHERE id = :id", id=ANNA.id)
    run(desk.database, "UPDATE followups SET zone = 'Nowhere/At_all'")
    clock_of(desk).pass_by(hours=1)
    timers.ring(desk)
    assert timers.failed(desk) == 1
    assert followups.get(desk, 1).reminders == 0
    assert [kind for kind, _, _ in waiting(desk)] == ["letter"], "and the leads are told"
    assert log_of(desk) == ["followup.recorded"]


def test_nothing_is_doubled_when_several_ring_at_once(desk: Desk) -> None:
    for _ in range(30):
        a_followup(desk, hours=1)
    a_gesture(desk)
    clock_of(desk).pass_by(hours=1)
    rung = at_once(*[lambda: timers.ring(desk)] * 4)
    assert [error for error in rung if isinstance(error, Exception)] == []
    assert sum(len(one.lateness) for one in rung if isinstance(one, Rung)) == 31
    assert len(waiting(desk)) == 32  # with the card
    assert log_of(desk).count("followup.reminded") == 30
    assert chain_is_valid(desk)


def test_people_press_while_their_reminders_come(desk: Desk) -> None:
    """Nobody waits in a circle: whoever presses and whoever rings hold things in the same order."""
    numbers = [a_followup(desk, hours=1).id for _ in range(12)]
    for _ in range(4):
        a_gesture(desk)
    clock_of(desk).pass_by(hours=8)
    answers = at_once(
        lambda: timers.ring(desk),
        *[lambda n=n: snoozing.snooze(desk, a_request(), ANNA, n, "In 1 hour") for n in reversed(numbers[6:])],
        *[lambda n=n: followups.done(desk, a_request(), ANNA, n) for n in reversed(numbers[:6])],
        *[lambda n=n: decisions.approve(desk, a_request(), LEA, n) for n in (4, 3)],
        lambda: timers.ring(desk),
    )
    assert [str(answer) for answer in answers if isinstance(answer, Exception) and "expired" not in str(answer)] == []
    assert timers.failed(desk) == 0
    assert {followups.get(desk, n).state for n in numbers[:6]} == {"done"}
    for number in numbers[6:]:
        assert timers_of(desk, f"followup:{number}") == {"reminder": desk.clock() + timedelta(hours=1)}
    assert chain_is_valid(desk)


@pytest.mark.postgres
def test_a_press_in_progress_holds_its_own_reminder_back_and_no_other(postgres_desk: Desk) -> None:
    """The bot is made to ring in the middle of a press, where it would otherwise wait for what waits for it."""
    desk = postgres_desk
    a_followup(desk, hours=1)
    a_followup(desk, hours=1)
    clock_of(desk).pass_by(hours=1)
    with desk.database.begin() as tx:
        stored_followups.get(tx, 2, lock=True)
        stored_followups.change(tx, 2, state="done", closed_at=desk.clock())
        ringing = behind(desk, lambda: timers.ring(desk))
        assert len(ringing.result().lateness) == 1, "the other one goes off, and this one waits"
        stored.disarm(tx, "followup:2", "reminder")
        audit.append(tx, desk.clock(), ANNA.id, "followup.done", "followup:2")
    assert timers.ring(desk).lateness == ()
    assert timers.failed(desk) == 0
    assert [(kind, subject) for kind, subject, _ in waiting(desk)] == [("reminder", "followup:1")]
    assert chain_is_valid(desk)


def test_old_deliveries_are_let_go(desk: Desk) -> None:
    from bot import clippings

    a_followup(desk)
    key = clippings.keep(desk, ANNA, "a long text")
    assert clippings.get(desk, ANNA, key) == "a long text"
    assert clippings.get(desk, LEA, key) == ""
    clock_of(desk).pass_by(days=2)
    timers.clear_old(desk)
    assert clippings.get(desk, ANNA, key) == ""
    assert run(desk.database, "SELECT count(*) FROM inbox") == [(1,)]
    clock_of(desk).pass_by(seconds=1)
    timers.clear_old(desk)
    assert run(desk.database, "SELECT count(*) FROM inbox") == [(0,)]
