"""What was promised, and the messages about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.records.customers import Customer

FollowupState = Literal["open", "done", "cancelled"]


@dataclass(frozen=True, slots=True)
class Followup:
    """A promise to get back to a customer. `exact`: the person named the time to the minute, so nothing moves it."""

    id: int
    customer: Customer
    what: str
    owner: str
    due_at: datetime
    zone: str
    exact: bool
    state: FollowupState
    created_at: datetime
    link: str | None = None
    reminded_at: datetime | None = None
    reminders: int = 0
    closed_at: datetime | None = None
    late: float = 0.0
    """How many seconds its last reminder came late."""
    escalated_from: str | None = None
    """Who had it when the leads were told of it."""
    asked: str = ""
    """The words for when, as they were typed."""
    moved: bool = False
    """Whether `quiet` moved its time into working hours, so that it comes with the morning message."""
    promised_by: datetime | None = None
    """Until when the customer was promised to hear from us."""
    they_owe: bool = False
    """Whether it is the customer who owes the next word."""
    repeat: str | None = None
    """An RRULE in the wall time of `zone`: it comes again and again until it is done."""
    solved: bool | None = None
    """What its owner said when it was done, if anything."""
    follows: int | None = None
    """The number of the follow-up that did not solve it."""
    reason: str | None = None
    """Why it was cancelled, in words."""
    nudged_by: str | None = None
    left_by: str | None = None
    """Which lead asked its owner to look, and which one left it with them."""
    handed_by: str | None = None
    """Who had it before."""
    origin: str | None = None
    """What made it, if it was the bot: `check_in` after a gesture, `problem` that many have."""
    problem: int | None = None
    """The number of the problem of many customers that it waits for."""

    @property
    def is_taken_over(self) -> bool:
        """Whether somebody else took it on after the leads were told."""
        return self.escalated_from not in (None, self.owner)

    @property
    def name(self) -> str:
        """As people say it: F-17."""
        return f"F-{self.id}"

    def promise(self, now: datetime) -> Literal["pending", "kept", "kept late", "broken"] | None:
        """What became of the promise; None if none was made, or if it was taken back in time."""
        if self.promised_by is None:
            return None
        in_time = (self.closed_at or now) <= self.promised_by
        if self.state == "open":
            return "pending" if in_time else "broken"
        if in_time:
            return "kept" if self.state == "done" else None
        return "kept late" if self.state == "done" else "broken"

    @property
    def is_due(self) -> bool:
        """Whether its reminder was taken up for the present due time."""
        return self.state == "open" and self.reminded_at is not None and self.reminded_at >= self.due_at


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder message of a follow-up. Only the latest can be acted on, and only while it is its reader's own
    (`mine`); `late` is seconds past its time. `heard_at`: when the customer last heard from us, as far as we know;
    `again`: the time that its reader picked last, as they would type it; `next_time`: when a repeating one comes next.
    """

    followup: Followup
    latest: bool
    late: float
    mine: bool = True
    heard_at: datetime | None = None
    again: str | None = None
    next_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """Word to the leads about a follow-up that was left for too long; nobody nudges who is away until `away_until`.
    Only the `latest` can be acted on."""

    followup: Followup
    away_until: datetime | None = None
    heard_at: datetime | None = None
    latest: bool = True


@dataclass(frozen=True, slots=True)
class Offers:
    """Word to the leads about what came due while its owner is away until then: the most urgent of `total`."""

    owner: str
    followups: tuple[Followup, ...] = ()
    total: int = 0
    away_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overdue:
    """Word to the leads about what its owner, who may be away until then, left for too long: the most urgent of
    `total`; the `latest` such word, or an earlier one."""

    owner: str
    followups: tuple[Followup, ...]
    total: int
    away_until: datetime | None = None
    latest: bool = True


@dataclass(frozen=True, slots=True)
class Handover:
    """What `giver`, who may be away until then, handed to the reader: the open ones, the most urgent first."""

    giver: str
    followups: tuple[Followup, ...]
    total: int
    away_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody sees a follow-up: when it comes next, again, and before the leads, as far as that is set."""

    followup: Followup
    quiet: bool
    hours: str
    reminder_at: datetime | None = None
    again_at: datetime | None = None
    leads_at: datetime | None = None
