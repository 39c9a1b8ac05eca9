"""Every view, in every state, with anything people type: within Slack’s limits, pinging nobody, breaking nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_views_samples import DECOY, HOSTILE, TEAM, every_message, every_view

from bot import subjects, timers
from handlers.views import letters
from handlers.views.blocks import Message
from handlers.views.limits import checked

Shown = Message | dict[str, Any]


def everything(words: str | None, many: int) -> Iterator[tuple[str, Shown]]:
    yield from every_message(words, many)
    yield from every_view(words, many)


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for branch in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from nodes(branch)


def assert_safe(name: str, shown: Shown) -> None:
    try:
        body = checked(shown)
    except ValueError as error:
        raise AssertionError(f"{name}: {error}") from error
    json.dumps(body).encode()
    for node in nodes(body):
        assert node.get("type") not in ("broadcast", "usergroup", "mrkdwn", "markdown"), name
        if node.get("type") == "channel":
            assert node["channel_id"] == "C0LEADS", name
        if node.get("type") == "user":
            assert node["user_id"] in TEAM, name
        if node.get("type") == "link":
            assert node["url"].startswith("https://team.slack.com/"), name
        if node.get("type") == "button":
            assert re.fullmatch(r"\d+( \w+)*", node["value"]), name


CASES = [
    *((words, 1) for words in (None, *HOSTILE)),
    (None, 500),
    ("<&>" * 1000, 500),
    ("many, many words " * 180, 500),
]


@pytest.mark.few(6)
@pytest.mark.parametrize(("words", "many"), CASES, ids=[f"{words!r:.20} x {many}" for words, many in CASES])
def test_every_view_holds_slacks_limits_whatever_people_type(words: str | None, many: int) -> None:
    for name, shown in everything(words, many):
        assert_safe(name, shown)


@settings(max_examples=settings().max_examples // 3, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=400))
def test_every_view_holds_slacks_limits_for_any_words(words: str) -> None:
    for name, shown in everything(words, 2):
        assert_safe(name, shown)


def test_typed_mentions_are_shown_as_typed() -> None:
    typed = f"<!channel> <@{DECOY}>"
    for name, shown in every_message(typed):
        if (
            name.startswith(("recorded open", "card requested", "draft ready", "noted", "bare ready"))
            and name != "noted nothing"
        ):
            body = checked(shown)
            assert any(node.get("type") == "text" and typed in node["text"] for node in nodes(body)), name
            assert "&lt;!channel&gt;" in body["text"], name


def test_leads_are_told_in_words_what_could_not_be_done() -> None:
    assert {*timers.WHAT_TO_DO, *subjects.SUBJECTS} - {"letter"} <= letters.KINDS.keys()
