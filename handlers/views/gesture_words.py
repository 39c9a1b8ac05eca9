"""A gesture in the words that several views share: what it is, how it stands, who decided what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, RichTextElement

from bot.gesture_words import describe_amount, describe_gesture
from bot.money import in_words
from handlers.views.blocks import Part, bold, cut, date, excerpt, label, line, quote, rich, section, user
from storage.records import Card, Decision, Gesture, Score

LAST = 6  # decisions that are shown in full; changing an amount back and forth could make any number
ALSO = 3  # other requests that a card names
SCORES = {"csat": "CSAT {} of 5", "nps": "NPS {} of 10"}
STATES = {
    "granted": "✅ granted",
    "approved": "✅ approved",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "expired": "expired",
    "delivered": "🎁 delivered",
}


def worth(g: Gesture, amount: int | None = None) -> str:
    """The gesture's amount, or another `amount` in its steps: $120, 10%, 2 months; nothing for a kind without one."""
    return describe_amount(g, g.amount if amount is None else amount, g.currency)


def phrase(g: Gesture) -> str:
    """The gesture as one says it: Account credit of $120, 10% discount on the next order (on $80)."""
    return describe_gesture(g, g.amount, g.currency, g.price)


def score(s: Score) -> str:
    """How satisfied a customer was, in words: CSAT 4 of 5."""
    return SCORES[s.kind].format(s.value)


def weight(g: Gesture) -> str | None:
    """What a gesture that is not money counts as against the limits; None where its amount says it or it is free."""
    return f"It counts as {in_words(g.cost, g.currency)}." if g.unit != "money" and g.cost else None


def decided_by(g: Gesture, decision: Decision) -> tuple[Part, ...]:
    """One lead's decision as a line: what, who, when. The words are said apart."""
    said = {"approve": "✅ Approved", "decline": "✋ Declined", "change": f"✏️ {changed(g, decision)}"}
    void = decision.verdict == "approve" and decision.round < g.round
    return (
        *(bold(said[decision.verdict]), " by ", user(decision.lead)),
        *((" for ", user(decision.on_behalf), " who is away") if decision.on_behalf else ()),
        *(" · ", date(decision.at)),
        " (void: the amount changed after it)" if void else "",
    )


def changed(g: Gesture, decision: Decision) -> str:
    """To what a lead changed the amount, and from what where an earlier decision tells."""
    earlier = g.decisions[: g.decisions.index(decision)]
    before = f"from {worth(g, earlier[-1].amount)} " if earlier else ""
    return f"Changed {before}to {worth(g, decision.amount)}"


def standing(g: Gesture) -> str:
    """How it stands: waiting and for whom, or what became of it."""
    return f"⏳ waiting for {awaited(g)}" if g.state == "requested" else STATES[g.state]


def awaited(g: Gesture) -> str:
    """Who has yet to decide."""
    if g.approvals:
        return "one more lead"
    return "two leads" if g.needs > 1 else "a lead"


def needed(g: Gesture) -> str:
    """How many approvals are still needed, as a sentence."""
    if g.approvals:
        return "One more approval is needed, from another lead."
    return "Two approvals are needed, from two different leads." if g.needs > 1 else "One approval is needed."


def before(c: Card) -> tuple[Part, ...]:
    """What the customer got before."""
    if not c.before_count:
        return bold("Before: "), "nothing yet."
    count = "1 gesture" if c.before_count == 1 else f"{c.before_count} gestures"
    said = f"{count}, {in_words(c.before_cost, c.gesture.currency)} in all"
    if not c.before:
        return bold("Before: "), f"{said}."
    last = c.before[0]
    return (
        bold("Before: "),
        f"{said}; last: {phrase(last)} on ",
        date(last.decided_at or last.requested_at, "{date_short}"),
        ".",
    )


def twice(twin: Gesture, viewer: str) -> tuple[Part, ...]:
    """That a customer was given the same of late."""
    whom = "you" if twin.requester == viewer else user(twin.requester)
    given = (bold("They were given the same already: "), f"{twin.name}, by ", whom)
    return *given, ". Once is enough? Press ", bold("Withdraw"), "."


def given_still(g: Gesture, viewer: str) -> tuple[Part, ...]:
    """That a reply which somebody used gives what is withdrawn; nothing where none does."""
    if g.given_by is None:
        return ()
    reply = ("The reply you used",) if g.given_by == viewer else ("The reply that ", user(g.given_by), " used")
    return "\n⚠️ ", *reply, " names it: ", bold("tell them"), "."


def also(c: Card) -> tuple[Part, ...]:
    """What else waits for this customer: the first by name, how many more."""
    named = ", ".join(f"{g.name} ({excerpt(phrase(g), 60)})" for g in c.also[:ALSO])
    more = f" and {left} more" if (left := len(c.also) - ALSO) > 0 else ""
    return bold("Also waiting: "), f"{named}{more}."


def history(g: Gesture) -> Block | None:
    """What every lead decided, in order: the last decisions in full, before them only who took part.

    The words of a change that was an approval too are said once.
    """
    if not g.decisions:
        return None
    earlier = list(dict.fromkeys(d.lead for d in g.decisions[:-LAST]))
    said: list[RichTextElement] = [section("Before that: ", *named(earlier))] if earlier else []
    words = ""
    for decision in g.decisions[-LAST:]:
        said.append(section(*decided_by(g, decision)))
        if decision.words.strip() and decision.words != words:
            said.append(quote(cut(decision.words, 600)))
        words = decision.words
    return rich(*said)


def outcome(g: Gesture) -> Block | None:
    """What became of it, where the leads' decisions do not say so already."""
    match g.state:
        case "withdrawn":
            return line(bold("Withdrawn"), " by ", user(g.requester), ".")
        case "expired":
            again = f" Asked again as G-{g.again_as}." if g.again_as else ""
            return line(bold("Expired"), *on(g.decided_at), f": nobody decided in time.{again}")
        case "delivered":
            return line("🎁 ", bold("Delivered"), " by ", user(g.claimed_by or g.requester), *on(g.delivered_at), ".")
        case "granted":
            return line("✅ ", bold("Granted"), " within the policy", *on(g.decided_at), ".")
        case _:
            return None


def log_line(g: Gesture, with_customer: bool) -> tuple[Part | None, ...]:
    """One gesture in the history, with who asked and who decided."""
    deciders = [d.lead for d in g.decisions if d.verdict != "change" and d.round == g.round]
    return (
        *(bold(phrase(g)), f" for {label(g.customer)}" if with_customer else "", f" · {g.name}\n"),
        *(standing(g), " · ", date(g.requested_at, "{date_short}"), " · asked by ", user(g.requester)),
        *(
            (f" · {'approved so far' if g.state == 'requested' else 'decided'} by ", *named(deciders))
            if deciders
            else ()
        ),
        f"\n{excerpt(g.reason, 100)}" if g.reason.strip() else None,
    )


def named(people: Sequence[str]) -> tuple[Part, ...]:
    """People, by id, with commas between."""
    return tuple(part for person in people for part in (", ", user(person)))[1:]


def on(at: datetime | None) -> tuple[Part, ...]:
    """On which day and at what time, where that is known."""
    return (", ", date(at)) if at else ()
