"""What queries return and views show: frozen values that say the same thing in every room.

Times are aware datetimes in UTC. Amounts are whole numbers in the smallest step of their unit: minor units of
`currency` for money (cents), hundredths of a percent for percent, months for time, 0 for none. Costs are minor
units of `currency`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

FollowupState = Literal["open", "done", "cancelled"]
GestureState = Literal["requested", "granted", "approved", "declined", "withdrawn", "expired", "delivered"]
DraftState = Literal["writing", "ready", "used", "discarded"]
Membership = Literal["member", "guest", "outsider", "gone"]

FORGOTTEN = "a forgotten customer"


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

    def is_away(self, now: datetime) -> bool:
        """Whether they said that they are not there."""
        return self.away_until is not None and now < self.away_until


@dataclass(frozen=True, slots=True)
class Reference:
    """One way to name a customer: `kind` is email, ticket, name or alias; `value` as typed; `key` as compared."""

    kind: str
    value: str
    key: str

    @property
    def typed(self) -> str:
        """As a person would type it in a command: a name in quotes."""
        return f'"{self.value}"' if self.kind == "name" else self.value


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer under every reference we know, the best one first."""

    id: int
    references: tuple[Reference, ...]
    forgotten: bool = False

    @property
    def label(self) -> str:
        """The one name to show: a full name, else an email address, else a ticket."""
        return self.references[0].value if self.references else FORGOTTEN

    def is_named(self, reference: Reference) -> bool:
        """Whether this reference is one of theirs."""
        return any((known.kind, known.key) == (reference.kind, reference.key) for known in self.references)

    @property
    def is_person(self) -> bool:
        """Whether we know who it is, not only a ticket number."""
        return any(reference.kind != "ticket" for reference in self.references)


@dataclass(frozen=True, slots=True)
class Note:
    """Something personal worth remembering about a customer."""

    id: int
    author: str
    text: str
    created_at: datetime


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
        return self.state in ("granted", "approved")


@dataclass(frozen=True, slots=True)
class Card:
    """An approval card: the request, and what this customer got before (newest first, at most a handful)."""

    gesture: Gesture
    before: tuple[Gesture, ...]
    before_count: int
    before_cost: int
    about: str = ""
    """What it is for beside its words: the reason's label, how many, the tier, what the agent confirmed."""


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


@dataclass(frozen=True, slots=True)
class Flagged:
    """A stretch of a reply that promises what nobody approved: [start, end) in characters, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply draft. `promise` is the time the reply names, as a phrase; `note` says why the phrasebook stepped in."""

    id: int
    agent: str
    message: str
    state: DraftState
    customer: Customer | None = None
    version: int = 0
    wish: str | None = None
    reply: str = ""
    feeling: str = ""
    matter: str = ""
    need: str = ""
    check: tuple[str, ...] = ()
    promise: str | None = None
    writer: str = ""
    note: str | None = None
    flagged: tuple[Flagged, ...] = ()
    created_at: datetime | None = None

    @property
    def name(self) -> str:
        """As people say it: D-5."""
        return f"D-{self.id}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that we know of one customer, newest first in each list."""

    customer: Customer
    notes: tuple[Note, ...]
    followups: tuple[Followup, ...]
    gestures: tuple[Gesture, ...]
    drafts: tuple[Draft, ...] = ()
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A list of follow-ups, the most urgent first: those from number `start` (0 is the first) of `total`.

    `workload`: whose they are, as (person, open, overdue), where the list is of more than one person.
    """

    followups: tuple[Followup, ...]
    total: int
    start: int = 0
    workload: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that could not be delivered, or a timer that could not be carried out (`kind` is then the timer's).

    `name` is that of what it is about (F-17), '' for none; `trouble` is Slack's word for why, or an error's type.
    """

    kind: str
    name: str
    customer: Customer | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What could not be delivered to one recipient, put before the leads; `recipient` '' stands for timers.

    `number` is what its buttons carry; `called` says who the recipient is where only text can; `lost` holds the oldest
    ones of `total`. Once there are none: `actor` did `outcome`, with `successor` in the recipient's place if it was
    reassigned. A `superseded` one is followed by a newer letter.
    """

    number: int
    recipient: str
    called: str
    lost: tuple[Undelivered, ...]
    total: int
    outcome: Literal["retried", "reassigned", "superseded"] | None = None
    actor: str | None = None
    successor: str | None = None

    @property
    def is_to_a_person(self) -> bool:
        """Whether somebody else could take what was for the recipient."""
        return self.recipient.startswith(("U", "W"))


@dataclass(frozen=True, slots=True)
class Absence:
    """A time when the bot was not there, and how many reminders came late by it."""

    since: datetime
    until: datetime
    late: int


@dataclass(frozen=True, slots=True)
class Day:
    """One person's day, for the App Home and the morning message."""

    person: Person
    at_risk: tuple[Followup, ...] = ()
    """Promises whose time comes today or has passed; they are in none of the next two."""
    overdue: tuple[Followup, ...] = ()
    today: tuple[Followup, ...] = ()
    later: tuple[Followup, ...] = ()
    at_risk_count: int = 0
    overdue_count: int = 0
    today_count: int = 0
    later_count: int = 0
    """How many of these four there are in all: only the first of each are held."""
    requests: tuple[Gesture, ...] = ()
    undelivered: tuple[Gesture, ...] = ()
    to_decide: tuple[Gesture, ...] = ()
    allowance: tuple[str, ...] = ()
    is_lead: bool = False
    letters: tuple[Letter, ...] = ()
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Morning:
    """A morning message. Only the latest shows the day."""

    day: Day
    latest: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """The team's figures over [since, until)."""

    since: datetime
    until: datetime
    currency: str
    recorded: int = 0
    promises_kept: int = 0
    promises_late: int = 0
    promises_broken: int = 0
    solved_at_once: int = 0
    solved_or_not: int = 0
    """How many were said to be solved or not, and how many of these at the first contact."""
    done: int = 0
    done_on_time: int = 0
    open_overdue: int = 0
    drafts: int = 0
    drafts_used: int = 0
    gestures_granted: int = 0
    gestures_undelivered: int = 0
    gestures_cost: int = 0
    requests_waiting: int = 0
    median_decision_seconds: float | None = None
    by_kind: tuple[tuple[str, int, int], ...] = ()  # (label, how many, cost)


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
    """Where a message of ours stands in Slack: the one of its `key` that is to stay."""

    key: str
    subject: str
    channel: str
    ts: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of the audit chain. `data` holds ids, amounts, rules and salted digests, never personal data."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    data: dict[str, object] = field(default_factory=dict)
    previous: str = ""
    hash: str = ""
