"""The policy file as an admin writes it: its tables, their defaults, and one sentence for each mistake."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import time
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bot.hours import parse_duration
from bot.policy_values import (
    SAMPLE_KINDS,
    AmountUnit,
    Beyond,
    ChannelId,
    Channels,
    Clock,
    Count,
    Currency,
    Days,
    GroupId,
    Keeping,
    Label,
    Labels,
    Languages,
    Line,
    Names,
    Number,
    OnceAWeek,
    People,
    Per,
    PersonId,
    Prose,
    Signatures,
    Span,
    Switch,
    Then,
    Tones,
    Weekly,
    Words,
    Zone,
    shown,
)
from prompts.brief import SIGNATURES

MOST_RULES = 100
MOST_KINDS = 100  # what one select in Slack can offer

# What to write where a required key is missing.
_HINTS = {
    "approvals_channel": "the id of the channel for approval cards, such as C0LEADS",
    "label": "what people call this gesture",
    "unit": "one of percent, money, time, none",
    "amount": "a number",
    "per": "one of customer, agent, team",
    "days": "a whole number of days",
    "input": "what a million tokens that the model reads cost",
    "output": "what a million tokens that it writes cost",
}


class PolicyError(Exception):
    """The policy file cannot be used. The text is one sentence: the file, the key, and what is allowed there."""


class UnknownKeyError(ValueError):
    """A table holds a key that means nothing there."""

    def __init__(self, key: str, allowed: Iterable[str]) -> None:
        self.key = key
        names = sorted(allowed)
        guess = get_close_matches(key[:100], names, n=1)
        hint = f"; did you mean {guess[0]}? Allowed" if guess else "; allowed"
        super().__init__(f"is unknown{hint}: {', '.join(names)}")


class Table(BaseModel):
    """A table of the file. It refuses keys that it does not know."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _only_known_keys(cls, value: object) -> object:
        names = cls.model_fields
        if not isinstance(value, dict):
            raise ValueError(f"must be a table with {', '.join(sorted(names))}, not {shown(value)}")
        for key in value:
            if key not in names:
                raise UnknownKeyError(key, names)
        return value


class HoursTable(Table):
    """[team] hours."""

    days: Line = "mon-fri"
    start: Clock = time(9)
    end: Clock = time(18)


class TeamTable(Table):
    """[team]."""

    name: Line = "Support"
    currency: Currency = "USD"
    leads: People = ()
    leads_usergroup: GroupId | None = None
    agents_usergroup: GroupId | None = None
    approvals_channel: ChannelId
    wins_channel: ChannelId | None = None
    timezone: Zone = "Europe/Berlin"
    hours: HoursTable = HoursTable()
    holidays: Line | None = None


class FollowupsTable(Table):
    """[followups]."""

    quiet: Switch = True
    remind_again_after: Span = parse_duration("2h")
    escalate_after: Span = parse_duration("1d")
    digest_at: Clock = time(9)
    promise_lead: Span = parse_duration("1h")


class PriceTable(Table):
    """[drafts] price: of a million tokens of the model, in the team's currency."""

    input: Number
    output: Number


class DraftsTable(Table):
    """[drafts]."""

    tone: Prose = "warm, plain, never scripted"
    signature: Prose = SIGNATURES["en"]
    signatures: Signatures = Field(default_factory=dict)
    languages: Languages = ("en", "de")
    tones: Tones = Field(default_factory=dict)
    model: Switch = True
    model_off_in: Channels = ()
    answers: Line | None = None
    price: PriceTable | None = None


def _tables(value: object) -> object:
    if not isinstance(value, list) or len(value) > MOST_RULES:
        raise ValueError(f"must be at most {MOST_RULES} tables, each under [[…]], not {shown(value)}")
    return tuple(value)


class LimitTable(Table):
    """So much money over so many days."""

    amount: Number
    days: Days


class RuleTable(Table):
    """[[gestures.kinds.….rules]]: when a kind may be given."""

    then: Then = "allow"
    reasons: Names = ()
    tiers: Names = ()
    facts: Names = ()
    unless: Names = ()
    each: Number | None = None
    words: Prose = ""


