"""Why a gesture is given, as the policy codes it, and what it is about in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.policy import Policy
from storage.records import Gesture

WORD = re.compile(r"[^\W_]+")


def read_code(words: str, reasons: Mapping[str, str]) -> str | None:
    """The code of the one reason that these words name by its code or label: the one that they begin with, or else the
    only one that stands in them. None where there is none, or a choice."""
    said = _spaced(words)
    places = {
        code: min(found)
        for code, label in reasons.items()
        if (found := [at for name in (code, label) if (at := said.find(_spaced(name))) >= 0])
    }
    first = [code for code, at in places.items() if at == 0]
    named = first or list(places)
    return named[0] if len(named) == 1 else None


def _spaced(words: str) -> str:
    said = " ".join(WORD.findall(words.casefold()))
    return f" {said} "


def about(policy: Policy, gesture: Gesture) -> str:
    """What a gesture is for, beside its words: 'Cancelled flight · 3 × passenger · gold · They asked …'; '' for
    nothing."""
    rules = policy.gestures
    kind = rules.kinds.get(gesture.kind)
    counted = f"{gesture.units} × {kind.per}" if kind and kind.per else ""
    parts = [
        rules.reasons.get(gesture.code, gesture.code) if gesture.code else "",
        counted,
        gesture.tier or "",
        *(rules.facts.get(fact, fact) for fact in gesture.facts),
    ]
    return " · ".join(part for part in parts if part)
