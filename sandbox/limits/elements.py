"""The interactive elements, what they may hold and where they may stand.

Limits: https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Mapping
from typing import Any

from sandbox.limits import texts
from sandbox.limits.rich_text import rich_text_block
from sandbox.limits.shapes import (
    Check,
    Malformed,
    anything,
    every,
    flag,
    listing,
    one_of,
    record,
    string,
    whole,
    written_as,
)

action_id = string(255)
placeholder = texts.plain(150)
ident = string(255)


def _interactive(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    return record(required, {"action_id": action_id, "confirm": texts.confirm, **(optional or {})})


def _field(optional: Mapping[str, Check], required: Mapping[str, Check] | None = None) -> Check:
    """An element that holds a value: it may have a placeholder and take the focus."""
    return _interactive(required or {}, {"placeholder": placeholder, "focus_on_load": flag, **optional})


def _options_of(element: Mapping[str, Any]) -> list[Any]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


def _initial_is_an_option(element: Mapping[str, Any], at: str) -> None:
    chosen = [element["initial_option"]] if element.get("initial_option") else element.get("initial_options") or []
    offered = [(option["value"], option["text"]["text"]) for option in _options_of(element)]
    for option in chosen:
        if (option.get("value"), (option.get("text") or {}).get("text")) not in offered:
            raise Malformed("the initial option must be one of the options", at)


def _one_source(element: Mapping[str, Any], at: str) -> None:
    if bool(element.get("options")) == bool(element.get("option_groups")):
        raise Malformed("must have either options or option_groups", at)


def _fitting_length(element: Mapping[str, Any], at: str) -> None:
    least, most = element.get("min_length") or 0, element.get("max_length") or 3000
    if least > most:
        raise Malformed("min_length must not be more than max_length", at)
    if len(element.get("initial_value") or "") > most:
        raise Malformed(f"must be less than {most + 1} characters", f"{at}/initial_value")


def _menu(initial: Mapping[str, Check]) -> Check:
    offered = {"options": listing(texts.menu_option, 1, 100), "option_groups": listing(texts.option_group, 1, 100)}
    return every(_field({**offered, **initial}), _one_source, _initial_is_an_option)


_many = {"max_selected_items": whole(1, 100)}
_dispatch = {"dispatch_action_config": anything}
_line = {"initial_value": string(3000, least=0), **_dispatch}

button = _interactive(
    {"text": texts.plain(75)},
    {
        "url": string(3000),
        "value": string(2000, least=0),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(75),
    },
)

MENUS: dict[str, Check] = {
    "static_select": _menu({"initial_option": texts.menu_option}),
    "external_select": _field({"initial_option": texts.menu_option, "min_query_length": whole(0, 100)}),
    "users_select": _field({"initial_user": ident}),
    "channels_select": _field({"initial_channel": ident, "response_url_enabled": flag}),
    "conversations_select": _field(
        {
            "initial_conversation": ident,
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": anything,
        }
    ),
    "multi_static_select": _menu({"initial_options": listing(texts.menu_option, 1, 100), **_many}),
    "multi_external_select": _field(
        {"initial_options": listing(texts.menu_option, 1, 100), "min_query_length": whole(0, 100), **_many}
    ),
    "multi_users_select": _field({"initial_users": listing(ident, 1, 100), **_many}),
    "multi_channels_select": _field({"initial_channels": listing(ident, 1, 100), **_many}),
    "multi_conversations_select": _field(
        {
            "initial_conversations": listing(ident, 1, 100),
            "default_to_current_conversation": flag,
            "filter": anything,
            **_many,
        }
    ),
}
PICKERS: dict[str, Check] = {
    "datepicker": _field({"initial_date": written_as(r"\d{4}-\d{2}-\d{2}", "2026-12-01")}),
    "timepicker": _field(
        {"initial_time": written_as(r"([01]\d|2[0-3]):[0-5]\d", "09:30"), "timezone": string(255)},
    ),
}
MOMENT: dict[str, Check] = {"datetimepicker": _field({"initial_date_time": whole(1_000_000_000, 9_999_999_999)})}
CHOICES: dict[str, Check] = {
    "radio_buttons": every(
        _field({"initial_option": texts.open_option}, {"options": listing(texts.open_option, 1, 10)}),
        _initial_is_an_option,
    ),
    "checkboxes": every(
        _field({"initial_options": listing(texts.open_option, 1, 10)}, {"options": listing(texts.open_option, 1, 10)}),
        _initial_is_an_option,
    ),
}
BUTTONS: dict[str, Check] = {
    "button": button,
    "overflow": _interactive({"options": listing(texts.link_option, 1, 5)}),
}
LINES: dict[str, Check] = {
    "plain_text_input": every(
        _field({**_line, "multiline": flag, "min_length": whole(0, 3000), "max_length": whole(1, 3000)}),
        _fitting_length,
    ),
}
RICH_LINES: dict[str, Check] = {
    "rich_text_input": _field({"initial_value": rich_text_block, **_dispatch}),
}
MODAL_LINES: dict[str, Check] = {
    "email_text_input": _field(_line),
    "url_text_input": _field(_line),
    "number_input": _field({**_line, "min_value": string(30), "max_value": string(30)}, {"is_decimal_allowed": flag}),
    "file_input": _field({"filetypes": listing(string(20), 1, 100), "max_files": whole(1, 10)}),
}

_feedback = record({"text": texts.plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
FEEDBACK: dict[str, Check] = {
    "feedback_buttons": _interactive({"positive_button": _feedback, "negative_button": _feedback}),
    "icon_button": _interactive(
        {"icon": string(75), "text": texts.plain(75)},
        {
            "value": string(2000),
            "accessibility_label": string(75),
            "visible_to_user_ids": listing(ident, 1, 100),
        },
    ),
}

IN_SECTION = {**BUTTONS, **MENUS, **PICKERS, **CHOICES, "image": texts.picture()}
IN_ACTIONS = {**BUTTONS, **MENUS, **PICKERS, **MOMENT, **CHOICES, **RICH_LINES}
IN_INPUT = {**MENUS, **PICKERS, **MOMENT, **CHOICES, **LINES, **RICH_LINES, **MODAL_LINES}
