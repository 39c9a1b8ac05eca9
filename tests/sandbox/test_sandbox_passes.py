"""Triggers and response URLs: short-lived, counted, on real time."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from tiny_bot import Bot, HttpBot

from sandbox.server import Sandbox

A = "U0AGENT"
VIEW: dict[str, Any] = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Form"},
    "blocks": [{"type": "divider"}],
}


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        await call
    return str(error.value.response["error"])


async def trigger(slack: Sandbox, bot: Bot) -> str:
    await slack.command(A, "/x")
    return str(bot.heard[-1]["trigger_id"])


async def test_a_trigger_opens_one_form_within_three_seconds(slack: Sandbox, http_bot: HttpBot) -> None:
    web = http_bot.web
    fresh = await trigger(slack, http_bot)
    slack.workspace.triggers.age(2.5)
    slack.clock.forward(timedelta(hours=1))
    await web.views_open(trigger_id=fresh, view=VIEW)
    assert await refused(web.views_open(trigger_id=fresh, view=VIEW)) == "exchanged_trigger_id"
    old = await trigger(slack, http_bot)
    slack.workspace.triggers.age(3.1)
    assert await refused(web.views_open(trigger_id=old, view=VIEW)) == "expired_trigger_id"
    assert await refused(web.views_open(trigger_id="1.2.x", view=VIEW)) == "invalid_trigger_id"


async def test_a_refused_form_does_not_spend_the_trigger(slack: Sandbox, http_bot: HttpBot) -> None:
    fresh = await trigger(slack, http_bot)
    assert await refused(http_bot.web.views_open(trigger_id=fresh, view={"type": "modal"})) == "invalid_arguments"
    await http_bot.web.views_open(trigger_id=fresh, view=VIEW)


async def test_forms_are_stacked_three_high(slack: Sandbox, http_bot: HttpBot) -> None:
    web = http_bot.web
    assert await refused(web.views_push(trigger_id=await trigger(slack, http_bot), view=VIEW)) == "not_found"
    first = await web.views_open(trigger_id=await trigger(slack, http_bot), view=VIEW)
    second = await web.views_push(trigger_id=await trigger(slack, http_bot), view=VIEW)
    assert second["view"]["previous_view_id"] == second["view"]["root_view_id"] == first["view"]["id"]
    await web.views_push(trigger_id=await trigger(slack, http_bot), view=VIEW)
    last = await trigger(slack, http_bot)
    assert await refused(web.views_push(trigger_id=last, view=VIEW)) == "push_limit_reached"


async def test_only_open_forms_change(slack: Sandbox, http_bot: HttpBot) -> None:
    web = http_bot.web
    opened = await web.views_open(trigger_id=await trigger(slack, http_bot), view={**VIEW, "external_id": "mine"})
    await web.views_update(external_id="mine", view={**VIEW, "external_id": "mine"})
    stale = web.views_update(view_id=opened["view"]["id"], hash=opened["view"]["hash"], view=VIEW)
    assert await refused(stale) == "hash_conflict"
    shown = slack.view(A)
    assert shown
    await slack.close(A, shown)
    assert await refused(web.views_update(view_id=opened["view"]["id"], view=VIEW)) == "not_found"


async def answer(url: str, **body: Any) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as got:
        return got.status, await got.text()


async def test_a_response_url_works_five_times(slack: Sandbox, http_bot: HttpBot) -> None:
    await slack.command(A, "/x", channel="C0SUPPORT")
    url = http_bot.heard[-1]["response_url"]
    for i in range(4):
        assert await answer(url, text=f"answer {i}") == (200, "ok")
    assert await answer(url, text="for all", response_type="in_channel") == (200, "ok")
    assert await answer(url, text="too many") == (404, "used_url")
    assert slack.find(A, "answer 3")
    assert not slack.find("U0AGENT2", "answer")
    assert slack.find("U0AGENT2", "for all")
    assert not slack.find(A, "too many")


async def test_a_response_url_lasts_half_an_hour_of_real_time(slack: Sandbox, http_bot: HttpBot) -> None:
    await slack.command(A, "/x")
    url = http_bot.heard[-1]["response_url"]
    slack.clock.forward("2 h")
    slack.workspace.response_urls.age(29 * 60)
    assert await answer(url, text="in time") == (200, "ok")
    slack.workspace.response_urls.age(61)
    assert await answer(url, text="late") == (404, "expired_url")
    assert await answer(url + "x", text="x") == (404, "expired_url")


async def test_a_response_url_changes_a_private_message(slack: Sandbox, http_bot: HttpBot) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Cancel"}, "action_id": "cancel"}
    blocks = [{"type": "actions", "elements": [button]}]
    http_bot.answer = lambda payload: {"text": "Noted", "blocks": blocks} if "command" in payload else None
    ack = await slack.command(A, "/x")
    assert ack.message
    await slack.press(A, ack.message, "Cancel")
    url = http_bot.heard[-1]["response_url"]
    assert await answer(url, replace_original=True, text="Cancelled") == (200, "ok")
    assert (ack.message.text, ack.message.blocks, ack.message.updates) == ("Cancelled", [], 1)
    assert await answer(url, text="Beside it") == (200, "ok")
    assert len(slack.workspace.messages) == 2
    assert await answer(url, delete_original=True) == (200, "ok")
    assert slack.find(A, "cancelled") is None


async def test_a_response_url_refuses_what_slack_refuses(slack: Sandbox, http_bot: HttpBot) -> None:
    await slack.command(A, "/x")
    url = http_bot.heard[-1]["response_url"]
    assert await answer(url, text="x", blocks=[{"type": "fireworks"}]) == (400, "invalid_blocks")
    assert await answer(url) == (400, "no_text")
    assert [call.method for call in slack.workspace.refusals] == ["response_url", "response_url"]
