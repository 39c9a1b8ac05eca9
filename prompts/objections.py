"""What a model's server objects to in a question: its form, or another thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai import APIStatusError

_OF_THE_FORM = re.compile(r"response.?format|json|schema|grammar|structured|guided", re.I)
# What no other form of the question would change.
_OF_ANOTHER_THING = re.compile(
    r"context|too (?:long|large|many)|tokens?\b|quota|billing|credit|balance|rate.?limit|api.?key|permission|access"
    r"|(?:model|deployment)\b.*\b(?:exist|found|unknown|invalid|available)|(?:unknown|invalid|no such) model",
    re.I,
)
_TELLING = 3  # words, from which on a refusal gives its reason; 'Bad Request' gives none


def is_of_another_thing(reason: str) -> bool:
    """Whether a server that refuses for this reason would refuse the same question in any form."""
    return _OF_ANOTHER_THING.search(reason) is not None and _OF_THE_FORM.search(reason) is None


def reason_of(error: APIStatusError) -> str:
    """Why a server refuses, in its own words but for what differs each time, as numbers do; '' if it hardly says."""
    told = error.body.get("message", error.body) if isinstance(error.body, dict) else error.body
    words = [word for word in str(told or "").split() if not any(letter.isdigit() for letter in word)]
    return " ".join(words) if len(words) >= _TELLING else ""
