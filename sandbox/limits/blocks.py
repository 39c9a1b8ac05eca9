"""The blocks, what they may hold and on which surface Slack shows them.

Limits: https://docs.slack.dev/reference/block-kit/blocks (and blocks.json there for the surfaces)
"""

from collections.abc import Mapping
from typing import Any, Literal

from sandbox.limits import data, elements, texts
from sandbox.limits.rich_text import rich_text
from sandbox.limits.shapes import (
    Check,
    Malformed,
    anything,
    at_least_one,
    by_type,
    every,
    flag,
    listing,
    one_of,
    record,
    string,
    whole,
)

Surface = Literal["message", "modal", "home"]


def _block(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    return record(required, {"block_id": string(255), **(optional or {})})


def _unique_actions(block: Mapping[str, Any], at: str) -> None:
    named = [element["action_id"] for element in block["elements"] if element.get("action_id")]
    if len(named) != len(set(named)):
        raise Malformed("action_id must be unique in a block", f"{at}/elements")


def _row_of(allowed: Mapping[str, Check], most: int) -> Check:
    return every(_block({"elements": listing(by_type(allowed), 1, most)}), _unique_actions)


_note = {
    "image": texts.picture(),
    "plain_text": record({"text": string(2000)}, {"emoji": flag}),
    "mrkdwn": record({"text": string(2000)}, {"verbatim": flag}),
}
_card_image = by_type({"image": texts.picture()})
_card = every(
    _block(
        {},
        {
            "title": texts.text(150),
            "subtitle": texts.text(150),
            "body": texts.text(200),
            "hero_image": _card_image,
            "icon": _card_image,
            "actions": listing(by_type({"button": elements.button}), 1, 3),
        },
    ),
    at_least_one("hero_image", "title", "body", "actions"),
)


def _blocks_with(inputs: Mapping[str, Check]) -> dict[str, Check]:
    """The blocks that every surface shows; only their inputs differ."""
    return {
        "section": every(
            _block(
                {},
                {
                    "text": texts.text(3000),
                    "fields": listing(texts.text(2000), 1, 10),
                    "accessory": by_type(elements.IN_SECTION),
                    "expand": flag,
                },
            ),
            at_least_one("text", "fields"),
        ),
        "actions": _row_of(elements.IN_ACTIONS, 25),
        "context": _block({"elements": listing(by_type(_note), 1, 10)}),
        "divider": _block({}),
        "header": _block({"text": texts.plain(150)}, {"level": whole(1, 6)}),
        "image": texts.picture(title=texts.plain(2000)),
        "rich_text": rich_text,
        "input": _block(
            {"label": texts.plain(2000), "element": by_type(inputs)},
            {"hint": texts.plain(2000), "optional": flag, "dispatch_action": flag},
        ),
        "video": _block(
            {
                "alt_text": string(2000),
                "title": texts.plain(199),
                "thumbnail_url": string(3000),
                "video_url": string(3000),
            },
            {
                "author_name": string(49),
                "description": texts.plain(200),
                "provider_icon_url": string(3000),
                "provider_name": string(255),
                "title_url": string(3000),
            },
        ),
        "card": _card,
        "data_table": data.data_table,
        "data_visualization": data.chart,
    }


_common_inputs = {kind: check for kind, check in elements.IN_INPUT.items() if kind not in elements.MODAL_LINES}

BLOCKS: dict[Surface, dict[str, Check]] = {
    "message": {
        **_blocks_with(_common_inputs),
        "carousel": _block({"elements": listing(by_type({"card": _card}), 1, 10)}),
        "context_actions": _row_of(elements.FEEDBACK, 5),
        "file": _block({"external_id": string(255), "source": one_of("remote")}),
        "markdown": _block({"text": string(12_000)}),
        "table": data.table,
        "task_card": anything,
        "plan": anything,
    },
    "modal": {
        **_blocks_with(elements.IN_INPUT),
        "alert": _block({"text": texts.text(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
    },
    "home": {
        **_blocks_with(_common_inputs),
        "carousel": _block({"elements": listing(by_type({"card": _card}), 1, 10)}),
    },
}
MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}


def _unique_ids(blocks: list[dict[str, Any]], at: str) -> None:
    seen: set[str] = set()
    for i, block in enumerate(blocks):
        ident = block.get("block_id")
        if ident and ident in seen:
            raise Malformed("block_id must be unique", f"{at}/{i}/block_id")
        seen.add(ident or "")


def _few_of_the_large(blocks: list[dict[str, Any]], at: str) -> None:
    """Of some kinds Slack takes only so many, or so much text, in all blocks together."""
    kinds = [block["type"] for block in blocks]
    if kinds.count("table") > 1:
        raise Malformed("only one table is allowed", at)
    if kinds.count("data_visualization") > 2:
        raise Malformed("no more than 2 data_visualization blocks allowed", at)
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > 12_000:
        raise Malformed("markdown must be less than 12001 characters in all", at)


def _one_focus(blocks: list[dict[str, Any]], at: str) -> None:
    held = [block.get("element") or block.get("accessory") or {} for block in blocks]
    held += [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    if sum(element.get("focus_on_load") is True for element in held) > 1:
        raise Malformed("focus_on_load can only be true once", at)


def check_blocks(blocks: Any, surface: Surface, at: str = "/blocks") -> None:
    """Raises `Malformed` with the first thing in the blocks that Slack would refuse on that surface."""
    listing(by_type(BLOCKS[surface]), 0, MOST_BLOCKS[surface])(blocks, at)
    for whole_payload in (_unique_ids, _few_of_the_large, _one_focus):
        whole_payload(blocks, at)
