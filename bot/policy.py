"""The team's policy as the bot uses it: exact amounts, checked for contradictions, with the hash it is known by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from pathlib import Path
from types import MappingProxyType

from bot.hours import Duration, Hours
from bot.money import MILLIONTHS, minor_digits
from bot.policy_file import GesturesTable, LimitTable, PolicyError, PriceTable, ServiceTable, TeamTable, parse
from bot.policy_kinds import PERCENT_DIGITS, Amount, Kind, kinds_of, plain_name
from bot.policy_rules import caps_of, steps
from bot.policy_values import Unit, Weekly
from bot.rules import Cap

__all__ = [
    "PERCENT_DIGITS",
    "Amount",
    "Drafts",
    "Followups",
    "Gestures",
    "Kind",
    "Limit",
    "Policy",
    "PolicyError",
    "Price",
    "Service",
    "Team",
    "Unit",
    "load",
    "plain_name",
]
MILLION = 10**6


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` minor units of the team's currency within any `days` days."""

    amount: int
    days: int


@dataclass(frozen=True, slots=True)
class Team:
    """Who the team is, where it decides, and when it works."""

    name: str
    currency: str
    leads: tuple[str, ...]
    leads_usergroup: str | None
    agents_usergroup: str | None
    approvals_channel: str
    wins_channel: str | None
    timezone: str
    hours: Hours


@dataclass(frozen=True, slots=True)
class Followups:
    """How reminders behave. `quiet` moves the times that the bot chose into working hours; a promise's reminder comes
    `promise_lead` before its time."""

    quiet: bool
    remind_again_after: Duration
    escalate_after: Duration
    digest_at: time
    promise_lead: Duration


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens of the model cost, in millionths of the unit of the team's currency."""

    asked: int
    answered: int

    def of(self, asked: int, answered: int) -> int:
        """What so many tokens cost, in the same millionths, rounded."""
        return (asked * self.asked + answered * self.answered + MILLION // 2) // MILLION


@dataclass(frozen=True, slots=True)
class Drafts:
    """How the team sounds, in which languages (two-letter codes, the preferred one first).

    `signatures` are by language; in any other `signature` stands. `tones` are others to choose from, in words by name.
    Unless `model` is on, and for what is asked in the channels of `model_off_in`, nothing leaves the house. `answers`
    is the folder of the team's own answers, beside the policy.
    Without a `price` nobody knows what drafts cost.
    """

    tone: str
    signature: str
    languages: tuple[str, ...]
    signatures: Mapping[str, str] = field(default_factory=dict)
    tones: Mapping[str, str] = field(default_factory=dict)
    model: bool = True
    model_off_in: tuple[str, ...] = ()
    answers: str | None = None
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class Gestures:
    """What may be given. None stands for a rule that is switched off.

    `reasons` and `facts` are labels by code, `tiers` the customers' from the lowest on; `fallback_lead` is asked when
    every lead is away.
    """

    requests_expire_after: Duration
    remind_leads_after: Duration
    customer_limit: Limit | None
    agent_budget: Limit | None
    follow_up_after: Duration | None
    kinds: Mapping[str, Kind]
    reasons: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    tiers: tuple[str, ...] = ()
    caps: tuple[Cap, ...] = ()
    fallback_lead: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """When the leads get the week's figures, and when the week's good turns are told (None: never), in the team's zone;
    from how many customers with the same trouble on the leads are asked whether it is one problem, and what the
    gestures because of one may cost in all, in minor units."""

    weekly: Weekly | None
    wins_at: Weekly | None
    problem_at: int
    blanket_limit: int


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole policy. `digest` is the SHA-256 of the file's bytes in hex, `text` the file, kept with decisions.

    `keeps`: for how long words are kept once what they are about is over, by kind; for ever where a kind is absent.
    """

    team: Team
    followups: Followups
    drafts: Drafts
    gestures: Gestures
    service: Service
    digest: str
    text: str = field(repr=False)
    keeps: Mapping[str, Duration] = field(default_factory=dict)


def load(path: Path) -> Policy:
    """Read the policy file. Raises PolicyError, whose text is one sentence for the person who wrote the file."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
    except OSError as error:
        raise PolicyError(f"{path}: the policy file cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise PolicyError(f"{path} is not a text file in UTF-8.") from None
    try:
        file = parse(text.removeprefix("\ufeff"))  # Windows puts a mark first
        return Policy(
            team=_team(file.team),
            followups=Followups(**dict(file.followups)),
            drafts=Drafts(**dict(file.drafts) | {"price": _price(file.drafts.price)}),
            gestures=_gestures(file.gestures, file.team.currency),
            service=_service(file.service, file.team.currency),
            digest=hashlib.sha256(content).hexdigest(),
            text=text,
            keeps={name.removeprefix("keep_"): span for name, span in file.data if span is not None},
        )
    except PolicyError as error:
        raise PolicyError(f"{path}: {error}") from None


def _team(table: TeamTable) -> Team:
    if not table.leads and table.leads_usergroup is None:
        raise PolicyError('team.leads is missing: write a list such as ["U0LEAD"], or leads_usergroup = "S0LEADS".')
    days, start, end = table.hours.days, f"{table.hours.start:%H:%M}", f"{table.hours.end:%H:%M}"
    try:
        hours = Hours.parse(days, start, end, None)
    except ValueError as error:
        raise PolicyError(f"team.hours: {error}") from None
    try:
        hours = replace(hours, holidays=table.holidays)
    except ValueError as error:
        raise PolicyError(f"team.holidays: {error}") from None
    values = dict(table) | {"hours": hours}
    del values["holidays"]
    return Team(**values)


def _price(table: PriceTable | None) -> Price | None:
    if table is None:
        return None
    return Price(*(steps(f"drafts.price.{name}", number, MILLIONTHS) for name, number in table))


def _gestures(table: GesturesTable, currency: str) -> Gestures:
    kinds = kinds_of(table, currency)
    return Gestures(
        requests_expire_after=table.requests_expire_after,
        remind_leads_after=table.remind_leads_after,
        customer_limit=_limit("customer_limit", table.customer_limit, currency),
        agent_budget=_limit("agent_budget", table.agent_budget, currency),
        follow_up_after=table.follow_up_after,
        kinds=MappingProxyType(kinds),
        reasons=MappingProxyType(table.reasons),
        facts=MappingProxyType(table.facts),
        tiers=table.tiers,
        caps=caps_of(table.caps, kinds, currency),
        fallback_lead=table.fallback_lead,
    )


def _service(table: ServiceTable, currency: str) -> Service:
    if table.problem_at < 2:
        raise PolicyError("service.problem_at must be at least 2: one customer's trouble is no problem of many.")
    limit = steps("service.blanket_limit", table.blanket_limit, minor_digits(currency))
    return Service(table.weekly, table.wins_at, table.problem_at, limit)


def _limit(name: str, table: LimitTable | None, currency: str) -> Limit | None:
    if table is None:
        return None
    return Limit(steps(f"gestures.{name}.amount", table.amount, minor_digits(currency)), table.days)
