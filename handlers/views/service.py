"""What leads ask of the figures: the same answer to the same case, and how drafts fare and what they cost."""

from __future__ import annotations

import re

from slack_sdk.models.blocks import RichTextSectionElement

from bot.consistency import Consistency
from bot.learning import DAYS
from bot.learning import Line as Version
from bot.learning import Report as Learnt
from bot.money import in_small
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


def learning(report: Learnt) -> Message:
    """How drafts fared, a line for each writer and version of its prompt, with what each cost."""
    if not report.lines:
        nothing = f"No reply was drafted in the last {DAYS} days."
        return message(nothing, line(nothing))
    unpriced = any(one.spent.tokens and not one.spent.is_all for one in report.lines)
    return message(
        f"How drafts fared in the last {DAYS} days: {many(sum(one.drafts for one in report.lines), 'draft')}.",
        header(f"Drafts of the last {DAYS} days"),
        rich(bullets(*(_learnt(one, report.currency) for one in report.lines[:LINES]))),
        small("What is neither used nor discarded is still open. Tokens are those of every try and rewrite."),
        small("What tokens cost is known from when the policy names a price in [drafts].") if unpriced else None,
    )


def _learnt(one: Version, currency: str) -> RichTextSectionElement:
    fared = (
        f"{share(one.as_they_were, one.drafts)} used as they were, {one.after_a_change} after a change",
        f" (typically of {one.changed:.0%} of the words)" if one.changed is not None else "",
        f", {one.discarded} discarded",
        f", {one.corrected} with another feeling or matter than it saw" if one.corrected else "",
    )
    return section(
        bold(excerpt(" · ".join(filter(None, (one.writer, one.version))), 120)),
        " — ",
        *(fared if one.drafts else ("no draft in the end",)),
        f", {many(one.replaced, 'time')} replaced by the phrasebook" if one.replaced else "",
        f", written in {one.seconds:.1f} s" if one.seconds is not None else "",
        f", {one.spent.tokens:,} tokens" if one.spent.tokens else "",
        _price(one, currency),
    )


def _price(one: Version, currency: str) -> str:
    """What a version cost in all, and a draft of it on average."""
    spent = one.spent
    if spent.cost is None:
        return ""
    each = spent.cost // one.drafts if one.drafts and spent.is_all else None
    return "".join(
        (
            " for ",
            "" if spent.is_all else "at least ",
            in_small(spent.cost, currency),
            f" ({in_small(each, currency)} a draft)" if each else "",
        )
    )


def named(sentence: str) -> list[Part]:
    """A sentence whose <@ID>s are people."""
    return [user(part) if at % 2 else part for at, part in enumerate(MENTION.split(sentence)) if part]
