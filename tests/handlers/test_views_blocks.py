"""The bricks: what is escaped, cut and walled off, and which of Slack's limits are held."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_views_samples import NOW, customer

from handlers.views import forms
from handlers.views.blocks import (
    LONGEST,
    Message,
    button,
    buttons,
    cut,
    date,
    escape,
    excerpt,
    isolated,
    label,
    line,
    message,
    quote,
    rich,
    section,
    small,
)
from handlers.views.limits import checked

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6000)


@given(TEXT)
def test_a_notifications_text_mentions_nobody_and_fits(text: str) -> None:
    said = message(text, line("x")).text
    assert not set(said) & set("<>")
    assert len(said) <= LONGEST


def test_escaping_leaves_nothing_that_slack_reads_as_a_mention() -> None:
    assert escape("<@U1> & <!channel>") == "&lt;@U1&gt; &amp; &lt;!channel&gt;"


@given(TEXT, st.integers(30, 400))
def test_an_excerpt_is_one_line_and_no_longer_than_asked_for(text: str, most: int) -> None:
    said = excerpt(text, most)
    assert "\n" not in said
    assert len(said.strip("\u2068\u2069")) <= most


def test_an_excerpt_ends_at_a_word_and_says_that_it_goes_on() -> None:
    assert excerpt("tell her about\nthe refund", 20) == "tell her about the…"
    assert excerpt("short") == "short"
    assert excerpt("x" * 50, 10) == "x" * 9 + "…"


def test_a_long_text_is_cut_with_a_word_that_the_rest_is_kept() -> None:
    said = cut("a" * 5000)
    assert len(said) == LONGEST
    assert said.endswith("… (the rest is kept)")
    assert cut("  as typed\n") == "  as typed\n"


def test_right_to_left_words_cannot_turn_the_words_around_them() -> None:
    assert isolated("\u202e0021$") == "\u2068\u202e0021$\u2069"
    assert isolated("a\u2069\u202eb") == "\u2068a\u202eb\u2069"
    assert isolated("plain") == "plain"
    assert label(customer("שלום")) == "\u2068שלום\u2069"


def test_a_payload_holds_plain_dictionaries() -> None:
    shown = message("hello", line("hello"), None, small("quiet"))
    assert shown.payload()["text"] == "hello"
    assert [block["type"] for block in shown.payload()["blocks"]] == ["rich_text", "context"]
    assert Message("x", ({"type": "divider"},)).payload() == {"text": "x", "blocks": [{"type": "divider"}]}


def test_a_date_is_shown_in_each_readers_zone_with_words_where_that_fails() -> None:
    element = date(NOW).to_dict()
    assert element["timestamp"] == int(NOW.timestamp())
    assert element["fallback"].startswith("Tuesday 24 November 2026 at 09:30")


def test_a_button_carries_only_an_id_and_says_what_it_is_about() -> None:
    element = button("Done", "followup.done", 17, about="F-17").to_dict()
    assert (element["value"], element["accessibility_label"]) == ("17", "Done F-17")
    assert buttons(None, None) is None


def test_words_that_were_erased_are_said_to_be() -> None:
    assert "(no words kept)" in str(rich(quote(" ")).to_dict())


def blocks(*made: dict[str, Any]) -> Message:
    return Message("text", made)


def text(words: str) -> dict[str, Any]:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}],
    }


def press(*actions: str) -> dict[str, Any]:
    return {"type": "actions", "elements": [button("Go", action, 1).to_dict() for action in actions]}


BROKEN = {
    "no text": Message("", (text("x"),)),
    "long text": Message("x" * 3001, (text("x"),)),
    "a live mention": Message("<@U1>", (text("x"),)),
    "no blocks": blocks(),
    "51 blocks": blocks(*[{"type": "divider"}] * 51),
    "doubled block_id": blocks({"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}),
    "doubled action_id": blocks(press("a", "a")),
    "empty text": blocks(text("")),
    "overlong text": blocks(text("x" * 3001)),
    "too much text": blocks(*[text("x" * 3000)] * 4),
    "empty rich text": blocks({"type": "rich_text", "elements": []}),
    "markup": blocks({"type": "section", "text": {"type": "mrkdwn", "text": "*x*"}}),
    "101 blocks in a view": {"type": "home", "blocks": [{"type": "divider"}] * 101},
    "doubled option": {"blocks": [forms.choice("a", "A", [("x", "X")], None, "Pick").to_dict()] * 1},
    "overlong initial value": {"blocks": [{"type": "plain_text_input", "initial_value": "xxx", "max_length": 2}]},
    "initial option from elsewhere": {"blocks": [{"options": [], "initial_option": {"value": "a"}}]},
}
BROKEN["doubled option"]["blocks"][0]["element"]["options"] *= 2  # type: ignore[index]


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_what_slack_refuses_is_refused_here(broken: Message | dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Slack would not take this"):
        checked(broken)


def test_what_slack_takes_is_taken() -> None:
    shown = blocks(*[text("x")] * 48, press("a", "b"), press("a"))
    assert checked(shown) == shown.payload()
    assert section("a", None, "", "b").to_dict()["elements"] == [
        {"type": "text", "text": "a"},
        {"type": "text", "text": "b"},
    ]
