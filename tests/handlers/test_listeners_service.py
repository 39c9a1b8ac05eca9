"""The figures in Slack, with their meanings and their values behind buttons."""

from __future__ import annotations

from typing import Any

import pytest
from offices import Work

from handlers.answers import Form, Private
from handlers.listeners import service
from handlers.views.blocks import checked


async def asked(work: Work, text: str = "") -> Private:
    answer = await service.command(work.office, work.delivery("command", "/service", text=text), work.ava)
    assert isinstance(answer, Private)
    return answer


def button(answer: Private, label: str) -> dict[str, Any]:
    elements = [e for block in answer.message.payload()["blocks"] for e in block.get("elements", []) if "value" in e]
    (found,) = [element for element in elements if element["text"]["text"] == label]
    return dict(found)


@pytest.mark.parametrize(("text", "days"), [("", 7), ("week", 7), (" MONTH ", 30)])
async def test_the_values_are_of_the_days_that_are_shown(work: Work, text: str, days: int) -> None:
    answer = await asked(work, text)
    assert answer.message.text.startswith(f"The last {days} days: ")
    pressed = button(answer, "As CSV")
    values = await service.csv(
        work.office, work.delivery("action", pressed["action_id"], value=pressed["value"]), work.ava
    )
    assert isinstance(values, Private)
    assert not values.instead, "the figures stay where they are"
    (block,) = checked(values.message)["blocks"]
    text = "".join(piece["elements"][0]["text"] for piece in block["elements"])
    assert text.startswith("figure,value,unit,cases,value_before,cases_before\nsince,2026-")
    assert "until,2026-11-23T11:00:00.000000Z,UTC," in text


async def test_the_meanings_open_beside_the_figures(work: Work) -> None:
    pressed = button(await asked(work), "What do these mean?")
    form = await service.meaning(work.office, work.delivery("action", pressed["action_id"]), work.ava)
    assert isinstance(form, Form)
    assert "Promises kept" in str(checked(form.view))


@pytest.mark.parametrize("value", ["", "x", "0 week", "1 year", "1", "999999999999999 week", "17 week week"])
async def test_days_that_nobody_knows_are_answered(work: Work, value: str) -> None:
    answer = await service.csv(work.office, work.delivery("action", "service.csv", value=value), work.ava)
    assert isinstance(answer, Private)
    assert "/service" in answer.message.text
