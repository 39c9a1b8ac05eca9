"""What the policy says about one gesture: what it costs, who decides it, and the rule in plain words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot import rule_words
from bot.gesture_words import describe_amount
from bot.money import in_words
from bot.policy import PERCENT_DIGITS, Amount, Kind, Policy
from bot.rule_words import days
from bot.rules import Cap, Case, Rule, Used, allowing, exceeded, fits, refusing

Outcome = Literal["granted", "one_lead", "two_leads", "refused"]
RuleId = Literal[
    "agent_decides",
    "lead_decides",
    "within_agent_limit",
    "over_agent_limit",
    "over_lead_limit",
    "over_maximum",
    "over_customer_limit",
    "over_agent_budget",
    "not_above_zero",
    "a_rule_refuses",
    "no_rule_allows",
    "not_the_fixed_amount",
    "a_rule_asks",
    "over_cap",
]
ASKING: Mapping[str, Outcome] = {"one_lead": "one_lead", "two_leads": "two_leads"}
LEADS_NEEDED: Mapping[Outcome, int] = {"granted": 0, "one_lead": 1, "two_leads": 2}
ANY_CASE = Case()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who decides (`outcome`), by which rule (a short stable id), and that rule in words for agent and lead alike."""

    outcome: Outcome
    rule: RuleId
    words: str


def cost(kind: Kind, amount: Amount, price_minor: int | None, policy: Policy) -> int:
    """What a gesture counts against the money limits, in minor units of the team's currency.

    Money counts as itself; a percentage of a known price as that part of it; everything else as the kind's `costs`
    for each unit. Rounded half up to the minor unit, computed in whole numbers.
    """
    match kind.unit:
        case "money":
            return amount
        case "percent" if price_minor is not None:
            return _half_up(price_minor * amount, 100 * 10**PERCENT_DIGITS)
        case "percent":
            return _half_up(kind.costs * amount, 10**PERCENT_DIGITS)
        case "time":
            return kind.costs * amount
        case "none":
            return kind.costs


def judge(
    policy: Policy,
    kind: Kind,
    amount: Amount,
    cost_minor: int,
    customer_spent_minor: int,
    agent_spent_minor: int,
    case: Case = ANY_CASE,
    used: Sequence[Used] = (),
) -> Verdict:
    """Who decides this gesture. Refusals are looked for first, so no other rule can allow what one forbids; of what
    asks for leads, that which asks for the most counts.

    `customer_spent_minor` is what this customer's gestures cost within the customer limit's days, open requests
    included; `agent_spent_minor` what this agent granted alone within the budget's days; `used` what counts against
    each of the policy's caps, in their order (nothing when empty). A gesture that costs nothing never meets a limit
    on money.
    """
    reached = exceeded(policy.gestures.caps, used or [Used()] * len(policy.gestures.caps), kind.key, cost_minor)
    return (
        _refused_by_rule(policy, kind, amount, case)
        or _refusal(policy, kind, amount, cost_minor, customer_spent_minor)
        or _refused_by_cap(policy, reached)
        or _beyond_the_agent(policy, kind, amount, cost_minor, agent_spent_minor, case, reached)
        or _granted(policy, kind)
    )


def _refusal(policy: Policy, kind: Kind, amount: Amount, cost_minor: int, spent: int) -> Verdict | None:
    currency, limit = policy.team.currency, policy.gestures.customer_limit
    asked = describe_amount(kind, amount, currency)
    if kind.unit != "none" and amount <= 0:
        return Verdict("refused", "not_above_zero", f"{kind.label}: the amount must be above zero.")
    if kind.unit != "none" and amount > kind.maximum:
        most = describe_amount(kind, kind.maximum, currency)
        return Verdict("refused", "over_maximum", f"{kind.label}: the policy allows up to {most}, not {asked}.")
    if limit and cost_minor > 0 and spent + cost_minor > limit.amount:
        return Verdict(
            "refused",
            "over_customer_limit",
            f"One customer may get up to {in_words(limit.amount, currency)} within {days(limit.days)}; "
            f"this one already has {in_words(spent, currency)}, open requests included, "
            f"and this counts {in_words(cost_minor, currency)}.",
        )
    return None


def _refused_by_rule(policy: Policy, kind: Kind, amount: Amount, case: Case) -> Verdict | None:
    """What the kind's rules forbid: explicitly, by allowing something else only, or by fixing another amount."""
    if forbidding := refusing(kind.rules, case):
        said = rule_words.prohibition(policy, forbidding).rstrip(".")
        return Verdict("refused", "a_rule_refuses", f"{kind.label}: {said}.")
    possible = [rule for rule in kind.rules if rule.then != "refuse"]
    if not possible:
        return None
    allowed = allowing(possible, case)
    if allowed is None:
        return Verdict("refused", "no_rule_allows", f"{kind.label}: only {_possible(policy, kind, possible, case)}.")
    whole = fixed_amount(kind, case)
    if whole is not None and amount != whole:
        each, worth = (describe_amount(kind, n, policy.team.currency) for n in (allowed.each or 0, whole))
        asked = describe_amount(kind, amount, policy.team.currency)
        said = rule_words.fixed(kind, each, case.units, worth)
        return Verdict("refused", "not_the_fixed_amount", f"{kind.label}: {said}, not {asked}.")
    return None


def _possible(policy: Policy, kind: Kind, rules: Sequence[Rule], case: Case) -> str:
    """What would be allowed: for this reason, or if nothing is, for which others."""
    about = [rule for rule in rules if not rule.reasons or case.reason in rule.reasons]
    if about:
        return "; or ".join(permission(policy, kind, rule) for rule in about)
    return rule_words.conditions(policy, Rule(reasons=frozenset().union(*(rule.reasons for rule in rules))))


