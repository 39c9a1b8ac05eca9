"""Messages on their way to Slack: sent once, looked for when an answer was lost, and rid of their late twins."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

import pytest
from offices import NOON, Work
from sqlalchemy import text

from bot import followups, timers
from bot.moments import Moment
from handlers.delivery import Delivery
from handlers.slack import Lost
from handlers.twins import Twins
from handlers.views import plain
from sandbox.surfaces import Message
from storage.records import Reference

POST, UPDATE = "chat.postMessage", "chat.update"
CUSTOMER = Reference("ticket", "#4312", "4312")


def a_reminder(work: Work) -> None:
    """Something that Ava is to be reminded of now."""
    desk, now = work.office.desk, Moment(NOON, work.ava.zone, True, "now")
    followups.record(desk, followups.NewFollowup("request", work.ava, CUSTOMER, "call her back", now))
    timers.ring(desk)


@contextlib.asynccontextmanager
async def sending(work: Work) -> AsyncIterator[None]:
    """Sends what waits, and at the end what is on its way."""

    async def recovered() -> None:
        """Nobody has to know."""

    desk, slack = work.office.desk, work.office.slack
    delivery = Delivery(desk, slack, Twins(desk, slack), 100, recovered)
    running = asyncio.create_task(delivery.run())
    yield
    delivery.halt()
    await delivery.settle()
    await running


def asked(work: Work, method: str) -> int:
    """How often Slack was asked to do this."""
    return sum(call.method == method for call in work.slack.workspace.calls)


def heard(work: Work) -> Sequence[Message]:
    """What Ava sees from the bot."""
    return work.slack.workspace.find_all(work.ava.id, channel=work.slack.workspace.dm(work.ava.id).id)


def run(work: Work, statement: str) -> None:
    """Runs a statement behind the bot's back."""
    with work.office.desk.database.begin() as tx:
        tx.execute(text(statement))


async def test_the_gateway_sends_once_and_says_that_the_answer_was_lost(work: Work) -> None:
    work.slack.faults.add(POST, "lost_answer")
    with pytest.raises(Lost):
        await work.office.slack.post(work.ava.id, plain.note("Hello"), "key")
    assert (len(heard(work)), asked(work, POST)) == (1, 1)


@pytest.mark.parametrize("fault", ["lost_answer", "error_after"])
async def test_what_slack_took_is_found_and_not_sent_again(work: Work, fault: str) -> None:
    work.slack.faults.add(POST, fault)  # type: ignore[arg-type]
    a_reminder(work)
    async with sending(work):
        await work.slack.until(lambda: asked(work, POST) + asked(work, UPDATE) > 1)
    assert (len(heard(work)), asked(work, POST)) == (1, 1)


async def test_what_slack_did_not_take_is_sent_again(work: Work) -> None:
    work.slack.faults.add(POST, "dropped")
    a_reminder(work)
    async with sending(work):
        await work.slack.until(lambda: heard(work))
    assert len(heard(work)) == 1


@pytest.mark.parametrize("looks_before", [0, 3])
async def test_a_late_twin_of_what_was_sent_again_is_removed(
    work: Work, caplog: pytest.LogCaptureFixture, looks_before: int
) -> None:
    a_reminder(work)
    run(work, "UPDATE outbox SET doubtful = true")
    async with sending(work):
        await work.slack.until(lambda: heard(work))
    (kept,) = heard(work)
    twins, key = Twins(work.office.desk, work.office.slack), _key(kept)
    for _ in range(looks_before):
        run(work, "UPDATE outbox SET look_at = 1 WHERE look_at IS NOT NULL")
        await twins.look()
    await work.office.slack.post(work.ava.id, plain.note("The same"), key)
    run(work, "UPDATE outbox SET look_at = 1 WHERE look_at IS NOT NULL")
    await twins.look()
    assert list(heard(work)) == [kept]
    assert f"message {key} stood twice" in caplog.text


def _key(message: Message) -> str:
    assert message.metadata
    return str(message.metadata["event_payload"]["id"])