class CapTable(Table):
    """[[gestures.caps]]: how much or how often over rolling days."""

    per: Per
    days: Days
    kinds: Names = ()
    amount: Number | None = None
    count: Count | None = None
    then: Beyond = "refuse"


class KindTable(Table):
    """[gestures.kinds.…]. Which of the optional keys must be there depends on the unit."""

    label: Label
    unit: AmountUnit
    agent_limit: Number | None = None
    lead_limit: Number | None = None
    maximum: Number | None = None
    costs: Number | None = None
    agent_decides: Switch | None = None
    per: Label | None = None
    words: Words = Field(default_factory=dict)
    rules: Annotated[tuple[RuleTable, ...], BeforeValidator(_tables)] = ()


def _off(value: object) -> object:
    return None if value is False else value


def _named(value: object) -> object:
    if not isinstance(value, dict):
        raise ValueError(f"must be a table of kinds, not {shown(value)}")
    for key in value:
        if not re.fullmatch("[A-Za-z0-9_-]{1,40}", key):
            raise ValueError(f"must name each kind with up to 40 letters, digits, _ and -, not {shown(key)}")
    if len(value) > MOST_KINDS:
        raise ValueError(f"may hold at most {MOST_KINDS} kinds")
    return value or SAMPLE_KINDS


class GesturesTable(Table):
    """[gestures]. `false` switches off what is None here."""

    requests_expire_after: Span = parse_duration("8h")
    remind_leads_after: Span = parse_duration("30m")
    customer_limit: Annotated[LimitTable | None, BeforeValidator(_off)] = LimitTable(amount=Decimal(2000), days=365)
    agent_budget: Annotated[LimitTable | None, BeforeValidator(_off)] = LimitTable(amount=Decimal(500), days=30)
    follow_up_after: Annotated[Span | None, BeforeValidator(_off)] = parse_duration("1d")
    fallback_lead: PersonId | None = None
    reasons: Labels = Field(default_factory=dict)
    facts: Labels = Field(default_factory=dict)
    tiers: Names = ()
    caps: Annotated[tuple[CapTable, ...], BeforeValidator(_tables)] = ()
    kinds: Annotated[dict[str, KindTable], BeforeValidator(_named)] = Field({}, validate_default=True)


class ServiceTable(Table):
    """[service]. `false` switches off what comes once a week."""

    weekly: OnceAWeek = Weekly(0, time(9))
    wins_at: OnceAWeek = Weekly(4, time(15))
    problem_at: Count = 4
    blanket_limit: Number = Decimal(500)


class DataTable(Table):
    """[data]. What is absent is kept for ever."""

    keep_drafts: Keeping | None = None
    keep_messages: Keeping | None = None
    keep_notes: Keeping | None = None
    keep_followups: Keeping | None = None
    keep_reasons: Keeping | None = None
    keep_thanks: Keeping | None = None
    keep_scores: Keeping | None = None


class PolicyFile(Table):
    """The whole file."""

    team: TeamTable
    followups: FollowupsTable = FollowupsTable()
    drafts: DraftsTable = DraftsTable()
    gestures: GesturesTable = Field(default_factory=GesturesTable)
    service: ServiceTable = ServiceTable()
    data: DataTable = DataTable()


def parse(source: str) -> PolicyFile:
    """Read TOML into its tables. Raises PolicyError with a sentence that does not name the file yet."""
    try:
        tables = tomllib.loads(source, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"the file is not valid TOML: {error}.") from None
    except (ValueError, RecursionError):
        raise PolicyError("the file cannot be read: a number or a list in it is without end.") from None
    tables.setdefault("team", {})
    try:
        return PolicyFile.model_validate(tables)
    except ValidationError as error:
        raise PolicyError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = [str(part) for part in first["loc"]]
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, UnknownKeyError):
        place.append(cause.key if re.fullmatch(r"\S{1,40}", cause.key) else shown(cause.key))
    if first["type"] == "missing":
        cause = f"is missing: write {_HINTS[place[-1]]}"
    sentence = f"{'.'.join(place)} {cause or first['msg']}"
    return sentence if sentence.endswith("?") else f"{sentence}."
