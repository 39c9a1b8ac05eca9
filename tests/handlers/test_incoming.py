"""What Slack delivers, and what only looks like it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.incoming import Incoming, read
from handlers.web import Malformed, parse

USER = {"id": "U0AGENT", "team_id": "T0TEAM"}
COMMAND = {"command": "/followup", "user_id": "U0AGENT", "team_id": "T0TEAM", "text": "list", "trigger_id": "1.a"}
FORM_TYPE = "application/x-www-form-urlencoded"
PRESS: dict[str, Any] = {
    "type": "block_actions",
    "user": USER,
    "trigger_id": "2.b",
    "container": {"is_ephemeral": True},
}
FORM = {"type": "view_submission", "user": USER, "trigger_id": "3.c"}


def press(**action: Any) -> dict[str, Any]:
    return {**PRESS, "actions": [{"action_id": "followup.done", **action}]}


def test_a_command() -> None:
    found = read(COMMAND)
    assert found
    assert (found.kind, found.name, found.user, found.text, found.trigger) == (
        "command",
        "/followup",
        "U0AGENT",
        "list",
        "1.a",
    )


@pytest.mark.parametrize(
    ("value", "number", "option"),
    [("17", 17, ""), ("17 monday", 17, "monday"), ("x' or 1=1 --", 0, "or 1=1 --"), ("", 0, ""), ("9" * 400, 0, "")],
)
def test_a_press_carries_a_number(value: str, number: int, option: str) -> None:
    found = read(press(value=value))
    assert found
    assert (found.number, found.option, found.private) == (number, option, True)


def test_a_choice_is_a_press_too() -> None:
    found = read(press(selected_option={"value": "3 tomorrow"}))
    assert found
    assert (found.number, found.option) == (3, "tomorrow")


def test_a_form_brings_its_fields_and_what_it_carried() -> None:
    values = {
        "what": {"what": {"type": "plain_text_input", "value": "call back"}},
        "day": {"day": {"type": "datepicker", "selected_date": "2026-12-01"}},
        "days": {"days": {"type": "checkboxes", "selected_options": [{"value": "mon"}, {"value": "tue"}]}},
        "whom": {"whom": {"type": "multi_users_select", "selected_users": ["U0AGENT", "U0LEAD"]}},
        "kind": {"kind": {"type": "static_select", "selected_option": {"value": "credit"}}},
        "amount": {"amount": {"type": "plain_text_input", "value": None}},
    }
    view = {"type": "modal", "id": "V1", "callback_id": "followup_form", "state": {"values": values}}
    found = read({**FORM, "view": {**view, "private_metadata": json.dumps({"number": "4", "home": "yes"})}})
    assert found
    expected = {"what": "call back", "day": "2026-12-01", "days": "mon,tue", "kind": "credit", "amount": ""}
    assert found.fields == {**expected, "whom": "U0AGENT,U0LEAD"}
    assert (found.carried["number"], found.at_home) == ("4", True)


def test_a_form_sent_twice_is_one_and_a_corrected_one_another() -> None:
    def sent(view: str, what: str, day: str = "2026-12-01") -> str:
        values = {"what": {"what": {"value": what}}, "day": {"day": {"selected_date": day}}}
        turned = dict(reversed(values.items())) if what == "turned" else values
        found = read({**FORM, "view": {"type": "modal", "id": view, "callback_id": "f", "state": {"values": turned}}})
        assert found
        return found.identity

    assert sent("V1", "call back") == sent("V1", "call back")
    assert (
        len({sent("V1", "call back"), sent("V2", "call back"), sent("V1", "call", "2026-12-02"), sent("V1", "")}) == 4
    )


def test_a_repeat_has_the_same_identity_and_another_press_another() -> None:
    first, again, other = read(press(value="1")), read(press(value="1")), read({**press(value="1"), "trigger_id": "9"})
    assert first
    assert again
    assert other
    assert first.identity == again.identity != other.identity


@pytest.mark.parametrize(
    "body",
    [
        {"type": "nonsense"},
        {"type": "block_actions"},
        {**PRESS, "actions": []},
        {**PRESS, "actions": ["x"]},
        press(action_id=None),
        {**press(), "user": None},
        {**press(), "trigger_id": None},
        {**FORM, "view": {}},
        {**FORM, "view": {"id": "V1", "callback_id": "followup_form"}},
        {**FORM, "view": None},
        {"command": "/followup"},
        {"command": 3},
        {"type": "event_callback", "event": None},
        {"type": "event_callback", "event": {}},
    ],
)
def test_what_slack_never_sends_is_nothing(body: dict[str, Any]) -> None:
    assert read(body) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KEYS = ("type", "command", "actions", "user", "view", "event", "trigger_id", "container", "message", "team", "channel")


@given(st.dictionaries(st.sampled_from(KEYS), JSON | st.sampled_from(["block_actions", "view_submission"])))
def test_no_body_breaks_the_reader(body: dict[str, Any]) -> None:
    read(body)


def test_a_command_about_a_payload_is_a_command() -> None:
    body = parse(
        b"command=%2Ffollowup&text=check+the+payload&user_id=U1&trigger_id=1", "application/x-www-form-urlencoded"
    )
    assert body["text"] == "check the payload"
    body = parse(b"command=%2Ffollowup&payload=x&user_id=U1", FORM_TYPE)
    assert body["command"] == "/followup"


@given(
    st.binary(max_size=200),
    st.sampled_from(["application/json", FORM_TYPE, "text/plain", ""]),
)
def test_no_bytes_break_the_parser(raw: bytes, content_type: str) -> None:
    try:
        assert parse(raw, content_type)
    except Malformed:
        return


def taken(**message: Any) -> Incoming:
    """A shortcut used on a message."""
    found = read({"type": "message_action", "callback_id": "x", "user": USER, "trigger_id": "4.d", "message": message})
    assert found
    return found


SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*My lamp* broke."}, "fields": [{"text": "Order 7"}]}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Write to "},
                {"type": "link", "url": "mailto:jo@example.com", "text": "jo@example.com"},
            ],
        },
        {
            "type": "rich_text_list",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]} for words in ("one", "two")
            ],
        },
    ],
}


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"text": "My lamp broke."}, "My lamp broke."),
        ({"text": "My lamp broke.", "blocks": [SECTION], "attachments": [{"text": "more"}]}, "My lamp broke."),
        ({"text": " ", "blocks": [{"type": "divider"}, SECTION]}, "*My lamp* broke.\nOrder 7"),
        ({"text": "This content can't be displayed.", "blocks": [SECTION]}, "*My lamp* broke.\nOrder 7"),
        ({"blocks": [RICH]}, "Write to <mailto:jo@example.com|jo@example.com>\none\ntwo"),
        ({"attachments": [{"text": "My lamp broke.", "fallback": "Ticket 7: My lamp broke."}]}, "My lamp broke."),
        ({"text": None, "attachments": [{"fallback": "My lamp broke."}]}, "My lamp broke."),
        (
            {"attachments": [{"fields": [{"title": "From", "value": "jo@example.com"}, {"value": "It broke."}]}]},
            "From: jo@example.com\nIt broke.",
        ),
        ({"attachments": [{"blocks": [SECTION]}, {"text": "And soon."}]}, "*My lamp* broke.\nOrder 7\nAnd soon."),
        ({"text": "", "files": [{"id": "F1", "name": "broken.png"}]}, ""),
        ({"blocks": "none", "attachments": [None, {"fields": 7, "text": ["x"]}]}, ""),
    ],
)
def test_what_a_message_says_is_read_wherever_it_stands(message: dict[str, Any], words: str) -> None:
    assert taken(**message).text == words


def test_no_message_lies_too_deep() -> None:
    part: dict[str, Any] = {"type": "text", "text": "deep"}
    for _ in range(2_000):
        part = {"type": "rich_text_list", "elements": [part]}
    assert taken(blocks=[{"type": "rich_text", "elements": [part]}]).text == ""


@pytest.mark.parametrize(
    ("message", "author", "is_notice"),
    [
        ({"user": "U1", "text": "Hello"}, "U1", False),
        ({"user": "U1", "text": "<@U1> has joined", "subtype": "channel_join"}, "U1", True),
        ({"user": "U1", "text": "<@U1> set the topic", "subtype": "group_topic"}, "U1", True),
        ({"user": "U1", "bot_id": "B1", "text": "Hello"}, "U1", False),
        ({"bot_id": "B1", "text": "Ticket", "subtype": "bot_message"}, "B1", False),
        ({"user": "U1", "text": "Look", "subtype": "file_share"}, "U1", False),
        ({"user": "U1", "text": "is sad", "subtype": "me_message"}, "U1", False),
    ],
)
def test_whose_message_it_is(message: dict[str, Any], author: str, is_notice: bool) -> None:
    assert (taken(**message).author, taken(**message).is_notice) == (author, is_notice)
