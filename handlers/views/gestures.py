"""Gestures as people see them: the answer to asking, the approval card, the direct message, lists and forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from statistics import median_low

from slack_sdk.models.blocks import ActionsBlock, Block, OverflowMenuElement, RichTextElement

from handlers.views import forms
from handlers.views.blocks import (
    Message,
    bold,
    bullets,
    button,
    buttons,
    code,
    date,
    excerpt,
    faint,
    header,
    label,
    line,
    message,
    quote,
    rich,
    section,
    sentences,
    small,
    user,
)
from handlers.views.followups import span
from handlers.views.gesture_words import (
    LAST,
    awaited,
    before,
    decided_by,
    history,
    log_line,
    needed,
    on,
    outcome,
    phrase,
    score,
    standing,
    weight,
    worth,
)
from storage.records import Card, Gesture

MORE = {"similar": "Similar cases", "proof": "Add proof…"}
ROWS = 20  # two blocks each, under Slack's 50
LOG_ROWS = 25
LONGEST_RULE, ROOM = 600, 6_000  # characters of a rule, and of all that one message holds
EXAMPLE = 'For example: /gesture credit $20 "Mara Lindt" parcel arrived broken'


def answer(g: Gesture, viewer: str, too_few: bool = False) -> Message:
    """The private answer after asking, in every state; the requester's buttons only for the requester. `too_few` says
    that there are not the leads to decide it."""
    if g.state == "granted":
        return message(
            f"{g.name} is granted: {phrase(g)} for {label(g.customer)}. {g.why}",
            rich(section("✅ Yes: ", bold(phrase(g)), " for ", bold(label(g.customer)), "."), _why(g)),
            small(f"{g.name} · Press Delivered once {label(g.customer)} has it."),
            _own_buttons(g, viewer),
        )
    if g.state == "requested":
        who = "two different leads decide" if g.needs > 1 else "a lead decides"
        return message(
            f"{g.name}: {who} about {phrase(g)} for {label(g.customer)}. {g.why}",
            rich(
                section("⏳ ", bold(phrase(g)), " for ", bold(label(g.customer)), f": {who}."),
                _why(g),
                section("You hear from me by ", date(g.expires_at), " at the latest.") if g.expires_at else None,
                section(
                    "⚠️ ",
                    bold("There are not enough leads to decide this yet."),
                    " It waits: please tell whoever looks after Extra Mile here.",
                )
                if too_few
                else None,
            ),
            small(f"{g.name} · " + ("It is kept." if too_few else "The leads have it in front of them now.")),
            _own_buttons(g, viewer),
        )
    return told(g, viewer)


def asked_already(g: Gesture, viewer: str) -> Message:
    """The private answer to asking for what the leads have before them already: the first request, by whoever it is."""
    mine = viewer == g.requester
    again = f"To ask for something else, withdraw {g.name} first." if mine else "Ask them what becomes of it."
    return message(
        f"{g.name} is asked for already: {phrase(g)} for {label(g.customer)}. {again}",
        rich(
            section("⏳ ", *(["You"] if mine else [user(g.requester)]), " asked the leads about this already: ",
                    bold(phrase(g)), "."),
            section(bold(label(g.customer)), f" · {g.name} · waits for {awaited(g)}"),
            quote(excerpt(g.reason, 300)),
        ),
        small(f"One request for a customer and a reason: the answer is the same for everybody. {again}"),
        _own_buttons(g, viewer),
    )  # fmt: skip


def told(g: Gesture, viewer: str) -> Message:
    """The direct message to the requester about a decision, in every later state too."""
    what, name = phrase(g), label(g.customer)
    said = g.decisions[-1] if g.decisions else None
    changes = [section(*decided_by(g, d)) for d in g.decisions[-LAST:] if d.verdict == "change"]
    words = [quote(said.words)] if said and said.words.strip() else []
    match g.state:
        case "approved" | "granted":
            text = f"Good news: {g.name} is {g.state}. {what} for {name}."
            opening = section("✅ Good news: ", bold(what), " for ", bold(name), f" is {g.state}.")
            closing = f"{g.name} · Press Delivered once {name} has it."
        case "declined":
            text = f"{g.name} was declined: {what} for {name}. {said.words if said else ''}"
            opening = section(
                bold(what), " for ", bold(name), " is not possible this time.",
                *((" ", user(said.lead), " says:") if said and words else ()),
            )  # fmt: skip
            closing = f"{g.name} · Another kind of gesture may still be: /gesture policy shows what you can give."
        case "expired":
            text = f"{g.name} expired: nobody decided about {what} for {name} in time. Ask again or speak to a lead."
            opening = section("Nobody decided about ", bold(what), " for ", bold(name), " in time. I’m sorry.")
            closing = f"{g.name} · Please ask again, or speak to a lead."
        case "requested":
            text = f"{g.name} is now {what} for {name} and waits for {awaited(g)}. {said.words if said else ''}"
            opening = section("⏳ ", bold(what), " for ", bold(name), f" waits for {awaited(g)}.")
            closing = f"{g.name} · I tell you as soon as it is decided."
        case "delivered":
            text = f"{g.name} is delivered: {what} for {name}."
            opening = section("🎁 Delivered: ", bold(what), " for ", bold(name), *on(g.delivered_at), ".")
            closing = f"{g.name} · Thank you for seeing it through."
            words = [quote(excerpt(g.proof, 600))] if g.proof else []
        case "withdrawn":
            text = f"{g.name} is withdrawn: {what} for {name}."
            opening = section("Withdrawn: ", bold(what), " for ", bold(name), ".")
            closing = g.name
    if viewer != g.requester and g.is_won:
        closing = f"{g.name} · A colleague asked for it who cannot be reached: please see that {name} gets it."
    spoken = words if g.state in ("approved", "declined", "requested", "delivered") else []
    return message(text, rich(opening, *changes, *spoken), small(closing), _own_buttons(g, viewer))


def similar(g: Gesture, found: Sequence[Gesture]) -> Message:
    """How the last cases like this one were decided: how many were given, the median of it, and each in a line."""
    about = f"The last {len(found)} like {g.name}" if len(found) > 1 else f"The last one like {g.name}"
    if not found:
        nothing = f"Nothing like {g.name} was decided before."
        return message(nothing, line(nothing))
    given = [case for case in found if case.state != "declined"]
    counts = f"{len(given)} of {len(found)} given"
    middle = worth(g, int(median_low(case.amount for case in given))) if given else ""
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


def card(c: Card) -> Message:
    """The card in the approvals channel, in every state."""
    g = c.gesture
    waiting = g.state == "requested"
    return message(
        f"{g.name}: {phrase(g)} for {label(g.customer)}. Reason: {g.reason} ({standing(g)})",
        header(f"{g.name} · {phrase(g)}"),
        rich(
            section("For ", bold(label(g.customer)), ", asked by ", user(g.requester)),
            section(bold(excerpt(c.about, 300))) if c.about else None,
            quote(g.reason),
            section(bold("Why here: "), excerpt(g.why, 300) or g.rule, f" {counts}" if (counts := weight(g)) else None),
            section(*before(c)),
            section(bold("Last score: "), score(c.score), *on(c.score.at)) if c.score else None,
        ),
        history(g),
        line("⏳ ", bold(needed(g)), *((" Until ", date(g.expires_at), ".") if g.expires_at else ()))
        if waiting
        else outcome(g),
        buttons(
            button("Approve", "gesture.approve", g.id, "primary"),
            button("Change…", "gesture.change", g.id) if g.unit != "none" else None,
            button("Decline", "gesture.decline", g.id, "danger"),
            _more(g, "similar"),
        )
        if waiting
        else None,
    )


def waiting(g: Gesture, now: datetime | None = None, latest: bool = True) -> Message:
    """The reminder to the leads that a request still waits; it carries no buttons, the card above has them.

    One that is not the `latest` only points on.
    """
    if g.state != "requested":
        return message(f"{g.name} is settled: {g.state}.", line(f"{g.name} is settled: {g.state}."))
    if not latest:
        return message(f"{g.name}: see the newer word below.", line(faint(f"{g.name}: see the newer word below.")))
    since = f"has waited {span((now - g.requested_at).total_seconds())}" if now else "still waits"
    return message(
        f"{g.name} {since}: {phrase(g)} for {label(g.customer)}. {needed(g)}",
        rich(
            section("⏳ ", bold(f"{g.name} {since}"), f": {phrase(g)} for {label(g.customer)}. {needed(g)}"),
            section("Press on its card, or type ", code(f"/gesture approve {g.name}")),
        ),
    )


def listing(gestures: Sequence[Gesture], viewer: str) -> Message:
    """Somebody's own gestures, each with what can be done about it."""
    if not gestures:
        return message("You have no gestures yet.", header("Your gestures"), line("No gestures yet."), small(EXAMPLE))
    blocks: list[Block | None] = [header("Your gestures")]
    for g in gestures[:ROWS]:
        blocks += row(g, viewer)
    left = len(gestures) - ROWS
    blocks.append(small(f"… and {left} more: /gesture log") if left > 0 else None)
    said = "; ".join(f"{g.name} {phrase(g)} for {label(g.customer)}, {g.state}" for g in gestures[:ROWS])
    return message(f"Your gestures: {said}", *blocks)


