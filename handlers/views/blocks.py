"""The bricks that every view is built from; `handlers.views.limits` holds what they make against Slack's limits.

Text that somebody typed goes only into rich text and plain text, where Slack shows `<!channel>` or `*` as typed;
no view uses markup at all. What a notification and a screen reader get is escaped on its way into a `Message`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    HeaderBlock,
    InteractiveElement,
    Option,
    PlainTextObject,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextListElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)

from bot.moments import in_words
from storage.records import Customer

LONGEST = 3000  # characters in any one text; Slack's own limit for most
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
# Slack refuses a message near 13,200 characters of blocks, their frames included; this leaves room for the frames.
MESSAGE_TEXT = 9000

Part: TypeAlias = str | RichTextElement
Shown: TypeAlias = dict[str, Any]  # a block as Slack reads it
ATTRIBUTES: dict[type, tuple[str, ...]] = {}  # of each model that was spelled out so far
ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
TURNING = {"R", "AL", "RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"}


@dataclass(frozen=True)
class Message:
    """What Slack posts: the blocks, and the escaped text that stands for them where blocks cannot be shown."""

    text: str
    blocks: tuple[Block | Shown, ...] = ()

    def payload(self) -> dict[str, Any]:
        """As the Web API takes it; raises SlackObjectFormationError where a block breaks Slack's form."""
        return {"text": self.text, "blocks": [as_dict(block) for block in self.blocks]}


