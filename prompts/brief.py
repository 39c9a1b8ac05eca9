"""What a writer is told (`Brief`) and what it hands back (`Reply`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Literal

from prompts.nextstep import USUAL_HOURS

Wish = Literal["warmer", "shorter", "formal", "options"]
Feeling = Literal["angry", "disappointed", "anxious", "confused", "sad", "happy", "curious", "neutral"]
Matter = Literal["late", "broken", "billing", "outage", "rude", "cancellation", "return", "question", "praise", "other"]

Severity = Literal["low", "medium", "high"]
Sensitive = Literal["bereavement", "illness", "discrimination", "harm", "takeover", "privacy"]

TROUBLES: tuple[Matter, ...] = ("late", "broken", "billing", "outage", "rude")
"""The matters in which something went wrong on our side."""
SURE = 0.5
"""From this confidence on a feeling is said plainly; joy below it is out of place in a letter about trouble."""

SIGNATURES: Mapping[str, str] = {"en": "The Support Team", "de": "Ihr Support-Team"}
"""What stands under a letter where the team has no words of its own for it."""

LONGEST_MESSAGE = 40_000
LONGEST_REPLY = 3_000


@dataclass(frozen=True, slots=True)
class Approved:
    """A gesture that was granted: the only money, gift or waiver that a reply may name."""

    words: str
    """In words, as a sentence can hold it: 'a $20 account credit'."""
    amount: str | None = None
    """'$20', '10%', '2 months'; None for a gesture without an amount."""
    kind: str = ""
    """The kind's label: 'Account credit'."""
    said: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The same in other languages, by code, as far as anybody knows their words for it: 'Guthaben über 20 $'."""

    def said_in(self, language: str) -> str:
        """In words of that language; in English where there are none."""
        return self.said.get(language, self.words)


@dataclass(frozen=True, slots=True)
class Fact:
    """A passage of the team's own answers: the only knowledge, beside the message, that a reply may claim."""

    source: str
    """What the agent can look it up under: 'shipping.md, Delivery times'."""
    text: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What we owe them, by the follow-up that a reply was asked for from."""

    what: str
    """In the words of whoever noted it; '' where these were erased."""
    promised_by: datetime | None = None
    """By when they were promised to hear from us; it may be past."""
    is_fixed: bool = False
    """Whether it is to tell them that what they reported is fixed."""
    common: tuple[str, ...] = ()
    """Words that all have in common who reported it, as far as it is known."""
    since: bool = False
    """Whether they may have written since it was fixed, perhaps that it is not."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a draft took of the model, its repair included."""

    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A model that was asked and gave nothing to show, so that the phrasebook wrote."""

    model: str
    prompt_version: str
    flaw: str = ""
    """What was wrong with its last answer; empty where none came."""


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a reply is written from. `message` is data from outside: up to 40,000 characters, hostile or empty."""

    message: str
    language: str | None = None
    """The wanted language's code; None means the customer's own, if it is among `languages`."""
    usual: str | None = None
    """The language that the customer writes in as a rule, for a message that does not show its own."""
    languages: tuple[str, ...] = ("en", "de")
    tone: str = "warm, plain, never scripted"
    signature: str = SIGNATURES["en"]
    signatures: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What stands under letters in other languages instead, by code."""
    customer_name: str | None = None
    agent_name: str = ""
    """How the agent who answers is called; it reaches no model."""
    names: tuple[str, ...] = ()
    """Every name and alias of the customer's record; none of them reaches a model."""
    notes: tuple[str, ...] = ()
    """Personal things worth remembering, as colleagues wrote them down."""
    approved: tuple[Approved, ...] = ()
    facts: tuple[Fact, ...] = ()
    """What the team's own answers say about it, the most fitting first; empty when nothing was found."""
    kinds: tuple[str, ...] = ()
    """The labels of the gestures that may be suggested to the agent, never to the customer; the smallest first."""
    felt: Feeling | None = None
    """The feeling as the agent corrected it; it wins over what the writer reads."""
    about: Matter | None = None
    """What the message is about, as the agent corrected it; it wins likewise, but makes nothing less sensitive."""
    model_allowed: bool = True
    """Whether the message may leave the house; False has the phrasebook write."""
    wish: Wish | None = None
    previous: str | None = None
    """The reply to write anew when there is a wish."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    """The moment of writing in the agent's zone; the time of the next step is reckoned from it."""
    days_off: frozenset[date] | None = None
    """The days of the coming week on which the agent does not work; None where nobody knows, then the weekends."""
    hours: tuple[time, time] = USUAL_HOURS
    """From when to when the agent works, in their zone."""
    wanted_by: datetime | None = None
    """By when they need an answer by their own words; it may be past. None where they name no time of their own."""
    owed: Owed | None = None
    """What is known of what we owe them; None where a reply was not asked for from a follow-up."""
    waited: float = 0.0
    """Seconds that the agent has waited already when many ask at once; they count towards the time a draft may take."""

    def signature_in(self, language: str) -> str:
        """What stands under a letter in that language."""
        return signature_in(language, self.signature, self.signatures)

    def language_for(self, theirs: str | None) -> str:
        """The reply's language, where the message is in `theirs` as far as it shows: the wanted one, or else the
        message's, the customer's usual one, and the team's first, whichever is one of the team's."""
        spoken = (code for code in (theirs, self.usual) if code in self.languages)
        return self.language or next(spoken, None) or next(iter(self.languages), "en")


def signature_in(language: str, signature: str, signatures: Mapping[str, str]) -> str:
    """The team's words for that language; its usual ones where it has none, and ours where even these are ours."""
    usual = SIGNATURES.get(language, signature) if signature == SIGNATURES["en"] else signature
    return signatures.get(language, usual)


@dataclass(frozen=True, slots=True)
class Reply:
    """A draft and what was noticed while writing it."""

    text: str
    feeling: Feeling
    matter: Matter
    need: str
    language: str
    check: tuple[str, ...]
    """What the agent should look at before sending, one short sentence each."""
    promise: str | None
    """The time that the reply promises, as a person would type it ('tomorrow 17:00'); None if it promises none."""
    writer: str
    """'phrasebook' or the model's name."""
    prompt_version: str
    fallback: str | None = None
    """Why the phrasebook answered instead of the model, one short sentence; None if it was not asked to step in."""
    confidence: float = 0.0
    """How sure the writer is of the feeling, 0 to 1."""
    severity: Severity = "low"
    """How much is at stake for the customer."""
    sensitive: Sensitive | None = None
    """A matter that must be slowed down for: no cheer, no gesture, a lead reads along."""
    used: tuple[str, ...] = ()
    """The sources of the facts that the reply rests on."""
    suggested: tuple[str, ...] = ()
    """The labels of gestures that would fit, the smallest sufficient one first, from the brief's `kinds`."""
    promises: tuple[str, ...] = ()
    """Every time that the reply promises, as a person would type it; `promise` is the first of them."""
    sent: str | None = None
    """What left the house, word for word; None when nothing did."""
    seconds: float = 0.0
    """How long the writing took."""
    tokens: Tokens | None = None
    """What it took of a model, be it shown or not; None where no model was asked or its server does not count."""
    tries: int = 0
    """How often a model was asked until it gave this; 0 where none did."""
    instead_of: Asked | None = None
    """Whom `fallback` tells of; None where nobody had to step in."""
