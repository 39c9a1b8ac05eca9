"""Goodwill from the asking to the delivery, and the messages about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from storage.records.customers import Customer, Score

GestureState = Literal["requested", "granted", "approved", "declined", "withdrawn", "expired", "delivered"]
Undelivered = Literal["granted", "approved"]
UNDELIVERED: tuple[Undelivered, ...] = get_args(Undelivered)  # won, and not yet with the customer


@dataclass(frozen=True, slots=True)
class Decision:
    """What one lead said to a request. `amount` is what was decided about, in the gesture's own steps."""

    lead: str
    verdict: Literal["approve", "decline", "change"]
    amount: int
    words: str
    at: datetime
    round: int
    on_behalf: str | None = None
    """The lead who is away, for whom a deputy said it."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """A goodwill gesture from the asking to the delivery."""

    id: int
    customer: Customer
    kind: str
    label: str
    unit: Literal["percent", "money", "time", "none"]
    amount: int
    currency: str
    price: int | None
    cost: int
    reason: str
    requester: str
    state: GestureState
    needs: int
    rule: str
    why: str
    policy: str
    requested_at: datetime
    expires_at: datetime | None = None
    decided_at: datetime | None = None
    delivered_at: datetime | None = None
    round: int = 1
    decisions: tuple[Decision, ...] = ()
    code: str | None = None
    """The code of its reason, where the policy knows any."""
    units: int = 1
    """How many passengers, parcels or the like it is for."""
    facts: tuple[str, ...] = ()
    tier: str | None = None
    """What the agent confirmed, by code, and the customer's tier, when it was asked for."""
    proof: str | None = None
    """How one can see that the customer has it, in words or by a link."""
    claimed_by: str | None = None
    """Who writes it, if it is a note that somebody took on."""
    again_of: int | None = None
    """The number of the expired request that it asks for again."""
    again_as: int | None = None
    """The number of the request that asks for it again, if it expired."""
    given_by: str | None = None
    """Who used a reply that gives it, if it was withdrawn: the customer may have read that."""

    @property
    def name(self) -> str:
        """As people say it: G-1042."""
        return f"G-{self.id}"

    @property
    def approvals(self) -> tuple[Decision, ...]:
        """The leads who approved what is asked for now; an earlier round's approvals are void."""
        return tuple(d for d in self.decisions if d.round == self.round and d.verdict == "approve")

    @property
    def is_won(self) -> bool:
        """Granted or approved, and not yet with the customer."""
        return self.state in UNDELIVERED

    @property
    def can_be_asked_again(self) -> bool:
        """Whether nobody decided it in time, nor asked again; for a customer who was forgotten nobody can."""
        return self.state == "expired" and self.again_as is None and bool(self.reason and self.customer.references)

    def is_for(self, code: str | None, reason: str) -> bool:
        """Whether it is for this reason: by its code, or else in the same words."""
        said, theirs = (" ".join(words.casefold().split()) for words in (self.reason, reason))
        return self.code == code and (code is not None or said == theirs)


@dataclass(frozen=True, slots=True)
class Renewal:
    """Word that leads are at work, about a request that expired, and by which other one its requester has asked for the
    same since."""

    gesture: Gesture
    since: Gesture | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """An approval card: the request, and what this customer got before (newest first, at most a handful)."""

    gesture: Gesture
    before: tuple[Gesture, ...]
    before_count: int
    before_cost: int
    about: str = ""
    """What it is for beside its words: the reason's label, how many, the tier, what the agent confirmed."""
    score: Score | None = None
    """How satisfied the customer said they were, the last time."""
    also: tuple[Gesture, ...] = ()
    """The customer's other requests that wait for the leads, the oldest first."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the audit trail as it was posted: the last entry's number and hash."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Word to the leads that a request waits. Only the latest says it."""

    gesture: Gesture
    latest: bool
