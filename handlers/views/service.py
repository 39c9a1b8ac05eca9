"""What leads ask of the figures: the same answer to the same case, and how drafts fare."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.consistency import Consistency
from bot.learning import DAYS
from bot.learning import Line as Learnt
from handlers.views.blocks import (
    Message,
    Part,
    bold,
    bullets,
    excerpt,
    header,
    line,
    message,
    rich,
    section,
    small,
    user,
)
from handlers.views.figure_words import many, share
from handlers.views.followups import span

LINES, QUESTIONS = 20, 8
MENTION = re.compile("<@([A-Z0-9]+)>")


def consistency(c: Consistency) -> Message:
    """Whether the same case gets the same answer: a line for each kind of case, then what to ask about."""
    if not c.lines:
        nothing = f"No gesture was decided in the last {c.days} days."
        return message(nothing, line(nothing))
    lines = [
        section(
            bold(excerpt(" · ".join(filter(None, (one.label, one.reason, one.tier))), 120)),
            f" — {one.given} of {one.asked} given",
            f", {one.unanswered} without an answer in time" if one.unanswered else "",
            f", the median is {one.middle}" if one.middle else "",
            f", decided in {span(one.decision_seconds)}" if one.decision_seconds is not None else "",
        )
        for one in c.lines[:LINES]
    ]
    asked = [section(*named(excerpt(question, 300))) for question in c.questions[:QUESTIONS]]
    left = len(c.lines) - LINES
    return message(
        f"How gestures were decided in the last {c.days} days: {many(len(c.lines), 'kind')} of cases.",
        header(f"The same answer? The last {c.days} days"),
        rich(bullets(*lines)),
        small(f"… and {left} more.") if left > 0 else None,
        rich(section(bold("Worth asking")), bullets(*asked)) if asked else small("Nothing stands out. 🌿"),
        small("A question is no reproach: others may see other cases."),
    )


def learning(lines: Sequence[Learnt]) -> Message:
    """How drafts fared, a line for each writer and version of its prompt."""
    if not lines:
        nothing = f"No reply was drafted in the last {DAYS} days."
        return message(nothing, line(nothing))
    shown = [
        section(
            bold(excerpt(" · ".join(filter(None, (one.writer, one.version))), 120)),
            f" — {share(one.as_they_were, one.drafts)} used as they were, {one.after_a_change} after a change",
            f" (half of these changed {one.changed:.0%} or less)" if one.changed is not None else "",
            f", {one.discarded} discarded",
            f", {one.corrected} with another feeling than it saw" if one.corrected else "",
            f", written in {one.seconds:.1f} s",
            f", {one.tokens:,} tokens" if one.tokens else "",
        )
        for one in lines[:LINES]
    ]
    return message(
        f"How drafts fared in the last {DAYS} days: {many(sum(one.drafts for one in lines), 'draft')}.",
        header(f"Drafts of the last {DAYS} days"),
        rich(bullets(*shown)),
        small("What is neither used nor discarded is still open. Changes are counted by words."),
    )


def named(sentence: str) -> list[Part]:
    """A sentence whose <@ID>s are people."""
    return [user(part) if at % 2 else part for at, part in enumerate(MENTION.split(sentence)) if part]
