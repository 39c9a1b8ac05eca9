"""Gestures as people see them: the answer to asking, the approval card, the direct message, what one may give."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, OverflowMenuElement, RichTextElement

from bot.renewals import TooLate
from handlers.views import forms
from handlers.views.blocks import (
    Message,
    bold,
    button,
    buttons,
    code,
    date,
    day,
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
    also,
    awaited,
    before,
    decided_by,
    given_still,
    history,
    needed,
    on,
    outcome,
    phrase,
    score,
    standing,
    twice,
    weight,
)
from storage.records import Card, Gesture, Renewal

MORE = {"similar": "Similar cases", "proof": "Add proof…"}
NOW = "now"  # asks again although nobody may decide in time


def answer(
    g: Gesture,
    viewer: str,
    too_few: bool = False,
    late: datetime | None = None,
    word_by: datetime | None = None,
    twin: Gesture | None = None,
) -> Message:
    """The private answer after asking, in every state; the requester's buttons only for the requester. `too_few` says
    that there are not the leads to decide it, `late` when they are at work, if it expires before; `word_by` is by when
    they have word of it in their working hours; `twin` is the same that was given of late."""
    again = f"It asks again for G-{g.again_of}. " if g.again_of else ""
    if g.state == "granted":
        return message(
            f"{g.name} is granted: {phrase(g)} for {label(g.customer)}. {g.why}",
            rich(
                section("✅ Yes: ", bold(phrase(g)), " for ", bold(label(g.customer)), "."),
                _why(g),
                section("🔁 ", *twice(twin, viewer)) if twin else None,
            ),
            small(f"{g.name} · {again}Press Delivered once {label(g.customer)} has it."),
            own_buttons(g, viewer),
        )
    if g.state == "requested":
        nobody = "Too few leads are at work before that" if g.needs > 1 else "No lead is at work before that"
        who = "two different leads decide" if g.needs > 1 else "a lead decides"
        stands = "It is in the leads’ channel." if late else "The leads have it in front of them now."
        stands = "It is kept." if too_few else stands
        return message(
            f"{g.name}: {who} about {phrase(g)} for {label(g.customer)}. {g.why}"
            + (f" It expires soon: {nobody}." if late else ""),
            rich(
                section("⏳ ", bold(phrase(g)), " for ", bold(label(g.customer)), f": {who}."),
                _why(g),
                section("It expires ", date(g.expires_at), ".")
                if late and g.expires_at
                else section("You hear from me ", date(word_by), " at the latest.")
                if word_by
                else None,
                section(
                    "🌙 ", bold(nobody), ": should it expire, press ", bold("Ask again"), " from ", day(late), " on."
                )
                if late
                else None,
                section(
                    "⚠️ ",
                    bold("There are not enough leads to decide this yet."),
                    " It waits: please tell whoever looks after Extra Mile here.",
                )
                if too_few
                else None,
            ),
            small(f"{g.name} · {again}{stands}"),
            own_buttons(g, viewer),
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
        own_buttons(g, viewer),
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
            closing = f"{g.name} · Another gesture may still be possible: /gesture policy shows what you can give."
        case "expired":
            then = f"Asked again as G-{g.again_as}." if g.again_as else ""
            if g.can_be_asked_again:
                then = "Press Ask again, or speak to a lead."
            text = f"{g.name} expired: nobody decided about {what} for {name} in time. {then}"
            opening = section("Nobody decided about ", bold(what), " for ", bold(name), " in time. I’m sorry.")
            closing = f"{g.name} · {then}" if then else g.name
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
            opening = section("Withdrawn: ", bold(what), " for ", bold(name), ".", *given_still(g, viewer))
            closing = g.name
    if viewer != g.requester and g.is_won:
        closing = f"{g.name} · A colleague asked for it who cannot be reached: please see that {name} gets it."
    spoken = words if g.state in ("approved", "declined", "requested", "delivered") else []
    return message(text, rich(opening, *changes, *spoken), small(closing), own_buttons(g, viewer))


def time_to_ask(renewal: Renewal, viewer: str) -> Message:
    """The word that whoever put off asking again wanted, once leads are at work."""
    g, since = renewal.gesture, renewal.since
    if not g.can_be_asked_again:
        return told(g, viewer)
    what, name = phrase(g), label(g.customer)
    if since is not None:
        got = "waits for the leads" if since.state == "requested" else f"is {since.state} already"
        left = "Nothing is left to ask: for one more, type /gesture."
        return message(
            f"{since.name} {got}: {phrase(since)} for {name}. {left}",
            line("☀️ ", bold(phrase(since)), " for ", bold(name), f" {got} ({since.name}), so I ask for nothing more."),
            small(f"{g.name} · {left}"),
        )
    return message(
        f"{g.name}: a lead can decide about {what} for {name} now. Press Ask again.",
        line("☀️ A lead can decide now: ask again for ", bold(what), " for ", bold(name), "?"),
        small(f"{g.name} · Nobody decided about it in time."),
        own_buttons(g, viewer),
    )


def too_late(late: TooLate) -> Message:
    """The question before asking again for what would expire before leads are at work."""
    g = late.gesture
    nobody = "Too few leads are at work before" if g.needs > 1 else "No lead is at work before"
    return message(
        f"{g.name}: {nobody} it would expire again. Nothing is asked yet.",
        rich(
            section("🌙 ", bold(f"{nobody} it would expire again,"), " ", day(late.expires_at), "."),
            section("Ask from ", day(late.at_work), " on? I remind you then."),
        ),
        small(f"{g.name} · Nothing is asked yet."),
        buttons(
            button("Remind me then", "gesture.put_off", g.id, "primary"),
            button("Ask now", "gesture.again", g.id, place=NOW),
        ),
    )


def put_off(late: TooLate) -> Message:
    """The private word after it was put off."""
    g = late.gesture
    return message(
        f"{g.name}: I remind you to ask again once a lead is at work.",
        line("☀️ I remind you ", day(late.at_work), " to ask again for ", bold(phrase(g)), f" for {label(g.customer)}."),
        small(g.name),
    )


def card(c: Card) -> Message:
    """The card in the approvals channel, in every state."""
    g = c.gesture
    waiting = g.state == "requested"
    return message(
        f"{g.name}: {phrase(g)} for {label(g.customer)}. Reason: {g.reason} ({standing(g)})",
        header(f"{g.name} · {phrase(g)}"),
        rich(
            section("For ", bold(label(g.customer)), ", asked by ", user(g.requester)),
            section(bold("Asked again: "), f"G-{g.again_of} expired before anybody decided.") if g.again_of else None,
            section(bold(excerpt(c.about, 300))) if c.about else None,
            quote(g.reason),
            section(bold("Why here: "), excerpt(g.why, 300) or g.rule, f" {counts}" if (counts := weight(g)) else None),
            section(*before(c)),
            section(*also(c)) if c.also else None,
            section(bold("Last score: "), score(c.score), *on(c.score.at)) if c.score else None,
        ),
        history(g),
        line("⏳ ", bold(needed(g)), *((" It expires ", date(g.expires_at), ".") if g.expires_at else ()))
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


def own_buttons(g: Gesture, viewer: str, about: str | None = None, place: str | None = None) -> ActionsBlock | None:
    """What the requester, or whoever took it on, can do with it; nothing for anybody else."""
    asked = viewer == g.requester
    if not asked and viewer != g.claimed_by:
        return None
    return buttons(
        button("Delivered", "gesture.delivered", g.id, "primary", about, place) if g.is_won else None,
        button("Ask again", "gesture.again", g.id, "primary", about, place) if asked and g.can_be_asked_again else None,
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
