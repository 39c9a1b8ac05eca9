"""Who is in the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Membership = Literal["member", "guest", "outsider", "gone"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the workspace, as Slack last told us, with what they set themselves: their hours, until when they
    are away and who stands in for them. `last_snooze` is the time they last picked, as they would type it."""

    id: str
    name: str
    zone: str
    locale: str
    membership: Membership
    hours_days: str | None = None
    hours_start: str | None = None
    hours_end: str | None = None
    away_until: datetime | None = None
    stand_in: str | None = None
    last_snooze: str | None = None
    deputised: bool = False
    """Whether the stand-in decides for this lead while they are away."""
    praised: bool = True
    """Whether they may be named among the week's good turns."""

    def is_away(self, now: datetime) -> bool:
        """Whether they said that they are not there."""
        return self.away_until is not None and now < self.away_until
