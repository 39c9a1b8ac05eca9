"""Problems that many customers have, as leads see them: the question, what followed, and the form for a gesture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.blankets import Owed, Room
from bot.money import in_words
from handlers.views import forms
from handlers.views.blocks import (
    Message,
    bold,
    bullets,
    button,
    buttons,
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
    small,
    sure,
    user,
)
from handlers.views.gesture_words import STATES, phrase
from handlers.views.gestures import row
from handlers.views.lists import turning
from storage.records import Blanket, Draft, Problem, Recipient, Unsolved

UNDELIVERED = ("granted", "approved")
MOST_REFUSED, MOST_NAMED = 20, 30
MOST_LISTED = 6  # with their buttons and what these ask, as far as a message holds them
NOTHING = "No problem of many customers is open."
LOOKING = "I am looking through what was written of late. What is new comes into the approvals channel."
NOBODY_LEFT = "Everybody whom it concerns has a gesture for it already, or for another problem that is open."


def card(p: Problem) -> Message:
    """The message in the approvals channel, in every state."""
    match p.state:
        case "asked":
            return _asked(p)
        case "dismissed":
            said = f"{p.name} is not one problem"
            return message(
                f"{said}: {p.label}, {p.words}",
                line(faint(f"{said} ({excerpt(p.words, 120)}), says "), user(p.lead or ""), faint(".")),
                small(f"{_given(p)} That stays as it is.") if p.given else None,
            )
        case "confirmed":
            return _confirmed(p)
        case "fixed":
            return message(
                f"{p.name} is fixed: {p.label}, {p.words}. Whoever was promised something is told by their agent.",
                rich(
                    section("✅ ", bold(f"{p.name} is fixed"), f" · {excerpt(p.label, 80)} · {excerpt(p.words, 120)}"),
                    section(*_said(p), "."),
                    section(f"{_customers(p)}: each agent is reminded to tell theirs."),
                ),
            )


def _asked(p: Problem) -> Message:
    return message(
        f"Is this one problem? {_customers(p)}, {p.label}: {p.words}",
        rich(
            section("🔎 ", bold("Is this one problem?"), f" {_customers(p)} speak of the same thing."),
            section(bold("In common: "), f"{excerpt(p.label, 80)} · {excerpt(p.words, 200)}"),
        ),
        *_examples(p),
        small(f"{p.name} · {_texts(p)}. With a yes, only promises by a time are nudged about until it is fixed."),
        buttons(*_answers(p)),
    )


def _answers(p: Problem) -> tuple[ButtonElement, ButtonElement]:
    """**Yes, one problem** and **No**."""
    then = f"{_customers(p)}: their follow-ups wait for the fix, and whoever has none gets one."
    asked = sure("One problem?", f"{then} Only promises by a time are nudged about.", "Yes, one problem")
    return (
        button("Yes, one problem", "problem.confirm", p.id, "primary", p.name, sure=asked),
        button("No", "problem.dismiss", p.id, about=p.name),
    )


def _confirmed(p: Problem) -> Message:
    given = f" {_given(p)}" if p.given else ""
    return message(
        f"{p.name} is one problem: {_customers(p)}, {p.label}: {p.words}",
        rich(
            section("🧩 ", bold(f"{p.name} is one problem"), f" · {excerpt(p.label, 80)} · {excerpt(p.words, 200)}"),
            section(f"{_customers(p)}. {_waiting(p)} for the fix; only promises by a time are nudged about.{given}"),
            section(*_said(p), "."),
        ),
        *_examples(p),
        small("Each agent tells their customers; I never write to one. Who joins later is seen to as well."),
        _deeds(p),
    )


def _deeds(p: Problem) -> ActionsBlock | None:
    return buttons(
        button("Draft the message", "problem.draft", p.id, about=p.name),
        button("A gesture for all…", "problem.give", p.id, about=p.name),
        *_ends(p),
    )


def _ends(p: Problem) -> tuple[ButtonElement, ButtonElement]:
    """**It’s fixed** and **Not one problem after all**."""
    tell = f"Each agent is reminded to tell theirs: {_customers(p)}. That cannot be taken back."
    goes_on = f"{_waiting(p)} no longer, and nudges go on; my own are cancelled. Gestures stay."
    none = sure("Not one problem?", goes_on, "Not one problem", "Leave it")
    return (
        button("It’s fixed", "problem.fixed", p.id, "primary", p.name, sure=sure("Is it fixed?", tell, "It’s fixed")),
        button("Not one problem after all", "problem.take_back", p.id, about=p.name, sure=none),
    )


def unsolved(u: Unsolved) -> Message:
    """Word that a problem is still open, to the leads."""
    p = u.problem
    if p.state != "confirmed" or not u.latest:
        said = {"fixed": f"{p.name} is fixed.", "dismissed": f"{p.name} is not one problem."}
        gone = said.get(p.state, f"{p.name} was still open.")
        return message(gone, line(faint(gone)))
    return message(
        f"{p.name} is still open: {_customers(p)}, {p.label}: {p.words}",
        rich(
            section("⏳ ", bold(f"{p.name} is still open"), f" · {excerpt(p.label, 80)} · {excerpt(p.words, 200)}"),
            section(*_said(p), f". {_customers(p)}; {_waiting(p)} for the fix. Is it fixed?"),
        ),
        small("I ask once a working day. Nobody is told before a lead says that it is fixed."),
        buttons(*_ends(p)),
    )


def still_open(problems: Sequence[Problem]) -> Block:
    """What nobody has fixed yet, among other things that leads read."""
    rows = [
        section(
            bold(p.name), f" · {excerpt(p.label, 80)} · {excerpt(p.words, 120)} — {_customers(p)}",
            *((", since ", date(p.decided_at, "{date_short}")) if p.decided_at else ()),
        )
        for p in problems
    ]  # fmt: skip
    return rich(section(bold("Problems of many, not fixed yet")), bullets(*rows))


def _given(p: Problem) -> str:
    return "1 gesture was asked for." if p.given == 1 else f"{p.given} gestures were asked for."


def _said(p: Problem) -> Sequence[Any]:
    said = [user(p.lead or ""), " said so ", date(p.decided_at)] if p.decided_at else []
    if p.fixed_by and p.fixed_at:
        said += ["; ", user(p.fixed_by), " said that it is fixed ", date(p.fixed_at)]
    return said


def _examples(p: Problem) -> list[Block]:
    """Some of the customers, each in their agent's words, and how many more there are."""
    shown: list[Block] = [
        rich(
            section(bold(label(one.customer)) if one.customer else "", f" · {one.name} · ", user(one.person)),
            quote(excerpt(one.words, 200)),
        )
        for one in p.examples
        if one.words.strip()
    ]
    left = p.customers - len(shown)
    return [*shown, small(f"… and {left} more")] if shown and left > 0 else shown


