"""English without contractions, as a formal letter has it."""

from __future__ import annotations

import re

_CONTRACTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), full)
    for pattern, full in (
        (r"\b(w)on’t\b", r"\1ill not"),
        (r"\b(c)an’t\b", r"\1annot"),
        (r"n’t\b", " not"),
        (r"’m\b", " am"),
        (r"’re\b", " are"),
        (r"’ve\b", " have"),
        (r"’ll\b", " will"),
        (r"’d\b", " would"),
        (r"\b(it|that|there|here|what|who)’s(?= (?:been|got|had|come|gone|become)\b)", r"\1 has"),
        (r"\b(it|that|there|here|what|who)’s\b", r"\1 is"),
    )
)


_QUOTED = re.compile(r"(“[^”]*”)")


def in_full(text: str) -> str:
    """English without contractions: 'I’ll' as 'I will'; what stands in quotation marks is somebody's own words."""
    parts = _QUOTED.split(text)
    for contraction, full in _CONTRACTIONS:
        parts[::2] = [contraction.sub(full, said) for said in parts[::2]]
    return "".join(parts)
