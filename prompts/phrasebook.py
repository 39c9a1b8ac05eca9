"""The offline writer: reads a message, picks its words from the phrasebook, and needs neither network nor model."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from prompts.brief import Brief, Reply
from prompts.case import Case, understood
from prompts.checks import checks_for, need_of
from prompts.letter import (
    SHORT,
    SHORTEST,
    WARM,
    WARMEST,
    WORDINGS,
    Style,
    has_options,
    register_of,
    written,
)
from prompts.text import tidy, words

VERSION = "phrasebook.v4"
_AT_FIRST = {
    "warmer": Style(WARM),
    "shorter": Style(SHORT),
    "formal": Style(formal=True),
    "options": Style(options=True),
}
_CLEARLY_SHORTER = 0.7
_ALIKE = 0.5


def write(brief: Brief) -> Reply:
    """A reply to the brief's message, always the same for the same brief; names no gesture but approved ones."""
    case = understood(brief)
    style, edited = _wished(case)
    text, plainly = written(case, style)
    noticed = {
        "plainly": plainly,
        "edited": edited,
        "shortest": style.level == SHORTEST,
        "warmest": style.level == WARMEST,
        "no_options": brief.wish == "options" and not has_options(case),
    }
    return Reply(
        text=text,
        feeling=case.reading.feeling,
        confidence=case.reading.confidence,
        matter=case.reading.matter,
        severity=case.severity,
        sensitive=case.reading.sensitive,
        need=need_of(case),
        language=case.language,
        check=tuple(checks_for(case, noticed)),
        promise=case.step.typed if case.promises else None,
        promises=(case.step.typed,) if case.promises else (),
        suggested=case.suggested,
        writer="phrasebook",
        prompt_version=VERSION,
    )


def _wished(case: Case) -> tuple[Style, bool]:
    """The style that is wanted now, and whether the previous reply had been changed by hand."""
    wish, previous = case.brief.wish, tidy(case.brief.previous or "")
    if wish not in _AT_FIRST:
        return Style(), False
    if not previous:
        return _AT_FIRST[wish], False
    style, edited = _written_before(case, previous)
    another = replace(style, turn=(style.turn + 1) % WORDINGS)
    if wish == "formal":
        return another if style.formal else replace(style, formal=True), edited
    if wish == "options":
        return another if style.options else replace(style, options=True, level=max(style.level, SHORT)), edited
    if wish == "warmer":
        return another if style.level == WARMEST else replace(style, level=style.level + 1), edited
    return another if style.level == SHORTEST else _shorter(case, style, previous), edited


def _shorter(case: Case, style: Style, previous: str) -> Style:
    """The warmest style of those that are clearly shorter than the previous reply."""
    most = _CLEARLY_SHORTER * len(words(previous))
    lower = (replace(style, level=level) for level in range(style.level - 1, SHORTEST, -1))
    fitting = (style for style in lower if len(words(written(case, style)[0])) <= most)
    return next(fitting, replace(style, level=SHORTEST))


def _written_before(case: Case, previous: str) -> tuple[Style, bool]:
    """In which style `previous` was written, and whether it has been changed since."""
    said = Counter(words(previous))
    register = register_of(case, previous)
    nearest, likeness = register, _ALIKE
    for level in range(SHORTEST, WARMEST + 1):
        for turn in range(WORDINGS):
            style = replace(register, level=level, turn=turn)
            text = written(case, style)[0]
            if text == previous:
                return style, False
            other = Counter(words(text))
            alike = (said & other).total() / max(1, (said | other).total())
            if alike > likeness:
                nearest, likeness = style, alike
    return nearest, True
