"""What Slack refuses: the limits on messages, views and metadata, with Slack's names for the errors."""

import json
from typing import Any

from sandbox.limits import texts
from sandbox.limits.blocks import Surface, check_blocks
from sandbox.limits.shapes import Malformed, anything, flag, record, string

__all__ = ["Refusal", "Surface", "check_message", "check_metadata", "check_view"]


class Refusal(Exception):
    """Slack's answer to what it does not accept: the error's name and, where Slack gives it, the reason and place.

    `more` holds further fields of the answer, such as `needed` of `missing_scope`.
    """

    def __init__(self, error: str, *reasons: str, **more: Any) -> None:
        super().__init__(" ".join((error, *reasons)))
        self.error = error
        self.reasons = list(reasons)
        self.more = more


def check_message(text: Any, blocks: Any) -> None:
    """A message's text (1 to 40,000 characters, unless there are blocks) and blocks (at most 50).

    Raises `Refusal`: no_text, msg_too_long, invalid_blocks. https://docs.slack.dev/reference/methods/chat.postMessage
    """
    if not text and not blocks:
        raise Refusal("no_text")
    if text is not None and not isinstance(text, str):
        raise Refusal("invalid_arguments", "[ERROR] must be a string [json-pointer:/text]")
    if len(text or "") > 40_000:
        raise Refusal("msg_too_long")
    try:
        check_blocks(blocks or [], "message")
    except Malformed as problem:
        raise Refusal("invalid_blocks", str(problem)) from problem


def check_metadata(metadata: Any) -> None:
    """Message metadata is an event type and its payload. Raises `Refusal`: invalid_metadata_format."""
    try:
        record({"event_type": string(255), "event_payload": _object})(metadata, "/metadata")
    except Malformed as problem:
        raise Refusal("invalid_metadata_format", str(problem)) from problem


def _object(value: Any, at: str) -> None:
    if not isinstance(value, dict):
        raise Malformed("must be an object", at)


_any_view = {"private_metadata": string(3000, least=0), "callback_id": string(255, least=0), "external_id": string(255)}
_home = record({"type": anything, "blocks": anything}, _any_view)
_modal = record(
    {"type": anything, "title": texts.plain(24), "blocks": anything},
    {
        **_any_view,
        "submit": texts.plain(24),
        "close": texts.plain(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)


def _submit_for_inputs(view: dict[str, Any], at: str) -> None:
    if not view.get("submit") and any(block.get("type") == "input" for block in view["blocks"]):
        raise Malformed("missing required field: submit", at)


def check_view(view: Any, *kinds: Surface) -> None:
    """A modal or Home view of one of these kinds. Raises `Refusal`: invalid_arguments, view_too_large.

    https://docs.slack.dev/reference/views
    """
    kind = view.get("type") if isinstance(view, dict) else None
    try:
        if kind not in kinds:
            raise Malformed(f"must be one of {', '.join(kinds)}", "/view/type")
        if len(json.dumps(view)) > 250_000:
            raise Refusal("view_too_large")
        surface: Surface = "home" if kind == "home" else "modal"
        (_home if surface == "home" else _modal)(view, "/view")
        check_blocks(view["blocks"], surface, "/view/blocks")
        if surface == "modal":
            _submit_for_inputs(view, "/view")
    except Malformed as problem:
        raise Refusal("invalid_arguments", str(problem)) from problem
