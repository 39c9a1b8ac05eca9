"""What the policy says about one gesture: what it costs, who decides it, and the rule in plain words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.money import in_words
from bot.policy import PERCENT_DIGITS, Amount, Kind, Policy, Unit

Outcome = Literal["granted", "one_lead", "two_leads", "refused"]
Rule = Literal[
    "agent_decides",
    "lead_decides",
    "within_agent_limit",
    "over_agent_limit",
    "over_lead_limit",
    "over_maximum",
    "over_customer_limit",
    "over_agent_budget",
    "not_above_zero",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who decides (`outcome`), by which rule (a short stable id), and that rule in words for agent and lead alike."""

    outcome: Outcome
    rule: Rule
    words: str


class Named(Protocol):
    """A kind of gesture, or a recorded gesture: whatever has a label and a unit."""

    @property
    def label(self) -> str:
        """What people call it."""

    @property
    def unit(self) -> Unit:
        """What its amounts are."""


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
) -> Verdict:
    """Who decides this gesture. Refusals are looked for first, so no other rule can allow what one forbids.

    `customer_spent_minor` is what this customer's gestures cost within the customer limit's days, open requests
    included; `agent_spent_minor` what this agent granted alone within the budget's days. A gesture that costs
    nothing never meets a limit on money.
    """
    return (
        _refusal(policy, kind, amount, cost_minor, customer_spent_minor)
        or _beyond_the_agent(policy, kind, amount, cost_minor, agent_spent_minor)
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
            f"One customer may get up to {in_words(limit.amount, currency)} within {_days(limit.days)}; "
            f"this one already has {in_words(spent, currency)}, open requests included, "
            f"and this counts {in_words(cost_minor, currency)}.",
        )
    return None


def _beyond_the_agent(policy: Policy, kind: Kind, amount: Amount, cost_minor: int, spent: int) -> Verdict | None:
    currency, budget = policy.team.currency, policy.gestures.agent_budget
    asked = describe_amount(kind, amount, currency)
    if kind.unit == "none" and not kind.agent_decides:
        return Verdict("one_lead", "lead_decides", f"{kind.label}: one lead decides.")
    if not lead_may_decide_alone(kind, amount):
        upto = f"up to {describe_amount(kind, kind.lead_limit, currency)} one lead decides; " if kind.lead_limit else ""
        return Verdict("two_leads", "over_lead_limit", f"{kind.label}: {upto}{asked} takes two different leads.")
    if kind.unit != "none" and amount > kind.agent_limit:
        upto = (
            f"up to {describe_amount(kind, kind.agent_limit, currency)} the agent decides alone; "
            if kind.agent_limit
            else ""
        )
        return Verdict("one_lead", "over_agent_limit", f"{kind.label}: {upto}{asked} takes one lead.")
    if budget and cost_minor > 0 and spent + cost_minor > budget.amount:
        return Verdict(
            "one_lead",
            "over_agent_budget",
            f"An agent may grant up to {in_words(budget.amount, currency)} within {_days(budget.days)} alone; "
            f"{in_words(spent, currency)} of it is used and this counts {in_words(cost_minor, currency)}, "
            "so it takes one lead.",
        )
    return None


def _granted(policy: Policy, kind: Kind) -> Verdict:
    if kind.unit == "none":
        return Verdict("granted", "agent_decides", f"{kind.label}: the agent decides alone.")
    upto = describe_amount(kind, kind.agent_limit, policy.team.currency)
    return Verdict("granted", "within_agent_limit", f"{kind.label}: up to {upto} the agent decides alone.")


def lead_may_decide_alone(kind: Kind, amount: Amount) -> bool:
    """Whether one lead is enough."""
    return kind.unit == "none" or amount <= kind.lead_limit


def allowance_in_words(policy: Policy, agent_spent_minor: int) -> list[str]:
    """What the policy allows an agent: a line for each kind, then what is left of the limits on money."""
    currency, gestures = policy.team.currency, policy.gestures
    lines = [f"{kind.label}: {_steps_in_words(kind, currency)}." for kind in gestures.kinds.values()]
    if budget := gestures.agent_budget:
        left = in_words(max(budget.amount - agent_spent_minor, 0), currency)
        whole = in_words(budget.amount, currency)
        lines.append(
            f"Alone you may grant {whole} within {_days(budget.days)}: {left} is left, above it a lead decides."
        )
    if limit := gestures.customer_limit:
        lines.append(f"One customer may get up to {in_words(limit.amount, currency)} within {_days(limit.days)}.")
    return lines


def _steps_in_words(kind: Kind, currency: str) -> str:
    if kind.unit == "none":
        return "you decide" if kind.agent_decides else "one lead decides"
    steps = ((kind.agent_limit, "you decide"), (kind.lead_limit, "one lead"), (kind.maximum, "two leads"))
    words, reached = [], 0
    for limit, who in steps:
        if limit > reached:
            words.append(f"up to {describe_amount(kind, limit, currency)} {who}")
            reached = limit
    return ", ".join(words)


def describe_amount(kind: Named, amount: Amount, currency: str) -> str:
    """The amount alone: $20, 12.5%, 1 month; nothing where the kind has no amount."""
    match kind.unit:
        case "money":
            return in_words(amount, currency)
        case "percent":
            whole, rest = divmod(amount, 10**PERCENT_DIGITS)
            return f"{whole}.{rest:0{PERCENT_DIGITS}}".rstrip("0").rstrip(".") + "%"
        case "time":
            return f"{amount} {'month' if amount == 1 else 'months'}"
        case "none":
            return ""


def describe_gesture(kind: Named, amount: Amount, currency: str, price_minor: int | None = None) -> str:
    """The gesture as one says it: Account credit of $20, 10% Discount on the next order, 2 Free months."""
    worth = describe_amount(kind, amount, currency)
    match kind.unit:
        case "money":
            return f"{kind.label} of {worth}"
        case "percent":
            return f"{worth} {kind.label}" + ("" if price_minor is None else f" (on {in_words(price_minor, currency)})")
        case "time" if kind.label.lower().endswith(" months"):
            return f"{amount} {kind.label[:-1] if amount == 1 else kind.label}"
        case "time":
            return f"{kind.label} of {worth}"
        case "none":
            return kind.label


def describe_in_a_sentence(kind: Named, amount: Amount, currency: str) -> str:
    """The gesture as a sentence to the customer holds it: a $20 account credit, 2 free months, a handwritten note."""
    label = kind.label[:1].lower() + kind.label[1:]
    if kind.unit == "time" and label.endswith(" months"):
        return f"{amount} {label[:-1] if amount == 1 else label}"
    worth = describe_amount(kind, amount, currency)
    return f"a {worth} {label}" if worth else f"a {label}"


def _half_up(dividend: int, divisor: int) -> int:
    return (2 * dividend + divisor) // (2 * divisor)


def _days(count: int) -> str:
    return "a day" if count == 1 else f"{count} days"
