"""A circuit breaker: while Slack as a whole is in trouble, one message at a time finds out whether it still is."""

from __future__ import annotations

import time
from collections.abc import Callable

TRIPS_AFTER = 4  # different messages in a row that did not get through
LONGEST_PAUSE_SECONDS = 5.0  # so that a few hopeless ones cannot take every turn


class Breaker:
    """Counts what does not get through. Real time, in seconds of `clock`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._next_try = clock, 0.0
        self._failed: set[str] = set()
        self._failures, self.is_away = 0, False

    @property
    def is_open(self) -> bool:
        """Whether Slack was in trouble when it was last tried."""
        return self.is_away or len(self._failed) >= TRIPS_AFTER

    def failed(self, key: str, *, for_all: bool = False) -> None:
        """The message with this key did not get through; `for_all`: no other would have."""
        self._failed.add(key)
        self._failures, self.is_away = self._failures + 1, for_all or self.is_away
        if self.is_open:
            pause = 2.0 ** min(max(0, self._failures - TRIPS_AFTER), 10)
            self._next_try = self._clock() + min(pause, LONGEST_PAUSE_SECONDS)

    def worked(self) -> bool:
        """A message got through; whether that ends the trouble."""
        was_open, self._failures, self._next_try = self.is_open, 0, 0.0
        self._failed.clear()
        self.is_away = False
        return was_open

    def room(self, free: int, under_way: int) -> int:
        """How many messages to take, of `free` that could be sent beside those `under_way`."""
        if not self.is_open:
            return free
        return 0 if under_way or self.pause() else min(1, free)

    def pause(self) -> float:
        """Seconds until the next try."""
        return max(0.0, self._next_try - self._clock()) if self.is_open else 0.0
