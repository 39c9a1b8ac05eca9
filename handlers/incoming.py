"""What Slack delivers, read into one typed value that every listener takes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from handlers import messages

Kind = Literal["command", "action", "form", "shortcut", "event"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One delivery.

    `identity` is the same for a repeat of it; `name` the command, action id, callback id or event type; `text` what
    was typed after a command, or a message's text; `value` a button's value or the chosen option's; `fields` a form's
    values by block id; `carried` what we put into the form's private metadata.
    """

    kind: Kind
    identity: str
    name: str
    user: str
    team: str
    text: str = ""
    value: str = ""
    channel: str | None = None
    ts: str | None = None
    author: str | None = None
    """Who wrote the message that a shortcut was used on: a person's id, or a bot's."""
    is_notice: bool = False
    """Whether that is Slack's own notice, as that somebody joined."""
    trigger: str | None = None
    response_url: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    carried: Mapping[str, str] = field(default_factory=dict)
    private: bool = False
    """Whether it came from a private answer of ours, which can be replaced."""
    at_home: bool = False
    """Whether it came from the App Home, or from a form opened there."""
    event: Mapping[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The record's number in a button's value ('17') or an option's ('17 monday'); 0, which no record has, for
        anything else."""
        digits = self.value.split(" ")[0]
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else 0

    @property
    def option(self) -> str:
        """The word behind the number in a chosen option's value."""
        return self.value.partition(" ")[2]


def moment_of(ts: str | None) -> datetime | None:
    """When a message stood in Slack, by its timestamp ('1764190000.000100'); None for what is none."""
    if ts is None or not re.fullmatch(r"[0-9]{9,10}\.[0-9]{1,6}", ts):
        return None
    return datetime.fromtimestamp(float(ts), UTC)


def read(body: Mapping[str, Any]) -> Incoming | None:
    """The delivery in a parsed body, or None when it is none that Slack sends."""
    if isinstance(body.get("command"), str):
        found: Incoming | None = _command(body)
    else:
        reader = READERS.get(str(body.get("type")))
        found = reader(body) if reader else None
    if found is None or not found.name:
        return None
    answerable = found.kind == "event" or (found.user and (found.trigger or found.kind == "form"))
    return found if answerable else None


def _command(body: Mapping[str, Any]) -> Incoming:
    return Incoming(
        kind="command",
        identity=_identity(body, "trigger_id"),
        name=_text(body, "command"),
        user=_text(body, "user_id"),
        team=_text(body, "team_id"),
        text=_text(body, "text"),
        channel=_text(body, "channel_id") or None,
        trigger=_text(body, "trigger_id") or None,
        response_url=_text(body, "response_url") or None,
    )


def _action(body: Mapping[str, Any]) -> Incoming | None:
    actions = body.get("actions")
    if not isinstance(actions, list) or not actions or not isinstance(actions[0], Mapping):
        return None
    action, container = actions[0], _map(body, "container")
    chosen = _map(action, "selected_option")
    return Incoming(
        kind="action",
        identity=_identity(body, "trigger_id"),
        name=_text(action, "action_id"),
        user=_text(_map(body, "user"), "id"),
        team=_team(body),
        value=_text(action, "value") or _text(chosen, "value"),
        channel=_text(_map(body, "channel"), "id") or None,
        ts=_text(container, "message_ts") or None,
        trigger=_text(body, "trigger_id") or None,
        response_url=_text(body, "response_url") or None,
        private=container.get("is_ephemeral") is True,
        at_home=_text(_map(body, "view"), "type") == "home",
    )


def _form(body: Mapping[str, Any]) -> Incoming | None:
    view = _map(body, "view")
    if _text(view, "type") != "modal":
        return None
    carried, fields = _carried(view), _fields(view)
    said = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:32]
    return Incoming(
        kind="form",
        # Pressing its button again before it closes is the same delivery; sending it corrected is another.
        identity=f"form:{_text(view, 'id')}:{said}" if view.get("id") else _identity(body, "trigger_id"),
        name=_text(view, "callback_id"),
        user=_text(_map(body, "user"), "id"),
        team=_team(body),
        trigger=_text(body, "trigger_id") or None,
        response_url=carried.get("response_url"),
        fields=fields,
        carried=carried,
        at_home="home" in carried,
    )


def _shortcut(body: Mapping[str, Any]) -> Incoming:
    message = _map(body, "message")
    return Incoming(
        kind="shortcut",
        identity=_identity(body, "trigger_id"),
        name=_text(body, "callback_id"),
        user=_text(_map(body, "user"), "id"),
        team=_team(body),
        text=messages.words(message),
        channel=_text(_map(body, "channel"), "id") or None,
        ts=_text(message, "ts") or _text(body, "message_ts") or None,
        author=_text(message, "user") or _text(message, "bot_id") or None,
        is_notice=messages.is_notice(message),
        trigger=_text(body, "trigger_id") or None,
        response_url=_text(body, "response_url") or None,
    )


def _event(body: Mapping[str, Any]) -> Incoming | None:
    event = _map(body, "event")
    if not event.get("type"):
        return None
    return Incoming(
        kind="event",
        identity=_identity(body, "event_id"),
        name=_text(event, "type"),
        user=_text(event, "user"),
        team=_text(body, "team_id"),
        channel=_text(event, "channel") or None,
        event=event,
    )


def _identity(body: Mapping[str, Any], key: str) -> str:
    """Slack's own id of the delivery, told apart by what was pressed; else a digest of the whole body."""
    given = _text(body, key)
    if not given:
        return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
    actions = body.get("actions")
    pressed = _text(actions[0], "action_id") if isinstance(actions, list) and actions else ""
    return f"{given}:{pressed}" if pressed else given


def _carried(view: Mapping[str, Any]) -> dict[str, str]:
    try:
        found = json.loads(_text(view, "private_metadata") or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _fields(view: Mapping[str, Any]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for block, inputs in _map(_map(view, "state"), "values").items():
        for state in inputs.values() if isinstance(inputs, Mapping) else ():
            fields[block] = _field(state) if isinstance(state, Mapping) else ""
    return fields


def _field(state: Mapping[str, Any]) -> str:
    """An input's value as text; several chosen options or people separated by commas."""
    chosen = state.get("selected_options")
    if isinstance(chosen, list):
        return ",".join(_text(option, "value") for option in chosen if isinstance(option, Mapping))
    people = state.get("selected_users")
    if isinstance(people, list):
        return ",".join(person for person in people if isinstance(person, str))
    for key in ("value", "selected_date", "selected_time", "selected_user"):
        if state.get(key):
            return str(state[key])
    return _text(_map(state, "selected_option"), "value")


def _team(body: Mapping[str, Any]) -> str:
    return _text(_map(body, "user"), "team_id") or _text(_map(body, "team"), "id")


def _map(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = body.get(key) if isinstance(body, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _text(body: Mapping[str, Any], key: str) -> str:
    found = body.get(key) if isinstance(body, Mapping) else None
    return found if isinstance(found, str) else ""


READERS: Mapping[str, Callable[[Mapping[str, Any]], Incoming | None]] = {
    "block_actions": _action,
    "view_submission": _form,
    "message_action": _shortcut,
    "event_callback": _event,
}