def _customers(p: Problem) -> str:
    return "1 customer" if p.customers == 1 else f"{p.customers} customers"


def _waiting(p: Problem) -> str:
    return "1 follow-up waits" if p.waiting == 1 else f"{p.waiting} follow-ups wait"


def _texts(p: Problem) -> str:
    return "Heard in 1 text" if p.texts == 1 else f"Heard in {p.texts} texts"


def listing(problems: Sequence[Problem]) -> Message:
    """The open ones, privately for a lead."""
    if not problems:
        return message(f"{NOTHING} {LOOKING}", line(NOTHING), small(LOOKING))
    blocks: list[Block | None] = []
    for p in problems[:MOST_LISTED]:
        asked = p.state == "asked"
        blocks += [
            line(
                bold(p.name), f" · {_customers(p)} · {excerpt(p.label, 80)} · {excerpt(p.words, 120)} · ",
                "nobody has said yet" if asked else _waiting(p),
            ),
            buttons(*_answers(p)) if asked else _deeds(p),
        ]  # fmt: skip
    left = len(problems) - MOST_LISTED
    said = "; ".join(f"{p.name} {p.label}: {p.words}" for p in problems)
    more = small(f"… and {left} older, whose cards are in the approvals channel.") if left > 0 else None
    return message(f"{len(problems)} open. {said}. {LOOKING}", *blocks, more, small(LOOKING))


def answered(p: Problem) -> Message:
    """The private answer to a press that no message in sight shows."""
    said = {
        "confirmed": f"{p.name} is one problem. Its card in the approvals channel goes on from here.",
        "dismissed": f"{p.name} is not one problem. I do not ask about it again today.",
        "fixed": f"{p.name} is fixed. Each agent is reminded to tell their customers.",
    }
    words = said.get(p.state, f"{p.name} is asked about.")
    return message(words, line(words))


def drafted(drafts: Sequence[Draft]) -> Message:
    """The private line that says where the announcements are."""
    names = ", ".join(draft.name for draft in drafts)
    which = "The draft is" if len(drafts) == 1 else "The drafts, one for each language, are"
    return message(
        f"{which} in our direct messages: {names}.", line(f"✍️ {which} in our direct messages."), small(names)
    )


