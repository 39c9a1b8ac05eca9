"""What Slack refuses: for every limit one case just inside and one just outside."""

from typing import Any

import pytest

from sandbox.limits import Refusal, check_message, check_metadata, check_view

JSON = dict[str, Any]


def plain(text: str) -> JSON:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> JSON:
    return {"type": "mrkdwn", "text": text}


def option(text: str = "One", value: str = "1", **more: Any) -> JSON:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[JSON]:
    return [option(f"Option {i}", str(i)) for i in range(count)]


def section(text: str = "Hello", **more: Any) -> JSON:
    return {"type": "section", "text": mrkdwn(text), **more}


def actions(*elements: JSON) -> JSON:
    return {"type": "actions", "elements": list(elements)}


def button(text: str = "Go", **more: Any) -> JSON:
    return {"type": "button", "text": plain(text), **more}


def select(count: int = 2, **more: Any) -> JSON:
    return {"type": "static_select", "options": options(count), **more}


def confirm(title: str = "Sure?", text: str = "Really.", yes: str = "Yes", no: str = "No") -> JSON:
    return {"title": plain(title), "text": mrkdwn(text), "confirm": plain(yes), "deny": plain(no)}


def rich(*elements: JSON) -> JSON:
    return {"type": "rich_text", "elements": list(elements)}


def line(*elements: JSON) -> JSON:
    return {"type": "rich_text_section", "elements": list(elements)}


def said(text: str) -> JSON:
    return {"type": "text", "text": text}


def row(*cells: str) -> list[JSON]:
    return [{"type": "raw_text", "text": cell} for cell in cells]


def data_table(rows: int, **more: Any) -> JSON:
    return {"type": "data_table", "caption": "Week", "rows": [row("a", "b")] * rows, **more}


def chart(title: str = "Kept", values: tuple[float, ...] = (1, 2)) -> JSON:
    names = ["Mon", "Tue", "Wed"][: len(values)]
    data = [{"label": name, "value": value} for name, value in zip(names, values, strict=True)]
    series = [{"name": "Ava", "data": data}]
    plotted = {"type": "bar", "series": series, "axis_config": {"categories": names}}
    return {"type": "data_visualization", "title": title, "chart": plotted}


def pie(*values: float) -> JSON:
    segments = [{"label": f"s{i}", "value": value} for i, value in enumerate(values)]
    return {"type": "data_visualization", "title": "Pie", "chart": {"type": "pie", "segments": segments}}


IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
CARD = {"type": "card", "title": mrkdwn("Card")}

