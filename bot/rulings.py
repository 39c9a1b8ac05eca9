"""Asking the policy without asking for anything: what would happen to a gesture and why, and tables of cases."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot import customers, limits, reading, verdicts
from bot.desk import Desk
from bot.errors import BadAmount, BadPolicyQuestion
from bot.limits import Asked
from bot.money import minor_digits, to_steps
from bot.policy import Kind, Policy
from bot.rules import Case, Used
from bot.verdicts import Verdict
from storage import customers as stored

OUTCOMES = {"granted": "granted", "one lead": "one_lead", "two leads": "two_leads", "refused": "refused"}
IN_WORDS = {outcome: words for words, outcome in OUTCOMES.items()}


class CaseTable(BaseModel):
    """One [[case]] of a table: what is asked, and what is expected. Money is in the team's currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    kind: str
    amount: str | int | Decimal = ""
    reason: str | None = None
    tier: str | None = None
    units: int = Field(1, ge=1)
    facts: tuple[str, ...] = ()
    customer_has: Decimal = Decimal()
    agent_has: Decimal = Decimal()
    caps_used: tuple[tuple[Decimal, int], ...] = ()
    expect: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A case of a table, with the verdict that it got, and what is wrong with it ('' if nothing is)."""

    name: str
    expected: str
    verdict: Verdict
    problem: str


def explain(desk: Desk, agent: str, kind: str, amount: str, customer: str, case: Case) -> Verdict:
    """What would happen if this agent asked for it now. Raises BadAmount, BadCustomer, BadPolicyQuestion."""
    now, policy = desk.clock(), desk.policy
    asked_kind = _kind(policy, kind)
    _require_known(policy, case)
    with desk.database.read() as tx:
        known = stored.find(tx, customers.read_field(desk, customer)) if customer else None
        lowest = next(iter(policy.gestures.tiers), None)
        tier = case.tier or (limits.tier_of(tx, desk, known.id) if known else lowest)
        case = Case(case.reason, tier, case.units, case.facts)
        steps, cost = _amount(policy, asked_kind, amount, case)
        asked = Asked(agent, known.id if known else None, asked_kind, steps, cost, case)
        return limits.judge(tx, desk, asked, now)


def try_cases(policy: Policy, file: Path) -> Iterator[Tried]:
    """Every case of a table under this policy, in order. Raises BadPolicyQuestion for a file that is no table."""
    for at, case in enumerate(_cases(file), start=1):
        kind = _kind(policy, case.kind)
        asked = Case(case.reason, case.tier, case.units, frozenset(case.facts))
        _require_known(policy, asked)
        steps, cost = _amount(policy, kind, str(case.amount), asked)
        if case.caps_used and len(case.caps_used) != len(policy.gestures.caps):
            many = len(policy.gestures.caps)
            raise BadPolicyQuestion(problem=f"{file}: caps_used needs a pair for each of the policy's {many} caps.")
        verdict = verdicts.judge(
            policy, kind, steps, cost, _minor(policy, case.customer_has), _minor(policy, case.agent_has), asked,
            [Used(_minor(policy, amount), count) for amount, count in case.caps_used],
        )  # fmt: skip
        yield Tried(case.name or f"case {at}", case.expect, verdict, _problem(case, verdict))


def _cases(file: Path) -> Sequence[CaseTable]:
    try:
        tables: Mapping[str, Any] = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
        cases = [CaseTable.model_validate(table) for table in tables["case"]]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BadPolicyQuestion(problem=f"{file} is no table of [[case]]s ({type(error).__name__}).") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadPolicyQuestion(problem=f"{file}: a case's {place} cannot be used: {first['msg']}.") from None
    for case in cases:
        if case.expect not in OUTCOMES:
            raise BadPolicyQuestion(problem=f"{file}: expect must be one of {', '.join(OUTCOMES)}, not {case.expect}.")
    return cases


def _problem(case: CaseTable, verdict: Verdict) -> str:
    if verdict.outcome != OUTCOMES[case.expect]:
        return f"{IN_WORDS[verdict.outcome]}, not {case.expect}"
    return "" if case.because in verdict.words else f"not because of “{case.because}”"


def _kind(policy: Policy, name: str) -> Kind:
    kind, rest, problem = reading.read_kind(name, policy.gestures.kinds)
    if kind is None or rest:
        raise BadPolicyQuestion(problem=problem or f"“{name}” is no kind of gesture here.")
    return kind


def _amount(policy: Policy, kind: Kind, typed: str, case: Case) -> tuple[int, int]:
    """The amount in the kind's steps, or the one that a rule fixes where none is typed, and what it costs."""
    read = reading.read_amount_field(typed, kind, policy.team.currency)
    amount = read.amount
    if amount is None and not typed.strip():
        amount = verdicts.amount_unsaid(kind, case)
        if amount is None:
            raise BadAmount(problem=f"How much? {kind.label} needs an amount.")
    if amount is None:
        raise BadAmount(problem=read.problem or f"“{typed}” is no amount of {kind.label}.")
    return amount, verdicts.cost(kind, amount, read.price_minor, policy)


def _require_known(policy: Policy, case: Case) -> None:
    gestures = policy.gestures
    asked = (
        ("reason", {case.reason} - {None}, gestures.reasons),
        ("tier", {case.tier} - {None}, gestures.tiers),
        ("fact", set(case.facts), gestures.facts),
    )
    for what, named, known in asked:
        for name in sorted(filter(None, named)):
            if name not in known:
                there = ", ".join(known) or "none"
                raise BadPolicyQuestion(problem=f"{name} is no {what} of this policy: it knows {there}.")


def _minor(policy: Policy, amount: Decimal) -> int:
    try:
        return to_steps(amount, minor_digits(policy.team.currency))
    except ValueError as error:
        raise BadPolicyQuestion(problem=f"{amount} {error}.") from None