def form(
    room: Room,
    kinds: Sequence[tuple[str, str]],
    *,
    reasons: Sequence[tuple[str, str]] = (),
    values: Mapping[str, str] | None = None,
    total: int | None = None,
    metadata: str,
) -> dict[str, Any]:
    """The form for a gesture for all; with what it comes to in all (`total`) once that is known."""
    kept, p = values or {}, room.problem
    many, limit, left = len(room.customers), in_words(room.limit, room.currency), in_words(room.left, room.currency)
    said = f"{p.name} · for {_many(many)} · up to {limit} in all, of which {left} is left."
    return forms.modal(
        "blanket_form",
        "A gesture for all",
        "Ask" if total is None else "Ask for all",
        metadata,
        small(said),
        line(bold(f"That comes to {in_words(total, room.currency)} in all for {_many(many)}."),
             " Press again, and I ask for each of them.")
        if total is not None
        else None,
        forms.choice("kind", "What would you like to give?", kinds[:100], kept.get("kind"), "Choose a gesture"),
        forms.words(
            "amount", "How much for each?", kept.get("amount", ""), example="$5 · 10% · 1 month", optional=True,
            hint="Each is a request of yours: beyond what you may grant alone, another lead decides.",
        ),
        forms.choice("code", "What is it about?", reasons, kept.get("code"), "Choose a reason", optional=True)
        if reasons
        else None,
        forms.words("reason", "Why?", kept.get("reason", ""), multiline=True),
    )  # fmt: skip


def _many(many: int) -> str:
    return "1 customer" if many == 1 else f"{many} customers"


def blanket(b: Blanket) -> Message:
    """What became of a gesture for all, for the lead who asked for it."""
    p, got = b.problem, [one for one in b.given if one.gesture]
    refused = [one for one in b.given if not one.gesture]
    left = f" {_many(b.left)} still to be asked for." if b.left else ""
    counts = f"{', '.join(_counts(b))}.{left}"
    cost = " and ".join(in_words(cost, currency) for currency, cost in b.costs.items())
    return message(
        f"A gesture for all of {p.name}: {counts}",
        rich(
            section("🎁 ", bold(f"A gesture for all of {p.name}"), f" · {excerpt(p.words, 120)}"),
            section(f"{counts} {cost} in all so far."),
        ),
        rich(bullets(*(section(*_refusal(one)) for one in refused[:MOST_REFUSED]))) if refused else None,
        small(f"… and {len(refused) - MOST_REFUSED} more.") if len(refused) > MOST_REFUSED else None,
        small(" · ".join(_named(one) for one in got[:MOST_NAMED])) if got else None,
        small(f"… and {len(got) - MOST_NAMED} more: /gesture list") if len(got) > MOST_NAMED else None,
        buttons(
            button("Deliver or withdraw…", "blanket.deliver", p.id, about=p.name)
            if any(one.state in UNDELIVERED for one in got)
            else None,
            # Where it stopped half-way: nobody gets two.
            button("Ask for the rest…", "problem.give", p.id, about=p.name) if b.left else None,
        ),
    )


def _counts(b: Blanket) -> Iterator[str]:
    """How many came to what, in words: 12 granted (2 of them delivered), 1 waits for a lead, 1 declined."""
    states = Counter(one.state for one in b.given if one.gesture)
    delivered, waiting = states["delivered"], states["requested"]
    given = delivered + sum(states[state] for state in UNDELIVERED)
    yield f"{given} granted" + (f" ({delivered} of them delivered)" if delivered else "")
    if waiting:
        yield "1 waits for a lead" if waiting == 1 else f"{waiting} wait for a lead"
    yield from (f"{states[state]} {state}" for state in ("declined", "withdrawn", "expired") if states[state])
    if refused := sum(not one.gesture for one in b.given):
        yield f"{refused} not possible"


def owed(o: Owed, viewer: str) -> Message:
    """A page of what the lead was granted for a problem and the customers do not have yet, with its buttons."""
    title = f"To deliver for {o.problem.name}"
    if not o.gestures:
        nothing = f"Nothing that you were granted for {o.problem.name} waits to be delivered. 🌿"
        return message(nothing, header(title), line(nothing))
    end = o.start + len(o.gestures)
    said = "; ".join(f"{g.name} {phrase(g)} for {label(g.customer)}" for g in o.gestures)
    return message(
        f"{title}: {o.total} in all. {said}",
        header(title),
        *(block for g in o.gestures for block in row(g, viewer, f"blanket {o.start} {o.problem.id}")),
        small(f"{o.start + 1}–{end} of {o.total} · Press Delivered once the customer has it."),
        turning("blanket", o.start, end, o.total, str(o.problem.id)),
    )


def _refusal(one: Recipient) -> Sequence[Any]:
    return bold(label(one.customer)), f": {excerpt(one.refused or 'no words kept', 200)}"


def _named(one: Recipient) -> str:
    state = STATES.get(one.state or "", "asked for")
    return f"{one.gesture} {label(one.customer)} ({state})"