# name: (blocks that Slack takes, blocks that it refuses)
MESSAGES: dict[str, tuple[list[JSON], list[JSON]]] = {
    "50 blocks": ([section()] * 50, [section()] * 51),
    "section text": ([section("x" * 3000)], [section("x" * 3001)]),
    "empty text": ([section("x")], [section("")]),
    "section without anything": (
        [{"type": "section", "fields": [mrkdwn("a")]}],
        [{"type": "section", "accessory": button()}],
    ),
    "10 fields": (
        [{"type": "section", "fields": [mrkdwn("a")] * 10}],
        [{"type": "section", "fields": [mrkdwn("a")] * 11}],
    ),
    "field text": (
        [{"type": "section", "fields": [mrkdwn("x" * 2000)]}],
        [{"type": "section", "fields": [mrkdwn("x" * 2001)]}],
    ),
    "header": ([{"type": "header", "text": plain("x" * 150)}], [{"type": "header", "text": plain("x" * 151)}]),
    "header is plain": ([{"type": "header", "text": plain("x")}], [{"type": "header", "text": mrkdwn("x")}]),
    "10 context elements": (
        [{"type": "context", "elements": [mrkdwn("x")] * 10}],
        [{"type": "context", "elements": [mrkdwn("x")] * 11}],
    ),
    "no buttons in context": (
        [{"type": "context", "elements": [IMAGE]}],
        [{"type": "context", "elements": [button()]}],
    ),
    "25 action elements": ([actions(*[button()] * 25)], [actions(*[button()] * 26)]),
    "actions are not empty": ([actions(button())], [actions()]),
    "button text": ([actions(button("x" * 75))], [actions(button("x" * 76))]),
    "button value": ([actions(button(value="x" * 2000))], [actions(button(value="x" * 2001))]),
    "button url": ([actions(button(url="x" * 3000))], [actions(button(url="x" * 3001))]),
    "button style": ([actions(button(style="danger"))], [actions(button(style="loud"))]),
    "action_id length": ([actions(button(action_id="x" * 255))], [actions(button(action_id="x" * 256))]),
    "action_id unique": (
        [actions(button(action_id="a"), button(action_id="b"))],
        [actions(button(action_id="a"), button(action_id="a"))],
    ),
    "block_id length": ([section(block_id="x" * 255)], [section(block_id="x" * 256)]),
    "block_id unique": (
        [section(block_id="a"), section(block_id="b")],
        [section(block_id="a"), section(block_id="a")],
    ),
    "100 options": ([actions(select(100))], [actions(select(101))]),
    "at least one option": ([actions(select(1))], [actions(select(0))]),
    "option text": (
        [actions({"type": "static_select", "options": [option("x" * 75)]})],
        [actions({"type": "static_select", "options": [option("x" * 76)]})],
    ),
    "option value": (
        [actions({"type": "static_select", "options": [option(value="x" * 150)]})],
        [actions({"type": "static_select", "options": [option(value="x" * 151)]})],
    ),
    "option groups": (
        [actions({"type": "static_select", "option_groups": [{"label": plain("x" * 75), "options": options(2)}]})],
        [actions({"type": "static_select", "option_groups": [{"label": plain("x" * 76), "options": options(2)}]})],
    ),
    "options or groups": (
        [actions(select(2))],
        [actions(select(2, option_groups=[{"label": plain("g"), "options": options(1)}]))],
    ),
    "initial option": (
        [actions(select(2, initial_option=options(2)[1]))],
        [actions(select(2, initial_option=option("Other", "9")))],
    ),
    "placeholder": (
        [actions(select(2, placeholder=plain("x" * 150)))],
        [actions(select(2, placeholder=plain("x" * 151)))],
    ),
    "overflow": (
        [actions({"type": "overflow", "options": options(5)})],
        [actions({"type": "overflow", "options": options(6)})],
    ),
    "radio buttons": (
        [actions({"type": "radio_buttons", "options": options(10)})],
        [actions({"type": "radio_buttons", "options": options(11)})],
    ),
    "checkboxes": (
        [actions({"type": "checkboxes", "options": options(10)})],
        [actions({"type": "checkboxes", "options": options(11)})],
    ),
    "initial checkboxes": (
        [actions({"type": "checkboxes", "options": options(3), "initial_options": options(2)})],
        [actions({"type": "checkboxes", "options": options(1), "initial_options": options(2)})],
    ),
    "date": (
        [actions({"type": "datepicker", "initial_date": "2026-12-01"})],
        [actions({"type": "datepicker", "initial_date": "1.12.2026"})],
    ),
    "time": (
        [actions({"type": "timepicker", "initial_time": "23:59"})],
        [actions({"type": "timepicker", "initial_time": "24:00"})],
    ),
    "moment": (
        [actions({"type": "datetimepicker", "initial_date_time": 1_795_700_000})],
        [actions({"type": "datetimepicker", "initial_date_time": 17})],
    ),
    "confirm title": (
        [actions(button(confirm=confirm(title="x" * 100)))],
        [actions(button(confirm=confirm(title="x" * 101)))],
    ),
    "confirm text": (
        [actions(button(confirm=confirm(text="x" * 300)))],
        [actions(button(confirm=confirm(text="x" * 301)))],
    ),
    "confirm button": (
        [actions(button(confirm=confirm(yes="x" * 30)))],
        [actions(button(confirm=confirm(yes="x" * 31)))],
    ),
    "deny button": (
        [actions(button(confirm=confirm(no="x" * 30)))],
        [actions(button(confirm=confirm(no="x" * 31)))],
    ),
    "accessories": ([section(accessory=select())], [section(accessory={"type": "plain_text_input"})]),
    "no datetimepicker beside a section": (
        [actions({"type": "datetimepicker"})],
        [section(accessory={"type": "datetimepicker"})],
    ),
    "text inputs stand in input blocks": (
        [{"type": "input", "label": plain("Name"), "element": {"type": "plain_text_input"}}],
        [actions({"type": "plain_text_input"})],
    ),
    "image": ([IMAGE], [{"type": "image", "image_url": "https://example.com/a.png"}]),
    "image url": ([{**IMAGE, "image_url": "x" * 3000}], [{**IMAGE, "image_url": "x" * 3001}]),
    "markdown in all": (
        [{"type": "markdown", "text": "x" * 6000}] * 2,
        [{"type": "markdown", "text": "x" * 6001}] * 2,
    ),
    "rich text elements": (
        [rich(line(said("a"), {"type": "user", "user_id": "U1"}))],
        [rich(line({"type": "blink", "text": "a"}))],
    ),
    "rich text parts": (
        [rich({"type": "rich_text_quote", "elements": [said("a")]})],
        [rich({"type": "rich_text_table", "elements": [said("a")]})],
    ),
    "rich text list": (
        [rich({"type": "rich_text_list", "style": "bullet", "elements": [line(said("a"))]})],
        [rich({"type": "rich_text_list", "style": "bullet", "elements": [said("a")]})],
    ),
    "rich text is not empty": ([rich(line(said("a")))], [rich(line(said("")))]),
    "rich text date": (
        [rich(line({"type": "date", "timestamp": 1_795_700_000, "format": "{date}"}))],
        [rich(line({"type": "date", "timestamp": "soon", "format": "{date}"}))],
    ),
    "data table rows": ([data_table(101)], [data_table(102)]),
    "data table has a header and a row": ([data_table(2)], [data_table(1)]),
    "data table columns": (
        [{"type": "data_table", "caption": "Week", "rows": [row("a", "b"), row("c", "d")]}],
        [{"type": "data_table", "caption": "Week", "rows": [row("a", "b"), row("c")]}],
    ),
    "data table page": ([data_table(2, page_size=100)], [data_table(2, page_size=101)]),
    "chart title": ([chart("x" * 50)], [chart("x" * 51)]),
    "two charts": ([chart()] * 2, [chart()] * 3),
    "pie segments": ([pie(*range(1, 13))], [pie(*range(1, 14))]),
    "pie segments are positive": ([pie(1)], [pie(0)]),
    "card title": ([{**CARD, "title": plain("x" * 150)}], [{**CARD, "title": plain("x" * 151)}]),
    "card body": ([{**CARD, "body": plain("x" * 200)}], [{**CARD, "body": plain("x" * 201)}]),
    "card is not empty": ([CARD], [{"type": "card", "subtitle": plain("x")}]),
    "card buttons": ([{**CARD, "actions": [button()] * 3}], [{**CARD, "actions": [button()] * 4}]),
    "carousel": (
        [{"type": "carousel", "elements": [CARD] * 10}],
        [{"type": "carousel", "elements": [CARD] * 11}],
    ),
    "one table": ([{"type": "table", "rows": [row("a")]}], [{"type": "table", "rows": [row("a")]}] * 2),
    "known blocks": ([{"type": "divider"}], [{"type": "fireworks"}]),
    "known fields": ([section()], [section(colour="red")]),
    "alerts are for modals": (
        [section()],
        [{"type": "alert", "text": plain("Careful"), "level": "warning"}],
    ),
}


