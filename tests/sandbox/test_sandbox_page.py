"""What the page is served with: one person's view of the workspace, its changes, and what they can do."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from tiny_bot import HttpBot

from sandbox import demo
from sandbox.server import Sandbox

A = "U0AGENT"
BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Done"}, "action_id": "done"}


@pytest.fixture
async def browser(slack: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(slack.url) as session:
        yield session


async def state(browser: aiohttp.ClientSession, user: str = A) -> dict[str, Any]:
    async with browser.get("/sandbox/state", params={"user": user}) as got:
        return dict(await got.json())


async def act(browser: aiohttp.ClientSession, do: str, user: str = A, **more: Any) -> dict[str, Any]:
    async with browser.post("/sandbox/act", json={"user": user, "do": do, **more}) as got:
        return dict(await got.json())


async def test_the_page_and_its_files(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/") as got:
        page = await got.text()
        assert "default-src 'self'" in got.headers["Content-Security-Policy"]
    for name in ("main.js", "style.css", "blocks.css", "icon.svg"):
        assert f"/page/{name}" in page
        async with browser.get(f"/page/{name}") as got:
            assert got.status == 200
    async with browser.get("/page/../server.py") as got:
        assert got.status == 404


async def test_the_demo_opens_on_customers(slack: Sandbox, browser: aiohttp.ClientSession) -> None:
    demo.fill(slack.workspace, "Try this")
    shown = await state(browser)
    texts = [message["text"] for message in shown["messages"]]
    assert len(texts) == len(demo.LETTERS) + 1
    assert texts[-1] == "Try this"
    assert any("wieder" in text or "Frist" in text for text in texts)
    assert [person["id"] for person in shown["people"] if person["playable"]] == [
        "U0AGENT",
        "U0AGENT2",
        "U0LEAD",
        "U0LEAD2",
    ]
    assert [channel["name"] for channel in shown["channels"]] == ["support", "leads", "wins", ""]
    assert float(shown["messages"][0]["ts"]) < shown["clock"]


async def test_everybody_sees_their_own(slack: Sandbox, http_bot: HttpBot, browser: aiohttp.ClientSession) -> None:
    await http_bot.web.chat_postMessage(channel=A, text="For Ava")
    await http_bot.web.chat_postEphemeral(channel="C0SUPPORT", user="U0LEAD", text="For Lee")
    assert [m["text"] for m in (await state(browser))["messages"]] == ["For Ava"]
    lee = (await state(browser, "U0LEAD"))["messages"]
    assert [(m["text"], m["ephemeral"]) for m in lee] == [("For Lee", True)]


async def test_changes_arrive_as_they_happen(slack: Sandbox, browser: aiohttp.ClientSession) -> None:
    async with browser.get("/sandbox/live", params={"user": A}) as stream:
        assert await stream.content.readline() == b": here\n"
        await slack.say("U0LEAD", slack.workspace.dm("U0LEAD").id, "not for Ava")
        await slack.say("U0LEAD", "C0SUPPORT", "for all")
        slack.workspace.announce("clock")
        seen = []
        async with asyncio.timeout(5):
            while len(seen) < 3:
                line = await stream.content.readline()
                if line.startswith(b"data: "):
                    seen.append(json.loads(line[6:]))
    kinds = [each["kind"] for each in seen]
    assert kinds == ["directory", "message", "clock"]
    assert seen[1]["message"]["text"] == "for all"


async def test_what_people_do(slack: Sandbox, http_bot: HttpBot, browser: aiohttp.ClientSession) -> None:
    http_bot.answer = lambda payload: {"text": "Noted"} if "command" in payload else None
    assert await act(browser, "command", command="/followup", text="x", channel="C0SUPPORT") == {
        "error": None,
        "errors": {},
    }
    assert slack.find(A, "noted")
    await act(browser, "say", text="<b>hello</b>", channel="C0SUPPORT")
    said = slack.find(A, "hello")
    assert said
    assert said.text == "&lt;b&gt;hello&lt;/b&gt;"
    await act(browser, "shortcut", callback_id="follow_up", channel="C0SUPPORT", ts=said.ts)
    assert http_bot.heard[-1]["callback_id"] == "follow_up"
    await act(browser, "home")
    assert http_bot.heard[-1]["event"]["type"] == "app_home_opened"
    await act(browser, "read", channel="C0SUPPORT", ts=said.ts)
    assert (await state(browser))["channels"][0]["read"] == said.ts


async def test_using_an_element_and_a_form(slack: Sandbox, http_bot: HttpBot, browser: aiohttp.ClientSession) -> None:
    blocks = [{"type": "actions", "block_id": "row", "elements": [BUTTON]}]
    posted = await http_bot.web.chat_postMessage(channel="C0SUPPORT", text="x", blocks=blocks)
    spec = {"type": "plain_text_input", "action_id": "value"}
    field = {"type": "input", "block_id": "what", "label": {"type": "plain_text", "text": "What"}, "element": spec}
    form = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Form"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [field],
    }

    async def opened(payload: dict[str, Any]) -> None:
        if payload["type"] == "block_actions":
            await http_bot.web.views_open(trigger_id=payload["trigger_id"], view=form)

    http_bot.answer = opened
    where = {"channel": "C0SUPPORT", "ts": posted["ts"], "block_id": "row", "state": {}}
    await act(browser, "use", **where, action_id="done")
    assert "not_possible" in (await act(browser, "use", **where, action_id="gone"))["error"]
    view = (await state(browser))["views"][0]
    assert (await act(browser, "submit", view=view["id"], state={}))["errors"].keys() == {"what"}
    typed = {"what": {"value": {"type": "plain_text_input", "value": "call"}}, "other": {}}
    assert await act(browser, "submit", view=view["id"], state=typed) == {"error": None, "errors": {}}
    assert http_bot.heard[-1]["view"]["state"]["values"] == {"what": typed["what"]}
    assert "closed" in (await act(browser, "close", view=view["id"]))["error"]


@pytest.mark.parametrize("path", ["/sandbox/act", "/sandbox/clock", "/sandbox/faults"])
async def test_other_sites_cannot_use_the_controls(browser: aiohttp.ClientSession, path: str) -> None:
    async with browser.post(path, json={}, headers={"Origin": "https://elsewhere.example"}) as got:
        assert got.status == 403
    async with browser.post(path, data="{}", headers={"Content-Type": "text/plain"}) as got:
        assert got.status == 415
    async with browser.post(path, data="[]", headers={"Content-Type": "application/json"}) as got:
        assert got.status == 400
