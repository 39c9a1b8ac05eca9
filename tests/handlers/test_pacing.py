"""Slack's pace, on a clock of our own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.pacing import CHANNEL_SECONDS, Pacer


class Clock:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_channel_rests_a_second_and_no_other_waits_for_it() -> None:
    clock = Clock()
    pacer = Pacer(8, clock)
    pacer.occupy("C1")
    assert pacer.busy() == {"C1"}
    clock.now += CHANNEL_SECONDS / 2
    assert pacer.busy() == {"C1"}
    clock.now += CHANNEL_SECONDS
    assert not pacer.busy()


def test_a_longer_rest_is_not_cut_short() -> None:
    clock = Clock()
    pacer = Pacer(8, clock)
    pacer.occupy("C1", 30)
    pacer.occupy("C1")
    clock.now += 29
    assert pacer.busy() == {"C1"}


@given(st.floats(0.2, 50), st.lists(st.floats(0.001, 2.0), min_size=1, max_size=60))
def test_never_more_than_the_rate_and_a_seconds_burst(rate: float, pauses: list[float]) -> None:
    clock = Clock()
    pacer = Pacer(rate, clock)
    sent: list[float] = []
    for pause in pauses:
        while pacer.allowance() > 0:
            pacer.spend()
            sent.append(clock.now)
        clock.now += pause
    burst = max(1.0, rate)
    for start in sent:
        within = sum(start <= at < start + 5 for at in sent)
        assert within <= burst + 5 * rate + 1


def test_the_pause_tells_when_something_may_go() -> None:
    clock = Clock()
    pacer = Pacer(2, clock)
    assert pacer.pause() is None
    while pacer.allowance():
        pacer.spend()
    pause = pacer.pause()
    assert pause
    clock.now += pause
    assert pacer.allowance() == 1