@pytest.mark.parametrize(("inside", "outside"), MESSAGES.values(), ids=MESSAGES)
def test_a_message_up_to_each_limit_and_no_further(inside: list[JSON], outside: list[JSON]) -> None:
    check_message("text", inside)
    with pytest.raises(Refusal, match="invalid_blocks") as refused:
        check_message("text", outside)
    assert "json-pointer:/blocks" in refused.value.reasons[0]


def test_a_message_has_something_in_it_and_not_too_much() -> None:
    check_message("x" * 40_000, None)
    check_message(None, [section()])
    with pytest.raises(Refusal, match="msg_too_long"):
        check_message("x" * 40_001, None)
    with pytest.raises(Refusal, match="no_text"):
        check_message("", [])


def test_a_chart_needs_a_value_for_every_category() -> None:
    lacking = chart(values=(1, 2))
    lacking["chart"]["axis_config"]["categories"].append("Wed")
    with pytest.raises(Refusal, match="one data point for each category"):
        check_message("text", [lacking])


@pytest.mark.parametrize("bad", [{"event_type": "x"}, {"event_type": "", "event_payload": {}}, "x", {"a": 1}])
def test_metadata_is_a_type_and_a_payload(bad: Any) -> None:
    check_metadata({"event_type": "sent", "event_payload": {"id": "1"}})
    with pytest.raises(Refusal, match="invalid_metadata_format"):
        check_metadata(bad)


