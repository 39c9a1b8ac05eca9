"""Messages on their way to Slack, and how they stand there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Post:
    """A message of ours in Slack, claimed for sending: what it is about, where it goes, what is known of it.

    `key` is the opaque id that travels with it; `fence` must still hold when it is finished; `doubtful` says that
    an earlier attempt may have been accepted. `shown_at` is the wall time at which Slack first had it; before `hold`
    seconds from the claim it must not go.
    """

    id: int
    key: str
    kind: str
    subject: str
    occurrence: int
    recipient: str
    fence: int
    wanted: int
    attempts: int
    doubtful: bool
    due_at: datetime
    created_at: datetime
    channel: str | None = None
    ts: str | None = None
    fingerprint: str | None = None
    shown_at: datetime | None = None
    hold: float = 0.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A claimed message that Slack has now, since `ago` seconds.

    `may_have_twin`: it was sent more than once, so another may turn up.
    """

    post: Post
    channel: str
    ts: str
    fingerprint: str
    may_have_twin: bool = False
    ago: float = 0.0


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a message of ours stands in Slack, or would: the one of its `key` at `ts` is to stay, None for none.

    `channel` is its id, or a person's for their direct messages.
    """

    key: str
    subject: str
    channel: str
    ts: str | None
    created_at: datetime
