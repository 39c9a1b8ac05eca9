"""The figures in Slack, with their meanings and their values behind buttons."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
from offices import Work

from bot import clippings
from handlers import counting
from handlers.answers import Following, Form, Private
from handlers.dispatch import Dispatcher
from handlers.errors import answer_to
from handlers.listeners import register_all, service
from handlers.office import begun
from handlers.views import plain
from handlers.views.limits import checked
from storage.executor import READERS


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


@pytest.mark.parametrize(
    "typed", ["thank @ben stayed late", "Thank you, @ben: stayed late", "thanks: @ben stayed late"]
)
async def test_thanks_may_be_said_in_other_words(work: Work, typed: str) -> None:
    answer = await asked(work, typed)
    assert answer.message.text.startswith("💛 Passed on.")


async def test_words_about_a_colleague_that_say_no_thanks_are_asked_about(work: Work) -> None:
    """They may be a complaint, so nothing is passed on."""
    for typed in (f"<@{work.ben.id}|ben> was late again", "kudos to @ben, he stayed late"):
        delivery = work.delivery("command", "/service", text=typed)
        form = await service.command(work.office, delivery, work.ava)
        assert isinstance(form, Form)
        assert form.view["callback_id"] == "thanks_form"
        assert "late" in str(checked(form.view))


async def test_what_cannot_be_read_stands_above_the_help(work: Work) -> None:
    shown = str((await asked(work, "how are we doing &amp; why")).message.payload())
    assert "how are we doing & why" in shown
    assert "/service month" in shown
    assert "can’t read" not in str((await asked(work, " HELP ")).message.payload())


async def test_the_meanings_of_kindness_are_its_own(work: Work) -> None:
    form = await service.meaning(work.office, work.delivery("action", "service.meaning", value="0 kindness"), work.ava)
    assert isinstance(form, Form)
    assert "stands for the proactive fix" in str(checked(form.view))


class TestCounting:
    """What takes longer than a moment: the threads that read are held up until the test lets them go."""

    @pytest.fixture
    async def held(self, work: Work, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[threading.Event]:
        monkeypatch.setattr(counting, "SOON_SECONDS", 0.2)
        free = threading.Event()
        busy = [asyncio.ensure_future(work.office.desk.executor.read(free.wait)) for _ in range(READERS)]
        yield free
        free.set()
        await asyncio.gather(*busy)

    @pytest.mark.parametrize("text", ["month", "kindness"])
    async def test_is_answered_at_once_and_follows(
        self, work: Work, held: threading.Event, text: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dispatcher = Dispatcher(work.office, register_all())
        url = work.slack.workspace.response_urls.issue(work.ava.id, "C0SUPPORT")
        typed = {"text": text, "response_url": f"{work.slack.workspace.url}/response/{url.id}"}
        ack = await dispatcher.handle(work.delivery("command", "/service", **typed))
        assert ack["text"] == counting.COUNTING
        again = await dispatcher.handle(work.delivery("command", "/service", **typed))
        assert again["text"] == counting.STILL
        held.set()
        await work.office.settle(10)
        (told,) = work.slack.workspace.find_all(work.ava.id, re.compile("nothing to compare yet|The last 30 days"))
        assert told.ephemeral_to == work.ava.id
        monkeypatch.setattr(counting, "SOON_SECONDS", 60.0)
        after = await dispatcher.handle(work.delivery("command", "/service", **typed))
        assert "text" in after
        assert after["text"] not in (counting.COUNTING, counting.STILL)

    async def test_of_another_person_waits_for_its_turn(self, work: Work, held: threading.Event) -> None:
        first, second = await asyncio.gather(
            *(service.command(work.office, work.delivery("command", "/service"), who) for who in (work.ava, work.ben))
        )
        assert isinstance(first, Following)
        assert isinstance(second, Following)
        held.set()
        for following in (first, second):
            assert (await following.answer).message.text.startswith("The last 7 days: ")

    async def test_the_values_follow_by_direct_message_where_there_is_no_other_way(
        self, work: Work, held: threading.Event
    ) -> None:
        at = int(work.office.desk.clock().timestamp())
        press = work.delivery("action", "service.csv", value=f"{at} week")
        assert await Dispatcher(work.office, register_all()).handle(press) == {}
        held.set()
        await work.office.settle(10)
        dm = work.slack.workspace.dm(work.ava.id).id
        said = [work.slack.find(work.ava.id, words, channel=dm) for words in ("I am counting", "value_before")]
        assert all(said)

    async def test_that_fails_is_told_too(self, work: Work, held: threading.Event) -> None:
        """Only leads are told how gestures were decided, and who they are is known when it is counted."""
        ack = await Dispatcher(work.office, register_all()).handle(
            work.delivery("command", "/service", text="gestures")
        )
        assert ack["text"] == counting.COUNTING
        held.set()
        await work.office.settle(10)
        dm = work.slack.workspace.dm(work.ava.id).id
        assert work.slack.find(work.ava.id, "is for leads", channel=dm)


async def test_what_was_only_looked_at_changed_nothing(work: Work) -> None:
    """An answer that comes too late says whether something may still happen."""
    delivery = work.delivery("command", "/customer")
    begun.set(False)
    assert answer_to(TimeoutError(), delivery) == Private(plain.note(plain.SLOW_TO_LOOK))
    await work.office.write(clippings.keep, work.ava, "some words")
    assert answer_to(TimeoutError(), delivery) == Private(plain.note(plain.SLOW))
