"""Rules of a kind of gesture, and caps over rolling days: when one may be given, how much, and who has to decide. Pure.

The language is as small as real rules allow: a rule fits a case by its reason, the customer's tier and what the agent
confirms; it allows, asks for leads, or refuses. What one rule refuses no other can allow, as in access policies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Then: TypeAlias = Literal["allow", "one_lead", "two_leads", "refuse"]
Per: TypeAlias = Literal["customer", "agent", "team"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a kind. It fits where the reason is one of `reasons`, the tier one of `tiers`, all `facts` hold and
    none of `unless`; an empty set asks for nothing.

    `each` is the fixed amount for each unit that the kind counts (`per`), in the kind's smallest steps; `words` say it
    in the team's own way.
    """

    then: Then = "allow"
    reasons: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    each: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `amount` (minor units) and at most `count` gestures of `kinds` (all when empty) within any `days` days,
    for each customer, each agent or the whole team; beyond it leads decide, or nobody (`then`)."""

    per: Per
    days: int
    kinds: frozenset[str] = frozenset()
    amount: int | None = None
    count: int | None = None
    then: Then = "refuse"

    def counts(self, kind: str) -> bool:
        """Whether it is about this kind."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True)
class Used:
    """What counts against a cap already: money in minor units, and how many gestures."""

    amount: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """What a gesture is for: the code of its reason, the customer's tier, how many units (passengers, parcels) are
    concerned, and the facts that the agent confirmed."""

    reason: str | None = None
    tier: str | None = None
    units: int = 1
    facts: frozenset[str] = field(default_factory=frozenset)


def fits(rule: Rule, case: Case) -> bool:
    """Whether a rule is about this case."""
    return (
        (not rule.reasons or case.reason in rule.reasons)
        and (not rule.tiers or case.tier in rule.tiers)
        and rule.facts <= case.facts
        and not rule.unless & case.facts
    )


def refusing(rules: Iterable[Rule], case: Case) -> Rule | None:
    """The rule that forbids this case, if any does."""
    return next((rule for rule in rules if rule.then == "refuse" and fits(rule, case)), None)


def allowing(rules: Iterable[Rule], case: Case) -> Rule | None:
    """The first rule that allows this case, alone or with leads."""
    return next((rule for rule in rules if rule.then != "refuse" and fits(rule, case)), None)


def exceeded(caps: Sequence[Cap], used: Sequence[Used], kind: str, cost: int) -> Sequence[tuple[Cap, Used]]:
    """The caps that one more gesture of this kind and cost (minor units) goes beyond; `used` stands beside `caps`."""
    return [
        (cap, so_far)
        for cap, so_far in zip(caps, used, strict=True)
        if cap.counts(kind)
        and (
            (cap.amount is not None and cost > 0 and so_far.amount + cost > cap.amount)
            or (cap.count is not None and so_far.count + 1 > cap.count)
        )
    ]
