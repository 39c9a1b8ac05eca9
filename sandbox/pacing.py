"""How fast Slack lets an app post: a message a second and channel, and a limit for the whole workspace; and, where a
test wants that, how often it may call other methods.

https://docs.slack.dev/apis/web-api/rate-limits (short bursts are tolerated; real time counts, never the demo's)
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

POST = "chat.postMessage"
TIER_BURST = 20


@dataclass
class _Bucket:
    """Tokens that come back with time; who finds none has to wait."""

    per_second: float
    burst: float
    tokens: float = field(init=False)
    at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def wait(self) -> float:
        """Seconds until there is a token; 0 when there is one now."""
        now = time.monotonic()
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.per_second)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.per_second


@dataclass
class Pace:
    """The limits on `chat.postMessage`, in messages a second; a burst is how many may come at once.

    `tiers` are the calls of other methods that it takes a minute; what does not stand there is not limited.
    """

    channel_per_second: float = 1.0
    channel_burst: float = 3
    workspace_per_second: float = 10.0
    workspace_burst: float = 20
    on: bool = True
    tiers: Mapping[str, float] = field(default_factory=dict)
    limited: int = 0

    def __post_init__(self) -> None:
        self._channels: dict[str, _Bucket] = {}
        self._workspace = _Bucket(self.workspace_per_second, self.workspace_burst)
        self._methods = {method: _Bucket(calls / 60, TIER_BURST) for method, calls in self.tiers.items()}

    def wait_of(self, method: str, channel: str) -> int | None:
        """Counts one more call: None when it may pass, else the whole seconds to wait."""
        if method == POST:
            return self.retry_after(channel)
        bucket = self._methods.get(method) if self.on else None
        if bucket is None:
            return None
        if wait := bucket.wait():
            self.limited += 1
            return max(1, math.ceil(wait))
        bucket.tokens -= 1
        return None

    def retry_after(self, channel: str) -> int | None:
        """Counts one more message: None when it may pass, else the whole seconds to wait."""
        if not self.on:
            return None
        bucket = self._channels.setdefault(channel, _Bucket(self.channel_per_second, self.channel_burst))
        wait = max(bucket.wait(), self._workspace.wait())
        if wait:
            self.limited += 1
            return max(1, math.ceil(wait))
        bucket.tokens -= 1
        self._workspace.tokens -= 1
        return None
