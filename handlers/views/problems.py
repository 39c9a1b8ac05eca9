"""Problems that many customers have, as leads see them: the question, and what followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from handlers.views.blocks import (
    Message,
    bold,
    bullets,
    button,
    buttons,
    date,
    excerpt,
    faint,
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
from storage.records import Draft, Problem, Unsolved

MOST_LISTED = 6  # with their buttons and what these ask, as far as a message holds them
NOTHING = "No problem of many customers is open."
LOOKING = "I am looking through what was written of late. What is new comes into the approvals channel."


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
