"""The limits of Slack and of this house on messages and views, as far as the models leave them open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handlers.views.blocks import LONGEST, MESSAGE_BLOCKS, MESSAGE_TEXT, VIEW_BLOCKS, Message


def checked(shown: Message | Mapping[str, Any]) -> dict[str, Any]:
    """A message's payload, or a view, held against the limits of Slack and of this house that the models leave open.

    Raises ValueError with the first limit broken: too many blocks or too much text, an empty or overlong text, a
    doubled block_id, action_id or option, markup instead of plain text, a live mention in a notification's text.
    """
    body = shown.payload() if isinstance(shown, Message) else dict(shown)
    blocks = body["blocks"]
    if isinstance(shown, Message):
        _require(0 < len(body["text"]) <= LONGEST, "the notification's text is empty or too long")
        _require(not set("<>") & set(body["text"]), "the notification's text could mention somebody")
        _require(sum(map(len, _texts(blocks))) <= MESSAGE_TEXT, "the message holds too much text")
    _require(
        0 < len(blocks) <= (MESSAGE_BLOCKS if isinstance(shown, Message) else VIEW_BLOCKS), f"{len(blocks)} blocks"
    )
    _require_unique([block["block_id"] for block in blocks if "block_id" in block], "block_id")
    for block in blocks:
        _require_unique([node["action_id"] for node in _nodes(block) if "action_id" in node], "action_id")
    for node in _nodes(blocks):
        _check_node(node)
    return body


def _check_node(node: Mapping[str, Any]) -> None:
    _require(node.get("type") != "mrkdwn", "markup is never used")
    if isinstance(words := node.get("text"), str):
        _require(0 < len(words) <= LONGEST, f"an empty or overlong text of {len(words)} characters")
    if str(node.get("type", "")).startswith("rich_text"):
        _require(bool(node.get("elements")), "empty rich text")
    if node.get("type") == "plain_text_input":
        _require(len(node.get("initial_value", "")) <= node.get("max_length", LONGEST), "an overlong initial value")
    options = node.get("options", [])
    _require_unique([option["value"] for option in options], "option")
    chosen = node.get("initial_options", []) + ([node["initial_option"]] if "initial_option" in node else [])
    _require(all(option in options for option in chosen), "an initial option that is none of the options")


def _require(holds: bool, complaint: str) -> None:
    if not holds:
        raise ValueError(f"Slack would not take this: {complaint}")


def _require_unique(values: Sequence[str], name: str) -> None:
    _require(len(set(values)) == len(values), f"a doubled {name}")


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(tree, Mapping):
        yield tree
    for branch in tree.values() if isinstance(tree, Mapping) else tree if isinstance(tree, list) else ():
        yield from _nodes(branch)


def _texts(tree: Any) -> Iterator[str]:
    return (node["text"] for node in _nodes(tree) if isinstance(node.get("text"), str))