def row(g: Gesture, viewer: str, place: str = "list") -> tuple[Block | None, ...]:
    """One gesture in a list, with its requester's buttons below; `place` says in which list it stands."""
    shown = rich(section(bold(phrase(g)), f" · {g.name}"), section("For ", label(g.customer), " · ", standing(g)))
    return shown, _own_buttons(g, viewer, about=g.name, place=place)


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


def _own_buttons(g: Gesture, viewer: str, about: str | None = None, place: str | None = None) -> ActionsBlock | None:
    asked = viewer == g.requester
    if not asked and viewer != g.claimed_by:
        return None
    return buttons(
        button("Delivered", "gesture.delivered", g.id, "primary", about, place) if g.is_won else None,
        button("Withdraw", "gesture.withdraw", g.id, about=about, place=place)
        if asked and (g.is_won or g.state == "requested")
        else None,
        _more(g, "proof") if g.state == "delivered" else None,
    )


def _more(g: Gesture, *deeds: str) -> OverflowMenuElement:
    """What else can be done, for whoever looks for it."""
    return OverflowMenuElement(
        action_id="gesture.more", options=[forms.option(f"{g.id} {deed}", MORE[deed]) for deed in deeds]
    )


def _why(g: Gesture) -> RichTextElement | None:
    said = sentences(excerpt(g.why, 300), weight(g))
    return section(said) if said else None
