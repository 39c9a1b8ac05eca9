"""What the policy lets an agent give alone today, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from bot import limits, money, rule_words
from bot.desk import Desk
from bot.gesture_words import describe_amount
from bot.policy import Kind, Policy
from bot.rule_words import days
from bot.rules import Used
from bot.verdicts import permission
from storage.records import Person


def today(desk: Desk, person: Person) -> Sequence[str]:
    """What this person may grant alone now, and what is left of it."""
    now = desk.clock()
    with desk.database.read() as tx:
        spent = limits.granted_alone(tx, desk, person.id, now)
        used = limits.used_by(tx, desk, person.id, now)
    return in_words(desk.policy, spent, used)


def in_words(policy: Policy, agent_spent_minor: int, used: Sequence[Used | None] = ()) -> list[str]:
    """What the policy allows an agent: what is left of limits and caps, then a line for each kind. `used` is what
    counts against each of the caps, None where it depends on the customer."""
    currency, gestures = policy.team.currency, policy.gestures
    lines = []
    if budget := gestures.agent_budget:
        left = money.in_words(max(budget.amount - agent_spent_minor, 0), currency)
        whole = money.in_words(budget.amount, currency)
        lines.append(
            f"Alone you may grant {whole} within {days(budget.days)}: {left} is left, above it a lead decides."
        )
    for cap, so_far in zip_longest(gestures.caps, used):
        left = f" (left: {rule_words.left(policy, cap, so_far)})" if so_far else ""
        after = f"; then {rule_words.LEADS[cap.then]}" if cap.then in rule_words.LEADS else ""
        lines.append(f"{rule_words.limit(policy, cap)}{left}{after}.")
    if limit := gestures.customer_limit:
        lines.append(f"One customer may get up to {money.in_words(limit.amount, currency)} within {days(limit.days)}.")
    for kind in gestures.kinds.values():
        lines.append(f"{kind.label}: {_steps_in_words(kind, currency)}.")
        possible = [permission(policy, kind, rule) for rule in kind.rules if rule.then != "refuse"]
        lines += [f"{kind.label}: only {'; or '.join(possible)}."] if possible else []
        lines += [f"{kind.label}: {rule_words.prohibition(policy, r)}." for r in kind.rules if r.then == "refuse"]
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
