"""Slack's pace: a message a second and channel, and our share of what the workspace may be sent."""

from __future__ import annotations

import time
from collections.abc import Callable

CHANNEL_SECONDS = 1.05  # a little more than Slack's second, for the way there


class Pacer:
    """Says what may go now. Real time, in seconds of `clock`.

    New messages draw on a bucket that holds at most one second's worth of `per_second`; changes of shown messages
    wait only for their channel.
    """

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = per_second, max(1.0, per_second), clock
        self._tokens, self._filled_at = self._burst, clock()
        self._free_at: dict[str, float] = {}

    def allowance(self) -> int:
        """How many new messages may be posted now."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        return int(self._tokens)

    def spend(self) -> None:
        """A new message goes out."""
        self._tokens -= 1

    def occupy(self, recipient: str, seconds: float = CHANNEL_SECONDS) -> None:
        """Nothing more for this channel for `seconds`."""
        self._free_at[recipient] = max(self._free_at.get(recipient, 0.0), self._clock() + seconds)

    def busy(self) -> frozenset[str]:
        """The channels that must wait."""
        now = self._clock()
        self._free_at = {recipient: at for recipient, at in self._free_at.items() if at > now}
        return frozenset(self._free_at)

    def pause(self) -> float | None:
        """Seconds until something that waits for the pace may go; None when nothing does."""
        now = self._clock()
        waits = [at - now for at in self._free_at.values() if at > now]
        if self._tokens < 1:
            waits.append((1 - self._tokens) / self._rate)
        return max(0.001, min(waits)) if waits else None
