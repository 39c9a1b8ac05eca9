"""The team's figures, each with what it counts."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, RichTextSectionElement

from bot.money import in_words
from handlers.views.blocks import Message, bold, bullets, excerpt, header, message, rich, section, small
from handlers.views.followups import span
from storage.records import Figures

FEW = 10  # below this a share says more about chance than about the team


def figures(f: Figures, title: str) -> Message:
    """What the team did over the time of `f`: promises kept, replies drafted, gestures given."""
    promises = [
        _figure("Promises recorded", str(f.recorded), "follow-ups that somebody wrote down"),
        _figure("Done", str(f.done), "follow-ups that were closed as done"),
        _figure("On time", share(f.done_on_time, f.done), "done by the promised time, or shortly after"),
        _figure("Overdue now", str(f.open_overdue), "open, and past their time"),
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
        f"{title}: {f.done} of {f.recorded} promises done, {f.open_overdue} overdue now; {f.drafts} drafts; "
        f"{f.gestures_granted} gestures granted, worth {in_words(f.gestures_cost, f.currency)}, "
        f"{f.gestures_undelivered} not delivered yet.",
        header(title),
        _part("Promises", promises),
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
