"""While Slack is in trouble, one message at a time finds out."""

from __future__ import annotations

from handlers.breaker import LONGEST_PAUSE_SECONDS, QUICK_SECONDS, TRIPS_AFTER, Breaker

SLOW = 3 * QUICK_SECONDS


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_few_troubles_change_nothing() -> None:
    breaker = Breaker(16, Clock())
    for number in range(TRIPS_AFTER - 1):
        breaker.failed(f"message {number}")
    for _ in range(20):
        breaker.failed("message 0")
    assert not breaker.is_open
    assert breaker.room(3) == 13
    assert not breaker.worked(SLOW)


def test_several_in_a_row_leave_one_try_at_a_time_with_growing_pauses() -> None:
    clock = Clock()
    breaker = Breaker(16, clock)
    for number in range(TRIPS_AFTER):
        breaker.failed(f"message {number}")
    pauses = []
    for _ in range(8):
        assert breaker.is_open
        assert breaker.room(0) == 0
        pauses.append(breaker.pause())
        clock.now += breaker.pause()
        assert breaker.room(0) == 1
        assert breaker.room(1) == 0, "while one is on its way"
        breaker.failed("the one that tries")
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_SECONDS


def test_what_no_message_would_survive_trips_at_once() -> None:
    breaker = Breaker(16, Clock())
    breaker.failed("any", for_all=True)
    assert breaker.is_open
    assert breaker.is_away


def test_the_first_that_gets_through_ends_it() -> None:
    breaker = Breaker(16, Clock())
    for number in range(2000):
        breaker.failed(f"message {number}")
    assert not breaker.is_away
    assert breaker.worked(SLOW)
    assert not breaker.is_open
    assert breaker.pause() == 0
    assert breaker.room(0) == 2


def test_after_trouble_as_many_go_at_once_as_get_through() -> None:
    breaker = Breaker(16, Clock())

    def trip() -> None:
        for number in range(TRIPS_AFTER):
            breaker.failed(f"message {number}")

    def work(times: int) -> int:
        for _ in range(times):
            breaker.worked(SLOW)
        return breaker.room(0)

    trip()
    assert [work(1) for _ in range(9)] == [2, 3, 4, 5, 6, 7, 8, 8, 8], "fast to the half of it, then gently"
    assert work(200) == 16
    assert breaker.room(20) == 0
    trip()
    trip()
    assert work(7) == 8, "one trouble is counted once"
    trip()
    assert work(10) == 5, "where half was too many, it is a quarter"


def test_where_answers_come_quickly_nobody_is_held_back() -> None:
    breaker = Breaker(16, Clock())
    for _ in range(3):
        for number in range(TRIPS_AFTER):
            breaker.failed(f"message {number}")
        for _ in range(15):
            breaker.worked(QUICK_SECONDS / 2)
        assert breaker.room(0) == 16