def modal(*blocks: JSON, **more: Any) -> JSON:
    return {"type": "modal", "title": plain("Form"), "submit": plain("Save"), "blocks": list(blocks), **more}


def input_block(element: JSON | None = None, **more: Any) -> JSON:
    return {"type": "input", "label": plain("Name"), "element": element or {"type": "plain_text_input"}, **more}


def text_input(**more: Any) -> JSON:
    return input_block({"type": "plain_text_input", **more})


VIEWS: dict[str, tuple[JSON, JSON]] = {
    "100 blocks": (modal(*[section()] * 100), modal(*[section()] * 101)),
    "title": (modal(title=plain("x" * 24)), modal(title=plain("x" * 25))),
    "submit": (modal(submit=plain("x" * 24)), modal(submit=plain("x" * 25))),
    "close": (modal(close=plain("x" * 24)), modal(close=plain("x" * 25))),
    "private metadata": (modal(private_metadata="x" * 3000), modal(private_metadata="x" * 3001)),
    "callback id": (modal(callback_id="x" * 255), modal(callback_id="x" * 256)),
    "inputs need submit": (modal(input_block()), modal(input_block(), submit=None)),
    "label": (modal(input_block(label=plain("x" * 2000))), modal(input_block(label=plain("x" * 2001)))),
    "hint": (modal(input_block(hint=plain("x" * 2000))), modal(input_block(hint=plain("x" * 2001)))),
    "initial value": (
        modal(text_input(initial_value="x" * 3000)),
        modal(text_input(initial_value="x" * 3001)),
    ),
    "initial value within max_length": (
        modal(text_input(initial_value="x" * 10, max_length=10)),
        modal(text_input(initial_value="x" * 11, max_length=10)),
    ),
    "max_length": (modal(text_input(max_length=3000)), modal(text_input(max_length=3001))),
    "min_length": (modal(text_input(min_length=5, max_length=5)), modal(text_input(min_length=6, max_length=5))),
    "no buttons in inputs": (modal(input_block(select())), modal(input_block(button()))),
    "one focus": (
        modal(text_input(focus_on_load=True), text_input()),
        modal(text_input(focus_on_load=True), text_input(focus_on_load=True)),
    ),
    "alert": (
        modal({"type": "alert", "text": plain("x" * 200)}),
        modal({"type": "alert", "text": plain("x" * 201)}),
    ),
    "alert level": (
        modal({"type": "alert", "text": plain("x"), "level": "error"}),
        modal({"type": "alert", "text": plain("x"), "level": "panic"}),
    ),
    "tables are for messages": (modal(section()), modal({"type": "table", "rows": [row("a")]})),
    "kinds of views": (modal(section()), {**modal(section()), "type": "page"}),
    "a title": (modal(section()), {"type": "modal", "blocks": [section()]}),
}


@pytest.mark.parametrize(("inside", "outside"), VIEWS.values(), ids=VIEWS)
def test_a_view_up_to_each_limit_and_no_further(inside: JSON, outside: JSON) -> None:
    check_view(inside, "modal", "home")
    with pytest.raises(Refusal, match="invalid_arguments") as refused:
        check_view(outside, "modal", "home")
    assert "json-pointer:/view" in refused.value.reasons[0]


def test_home_has_no_title_and_no_email_fields() -> None:
    check_view({"type": "home", "blocks": [section(), text_input()]}, "home")
    for wrong in (
        {"type": "home", "title": plain("Home"), "blocks": [section()]},
        {"type": "home", "blocks": [input_block({"type": "email_text_input"})]},
        {"type": "home", "blocks": [section()] * 101},
    ):
        with pytest.raises(Refusal):
            check_view(wrong, "home")


def test_a_view_of_a_quarter_megabyte_is_too_large() -> None:
    with pytest.raises(Refusal, match="view_too_large"):
        check_view(modal(*[section("x" * 2900)] * 90), "modal")
