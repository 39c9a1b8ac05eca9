"""Saying in Slack that two customers are the same."""

from __future__ import annotations

import pytest
from offices import Work

from bot.errors import NoLongerTwo
from handlers.answers import Private
from handlers.listeners import customers


async def told(work: Work, text: str) -> Private:
    answer = await customers.command(work.office, work.delivery("command", "/customer", text=text), work.ava)
    assert isinstance(answer, Private)
    return answer


async def two_customers(work: Work) -> str:
    """Somebody under an address, and under a name; what the button carries."""
    for who in ("anna.lee@example.com", "“Anna Lee”"):
        await told(work, f"{who} note likes tea")
    answer = await told(work, "anna.lee@example.com")
    offered = [e for block in answer.message.payload()["blocks"] for e in block.get("elements", []) if "value" in e]
    assert [element["action_id"] for element in offered] == ["customer.same", "customer.apart"]
    return str(offered[0]["value"])


async def test_the_timeline_offers_and_the_button_merges(work: Work) -> None:
    press = work.delivery("action", "customer.same", value=await two_customers(work))
    for _ in range(2):  # Slack delivers it again
        answer = await customers.same(work.office, press, work.ava)
        assert isinstance(answer, Private)
        assert answer.message.text == "Anna Lee and anna.lee@example.com are one customer now."
        assert not answer.instead, "what it stood in goes on"
    assert "2 notes" in (await told(work, "“Anna Lee”")).message.text
    assert "customer.same" not in str((await told(work, "“Anna Lee”")).message.payload())


async def test_a_second_press_is_told_so(work: Work) -> None:
    value = await two_customers(work)
    await customers.same(work.office, work.delivery("action", "customer.same", value=value), work.ava)
    with pytest.raises(NoLongerTwo):
        await customers.same(work.office, work.delivery("action", "customer.same", value=value), work.ben)


@pytest.mark.parametrize("value", ["", "1", "1 ", "x y", "1 x", "1 -2", "1 99999999999999999999"])
async def test_a_broken_value_merges_nobody(work: Work, value: str) -> None:
    await two_customers(work)
    with pytest.raises(NoLongerTwo):
        await customers.same(work.office, work.delivery("action", "customer.same", value=value), work.ava)


async def test_of_two_people_nobody_is_asked_again(work: Work) -> None:
    press = work.delivery("action", "customer.apart", value=await two_customers(work))
    answer = await customers.apart(work.office, press, work.ava)
    assert isinstance(answer, Private)
    assert answer.message.text == "anna.lee@example.com and Anna Lee stay two customers."
    for who in ("“Anna Lee”", "anna.lee@example.com"):
        assert "customer.same" not in str((await told(work, who)).message.payload())
