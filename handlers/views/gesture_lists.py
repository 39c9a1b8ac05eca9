"""Lists of gestures: one's own, those that leads decide, notes to write, cases alike, the history, and what one may
give."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from slack_sdk.models.blocks import Block

from bot.gesture_words import describe_median
from handlers.views.blocks import (
    Message,
    bold,
    bullets,
    button,
    buttons,
    excerpt,
    faint,
    header,
    label,
    line,
    message,
    rich,
    section,
    small,
    user,
)
from handlers.views.gesture_words import log_line, needed, phrase, standing
from handlers.views.gestures import own_buttons
from handlers.views.lists import turning
from storage.records import Gesture

ROWS = 20  # two blocks each, under Slack's 50
LOG_ROWS = 25
LONGEST_RULE, ROOM = 600, 6_000  # characters of a rule, and of all that one message holds
EXAMPLE = 'For example: /gesture credit $20 "Mara Lindt" parcel arrived broken'


def similar(g: Gesture, found: Sequence[Gesture]) -> Message:
    """How the last cases like this one were decided: how many were given, the median of it, and each in a line."""
    about = f"The last {len(found)} like {g.name}" if len(found) > 1 else f"The last one like {g.name}"
    if not found:
        nothing = f"Nothing like {g.name} was decided before."
        return message(nothing, line(nothing))
    given = [case for case in found if case.state != "declined"]
    counts = f"{len(given)} of {len(found)} given"
    middle = describe_median(g, (case.amount for case in given), g.currency) if given else ""
    said = f"{counts}, the median is {middle}." if middle else f"{counts}."
    return message(
        f"{about}: {said}",
        rich(section(bold(f"{about}: "), said), bullets(*(section(*log_line(case, True)) for case in found))),
        small("Only you see this. The same case deserves the same answer."),
    )


def notes(found: Sequence[Gesture], viewer: str) -> Message:
    """The handwritten notes that wait: whose each is to write, and what can be done about it."""
    if not found:
        return message("No note waits to be written.", header("Notes to write"), line("None. 🌿"))
    blocks: list[Block | None] = [header("Notes to write")]
    for g in found[:ROWS]:
        writer = ("written by ", user(g.claimed_by)) if g.claimed_by else ("nobody writes it yet",)
        mine = viewer in (g.requester, g.claimed_by)
        blocks += [
            rich(
                section(bold(f"{phrase(g)} for {label(g.customer)}"), f" · {g.name}"),
                section(excerpt(g.reason) or faint("(no reason kept)")),
                section("Asked by ", user(g.requester), " · ", *writer),
            ),
            buttons(
                None if g.claimed_by else button("I’ll write it", "gesture.claim", g.id, about=g.name, place="notes"),
                button("Delivered", "gesture.delivered", g.id, "primary", g.name, "notes") if mine else None,
            ),
        ]
    left = len(found) - ROWS
    blocks.append(small(f"… and {left} more") if left > 0 else None)
    waits = "1 note waits" if len(found) == 1 else f"{len(found)} notes wait"
    return message(f"{waits} to be written.", *blocks)


def listing(gestures: Sequence[Gesture], viewer: str, start: int = 0) -> Message:
    """A page of somebody's own gestures from number `start` on (0 is the first), each with what can be done about it;
    where that lies behind the end by now, the last page."""
    if not gestures:
        return message("You have no gestures yet.", header("Your gestures"), line("No gestures yet."), small(EXAMPLE))
    total = len(gestures)
    start = min(start, (total - 1) // ROWS * ROWS)
    shown, end = gestures[start : start + ROWS], min(start + ROWS, total)
    said = "; ".join(f"{g.name} {phrase(g)} for {label(g.customer)}, {g.state}" for g in shown)
    return message(
        f"Your gestures: {said}",
        header("Your gestures"),
        *(block for g in shown for block in row(g, viewer, f"list {start}")),
        small(f"{start + 1}–{end} of {total}") if total > ROWS else None,
        turning("gesture", start, end, total, size=ROWS),
    )


def row(g: Gesture, viewer: str, place: str = "list") -> tuple[Block | None, ...]:
    """One gesture in a list, with its requester's buttons below; `place` says in which list it stands."""
    shown = rich(section(bold(phrase(g)), f" · {g.name}"), section("For ", label(g.customer), " · ", standing(g)))
    return shown, own_buttons(g, viewer, about=g.name, place=place)


def deciding_row(g: Gesture) -> tuple[Block | None, ...]:
    """One request in a lead's list, with the lead's buttons below."""
    shown = rich(
        section(bold(phrase(g)), f" · {g.name}"),
        section("For ", label(g.customer), ", asked by ", user(g.requester)),
        section(excerpt(g.reason) or faint("(no reason kept)")),
        section(needed(g)),
    )
    return shown, buttons(
        button("Approve", "gesture.approve", g.id, "primary", g.name),
        button("Change…", "gesture.change", g.id, about=g.name) if g.unit != "none" else None,
        button("Decline", "gesture.decline", g.id, "danger", g.name),
    )


def log(customer_label: str | None, gestures: Sequence[Gesture], total: int) -> Message:
    """The history of gestures, of one customer or of everybody, newest first; `total` counts those left off too."""
    title = f"Gestures for {excerpt(customer_label, 80)}" if customer_label else "Gestures"
    if not gestures:
        return message(f"{title}: none so far.", header(title), line("None so far."))
    shown = gestures[:LOG_ROWS]
    left = total - len(shown)
    said = "; ".join(f"{g.name} {phrase(g)} for {label(g.customer)}, {g.state}" for g in shown)
    return message(
        f"{title}: {total} in all. {said}",
        header(title),
        rich(bullets(*(section(*log_line(g, with_customer=customer_label is None)) for g in shown))),
        small(f"… and {left} more, which an export holds.") if left > 0 else None,
    )


def allowance(lines: Sequence[str]) -> Message:
    """What the policy allows somebody, a sentence a line."""
    found = [excerpt(sentence, LONGEST_RULE) for sentence in lines if sentence.strip()]
    said = [sentence for sentence, so_far in zip(found, accumulate(map(len, found)), strict=True) if so_far < ROOM]
    if not said:
        return message("The policy allows no gestures yet.", line("The policy allows no gestures yet."))
    return message(
        f"What you can give. {' '.join(said)}",
        header("What you can give"),
        rich(bullets(*(section(sentence) for sentence in said))),
        small(f"… and {left} more in the policy.") if (left := len(found) - len(said)) else None,
        small("The smallest that is enough is the best, and a personal word beside it is what people remember."),
        small(EXAMPLE),
    )
