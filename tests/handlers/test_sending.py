"""Messages on their way to Slack: sent once, looked for when an answer was lost, and rid of their late twins."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from offices import NOON, Work
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from bot import delivery, followups, timers
from bot.moments import Moment
from handlers.attempt import SENDING_SECONDS
from handlers.delivery import AT_ONCE, Delivery
from handlers.slack import Lost
from handlers.twins import Twins
from handlers.views import plain
from sandbox.faults import Fault
from sandbox.pacing import Pace
from sandbox.people import BOT_USER_ID
from sandbox.surfaces import Message
from storage import outbox
from storage.records import Reference, Sent

POST, UPDATE, HISTORY = "chat.postMessage", "chat.update", "conversations.history"
CUSTOMER = Reference("ticket", "#4312", "4312")


def a_reminder(work: Work, request: str = "request") -> None:
    """Something that Ava is to be reminded of now."""
    desk, now = work.office.desk, Moment(NOON, work.ava.zone, True, "now")
    followups.record(desk, followups.NewFollowup(request, work.ava, CUSTOMER, "call her back", now))
    timers.ring(desk)


@contextlib.asynccontextmanager
async def sending(work: Work) -> AsyncIterator[None]:
    """Sends what waits, and at the end what is on its way."""

    async def recovered() -> None:
        """Nobody has to know."""

    desk, slack = work.office.desk, work.office.slack
    loop = Delivery(desk, slack, Twins(desk, slack), 100, recovered)
    running = asyncio.create_task(loop.run())
    yield
    loop.halt()
    await running
    await loop.settle()


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


async def test_nothing_waits_for_messages_that_slack_takes_its_time_with(work: Work) -> None:
    work.slack.faults.add(POST, "slow_answer", times=None, seconds=2)
    posting = [
        asyncio.create_task(work.office.slack.post(work.ava.id, plain.note("Hello"), f"key {number}"))
        for number in range(AT_ONCE)
    ]
    await work.slack.until(lambda: asked(work, POST) == AT_ONCE)
    await work.office.slack.call("auth.test")
    assert not any(task.done() for task in posting)
    await asyncio.gather(*posting)


@pytest.mark.parametrize("fault", ["lost_answer", "error_after"])
async def test_what_slack_took_is_found_and_not_sent_again(work: Work, fault: str) -> None:
    work.slack.faults.add(POST, fault)  # type: ignore[arg-type]
    a_reminder(work)
    async with sending(work):
        await work.slack.until(lambda: asked(work, POST) + asked(work, UPDATE) > 1)
    assert (len(heard(work)), asked(work, POST)) == (1, 1)


async def test_whoever_was_frozen_past_the_deadline_does_not_speak(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process stands still after its first claim; who takes over may have spoken by the time it goes on."""
    awake, asked_before = time.monotonic, list[int]()

    def claimed(*args: Any) -> None:
        if "SET state=" in args[2] and "fence=(outbox.fence" in args[2]:
            asked_before.append(asked(work, POST))

    monkeypatch.setattr(time, "monotonic", lambda: awake() + (SENDING_SECONDS + 1 if asked_before else 0))
    event.listen(work.office.desk.database.engine, "after_cursor_execute", claimed)
    a_reminder(work)
    async with sending(work):
        await work.slack.until(lambda: heard(work) and len(asked_before) > 1, 30)
    assert asked_before[1] == 0
    assert len(heard(work)) == 1


async def test_what_slack_did_not_take_is_sent_again(work: Work) -> None:
    work.slack.faults.add(POST, "dropped")
    a_reminder(work)
    async with sending(work):
        await work.slack.until(lambda: heard(work))
    assert len(heard(work)) == 1


async def test_where_somebody_was_written_to_is_looked_for_without_asking(work: Work) -> None:
    _, ts = await work.office.slack.post(work.ava.id, plain.note("Hello"), "key")
    assert await work.office.slack.find_posts(work.ava.id, ["key"], NOON) == (heard(work)[0].channel, {"key": [ts]})
    assert asked(work, "conversations.open") == 0


