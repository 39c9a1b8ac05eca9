"""What stands in a message in Slack, whoever wrote it: people's words are in its text, those that another app brings
are often in its blocks or attachments alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_NOTICE = re.compile(
    r"(?:channel|group)_(?:join|leave|topic|purpose|name|archive|unarchive|convert_to_(?:private|public)"
    r"|posting_permissions)|(?:un)?pinned_item|bot_(?:add|remove|enable|disable)|reminder_add|tombstone|huddle_thread"
)
UNSHOWN = "This content can't be displayed."  # Slack's text for what has blocks alone
DEEPEST = 8  # that lists and the like lie in each other: no app of this world needs more


def is_notice(message: Mapping[str, Any]) -> bool:
    """Whether it is Slack's own notice of what happened in a channel, as that somebody joined."""
    return _NOTICE.fullmatch(_text(message, "subtype")) is not None


def words(message: Mapping[str, Any]) -> str:
    """What a message says, as Slack writes it; '' for one without words."""
    for found in (_text(message, "text"), _of_blocks(message), _of_attachments(message)):
        if found.strip() and found != UNSHOWN:
            return found
    return ""


def _of_attachments(message: Mapping[str, Any]) -> str:
    return _lines(_of_attachment(one) for one in _each(message, "attachments"))


def _of_attachment(one: Mapping[str, Any]) -> str:
    """Its fallback is for those who cannot see the rest, and says the same again."""
    fields = (_lines((_text(field, "title"), _text(field, "value")), ": ") for field in _each(one, "fields"))
    said = _lines((_text(one, "pretext"), _text(one, "title"), _text(one, "text"), _of_blocks(one), *fields))
    return said or _text(one, "fallback")


def _of_blocks(holder: Mapping[str, Any]) -> str:
    return _lines(_of_block(block) for block in _each(holder, "blocks"))


def _of_block(block: Mapping[str, Any]) -> str:
    if block.get("type") == "rich_text":
        return _lines("".join(_rich(part, DEEPEST)) for part in _each(block, "elements"))
    if block.get("type") not in ("section", "header"):
        return ""
    fields = (_text(field, "text") for field in _each(block, "fields"))
    return _lines((_text(_map(block, "text"), "text"), *fields))


def _rich(part: Mapping[str, Any], depth: int) -> Iterator[str]:
    """The words of a part of a rich text."""
    link, label = _text(part, "url"), _text(part, "text")
    yield f"<{link}|{label or link}>" if link else label
    inside = ("".join(_rich(each, depth - 1)) for each in _each(part, "elements")) if depth else ()
    yield ("\n" if part.get("type") == "rich_text_list" else "").join(inside)


def _lines(pieces: Iterable[str], between: str = "\n") -> str:
    return between.join(filter(str.strip, pieces))


def _each(holder: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    found = holder.get(key)
    return (each for each in found if isinstance(each, Mapping)) if isinstance(found, list) else iter(())


def _map(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = holder.get(key)
    return found if isinstance(found, Mapping) else {}


def _text(holder: Mapping[str, Any], key: str) -> str:
    found = holder.get(key)
    return found if isinstance(found, str) else ""
