"""What elements hold: their first value, a value somebody gives, and what is sent of it."""

import re
from datetime import date, datetime, time
from typing import Any

from sandbox.surfaces import JSON, Found, Surface

# For each kind of element: the field of its state, and the field with which the app prefills it.
FIELDS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
STATELESS = frozenset({"button", "overflow", "workflow_button", "feedback_buttons", "icon_button"})


def first_state(element: JSON) -> JSON:
    """What an element holds before anybody touched it."""
    kind = element["type"]
    held, initial = FIELDS[kind]
    empty: Any = [] if held.endswith("s") else None
    return {"type": kind, held: element.get(initial) or empty}


def settle(surface: Surface) -> None:
    """Fits the state to the blocks: what was entered stays where block and action id are as before."""
    before, surface.state = surface.state, {}
    for found in surface.elements():
        if found.element["type"] not in STATELESS:
            block, action = found.block["block_id"], found.element["action_id"]
            kept = before.get(block, {}).get(action)
            fits = kept is not None and kept["type"] == found.element["type"]
            surface.state.setdefault(block, {})[action] = kept if fits and kept else first_state(found.element)


def entered(found: Found, value: Any) -> JSON:
    """The state of an element after somebody chose or typed `value`.

    Options are given by what they say or by their value, several as a list; dates and times as text (ISO) or as
    objects; people and channels by id. LookupError for an option that is not offered.
    """
    kind = found.element["type"]
    if kind in ("button", "icon_button", "feedback_buttons", "workflow_button"):
        return {}
    held = FIELDS[kind][0]
    return {"type": kind, held: _converted(found, held, value)}


def _converted(found: Found, held: str, value: Any) -> Any:
    match held:
        case "selected_option":
            return None if value is None else _option(found, value)
        case "selected_options":
            return [_option(found, each) for each in value]
        case "selected_date_time":
            return int(value.timestamp()) if isinstance(value, datetime) else value
        case "selected_date" | "selected_time" if isinstance(value, date | time):
            return value.isoformat() if isinstance(value, date) else f"{value:%H:%M}"
        case "value":
            return None if value in (None, "") else str(value)
        case "rich_text_value" if isinstance(value, str):
            line = {"type": "rich_text_section", "elements": [{"type": "text", "text": value}]}
            return {"type": "rich_text", "elements": [line]}
    return value


def _option(found: Found, wanted: Any) -> JSON:
    for option in found.options:
        if wanted in (option, option["text"]["text"], option.get("value")):
            return option
    offered = ", ".join(option["text"]["text"] for option in found.options)
    raise LookupError(f"“{found.label}” does not offer “{wanted}”; it offers: {offered}.")


def action(found: Found, state: JSON, action_ts: str) -> JSON:
    """The entry in `actions` of a block_actions payload."""
    element = found.element
    sent = {key: each for key, each in state.items() if key != "type"}
    shown = {key: element[key] for key in ("text", "value", "style", "placeholder") if element.get(key) is not None}
    return {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": found.block["block_id"],
        "action_ts": action_ts,
        **(shown if element["type"] in STATELESS else {k: v for k, v in shown.items() if k == "placeholder"}),
        **sent,
    }


def complaint(found: Found, state: JSON) -> str | None:
    """What the form itself says before it sends anything, or None when the value may go."""
    element, value = found.element, state.get(FIELDS[found.element["type"]][0])
    if value in (None, "", []):
        return None if found.block.get("optional") else "Please complete this required field."
    text = str(value)
    match element["type"]:
        case "plain_text_input":
            if len(text) < (element.get("min_length") or 0):
                return f"Please enter at least {element['min_length']} characters."
            if len(text) > (element.get("max_length") or 3000):
                return f"Please enter at most {element.get('max_length') or 3000} characters."
        case "email_text_input" if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
            return "Please enter a valid email address."
        case "url_text_input" if not re.match(r"https?://\S+$", text):
            return "Please enter a valid URL."
        case "number_input":
            return _number_complaint(element, text)
    return None


def _number_complaint(element: JSON, text: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, text):
        return "Please enter a number."
    if element.get("min_value") and float(text) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if element.get("max_value") and float(text) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None
