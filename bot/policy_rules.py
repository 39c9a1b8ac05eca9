"""The policy's rules and caps: read from their tables, with one sentence for each thing that cannot be meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from bot.money import minor_digits, to_steps
from bot.policy_file import CapTable, GesturesTable, KindTable, PolicyError, RuleTable
from bot.rules import Cap, Rule

CONDITIONS = ("reasons", "tiers", "facts", "unless")


def steps(place: str, number: Decimal | None, digits: int) -> int:
    """A number of the file in its smallest steps; 0 for none. Raises PolicyError for one with too many digits."""
    try:
        return to_steps(number or Decimal(), digits)
    except ValueError as error:
        raise PolicyError(f"{place} {error}: {number} cannot be used.") from None


def rules_of(kind: str, table: KindTable, gestures: GesturesTable, digits: int) -> tuple[Rule, ...]:
    """The rules of one kind, whose amounts have so many digits. Raises PolicyError."""
    place = f"gestures.kinds.{kind}"
    if table.unit in ("percent", "none") and table.per is not None:
        raise PolicyError(f"{place}.per makes no sense here: only money and time can be given for each of something.")
    rules = tuple(_rule(f"{place}.rules.{at}", rule, table, gestures, digits) for at, rule in enumerate(table.rules))
    for at, rule in enumerate(rules):
        earlier = (
            before for before in range(at) if rules[before].then != "refuse" and _always_fits(rules[before], rule)
        )
        # One that asks for leads still does so behind another; that it allows, or how much, is settled by then.
        if (rule.then == "allow" or rule.each is not None) and (before := next(earlier, None)) is not None:
            raise PolicyError(
                f"{place}.rules.{at} can never apply: {place}.rules.{before} comes first and allows all that it allows."
            )
        for forbidding, other in enumerate(rules):
            if rule.then != "refuse" and other.then == "refuse" and _always_fits(other, rule):
                raise PolicyError(
                    f"{place}.rules.{at} can never apply: {place}.rules.{forbidding} refuses all that it allows."
                )
    return rules


def _rule(place: str, rule: RuleTable, kind: KindTable, gestures: GesturesTable, digits: int) -> Rule:
    known: Mapping[str, Collection[str]] = {
        "reasons": gestures.reasons, "tiers": gestures.tiers, "facts": gestures.facts, "unless": gestures.facts,
    }  # fmt: skip
    for condition in CONDITIONS:
        there = "facts" if condition == "unless" else condition
        _require_known(f"{place}.{condition}", getattr(rule, condition), known[condition], f"gestures.{there}")
    if both := set(rule.facts) & set(rule.unless):
        raise PolicyError(f"{place} contradicts itself: {min(both)} stands in facts and in unless.")
    if rule.each is not None and kind.unit not in ("money", "time"):
        raise PolicyError(f"{place}.each makes no sense here: only money and time have a fixed amount for each.")
    if rule.each is not None and (rule.then == "refuse" or not 0 < rule.each <= (kind.maximum or 0)):
        raise PolicyError(f"{place}.each must be above zero, within the kind's maximum, in a rule that allows.")
    return Rule(
        then=rule.then,
        each=None if rule.each is None else steps(f"{place}.each", rule.each, digits),
        words=rule.words,
        **{condition: frozenset(getattr(rule, condition)) for condition in CONDITIONS},
    )


def _always_fits(rule: Rule, case: Rule) -> bool:
    """Whether `rule` fits all that `case` fits."""
    return (
        (not rule.reasons or (bool(case.reasons) and case.reasons <= rule.reasons))
        and (not rule.tiers or (bool(case.tiers) and case.tiers <= rule.tiers))
        and rule.facts <= case.facts
        and rule.unless <= case.unless
    )


def caps_of(tables: Sequence[CapTable], kinds: Collection[str], currency: str) -> tuple[Cap, ...]:
    """The caps. Raises PolicyError."""
    return tuple(_cap(f"gestures.caps.{at}", table, kinds, currency) for at, table in enumerate(tables))


def _cap(place: str, table: CapTable, kinds: Collection[str], currency: str) -> Cap:
    _require_known(f"{place}.kinds", table.kinds, kinds, "gestures.kinds")
    if table.amount is None and table.count is None:
        raise PolicyError(f"{place} needs an amount, a count, or both.")
    amount = None if table.amount is None else steps(f"{place}.amount", table.amount, minor_digits(currency))
    return Cap(table.per, table.days, frozenset(table.kinds), amount, table.count, table.then)


def _require_known(place: str, named: Sequence[str], known: Collection[str], where: str) -> None:
    for name in named:
        if name not in known:
            there = ", ".join(known) or "nothing"
            raise PolicyError(f"{place} names {name}, which is not in {where}: {there}.")
