"""Once a week, where clocks change too."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import weeks
from bot.policy_values import Weekly

BERLIN = "Europe/Berlin"
FRIDAY = Weekly(4, time(15))
FRIDAYS = [datetime(2026, 11, 20, 14, tzinfo=UTC), datetime(2026, 11, 27, 14, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (FRIDAYS[0] - timedelta(seconds=1), FRIDAYS[0]),
        (FRIDAYS[0], FRIDAYS[1]),
        (FRIDAYS[0] + timedelta(days=3), FRIDAYS[1]),
        (datetime(2026, 10, 23, 13, tzinfo=UTC), datetime(2026, 10, 30, 14, tzinfo=UTC)),  # the clocks went back
    ],
)
def test_the_next_time_is_by_the_clock_on_the_wall(after: datetime, found: datetime) -> None:
    assert weeks.next_one(FRIDAY, BERLIN, after) == found


def test_a_time_that_is_skipped_comes_right_after_the_gap() -> None:
    sunday = Weekly(6, time(2, 30))
    assert weeks.next_one(sunday, BERLIN, datetime(2026, 3, 28, tzinfo=UTC)) == datetime(2026, 3, 29, 1, tzinfo=UTC)


@given(
    st.builds(Weekly, st.integers(0, 6), st.builds(time, st.integers(0, 23), st.integers(0, 59))),
    st.integers(0, 10 * 366 * 24 * 60).map(lambda minutes: FRIDAYS[0] + timedelta(minutes=minutes)),
    st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_every_moment_lies_in_one_week(when: Weekly, at: datetime, zone: str) -> None:
    last, following = weeks.last_one(when, zone, at), weeks.next_one(when, zone, at)
    assert last <= at < following
    assert weeks.next_one(when, zone, last) == following
    assert weeks.last_one(when, zone, last) == last
