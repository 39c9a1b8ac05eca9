"""Reply drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.records.customers import Customer
from storage.records.reviews import Review

DraftState = Literal["writing", "ready", "used", "discarded"]


@dataclass(frozen=True, slots=True)
class Flagged:
    """A stretch of a reply that promises what nobody approved: [start, end) in characters, and why; `asked_as` names
    the request before the leads that would allow it."""

    start: int
    end: int
    reason: str
    asked_as: str | None = None


@dataclass(frozen=True, slots=True)
class Sound:
    """How an agent wants a reply to sound: the feeling as they see it, the matter that the message is `about` as they
    see it, the language (a code) and one of the policy's tones (its name); None for as it comes."""

    felt: str | None = None
    about: str | None = None
    language: str | None = None
    tone: str | None = None


AS_IT_COMES = Sound()


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft that its agent may still use, with the beginning of the message it answers and where in Slack it stands;
    a `channel` and `ts` of None while it is on its way."""

    id: int
    message: str
    customer: Customer | None = None
    channel: str | None = None
    ts: str | None = None

    @property
    def name(self) -> str:
        """As people say it: D-5."""
        return f"D-{self.id}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply draft. `promise` is the time by which the reply promises an answer, in words, and `promised_by` the same
    as a moment; `note` says why the phrasebook stepped in."""

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
    promised_by: datetime | None = None
    followup: int | None = None
    """The number of the follow-up that keeps what it promises."""
    is_unnamed: bool = False
    """Whether that follow-up does not say yet for whom it is."""
    still_open: int | None = None
    """The number of the follow-up that it was asked for from, while that is open and the agent's own."""
    writer: str = ""
    note: str | None = None
    flagged: tuple[Flagged, ...] = ()
    created_at: datetime | None = None
    said_at: datetime | None = None
    """When the customer's message stood in Slack; None for one that was pasted."""
    closed_at: datetime | None = None
    """When it was used or discarded."""
    written_at: datetime | None = None
    sound: Sound = AS_IT_COMES
    model_allowed: bool = True
    confidence: float = 0.0
    severity: str = "low"
    sensitive: str | None = None
    used: tuple[str, ...] = ()
    """The sources of the team's own answers that it rests on."""
    suggested: tuple[str, ...] = ()
    """The labels of gestures that would fit, the smallest sufficient one first."""
    is_stale: bool = False
    """Whether something about the customer changed after it was written."""
    is_thanks: bool = False
    """Whether it answers thanks that a colleague may have earned."""
    is_written_over: bool = False
    """Whether its agent had worded it, and it was written anew since."""
    review: Review | None = None
    """The last time that a lead was asked to read it, in this version or one before."""
    is_overtaken: bool = False
    """Whether the time that it promises is past, or its words ('tomorrow') mean another day by now."""

    @property
    def name(self) -> str:
        """As people say it: D-5."""
        return f"D-{self.id}"
