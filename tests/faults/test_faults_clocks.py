"""Clocks that are set back and forward, and clocks that change: the short form."""

from __future__ import annotations

from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import audit
from storage.database import Database
from tests.faults.clocks import CHANGES, MOVES, STEPS, ZONES, Plan, carry_out, desk_for_clocks, plan, plans

_numbers = count(1)
MOVED = st.lists(st.tuples(st.integers(0, 2 * STEPS), st.sampled_from(MOVES)), max_size=3)
PLANS = st.builds(
    plan,
    zone=st.sampled_from(ZONES),
    change=st.sampled_from(CHANGES),
    near=st.integers(-1500, 1500) | st.integers(-70, 70),
    ahead=st.integers(61, 2000),
    span=st.none() | st.integers(20, 1400),
    moves=MOVED,
)


@given(PLANS)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_reminder_comes_once_at_the_stated_wall_time(database: Database, chosen: Plan) -> None:
    desk = desk_for_clocks(database)
    assert carry_out(desk, next(_numbers), chosen) == []
    desk.executor.close()
    with database.read() as tx:
        assert audit.verify(tx).problem is None


def test_each_zone_s_gap_and_fold(database: Database) -> None:
    desk = desk_for_clocks(database)
    wrong = [carry_out(desk, number, chosen) for number, chosen in enumerate(plans(len(ZONES), seed=2))]
    assert [each for each in wrong if each] == []
    desk.executor.close()


def test_every_zone_skips_a_time_and_shows_another_twice() -> None:
    chosen = list(plans(400, seed=1))
    assert {each.zone for each in chosen} == set(ZONES)
    assert len({each.typed for each in chosen}) > 200
    assert {by for each in chosen for _, by in each.moves} == set(MOVES)
