"""The fields that forms are made of.

A field's block_id and action_id are the same word, so a submission reads as `values[name][name]`. What was typed and
what could not be read about it stand together: the problem above the field, the help below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ContextBlock,
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    StaticSelectElement,
    TimePickerElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from handlers.views.blocks import LONGEST, excerpt, small

KEPT = "A form shows 3,000 characters; the rest is kept."
WHO = "An email address, a ticket like #4312, or a full name."
WHO_IF_KNOWN = f"{WHO} Leave it empty until you know."
BEGUN = "This is how it begins; the rest is kept with it."


def modal(callback_id: str, title: str, submit: str, metadata: str, *blocks: Block | None) -> dict[str, Any]:
    """A form, as `views.open` takes it; `metadata` comes back with what was typed."""
    view = View(
        type="modal",
        callback_id=callback_id,
        title=PlainTextObject(text=title),
        submit=PlainTextObject(text=submit),
        close=PlainTextObject(text="Never mind"),
        private_metadata=metadata,
        blocks=[block for block in blocks if block is not None],
    )
    return dict(view.to_dict())


def problem(text: str | None) -> ContextBlock | None:
    """What stands in the way of a field, said just above it; None when nothing does."""
    return small(f"⚠️ {text}") if text else None


def words(
    name: str,
    label: str,
    value: str = "",
    *,
    hint: str | None = None,
    example: str | None = None,
    multiline: bool = False,
    optional: bool = False,
    shown: str | None = None,
) -> InputBlock:
    """A field for words. Of a longer `value` it shows its beginning: `shown`, or the first 3,000 characters; whoever
    gives one keeps the rest."""
    seen = (value if shown is None else shown)[:LONGEST]
    if len(seen) < len(value):
        hint = KEPT if len(seen) == LONGEST else BEGUN
    element = PlainTextInputElement(
        action_id=name,
        initial_value=seen or None,
        placeholder=PlainTextObject(text=example) if example else None,
        multiline=multiline,
        max_length=LONGEST,
    )
    return field(name, label, element, hint=hint, optional=optional)


def waiting(customer: str, *, optional: bool = False) -> InputBlock:
    """The field for whom a follow-up is; `optional` where that need not be known yet."""
    hint = WHO_IF_KNOWN if optional else WHO
    return words("customer", "Who is waiting?", customer, hint=hint, optional=optional)


def choice(
    name: str, label: str, options: Sequence[tuple[str, str]], chosen: str | None, example: str, *,
    optional: bool = False,
) -> InputBlock:  # fmt: skip
    """A field to pick one of (value, text) from."""
    shown = {value: option(value, text) for value, text in options}
    element = StaticSelectElement(
        action_id=name,
        placeholder=PlainTextObject(text=example),
        options=list(shown.values()),
        initial_option=shown.get(chosen) if chosen else None,
    )
    return field(name, label, element, optional=optional)


def boxes(
    name: str, label: str, options: Sequence[tuple[str, str]], chosen: Sequence[str], *, optional: bool = False
) -> InputBlock:
    """A field to tick some of (value, text) in."""
    shown = [option(value, text) for value, text in options]
    ticked = [box for box in shown if box.value in chosen]
    return field(
        name,
        label,
        CheckboxesElement(action_id=name, options=shown, initial_options=ticked or None),
        optional=optional,
    )


def radios(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str | None = None) -> InputBlock:
    """A field to pick one of a few (value, text) in sight."""
    shown = {value: option(value, text) for value, text in options}
    element = RadioButtonsElement(
        action_id=name, options=list(shown.values()), initial_option=shown.get(chosen) if chosen else None
    )
    return field(name, label, element, optional=True)


def person(name: str, label: str, example: str, *, hint: str | None = None, optional: bool = False) -> InputBlock:
    """A field to pick somebody of the workspace in."""
    element = UserSelectElement(action_id=name, placeholder=PlainTextObject(text=example))
    return field(name, label, element, hint=hint, optional=optional)


def day_field(name: str, label: str, day: str) -> InputBlock:
    """A calendar; `day` is YYYY-MM-DD."""
    return field(name, label, DatePickerElement(action_id=name, initial_date=day or None))


def time_field(name: str, label: str, time: str, hint: str | None = None) -> InputBlock:
    """A clock; `time` is HH:MM."""
    return field(name, label, TimePickerElement(action_id=name, initial_time=time or None), hint=hint)


def field(
    name: str, label: str, element: InputInteractiveElement, *, hint: str | None = None, optional: bool = False
) -> InputBlock:
    """A labelled field with its help below."""
    return InputBlock(
        block_id=name,
        label=PlainTextObject(text=label),
        element=element,
        hint=PlainTextObject(text=hint) if hint else None,
        optional=optional or None,
    )


def option(value: str, text: str) -> Option:
    """One thing to pick."""
    return Option(value=value, text=PlainTextObject(text=excerpt(text, 75)))
