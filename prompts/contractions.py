"""English without contractions, as a formal letter has it."""

from __future__ import annotations

import re

_CONTRACTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), full)
    for pattern, full in (
        (r"\bwon’t\b", "will not"),
        (r"\bcan’t\b", "cannot"),
        (r"n’t\b", " not"),
        (r"’m\b", " am"),
        (r"’re\b", " are"),
        (r"’ve\b", " have"),
        (r"’ll\b", " will"),
        (r"’d\b", " would"),
        (r"\b(it|that|there|here|what|who)’s\b", r"\1 is"),
    )
)


def in_full(text: str) -> str:
    """English without contractions: 'I’ll' as 'I will'."""
    for contraction, full in _CONTRACTIONS:
        text = contraction.sub(full, text)
    return text
