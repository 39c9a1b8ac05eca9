"""The team's figures, each with what it counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from slack_sdk.models.blocks import Block, RichTextSectionElement

from bot.consistency import Consistency
from bot.learning import Line as Learnt
from bot.money import in_words
from bot.service import Report
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
from handlers.views.followups import span
from storage.records import Figures

LINES, QUESTIONS = 20, 8
MENTION = re.compile("<@([A-Z0-9]+)>")
FEW = 10  # below this a share says more about chance than about the team
NOTHING_PROMISED = "No promise came due. Say “by friday noon”, and it is counted here."


def figures(r: Report, title: str) -> Message:
    """What the team did over a time: promises kept, follow-ups done, replies drafted, gestures given."""
    f = r.figures
    promised = f.promises_kept + f.promises_late + f.promises_broken
    kept = f"{share(f.promises_kept, promised)} promises kept; " if promised else ""
    promises = [
        _figure("Promises kept", share(f.promises_kept, promised), "done by the time that the customer was told"),
        _figure("Kept late", str(f.promises_late), "done, but after that time"),
        _figure("Broken", str(f.promises_broken), "still open past that time, or cancelled after it"),
    ]
    if r.before.counted:
        earlier = share(r.before.kept, r.before.counted)
        promises.append(section("In the same time before, ", bold(earlier), " were kept."))
    followups = [
        _figure("Recorded", str(f.recorded), "follow-ups that somebody wrote down"),
        _figure("Done", str(f.done), "follow-ups that were closed as done"),
        _figure("On time", share(f.done_on_time, f.done), "done when due or shortly after, or as promised"),
        _figure("Overdue now", str(f.open_overdue), "open, and past their time"),
        _figure(
            "Solved at the first contact",
            share(f.solved_at_once, f.solved_or_not),
            "of the first follow-ups on a matter that were said to be solved or not",
        ),
    ]
    replies = [
        _figure("Drafts", str(f.drafts), "replies that were asked for"),
        _figure("Used", share(f.drafts_used, f.drafts), "drafts that an agent took"),
    ]
    gifts = [
        _figure("Gestures granted", str(f.gestures_granted), f"worth {in_words(f.gestures_cost, f.currency)}"),
        _figure("Not delivered yet", str(f.gestures_undelivered), "granted, and the customer does not have it"),
        _figure("Waiting for a lead", str(f.requests_waiting), "requests without a decision"),
    ]
    if f.median_decision_seconds is not None:
        gifts.append(_figure("Time to a decision", span(f.median_decision_seconds), "half of the requests were faster"))
    kinds = [
        section(f"{excerpt(kind, 60)}: {count} ({in_words(cost, f.currency)})") for kind, count, cost in f.by_kind[:20]
    ]
    return message(
        f"{title}: {kept}{f.done} of {f.recorded} follow-ups done, {f.open_overdue} overdue now; {f.drafts} drafts; "
        f"{f.gestures_granted} gestures granted, worth {in_words(f.gestures_cost, f.currency)}, "
        f"{f.gestures_undelivered} not delivered yet.",
        header(title),
        _part("Promises", promises if promised else [section(NOTHING_PROMISED)]),
        _part("Follow-ups", followups),
        _part("Replies", replies),
        _part("Gestures", gifts + kinds),
        small("These are small numbers: read them as stories, not as a trend.") if _is_small(f) else None,
    )


def share(some: int, whole: int) -> str:
    """How many of how many; as a percentage too when there are enough to make one."""
    said = f"{some} of {whole}"
    return f"{said} ({round(100 * some / whole)}%)" if whole >= FEW else said


def _is_small(f: Figures) -> bool:
    return max(f.recorded, f.done, f.drafts, f.gestures_granted) < FEW


def _part(title: str, rows: list[RichTextSectionElement]) -> Block:
    return rich(section(bold(title)), bullets(*rows))


def _figure(name: str, value: str, meaning: str) -> RichTextSectionElement:
    return section(f"{name}: ", bold(value), f" — {meaning}")


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
        f"How gestures were decided in the last {c.days} days: {len(c.lines)} kinds of cases.",
        header(f"The same answer? The last {c.days} days"),
        rich(bullets(*lines)),
        small(f"… and {left} more.") if left > 0 else None,
        rich(section(bold("Worth asking")), bullets(*asked)) if asked else small("Nothing stands out. 🌿"),
        small("The middle is the median; a question is no reproach: others may see other cases."),
    )


def learning(lines: Sequence[Learnt], days: int) -> Message:
    """How drafts fared, a line for each writer and version of its prompt."""
    if not lines:
        nothing = f"No reply was drafted in the last {days} days."
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
        f"How drafts fared in the last {days} days: {sum(one.drafts for one in lines)} drafts.",
        header(f"Drafts of the last {days} days"),
        rich(bullets(*shown)),
        small("What is neither used nor discarded is still open. Changes are counted by words."),
    )


def named(sentence: str) -> list[Part]:
    """A sentence whose <@ID>s are people."""
    return [user(part) if at % 2 else part for at, part in enumerate(MENTION.split(sentence)) if part]