def message(text: str, *blocks: Block | Shown | None) -> Message:
    """A message of these blocks, with `text` escaped and cut to what Slack takes. None is left out."""
    said = escape(cut(text.strip()))
    if len(said) > LONGEST:  # escaping made it longer, fivefold at worst
        said = escape(cut(text.strip(), LONGEST // 5))
    return Message(said, tuple(block for block in blocks if block is not None))


def escape(text: str) -> str:
    """The text with Slack's three control characters escaped, so that nothing in it mentions anybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def excerpt(text: str, most: int = 140) -> str:
    """The text on one line, at most `most` characters, safe to stand inside a sentence of ours."""
    line = " ".join(text.split())
    if len(line) > most:
        whole, space, rest = line[: most - 1].rpartition(" ")
        line = (whole if space and len(rest) < 24 else line[: most - 1]).rstrip() + "…"
    return isolated(line)


def isolated(text: str) -> str:
    """The text, walled off when it holds right-to-left writing, so that it cannot turn the words around it."""
    if not text.isascii() and any(unicodedata.bidirectional(character) in TURNING for character in text):
        return f"\u2068{text.translate(ISOLATES)}\u2069"
    return text


def cut(text: str, most: int = LONGEST) -> str:
    """The text as typed, up to `most` characters; a longer one ends with a word that the rest is kept."""
    note = "… (the rest is kept)"
    return text if len(text) <= most else text[: most - len(note)].rstrip() + note


def sentences(*parts: str | None) -> str:
    """The parts that there are, one after the other."""
    return " ".join(part for part in parts if part)


def label(customer: Customer) -> str:
    """The customer's name for use inside a sentence."""
    return excerpt(customer.label, 80) or "a customer"


def plain(text: str) -> RichTextElement:
    """Words as they are."""
    return RichTextElementParts.Text(text=text)


def bold(text: str) -> RichTextElement:
    """Words that the eye should find first."""
    return RichTextElementParts.Text(text=text, style={"bold": True})


def faint(text: str) -> RichTextElement:
    """Words said in passing."""
    return RichTextElementParts.Text(text=text, style={"italic": True})


def code(text: str) -> RichTextElement:
    """Something to type."""
    return RichTextElementParts.Text(text=text, style={"code": True})


def user(person: str) -> RichTextElement:
    """Somebody in the workspace, by id, shown by name."""
    return RichTextElementParts.User(user_id=person)


def channel(ident: str) -> RichTextElement:
    """A channel of the workspace, by id, shown by name."""
    return RichTextElementParts.Channel(channel_id=ident)


def link(url: str, text: str) -> RichTextElement:
    """A link under words of ours."""
    return RichTextElementParts.Link(url=url, text=text)


def date(at: datetime, shape: str = "{date_short_pretty} at {time}") -> RichTextElement:
    """A moment that each reader sees in their own time zone."""
    return RichTextElementParts.Date(timestamp=int(at.timestamp()), format=shape, fallback=in_words(at, "UTC"))


def day(at: datetime) -> RichTextElement:
    """The same with its weekday, for a moment that somebody waits for; the year where it is another one."""
    return date(at, "{day_divider_pretty} at {time}")


def section(*parts: Part | None) -> RichTextSectionElement:
    """A paragraph of rich text. Strings are words as they are; None and the empty string are left out."""
    return RichTextSectionElement(elements=_elements(parts))


def quote(text: str) -> RichTextQuoteElement:
    """Somebody's words, as they typed them; says so where they were erased."""
    return RichTextQuoteElement(elements=[plain(cut(text)) if text.strip() else faint("(no words kept)")])


def bullets(*items: RichTextSectionElement) -> RichTextListElement:
    """A list, one paragraph each."""
    return RichTextListElement(style="bullet", elements=list(items))


def rich(*elements: RichTextElement | None) -> RichTextBlock:
    """A block of paragraphs, quotes and lists."""
    return RichTextBlock(elements=[element for element in elements if element is not None])


def line(*parts: Part | None) -> RichTextBlock:
    """A block of one paragraph."""
    return rich(section(*parts))


def small(text: str) -> ContextBlock:
    """A quiet line below the others."""
    return ContextBlock(elements=[PlainTextObject(text=cut(text, 1000), emoji=False)])


def header(text: str) -> HeaderBlock:
    """A title."""
    return HeaderBlock(text=PlainTextObject(text=excerpt(text, 150) or "…", emoji=False))


def button(
    label: str,
    action: str,
    number: int,
    style: str | None = None,
    about: str | None = None,
    place: str | None = None,
    sure: ConfirmObject | None = None,
) -> ButtonElement:
    """A button that carries a record's id, and the word for the `place` it stands in, if that is to change with it.

    `about` tells a screen reader which of several like it this is; `sure` is what Slack asks before it counts.
    """
    value = f"{number} {place}" if place else str(number)
    spoken = f"{label} {about}" if about else None
    return ButtonElement(
        text=label, action_id=action, value=value, style=style, accessibility_label=spoken, confirm=sure
    )


def sure(title: str, words: str, yes: str, no: str = "Not yet") -> ConfirmObject:
    """What Slack asks before a press counts that is hard to take back: what happens then, in a few words."""
    return ConfirmObject(title=PlainTextObject(text=title), text=PlainTextObject(text=words), confirm=yes, deny=no)


def buttons(*elements: InteractiveElement | None, block_id: str | None = None) -> ActionsBlock | None:
    """A row of buttons and selects; None when there is nothing to press."""
    shown = [element for element in elements if element is not None]
    return ActionsBlock(elements=shown, block_id=block_id) if shown else None


def as_dict(block: Block | Shown) -> Shown:
    """A block as Slack reads it, held against what the models check."""
    shown: Shown = _spelled(block)
    return shown


def _spelled(value: Any) -> Any:
    """What `to_dict` says, in a tenth of its time: it looks for a model's checks and attributes in each object anew."""
    if isinstance(value, (list, tuple)):
        return [_spelled(item) for item in value]
    if not hasattr(value, "to_dict"):
        return value
    model: type[JsonObject] = type(value)
    is_plain_option = model is Option and value.description is None and value.url is None
    if model.to_dict is not JsonObject.to_dict and not is_plain_option:
        return value.to_dict()
    for check in _checks(model):
        getattr(value, check)()
    if is_plain_option:
        return {"text": {"type": "plain_text", "text": value.text}, "value": value.value}
    spelled = {}
    for name in ATTRIBUTES.get(model) or ATTRIBUTES.setdefault(model, tuple(value.attributes)):
        item = getattr(value, name, None)
        if type(item) is str and item:
            spelled[name] = item
        elif item or type(item) in (bool, int):
            spelled[name] = _spelled(item)
    return spelled


@cache
def _checks(model: type[JsonObject]) -> tuple[str, ...]:
    """The names of a model's own validators."""
    return tuple(name for name in dir(model) if hasattr(getattr(model, name, None), "validator"))


def _elements(parts: Sequence[Part | None]) -> list[RichTextElement]:
    return [plain(part) if isinstance(part, str) else part for part in parts if part is not None and part != ""]
