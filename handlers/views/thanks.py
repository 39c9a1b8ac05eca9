"""Thanks as a colleague gets them, the form for them, and the private answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import PlainTextObject, UserMultiSelectElement

from bot.thanks import MOST
from handlers.views import forms
from handlers.views.blocks import (
    LONGEST,
    Message,
    Part,
    bold,
    button,
    buttons,
    label,
    line,
    message,
    quote,
    rich,
    section,
    small,
    user,
)
from handlers.views.gesture_words import named
from storage.records import Person, Thanked, Thanks

MOST_SHOWN = 6_000  # characters of the words, as far as one message holds them
OFF = "You are no longer named among the week’s good turns, nor in those of earlier weeks. Thanks still reach you."
ON = "You may be named among the week’s good turns."


def thanked(t: Thanked) -> Message:
    """The private word to whoever is thanked, with the words whole."""
    given, words = t.thanks, t.thanks.words
    pieces = [words[start : start + LONGEST] for start in range(0, min(len(words), MOST_SHOWN), LONGEST)] or [""]
    said = "Thank you!" if given.customer is None else f"{label(given.customer)} thanks you."
    return message(
        f"💛 {said} {words}",
        rich(section("💛 ", *_from(given)), *map(quote, pieces)),
        small("… (the rest is kept)") if len(words) > MOST_SHOWN else None,
        *_publicly(given, t.named),
    )


def _from(given: Thanks) -> tuple[Part, ...]:
    if given.customer is None:
        return user(given.author), bold(" thanks you:")
    return bold(f"{label(given.customer)} thanks you."), " ", user(given.author), " passes it on:"


def _publicly(given: Thanks, is_named: bool | None) -> tuple[Any, ...]:
    """Whether it stands in the week's post too, and the button for the other way."""
    if is_named is None:
        return ()
    if is_named:
        return small("It stands in the week’s good turns too."), buttons(
            button("Leave me out", "thanks.off", given.id, about="of the week’s good turns")
        )
    return small("Only you see this: you are not named among the week’s good turns."), buttons(
        button("Name me again", "thanks.on", given.id, about="among the week’s good turns")
    )


def passed_on(thanks: Sequence[Thanks], *, publicly: bool) -> Message:
    """The private answer to whoever thanked."""
    after = "They are told now" if len(thanks) != 1 else "Your colleague is told now"
    after += ", and it stands in the week’s good turns if they like to be named." if publicly else "."
    persons = named(list(dict.fromkeys(one.person for one in thanks)))
    return message(f"💛 Passed on. {after}", line("💛 Your thanks go to ", *persons, "."), small(after))


def praised(person: Person) -> Message:
    """The private answer to `/service thanks off` and `on`."""
    said = ON if person.praised else OFF
    back = "on" if not person.praised else "off"
    return message(said, line(said), small(f"The other way: /service thanks {back}"))


def form(
    *,
    colleagues: Sequence[str] = (),
    customer: str = "",
    words: str = "",
    problems: Mapping[str, str] | None = None,
    metadata: str,
) -> dict[str, Any]:
    """The form for thanks, with what was understood."""
    said = problems or {}
    menu = UserMultiSelectElement(
        action_id="colleagues",
        placeholder=PlainTextObject(text="Pick colleagues"),
        initial_users=list(colleagues[:MOST]) or None,
        max_selected_items=MOST,
    )
    return forms.modal(
        "thanks_form",
        "Say thank you",
        "Say it",
        metadata,
        forms.problem(said.get("colleagues")),
        forms.field("colleagues", "Whom do you thank?", menu),
        forms.problem(said.get("customer")),
        forms.words(
            "customer", "Which customer thanks them?", customer, optional=True,
            hint="An email address, a ticket or a full name. Empty, it is you. The team is not told who it is.",
        ),
        forms.problem(said.get("words")),
        forms.words("words", "What for?", words, multiline=True, example="Stayed late until her parcel was found."),
    )  # fmt: skip
