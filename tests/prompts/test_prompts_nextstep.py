"""By when a reply promises an answer to somebody who needs it by a time of their own."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.brief import Brief
from prompts.nextstep import LEAST_TO_WORK, next_step
from prompts.phrasebook import write

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = time(9), time(18)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("now", "wanted_by", "typed"),
    [
        (at(23, 10), at(24, 18), "tomorrow 17:00"),  # as usual
        (at(23, 10), at(24, 17), "tomorrow 16:00"),
        (at(23, 10), at(23, 17), "today 16:00"),
        (at(23, 15, 55), at(23, 17), "today 16:30"),
        (at(23, 16, 10), at(23, 17), "today 16:45"),
        (at(23, 16, 20), at(23, 17), "tomorrow 12:00"),  # minutes away: what can be kept
        (at(23, 17), at(23, 17), "tomorrow 12:00"),
        (at(24, 14), at(23, 17), "tomorrow 12:00"),  # past
        (at(24, 9), at(23, 17), "today 17:00"),
        (at(23, 15), at(24, 8), "today 17:00"),  # before work begins: while it lasts today
        (at(23, 20), at(24, 9, 30), "tomorrow 12:00"),
        (at(23, 20), at(24, 10), "tomorrow 09:30"),
        (at(27, 10), at(30, 0), "today 17:00"),  # before Monday
        (at(27, 10), at(28, 18), "today 17:00"),  # by Saturday
        (at(28, 10), at(30, 0), "monday 12:00"),  # on the weekend nobody works
    ],
)
def test_it_comes_before_they_need_it_where_that_leaves_time_to_work(
    now: datetime, wanted_by: datetime, typed: str
) -> None:
    assert next_step(now, urgent=False, hours=HOURS, wanted_by=wanted_by.astimezone(UTC)).typed == typed


@given(
    st.integers(0, 60 * 24 * 400).map(lambda minutes: at(23, 0) + timedelta(minutes=minutes)),
    st.integers(-60 * 24, 60 * 24 * 12),
    st.booleans(),
    st.sampled_from([HOURS, (time(6), time(10)), (time(13, 30), time(22)), (time(9), time(9, 45))]),
)
def test_it_is_never_past_and_never_late_where_it_need_not_be(
    now: datetime, minutes: int, urgent: bool, hours: tuple[time, time]
) -> None:
    wanted_by = now.astimezone(UTC) + timedelta(minutes=minutes)
    usual = next_step(now, urgent=urgent, hours=hours).at
    step = next_step(now, urgent=urgent, hours=hours, wanted_by=wanted_by)
    assert step.at > now
    assert step.at.weekday() < 5
    if usual < wanted_by:
        assert step.at == usual
    elif step.at < wanted_by:
        assert hours[0] <= step.at.time() <= hours[1]
        assert step.at.minute % 15 == 0
        assert step.at.astimezone(UTC) - now.astimezone(UTC) >= LEAST_TO_WORK
    else:
        assert step.at == next_step(now, urgent=True, hours=hours).at
        day = now.date()
        if now.weekday() < 5 and wanted_by.astimezone(BERLIN).date() == day:  # today there really was no time
            opens, closes = (datetime.combine(day, clock, BERLIN) for clock in hours)
            left = min(closes.astimezone(UTC), wanted_by) - max(opens, now).astimezone(UTC)
            assert left < LEAST_TO_WORK + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("My kettle is broken. I need an answer by 5 pm today.", "4:30 pm today"),
        ("Mein Wasserkocher ist kaputt. Ich brauche bis 17 Uhr eine Antwort.", "heute um 16:30 Uhr"),
    ],
)
def test_the_letter_says_the_half_hour(message: str, said: str) -> None:
    reply = write(Brief(message, now=at(23, 15, 55), hours=HOURS, wanted_by=at(23, 17)))
    assert said in reply.text
    assert reply.promise == "today 16:30"
