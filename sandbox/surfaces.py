"""What people look at: messages and views. Both hold blocks with elements that can be used."""

import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.people import APP_ID, BOT_ID, TEAM_ID

JSON = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """An element on a surface, with the block that holds it."""

    block: JSON
    element: JSON

    @property
    def label(self) -> str:
        """What a person sees on it: a button's text, an input's label, a menu's placeholder."""
        for text in (self.element.get("text"), self.block.get("label"), self.element.get("placeholder")):
            if isinstance(text, dict):
                return str(text.get("text", ""))
        return str(self.element.get("action_id", ""))

    @property
    def names(self) -> set[str]:
        """All by which a test may ask for it."""
        placeholder = (self.element.get("placeholder") or {}).get("text")
        known = {self.label, self.element.get("action_id"), placeholder, self.element.get("accessibility_label")}
        return {name for name in known if name} | ({self.block["block_id"]} if "element" in self.block else set())

    @property
    def options(self) -> list[JSON]:
        groups = self.element.get("option_groups") or []
        return [*(self.element.get("options") or []), *(option for group in groups for option in group["options"])]


@dataclass
class Surface:
    """Blocks on a screen, and what people have chosen or typed there so far (`state`, by block and action id)."""

    blocks: list[JSON]
    state: dict[str, dict[str, JSON]] = field(default_factory=dict, kw_only=True)

    def words(self) -> str:
        """All that a person reads in it, a line for each text."""
        return "\n".join(words_of(self.blocks))

    def elements(self) -> list[Found]:
        return list(_elements(self.blocks))

    def labels(self) -> list[str]:
        """The visible labels of its buttons, in order."""
        return [found.label for found in self.elements() if found.element["type"] == "button"]

    def find(self, name: str | None = None, option: str | None = None) -> Found:
        """The element with this label (or action id, or placeholder), or the menu with this option.

        LookupError, with what there is, if there is none.
        """
        for found in self.elements():
            offered = {o["text"]["text"] for o in found.options} | {o.get("value") for o in found.options}
            if (name is None or name in found.names) and (name is not None or option in offered):
                return found
        there = [sorted(found.names)[0] if found.names else "?" for found in self.elements()]
        raise LookupError(f"There is no “{name or option}” here; there are: {', '.join(there) or 'no elements'}.")

    def has(self, name: str) -> bool:
        return any(name in found.names for found in self.elements())


@dataclass
class Message(Surface):
    """A message as it stands now; `history` holds (text, blocks) of its earlier forms, `posted_at` is real time."""

    channel: str
    ts: str
    user: str
    text: str
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    metadata: JSON | None = None
    bot_id: str | None = None
    app_id: str | None = None
    edited: JSON | None = None
    deleted: bool = False
    broadcast: bool = False
    subtype: str | None = None
    via: str = ""
    history: list[tuple[str, list[JSON]]] = field(default_factory=list)
    posted_at: float = field(default_factory=time.time)
    changed_at: float = field(default_factory=time.time)

    @property
    def updates(self) -> int:
        return len(self.history)

    def words(self) -> str:
        return "\n".join([self.text, *words_of(self.blocks)])

    def replace(self, text: str | None, blocks: list[JSON] | None) -> None:
        """Puts another text or other blocks in place; None keeps what is there."""
        self.history.append((self.text, self.blocks))
        if text is not None:
            self.text = text
        if blocks is not None:
            self.blocks = name_blocks(blocks)
        self.changed_at = time.time()

    def as_slack(self, with_metadata: bool = True) -> JSON:
        """https://docs.slack.dev/reference/events/message"""
        shown: JSON = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": TEAM_ID}
        optional = {
            "subtype": self.subtype,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "thread_ts": self.thread_ts,
            "edited": self.edited,
            "blocks": self.blocks or None,
            "metadata": self.metadata if with_metadata else None,
        }
        return shown | {key: value for key, value in optional.items() if value}


@dataclass
class View(Surface):
    """A modal or somebody's App Home; `body` is what the app sent."""

    id: str
    user: str
    body: JSON
    root_id: str
    previous_id: str | None = None
    hash: str = field(default_factory=lambda: f"{time.time():.6f}.{secrets.token_hex(4)}")

    @property
    def title(self) -> str:
        return str((self.body.get("title") or {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        return str(self.body.get("callback_id") or "")

    def words(self) -> str:
        return "\n".join([self.title, *words_of(self.blocks)])

    def as_slack(self) -> JSON:
        """https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            "type": self.body["type"],
            "blocks": self.blocks,
            "private_metadata": self.body.get("private_metadata") or "",
            "callback_id": self.callback_id,
            "state": {"values": self.state},
            "hash": self.hash,
            "title": self.body.get("title"),
            "clear_on_close": bool(self.body.get("clear_on_close")),
            "notify_on_close": bool(self.body.get("notify_on_close")),
            "close": self.body.get("close"),
            "submit": self.body.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": APP_ID,
            "external_id": self.body.get("external_id") or "",
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }


def name_blocks(blocks: list[JSON]) -> list[JSON]:
    """The blocks with an id for each that has none, and for each of their elements, as Slack gives them."""
    named = [{**block, "block_id": block.get("block_id") or secrets.token_urlsafe(4)} for block in blocks]
    for found in _elements(named):
        found.element.setdefault("action_id", secrets.token_urlsafe(4))
    return named


def _elements(blocks: list[JSON]) -> Iterator[Found]:
    for block in blocks:
        held = [*(block.get("elements") or [])] if block["type"] in ("actions", "context_actions") else []
        held += [*(block.get("actions") or []), block.get("accessory"), block.get("element")]
        yield from (Found(block, element) for element in held if element and element["type"] != "image")
        if block["type"] == "carousel":
            yield from _elements(block["elements"])


def words_of(blocks: list[JSON]) -> list[str]:
    """The texts in blocks; the pieces of one rich text line are one."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if str(node.get("type")) in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
                found.append("".join(_inline(piece) for piece in node["elements"]))
                return
            if isinstance(node.get("text"), str):
                found.append(node["text"])
            for each in node.values():
                walk(each)

    walk(blocks)
    return found


def _inline(piece: JSON) -> str:
    match piece["type"]:
        case "user":
            return f"<@{piece['user_id']}>"
        case "channel":
            return f"<#{piece['channel_id']}>"
        case "usergroup":
            return f"<!subteam^{piece['usergroup_id']}>"
        case "broadcast":
            return f"@{piece['range']}"
        case "emoji":
            return f":{piece['name']}:"
        case "date":
            return str(piece.get("fallback") or f"<!date^{piece['timestamp']}^{piece['format']}>")
    return str(piece.get("text") or piece.get("url") or "")


def matches(words: str, pattern: str | re.Pattern[str]) -> bool:
    """A text is looked for as it stands, in any case; a compiled pattern is searched."""
    if isinstance(pattern, str):
        return pattern.casefold() in words.casefold()
    return pattern.search(words) is not None
