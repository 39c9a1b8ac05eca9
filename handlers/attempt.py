"""One try to send a message: until when it may be made, and whether Slack may have heard of it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from bot.delivery import Loaded
from storage.records import Post

SENDING_SECONDS = 4.5  # within its lease: nobody else may have taken it over by then


@dataclass(slots=True)
class Attempt:
    """A claimed message and what it is about, if that is known already. Times are of this machine's monotonic clock.

    `began` is when its lease did; a new message must not go before `speaks_at`.
    """

    post: Post
    about: Loaded
    began: float
    speaks_at: float
    has_begun: bool = False
    """Whether Slack was asked for anything: before, nothing comes into doubt."""

    @property
    def seconds(self) -> float:
        """How long it has taken, less what it had to wait for its turn."""
        return time.monotonic() - self.began - self.post.hold

    def deadline(self) -> asyncio.Timeout:
        """Ends what stands under it in time, with TimeoutError."""
        return asyncio.timeout(self.began + SENDING_SECONDS - time.monotonic())

    async def turn(self) -> None:
        """Waits until a new message may go."""
        if (early := self.speaks_at - time.monotonic()) > 0:
            await asyncio.sleep(early)

    def begin(self) -> None:
        """Slack is asked now. Raises TimeoutError for whoever slept through their lease: they must not wake up and
        speak."""
        if time.monotonic() >= self.began + SENDING_SECONDS:
            raise TimeoutError
        self.has_begun = True
