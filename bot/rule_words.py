"""Rules and caps in plain words, as agents, leads and auditors read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.money import in_words
from bot.policy import Kind, Policy
from bot.rules import Cap, Rule, Used

WHOSE = {"customer": "One customer may get", "agent": "One agent may give", "team": "The team may give"}
WHO = {"customer": "this one", "agent": "this one", "team": "it"}
LEADS = {"one_lead": "one lead decides", "two_leads": "two different leads decide"}


def conditions(policy: Policy, rule: Rule) -> str:
    """When a rule fits: 'if it is about Cancelled flight, the customer is silver or gold, and …'; '' for always."""
    labels, facts = policy.gestures.reasons, policy.gestures.facts
    about = [labels[code] for code in labels if code in rule.reasons]
    tiers = [tier for tier in policy.gestures.tiers if tier in rule.tiers]
    said = [f"it is about {_either(about)}"] if about else []
    said += [f"the customer is {_either(tiers)}"] if tiers else []
    said += [f"“{facts[code]}” holds" for code in facts if code in rule.facts]
    said += [f"“{facts[code]}” does not hold" for code in facts if code in rule.unless]
    return f"if {_all(said)}" if said else ""


def permission(policy: Policy, kind: Kind, rule: Rule, worth: str) -> str:
    """What an allowing rule allows: '$100 for each passenger if …, one lead decides'; `worth` is its fixed amount."""
    fixed = f"{worth} for each {kind.per}" if worth and kind.per else worth
    parts = (fixed, conditions(policy, rule))
    said = " ".join(part for part in parts if part) or "always"
    return f"{said}, {LEADS[rule.then]}" if rule.then in LEADS else said


def prohibition(policy: Policy, rule: Rule) -> str:
    """What a refusing rule refuses, in the team's words if it has any."""
    return rule.words or f"not {conditions(policy, rule)}".rstrip() or "not"


def limit(policy: Policy, cap: Cap) -> str:
    """What a cap allows: 'One customer may get 1 of Travel certificate within 30 days'."""
    kinds = [kind.label for key, kind in policy.gestures.kinds.items() if key in cap.kinds]
    amount = f"up to {in_words(cap.amount, policy.team.currency)}" if cap.amount is not None else ""
    count = _times(cap.count) if cap.count is not None else ""
    what = f" of {_either(kinds)}" if kinds else ""
    return f"{WHOSE[cap.per]} {' and '.join(filter(None, (amount, count)))}{what} within {days(cap.days)}"


def beyond(policy: Policy, cap: Cap, used: Used) -> str:
    """A cap that is reached, with what counts against it already."""
    so_far = [in_words(used.amount, policy.team.currency)] if cap.amount is not None else []
    so_far += [_times(used.count)] if cap.count is not None else []
    return f"{limit(policy, cap)}; {WHO[cap.per]} already has {' and '.join(so_far)}, open requests included"


def left(policy: Policy, cap: Cap, used: Used) -> str:
    """What may still be given under a cap: '$30 and 2 gestures'."""
    said = []
    if cap.amount is not None:
        said.append(in_words(max(cap.amount - used.amount, 0), policy.team.currency))
    if cap.count is not None:
        said.append(_times(max(cap.count - used.count, 0)))
    return " and ".join(said)


def fixed(kind: Kind, worth: str, units: int, whole: str) -> str:
    """That a rule's amount is fixed: `worth` for each of so many `units`, which makes the `whole`."""
    return f"it is {worth} for each {kind.per}, so {whole} for {units}" if kind.per else f"it is {whole}"


def days(count: int) -> str:
    """A number of days: 'a day', '30 days'."""
    return "a day" if count == 1 else f"{count} days"


def _times(count: int) -> str:
    return "1 gesture" if count == 1 else f"{count} gestures"


def _either(names: Collection[str]) -> str:
    return _joined(names, "or")


def _all(said: Iterable[str]) -> str:
    return _joined(list(said), "and")


def _joined(said: Collection[str], word: str) -> str:
    *first, last = said
    return f"{', '.join(first)} {word} {last}" if first else last
