"""The kinds of gestures in the policy: read from their tables, and checked for contradictions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.money import minor_digits
from bot.policy_file import GesturesTable, KindTable, PolicyError
from bot.policy_rules import rules_of, steps
from bot.policy_values import Unit
from bot.rules import Rule

Amount: TypeAlias = int
"""How much of a gesture, in the smallest step of its unit: minor units of the team's currency for money, hundredths
of a percent for percent, whole months for time, 0 for none."""

PERCENT_DIGITS = 2

# The keys of a kind beside label and unit, and for each unit those that it must have and may have.
_CHOICES = ("agent_limit", "lead_limit", "maximum", "costs", "agent_decides")
_LIMITS = {"agent_limit", "lead_limit", "maximum"}
_KEYS: Mapping[Unit, tuple[set[str], set[str]]] = {
    "percent": (_LIMITS | {"costs"}, set()),
    "money": (_LIMITS, set()),
    "time": (_LIMITS | {"costs"}, set()),
    "none": ({"agent_decides"}, {"costs"}),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of gesture and who may decide it.

    Up to `agent_limit` the agent decides alone, up to `lead_limit` one lead, up to `maximum` two different leads;
    above, nobody. `costs` is what one unit (a percentage point, a month, the one thing itself) counts against the
    money limits, in minor units of the team's currency; money counts as itself.
    With the unit none there is no amount: the agent decides if `agent_decides`, otherwise one lead.
    `per` is what is counted for it ("passenger"); `rules` say when it may be given. Without rules always.
    """

    key: str
    label: str
    unit: Unit
    agent_limit: Amount = 0
    lead_limit: Amount = 0
    maximum: Amount = 0
    costs: int = 0
    agent_decides: bool = False
    per: str | None = None
    rules: tuple[Rule, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What letters call it, by language (two-letter code); English ones go by the label unless they have a word."""


def kinds_of(table: GesturesTable, currency: str) -> dict[str, Kind]:
    """The kinds by their keys. Raises PolicyError."""
    kinds = {key: _kind(key, kind, table, currency) for key, kind in table.kinds.items()}
    _check_names(kinds)
    return kinds


def _kind(key: str, table: KindTable, gestures: GesturesTable, currency: str) -> Kind:
    place = f"gestures.kinds.{key}"
    wanted, optional = _KEYS[table.unit]
    given = {name for name in _CHOICES if getattr(table, name) is not None}
    for name in _CHOICES:
        if name in wanted - given:
            raise PolicyError(f"{place}.{name} is missing: {_needs(table.unit)}.")
        if name in given - wanted - optional:
            raise PolicyError(f"{place}.{name} makes no sense here: {_needs(table.unit)}.")
    digits = {"money": minor_digits(currency), "percent": PERCENT_DIGITS}.get(table.unit, 0)
    kind = Kind(
        key,
        table.label,
        table.unit,
        agent_limit=steps(f"{place}.agent_limit", table.agent_limit, digits),
        lead_limit=steps(f"{place}.lead_limit", table.lead_limit, digits),
        maximum=steps(f"{place}.maximum", table.maximum, digits),
        costs=steps(f"{place}.costs", table.costs, minor_digits(currency)),
        agent_decides=bool(table.agent_decides),
        per=table.per,
        rules=rules_of(key, table, gestures, digits),
        words=table.words,
    )
    _check_limits(place, kind, table)
    return kind


def _needs(unit: Unit) -> str:
    wanted, optional = _KEYS[unit]
    names = ", ".join(name for name in _CHOICES if name in wanted)
    extra = "".join(f", and may have {name}" for name in optional)
    return f"a kind with unit {unit} needs {names}{extra}"


def _check_limits(place: str, kind: Kind, table: KindTable) -> None:
    if kind.unit == "none":
        return
    if kind.agent_limit > kind.lead_limit:
        raise PolicyError(
            f"{place}.agent_limit ({table.agent_limit}) must not be above {place}.lead_limit ({table.lead_limit})."
        )
    if kind.lead_limit > kind.maximum:
        raise PolicyError(
            f"{place}.lead_limit ({table.lead_limit}) must not be above {place}.maximum ({table.maximum})."
        )
    if kind.maximum == 0:
        raise PolicyError(f"{place}.maximum must be above zero: leave the kind out if nobody may give it.")
    if kind.unit == "percent" and kind.maximum > 100 * 10**PERCENT_DIGITS:
        raise PolicyError(f"{place}.maximum must be at most 100 percent, not {table.maximum}.")


def _check_names(kinds: Mapping[str, Kind]) -> None:
    owners: dict[str, str] = {}
    for kind in kinds.values():
        for name in (plain_name(kind.key), plain_name(kind.label)):
            if not name:
                raise PolicyError(f"gestures.kinds.{kind.key} needs a key and a label with letters or digits in them.")
            other = owners.setdefault(name, kind.key)
            if other != kind.key:
                raise PolicyError(
                    f"gestures.kinds.{kind.key} and gestures.kinds.{other} cannot be told apart: "
                    "each kind needs a key and a label that no other kind has."
                )


def plain_name(name: str) -> str:
    """A kind's key or label as people may type it: case, '_', '-' and spaces don't matter."""
    return re.sub(r"[\s_-]+", "", unicodedata.normalize("NFKC", name).casefold())