async def test_slack_is_not_asked_to_look_before_its_time_and_then_first_for_what_is_to_be_sent(work: Work) -> None:
    a_reminder(work)
    run(work, "UPDATE outbox SET doubtful = true")
    async with sending(work):
        await work.slack.until(lambda: heard(work))
    a_reminder(work, "another")
    run(work, "UPDATE outbox SET look_at = 1 WHERE look_at IS NOT NULL")
    run(work, "UPDATE outbox SET doubtful = true WHERE state = 'ready'")
    before = asked(work, HISTORY)
    work.slack.faults.add(HISTORY, "ratelimited", seconds=30)
    async with sending(work), asyncio.timeout(10):
        while work.slack.faults.active:  # noqa: ASYNC110 (a refusal rings nowhere)
            await asyncio.sleep(0.02)
    await Twins(work.office.desk, work.office.slack).look()
    assert asked(work, HISTORY) == before
    with work.office.desk.database.read() as tx:
        (looked_at, sent_at) = tx.execute(text("SELECT max(look_at), max(held_until) FROM outbox")).one()
    assert looked_at > sent_at > time.time() + 20


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


async def test_what_turns_up_when_nothing_was_left_to_say_is_removed(
    work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    a_reminder(work)
    run(work, "UPDATE outbox SET doubtful = true")
    followups.done(work.office.desk, "done", work.ava, 1)
    async with sending(work):
        await work.slack.until(lambda: asked(work, HISTORY))
    with work.office.desk.database.read() as tx:
        key = str(tx.execute(text("SELECT key FROM outbox")).scalar_one())
    await work.office.slack.post(work.ava.id, plain.note("Call her back"), key)
    assert len(heard(work)) == 1
    run(work, "UPDATE outbox SET look_at = 1 WHERE look_at IS NOT NULL")
    await Twins(work.office.desk, work.office.slack).look()
    assert heard(work) == []
    assert f"message {key} turned up when nothing was left to say" in caplog.text


async def test_a_change_that_is_taken_back_before_its_answer_was_missed(work: Work) -> None:
    a_reminder(work)
    desk, leads = work.office.desk, work.slack.workspace.channels["C0LEADS"]
    with desk.database.begin() as tx:
        outbox.add(tx, "escalation", "followup:1", leads.id, 15, NOON, NOON)
    async with sending(work):
        (word,) = await work.slack.until(lambda: said_in(work, leads.id))
        first = word.words()
        work.slack.faults.plan = lambda method, args: losing(method, args, leads.id)
        followups.done(desk, "done", work.ava, 1)
        await work.slack.until(lambda: word.updates)
        work.slack.faults.plan = None
        assert word.words() != first
        followups.reopen(desk, "reopen", work.ava, 1)
        await work.slack.until(lambda: word.updates > 1)
    assert word.words() == first


async def test_what_a_frozen_replica_shows_after_its_lease_is_shown_anew(work: Work) -> None:
    desk = work.office.desk
    a_reminder(work)
    async with sending(work):
        await work.slack.until(lambda: heard(work))
    (reminder,) = heard(work)
    followups.done(desk, "done", work.ava, 1)
    (post,) = delivery.claim(desk, 1, 100).posts
    run(work, "UPDATE outbox SET held_until = 1")
    async with sending(work):
        await work.slack.until(lambda: reminder.updates)
        shown = reminder.words()
        await work.office.slack.update(reminder.channel, reminder.ts, plain.note("As it was before"))
        assert delivery.finish(desk, [Sent(post, reminder.channel, reminder.ts, "as it was before")]) == set()
        await work.slack.until(lambda: reminder.updates > 2)
    assert reminder.words() == shown


async def test_whoever_pressed_a_button_waits_for_no_morning_of_yesterday(work: Work) -> None:
    a_reminder(work)
    async with sending(work):
        await work.slack.until(lambda: heard(work))
    (reminder,) = heard(work)
    for number in range(1, 41):
        shown = work.slack.workspace.post(reminder.channel, BOT_USER_ID, f"Good morning {number}")
        run(
            work,
            "INSERT INTO outbox (key, kind, subject, occurrence, recipient, priority, state, due_at, created_at,"
            f" channel, ts) SELECT 'k{number}', 'digest', 'person:' || recipient, {number}, recipient, 30, 'settled',"
            f" due_at, created_at, channel, '{shown.ts}' FROM outbox WHERE kind = 'reminder'",
        )
        with work.office.desk.database.begin() as tx:
            outbox.supersede(tx, "digest", f"person:{work.ava.id}")
    work.slack.workspace.pace = pace = Pace(tiers={UPDATE: 50})
    followups.done(work.office.desk, "done", work.ava, 1)
    async with sending(work):
        await work.slack.until(lambda: reminder.updates)
    assert (pace.limited, asked(work, UPDATE) < 40) == (0, True)


async def test_a_morning_message_is_not_sent_again_for_what_it_does_not_show(work: Work) -> None:
    desk = work.office.desk
    a_reminder(work)
    with desk.database.begin() as tx:
        outbox.add(tx, "digest", f"person:{work.ava.id}", work.ava.id, 30, NOON, NOON)
    async with sending(work):
        await work.slack.until(lambda: len(heard(work)) == 2)
    far = Moment(NOON + timedelta(days=30), work.ava.zone, True, "in a month")
    followups.record(desk, followups.NewFollowup("far", work.ava, CUSTOMER, "ask again", far))
    async with sending(work):
        await until_settled(work)
        assert asked(work, UPDATE) == 0
        near = Moment(NOON + timedelta(minutes=5), work.ava.zone, True, "in 5 minutes")
        followups.record(desk, followups.NewFollowup("near", work.ava, CUSTOMER, "call him too", near))
        await work.slack.until(lambda: asked(work, UPDATE))


@pytest.mark.parametrize("method", [POST, UPDATE])
async def test_whoever_slept_past_their_lease_says_nothing_and_leaves_no_doubt(work: Work, method: str) -> None:
    a_reminder(work)
    if method == UPDATE:
        async with sending(work):
            await work.slack.until(lambda: heard(work))
        followups.done(work.office.desk, "done", work.ava, 1)
    desk, loop, awake = work.office.desk, asyncio.get_running_loop(), asyncio.Event()

    def sleep() -> None:
        time.sleep(SENDING_SECONDS + 0.1)
        awake.set()

    def fall_asleep(*said: object) -> None:
        if "FROM followups" in str(said[2]) and sleeps:
            loop.call_soon_threadsafe(sleeps.pop())

    sleeps = [sleep]
    event.listen(desk.database.engine, "before_cursor_execute", fall_asleep)
    before = asked(work, method)
    async with sending(work):
        await awake.wait()
    assert asked(work, method) == before
    async with sending(work):
        await work.slack.until(lambda: asked(work, method) > before)
    assert (len(heard(work)), asked(work, HISTORY)) == (1, 0)


async def test_what_cannot_be_loaded_was_not_tried(work: Work) -> None:
    a_reminder(work)
    engine = work.office.desk.database.engine

    def fail(*said: object) -> None:
        if "FROM followups" in str(said[2]) and failures:
            raise failures.pop()

    failures = [OperationalError("SELECT", None, sqlite3.OperationalError("disk I/O error"))]
    event.listen(engine, "before_cursor_execute", fail)
    async with sending(work):
        await work.slack.until(lambda: heard(work))
    assert (len(heard(work)), asked(work, HISTORY)) == (1, 0)


async def until_settled(work: Work) -> None:
    """Waits until no message waits or is on its way."""
    async with asyncio.timeout(10):
        while await work.office.read(delivery.depth):  # noqa: ASYNC110 (nothing rings)
            await asyncio.sleep(0.02)


def losing(method: str, args: Mapping[str, Any], channel: str) -> Fault | None:
    """Loses the answers to changes in a channel."""
    return Fault(UPDATE, "lost_answer") if (method, args.get("channel")) == (UPDATE, channel) else None


def said_in(work: Work, channel: str) -> Sequence[Message]:
    """What leads see in a channel."""
    return work.slack.workspace.find_all("U0LEAD", channel=channel)


def _key(message: Message) -> str:
    assert message.metadata
    return str(message.metadata["event_payload"]["id"])
