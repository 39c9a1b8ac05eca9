"""Which of the phrasebook's sentences a letter begins with, meets a feeling with and ends with, by what the case is."""

from __future__ import annotations

from typing import get_args

from prompts.brief import TROUBLES
from prompts.case import Case
from prompts.nudges import Nudge
from prompts.questions import merely_asks
from prompts.text import words

NUDGES: tuple[str, ...] = get_args(Nudge)
_PLAINLY_FELT = 0.75
_LAID_OUT = 8
"""From so many words on somebody has laid something out."""
_PRESSED = ("angry", "disappointed", "anxious")


def greeting(case: Case, *, formal: bool) -> str:
    """Which greeting; nobody in mourning is a 'Dear customer'."""
    addressed = "named" if case.name else "plain"
    if formal and (case.name or not case.grave):
        return f"formal_{addressed}"
    return f"grave_{addressed}" if case.grave else addressed


def opening(case: Case) -> str:
    """Which sentence names what happened."""
    if case.kind in ("question", "return", "cancellation", "other") and case.hurtful:
        return f"{case.kind}_sorry"
    if case.reading.feeling == "curious" and case.kind in TROUBLES:
        return "question"  # whoever only wants to know gets no apology
    return case.kind


def meeting(case: Case) -> str:
    """Which sentence meets the feeling; none where the opening has done it already."""
    if case.grave:
        return case.kind
    if case.kind in ("empty", "unclear", "unread", "praise", "fixed"):
        return ""
    if case.reading.feeling == "neutral" and (not case.hurtful or len(words(case.message.text)) < _LAID_OUT):
        return ""
    if case.reading.feeling == "happy" and case.kind in TROUBLES:
        return ""  # no pleasure behind an apology
    if case.kind in ("person", "closed", "thanks") or (case.kind in NUDGES and case.reading.feeling not in _PRESSED):
        return ""
    if case.reading.confidence < _PLAINLY_FELT and merely_asks(case.message.text):
        return ""  # nobody who asks for the way to the invoice wants to hear that not knowing is hard
    return case.reading.feeling


def closing(case: Case, *, formal: bool) -> str:
    """Which sentence leaves the end open."""
    if case.kind in ("question", "praise", "empty", "unread"):
        return case.kind
    return "formal" if formal and not case.grave else case.mood
