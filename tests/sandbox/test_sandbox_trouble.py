"""Too fast, lost on the way, broken in between: pacing, faults and sockets that close."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from tiny_bot import HttpBot, SocketBot

from sandbox.faults import Fault, Faults
from sandbox.pacing import Pace
from sandbox.server import Sandbox

A = "U0AGENT"


async def limited(call: Any) -> int | None:
    """The seconds of Retry-After, or None if the call passed."""
    try:
        await call
    except SlackApiError as refused:
        answer = refused.response
    else:
        return None
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    return int(answer.headers["Retry-After"])


async def test_a_message_a_second_and_channel_with_a_small_burst() -> None:
    async with Sandbox(pace=Pace(channel_burst=2)) as slack:
        web = AsyncWebClient(slack.token, base_url=slack.api_url, retry_handlers=[])
        waits = [await limited(web.chat_postMessage(channel="C0SUPPORT", text="x")) for _ in range(3)]
        assert waits == [None, None, 1]
        assert await limited(web.chat_postMessage(channel="C0WINS", text="x")) is None
        assert (slack.workspace.pace.limited, slack.workspace.refusals) == (1, [])
        posted = slack.workspace.messages[0]
        assert await limited(web.chat_update(channel=posted.channel, ts=posted.ts, text="y")) is None


async def test_the_workspace_has_a_limit_of_its_own() -> None:
    async with Sandbox(pace=Pace(workspace_per_second=0.1, workspace_burst=2)) as slack:
        web = AsyncWebClient(slack.token, base_url=slack.api_url, retry_handlers=[])
        channels = ("C0SUPPORT", "C0WINS", "C0LEADS")
        waits = [await limited(web.chat_postMessage(channel=channel, text="x")) for channel in channels]
        assert waits == [None, None, 10]


def test_tokens_come_back_with_time() -> None:
    slow, quick = Pace(channel_per_second=0.5, channel_burst=1), Pace(channel_per_second=1e9, channel_burst=1)
    assert [slow.retry_after("C1") for _ in range(2)] == [None, 2]
    assert [quick.retry_after("C1") for _ in range(2)] == [None, None]


def test_pacing_can_be_off() -> None:
    pace = Pace(channel_burst=1, tiers={"chat.update": 1}, on=False)
    assert [pace.retry_after("C1") for _ in range(5)] == [None] * 5
    assert [pace.wait_of("chat.update", "C1") for _ in range(50)] == [None] * 50


def test_other_methods_are_limited_where_a_test_wants_that() -> None:
    pace = Pace(tiers={"chat.update": 6})
    assert [pace.wait_of("chat.update", f"C{n}") for n in range(21)] == [None] * 20 + [10]
    assert pace.wait_of("conversations.history", "C1") is None
    assert pace.limited == 1


@pytest.mark.parametrize(("kind", "accepted"), [("lost_answer", True), ("dropped", False)])
async def test_a_connection_that_breaks(slack: Sandbox, http_bot: HttpBot, kind: Any, accepted: bool) -> None:
    slack.faults.add("chat.postMessage", kind)
    with pytest.raises(aiohttp.ClientError):
        await http_bot.web.chat_postMessage(channel="C0SUPPORT", text="once")
    assert (slack.find(A, "once") is not None) == accepted
    await http_bot.web.chat_postMessage(channel="C0SUPPORT", text="twice")
    assert slack.find(A, "twice")


@pytest.mark.parametrize(("kind", "accepted"), [("error_after", True), ("error_before", False)])
async def test_an_internal_error(slack: Sandbox, http_bot: HttpBot, kind: Any, accepted: bool) -> None:
    slack.faults.add("chat.*", kind)
    with pytest.raises(SlackApiError) as failed:
        await http_bot.web.chat_postMessage(channel="C0SUPPORT", text="once")
    assert failed.value.response.status_code == 500
    assert (slack.find(A, "once") is not None) == accepted


async def test_being_told_to_wait(slack: Sandbox, http_bot: HttpBot) -> None:
    slack.faults.add("*", "ratelimited", seconds=30)
    assert await limited(http_bot.web.chat_postMessage(channel="C0SUPPORT", text="x")) == 30
    assert slack.workspace.messages == []


@pytest.mark.parametrize(("kind", "at_once"), [("delay", False), ("slow_answer", True)])
async def test_slowness(slack: Sandbox, http_bot: HttpBot, kind: Any, at_once: bool) -> None:
    slack.faults.add("chat.postMessage", kind, seconds=1)
    started = time.monotonic()
    call = asyncio.create_task(http_bot.web.chat_postMessage(channel="C0SUPPORT", text="slow"))
    await slack.until(lambda: slack.find(A, "slow"))
    assert at_once or time.monotonic() - started >= 1, "it is taken late"
    assert not call.done() or not at_once, "it is taken at once, and answered late"
    await call
    assert time.monotonic() - started >= 1


async def test_a_response_url_can_fail_too(slack: Sandbox, http_bot: HttpBot) -> None:
    await slack.command(A, "/x")
    slack.faults.add("response_url", "error_before")
    async with aiohttp.ClientSession() as session:
        async with session.post(http_bot.heard[-1]["response_url"], json={"text": "x"}) as got:
            assert got.status == 500
        async with session.post(http_bot.heard[-1]["response_url"], json={"text": "x"}) as got:
            assert got.status == 200


def test_chance_is_the_same_in_every_run() -> None:
    def struck() -> list[bool]:
        faults = Faults(seed=7)
        faults.add("chat.*", "dropped", times=None, probability=0.5)
        return [faults.strike("chat.postMessage") is not None for _ in range(50)]

    assert struck() == struck()
    assert 10 < sum(struck()) < 40
    assert Faults().strike("chat.postMessage") is None
    with pytest.raises(ValueError, match="there are lost_answer"):
        Faults().add("*", "earthquake")  # type: ignore[arg-type]


async def test_a_plan_sees_every_call_and_chooses(slack: Sandbox, http_bot: HttpBot) -> None:
    seen = []

    def plan(method: str, args: dict[str, Any]) -> Fault | None:
        seen.append((method, args["text"], len(slack.workspace.messages)))
        return Fault(method, "error_before") if args["text"] == "this one" else None

    slack.faults.plan = plan
    slack.faults.add("*", "ratelimited", times=1)
    with pytest.raises(SlackApiError) as failed:
        await http_bot.web.chat_postMessage(channel="C0SUPPORT", text="this one")
    assert failed.value.response.status_code == 500
    assert await limited(http_bot.web.chat_postMessage(channel="C0SUPPORT", text="that one")) == 1
    await http_bot.web.chat_postMessage(channel="C0SUPPORT", text="last one")
    assert seen == [("chat.postMessage", f"{which} one", 0) for which in ("this", "that", "last")]


async def test_faults_over_http(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        address = f"{slack.url}/sandbox/faults"
        async with session.post(address, json={"method": "chat.*", "kind": "dropped", "times": 3}) as got:
            assert (await got.json())["active"][0]["times"] == 3
        async with session.post(address, json={"method": "chat.*", "kind": "earthquake"}) as got:
            assert got.status == 400
        async with session.post(address, json={"clear": True}) as got:
            assert (await got.json())["active"] == []


async def test_deliveries_go_to_the_connections_in_turn(slack: Sandbox) -> None:
    async with SocketBot(slack) as first, SocketBot(slack) as second:
        await slack.until(lambda: len(slack.sockets) == 2)
        for _ in range(4):
            await slack.command(A, "/x")
        assert len(first.heard) == len(second.heard) == 2


async def test_a_bot_comes_back_after_a_disconnect(slack: Sandbox, socket_bot: SocketBot) -> None:
    await slack.sockets.disconnect("refresh_requested")
    await slack.sockets.connected()
    assert (await slack.command(A, "/x")).ok


async def test_a_socket_that_breaks_fails_what_waits_for_it(slack: Sandbox, socket_bot: SocketBot) -> None:
    socket_bot.hold = asyncio.Event()
    waiting = asyncio.create_task(slack.command(A, "/x"))
    await socket_bot.reached.wait()
    await slack.sockets.disconnect(abruptly=True)
    assert (await waiting).error == "dispatch_failed"
    socket_bot.hold.set()


async def test_a_ticket_opens_one_socket(slack: Sandbox) -> None:
    ticket = slack.sockets.ticket(slack.url)
    async with aiohttp.ClientSession() as session, session.ws_connect(ticket) as socket:
        hello = await socket.receive_json()
        assert hello["type"] == "hello"
        assert hello["num_connections"] == 1
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(ticket)
