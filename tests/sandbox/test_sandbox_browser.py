"""The page in a real browser: a person writes, presses, fills a form and watches things change."""

import re
import shutil
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Page, async_playwright, expect
from tiny_bot import HttpBot

from sandbox import demo
from sandbox.server import Sandbox

pytestmark = pytest.mark.browser

JSON = dict[str, Any]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def plain(text: str) -> JSON:
    return {"type": "plain_text", "text": text}


def button(text: str, action_id: str, **more: Any) -> JSON:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


MANIFEST = {
    "display_information": {"name": "Helper"},
    "features": {
        "slash_commands": [{"command": "/followup", "description": "Keep a promise", "usage_hint": "CUSTOMER WHEN"}],
        "shortcuts": [{"name": "Follow up", "type": "message", "callback_id": "follow_up", "description": "-"}],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "im:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
}
SURE = {"title": plain("Sure?"), "text": plain("It is gone then."), "confirm": plain("Yes"), "deny": plain("No")}
NOTED = [
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "<i>x</i>"}]}],
    },
    {"type": "actions", "elements": [button("Cancel", "cancel", confirm=SURE)]},
]
FORM = {
    "type": "modal",
    "title": plain("New follow-up"),
    "submit": plain("Save"),
    "close": plain("Cancel"),
    "blocks": [
        {
            "type": "input",
            "block_id": "customer",
            "label": plain("Customer"),
            "hint": plain("An email address."),
            "element": {"type": "plain_text_input", "action_id": "value"},
        },
        {
            "type": "input",
            "block_id": "day",
            "label": plain("Day"),
            "element": {"type": "datepicker", "action_id": "value", "initial_date": "2026-12-01"},
        },
    ],
}


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(pace=False, manifest=MANIFEST) as workspace:
        demo.fill(workspace.workspace)
        yield workspace


@pytest.fixture
async def page(slack: Sandbox) -> AsyncIterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the page was not looked at")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = await browser.new_page(viewport={"width": 1200, "height": 800})
        troubles: list[str] = []
        opened.on("pageerror", lambda error: troubles.append(str(error)))
        opened.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        await opened.goto(slack.url)
        yield opened
        await browser.close()
        assert troubles == []


async def test_a_command_a_confirmation_and_a_message_that_changes(
    slack: Sandbox, http_bot: HttpBot, page: Page
) -> None:
    async def answer(payload: JSON) -> Any:
        if "command" in payload:
            return {"text": "Noted", "blocks": NOTED}
        body = {"replace_original": True, "text": "Cancelled"}
        async with aiohttp.ClientSession() as session, session.post(payload["response_url"], json=body) as got:
            assert got.status == 200
        return None

    http_bot.answer = answer
    box = page.get_by_label("Message #support")
    await box.fill("/fo")
    await expect(page.get_by_role("option", name="/followup")).to_contain_text("CUSTOMER WHEN")
    await box.press("Tab")
    await box.press_sequentially("kim@example.com tomorrow")
    await box.press("Enter")
    noted = page.get_by_role("article").filter(has_text="Only visible to you")
    await expect(noted).to_contain_text("<i>x</i>")
    assert http_bot.heard[0]["text"] == "kim@example.com tomorrow"

    await noted.get_by_role("button", name="Cancel").click()
    await page.get_by_role("dialog", name="Sure?").get_by_role("button", name="No").click()
    assert len(http_bot.heard) == 1
    await noted.get_by_role("button", name="Cancel").click()
    await page.get_by_role("button", name="Yes").click()
    await expect(noted).to_contain_text("Cancelled")
    await expect(noted.get_by_role("button", name="Cancel")).to_have_count(0)


async def test_a_form_from_a_messages_menu(slack: Sandbox, http_bot: HttpBot, page: Page) -> None:
    async def answer(payload: JSON) -> Any:
        if payload["type"] == "message_action":
            await http_bot.web.views_open(trigger_id=payload["trigger_id"], view=FORM)
        elif payload["view"]["state"]["values"]["customer"]["value"]["value"] == "?":
            return {"response_action": "errors", "errors": {"customer": "Who is that?"}}
        return None

    http_bot.answer = answer
    letter = page.get_by_role("article").filter(has_text="Where is my parcel?")
    await letter.hover()
    await letter.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Follow up").click()
    form = page.get_by_role("dialog", name="New follow-up")
    customer = form.get_by_label("Customer")
    await expect(customer).to_be_focused()
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert")).to_have_text("Please complete this required field.")
    await customer.fill("?")
    await customer.press("Enter")
    await expect(form.get_by_role("alert")).to_have_text("Who is that?")
    await expect(customer).to_have_value("?")
    await customer.fill("kim@example.com")
    await form.get_by_label("Day").fill("2026-12-24")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)
    values = http_bot.heard[-1]["view"]["state"]["values"]
    assert values["day"]["value"]["selected_date"] == "2026-12-24"


async def test_switching_person_unread_marks_home_and_the_clock(slack: Sandbox, http_bot: HttpBot, page: Page) -> None:
    async def answer(payload: JSON) -> None:
        home = {"type": "home", "blocks": [{"type": "header", "text": plain("Your day")}]}
        await http_bot.web.views_publish(user_id=payload["event"]["user"], view=home)

    http_bot.answer = answer
    await http_bot.web.chat_postMessage(channel="U0LEAD", text="For Lee")
    await page.get_by_role("button", name="You are Ava").click()
    await page.get_by_role("menuitemradio", name="Lee").click()
    await page.get_by_role("button", name="Helper, 1 unread").click()
    await expect(page.get_by_role("log")).to_contain_text("For Lee")
    await expect(page.get_by_role("button", name="Helper", exact=True)).to_be_visible()
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_role("heading", name="Your day")).to_be_visible()
    await page.get_by_role("button", name="+1 hour").click()
    await slack.until(lambda: slack.clock.offset)
    assert slack.clock.offset == 3600


async def test_it_works_on_a_phone(slack: Sandbox, http_bot: HttpBot, page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.get_by_role("button", name="Channels").click()
    await page.get_by_role("button", name=re.compile("^#wins")).click()
    await page.get_by_label("Message #wins").fill("Well done")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("article").filter(has_text="Well done")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