def fixed_amount(kind: Kind, case: Case) -> Amount | None:
    """The amount that the rule for this case fixes, in the kind's smallest steps; None where it is free."""
    allowed = allowing(kind.rules, case)
    if allowed is None or allowed.each is None:
        return None
    return allowed.each * (case.units if kind.per else 1)


def amount_unsaid(kind: Kind, case: Case) -> Amount | None:
    """What is meant where nobody says how much: the amount that a rule fixes, or 0 where the rules refuse whatever it
    is; None where it must be said."""
    fixed = fixed_amount(kind, case)
    if fixed is None and kind.rules and (refusing(kind.rules, case) or allowing(kind.rules, case) is None):
        return 0
    return fixed


def permission(policy: Policy, kind: Kind, rule: Rule) -> str:
    """What an allowing rule allows, in the team's words if it has any."""
    worth = "" if rule.each is None else describe_amount(kind, rule.each, policy.team.currency)
    return rule.words.rstrip(".") or rule_words.permission(policy, kind, rule, worth)


def _refused_by_cap(policy: Policy, reached: Sequence[tuple[Cap, Used]]) -> Verdict | None:
    for cap, used in reached:
        if cap.then == "refuse":
            return Verdict("refused", "over_cap", f"{rule_words.beyond(policy, cap, used)}.")
    return None


def _beyond_the_agent(
    policy: Policy,
    kind: Kind,
    amount: Amount,
    cost_minor: int,
    spent: int,
    case: Case,
    reached: Sequence[tuple[Cap, Used]],
) -> Verdict | None:
    """Of all that asks for leads, the first of what asks for the most; None if nothing does."""
    asking = [
        *_by_amount(policy, kind, amount),
        *_by_budget(policy, cost_minor, spent),
        *_by_rule(policy, kind, case),
        *_by_cap(policy, reached),
    ]
    return max(asking, key=lambda verdict: LEADS_NEEDED[verdict.outcome], default=None)


def _by_amount(policy: Policy, kind: Kind, amount: Amount) -> Iterator[Verdict]:
    currency = policy.team.currency
    asked = describe_amount(kind, amount, currency)
    if kind.unit == "none" and not kind.agent_decides:
        yield Verdict("one_lead", "lead_decides", f"{kind.label}: one lead decides.")
    elif not lead_may_decide_alone(kind, amount):
        upto = f"up to {describe_amount(kind, kind.lead_limit, currency)} one lead decides; " if kind.lead_limit else ""
        yield Verdict("two_leads", "over_lead_limit", f"{kind.label}: {upto}{asked} takes two different leads.")
    elif kind.unit != "none" and amount > kind.agent_limit:
        alone = describe_amount(kind, kind.agent_limit, currency)
        upto = f"up to {alone} the agent decides alone; " if kind.agent_limit else ""
        yield Verdict("one_lead", "over_agent_limit", f"{kind.label}: {upto}{asked} takes one lead.")


def _by_budget(policy: Policy, cost_minor: int, spent: int) -> Iterator[Verdict]:
    currency, budget = policy.team.currency, policy.gestures.agent_budget
    if budget and cost_minor > 0 and spent + cost_minor > budget.amount:
        yield Verdict(
            "one_lead",
            "over_agent_budget",
            f"An agent may grant up to {in_words(budget.amount, currency)} within {days(budget.days)} alone; "
            f"{in_words(spent, currency)} of it is used and this counts {in_words(cost_minor, currency)}, "
            "so it takes one lead.",
        )


def _by_rule(policy: Policy, kind: Kind, case: Case) -> Iterator[Verdict]:
    for rule in kind.rules:
        if (outcome := ASKING.get(rule.then)) and fits(rule, case):
            yield Verdict(outcome, "a_rule_asks", f"{kind.label}: {permission(policy, kind, rule)}.")


def _by_cap(policy: Policy, reached: Sequence[tuple[Cap, Used]]) -> Iterator[Verdict]:
    for cap, used in reached:
        if outcome := ASKING.get(cap.then):
            who = rule_words.LEADS[cap.then]
            yield Verdict(outcome, "over_cap", f"{rule_words.beyond(policy, cap, used)}, so {who}.")


def _granted(policy: Policy, kind: Kind) -> Verdict:
    if kind.unit == "none":
        return Verdict("granted", "agent_decides", f"{kind.label}: the agent decides alone.")
    upto = describe_amount(kind, kind.agent_limit, policy.team.currency)
    return Verdict("granted", "within_agent_limit", f"{kind.label}: up to {upto} the agent decides alone.")


def least_cost(policy: Policy, kind: Kind) -> int:
    """What the smallest sensible gesture of a kind costs, in minor units: one unit of it, or what the agent may give
    alone if that is less."""
    unit = {"money": 100, "percent": 10**PERCENT_DIGITS, "time": 1}.get(kind.unit, 0)
    return cost(kind, unit, None, policy) if kind.unit != "money" else min(kind.agent_limit or unit, unit)


def smallest_first(policy: Policy) -> list[Kind]:
    """All kinds, what costs the least first: the smallest gesture that is enough is the best one."""
    return sorted(policy.gestures.kinds.values(), key=lambda kind: least_cost(policy, kind))


def lead_may_decide_alone(kind: Kind, amount: Amount) -> bool:
    """Whether one lead is enough."""
    return kind.unit == "none" or amount <= kind.lead_limit


def _half_up(dividend: int, divisor: int) -> int:
    return (2 * dividend + divisor) // (2 * divisor)
