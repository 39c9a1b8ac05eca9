"""A circuit breaker: while Slack as a whole is in trouble, one message at a time finds out whether it still is.

Afterwards as many go at once as get through, found out as TCP does (RFC 5681, slow start and congestion avoidance):
a crowd that starts together, after an outage or a crash, would otherwise take too long for all of it, again and again.
Where answers come quickly it is no crowd that loses some of them, so then nobody is held back.
"""

from __future__ import annotations

import time
from collections.abc import Callable

TRIPS_AFTER = 4  # different messages in a row that did not get through
QUICK_SECONDS = 1.0  # an answer that came so soon had no crowd before it
LONGEST_PAUSE_SECONDS = 5.0  # so that a few hopeless ones cannot take every turn


class Breaker:
    """Counts what does not get through, and lets at most `most` go at once. Real time, in seconds of `clock`."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._next_try = clock, 0.0
        self._most, self._at_once, self._gently_from = most, float(most), float(most)
        self._failed: set[str] = set()
        self._failures, self.is_away = 0, False

    @property
    def is_open(self) -> bool:
        """Whether Slack was in trouble when it was last tried."""
        return self.is_away or len(self._failed) >= TRIPS_AFTER

    def failed(self, key: str, *, for_all: bool = False) -> None:
        """The message with this key did not get through; `for_all`: no other would have."""
        was_open = self.is_open
        self._failed.add(key)
        self._failures, self.is_away = self._failures + 1, for_all or self.is_away
        if self.is_open:
            pause = 2.0 ** min(max(0, self._failures - TRIPS_AFTER), 10)
            self._next_try = self._clock() + min(pause, LONGEST_PAUSE_SECONDS)
            if not was_open:
                self._at_once, self._gently_from = 1.0, max(1.0, self._at_once / 2)

    def worked(self, seconds: float) -> bool:
        """A message got through, and took so long; whether that ends the trouble."""
        was_open, self._failures, self._next_try = self.is_open, 0, 0.0
        self._failed.clear()
        self.is_away = False
        is_quick = self._at_once < self._gently_from or seconds < QUICK_SECONDS
        more = 1.0 if is_quick else 1.0 / self._at_once
        self._at_once = min(self._at_once + more, self._most)
        return was_open

    def room(self, under_way: int) -> int:
        """How many messages may go beside those `under_way`."""
        if not self.is_open:
            return max(0, int(self._at_once) - under_way)
        return 0 if under_way or self.pause() else 1

    def pause(self) -> float:
        """Seconds until the next try."""
        return max(0.0, self._next_try - self._clock()) if self.is_open else 0.0
