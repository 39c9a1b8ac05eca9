"""The demo in a real Chromium: a follow-up, a gesture and a draft, as an agent and as a lead would click them.

`SCREENSHOTS=docs` keeps the pictures that the README shows.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
REQUIRED = os.environ.get("EXTRAMILE_BROWSER") == "required"
ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists() and not REQUIRED, reason="no Chromium: install it, or set CHROMIUM"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
STARTS_WITHIN_SECONDS = 90.0  # beside all the other tests, on a small machine
PATIENCE_MS = 30_000  # beside all the other tests; whoever waits goes on at once
expect.set_options(timeout=PATIENCE_MS)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1240, "height": 720}


@pytest.fixture
async def demo() -> AsyncIterator[str]:
    """`python app.py demo`, as `make demo` starts it; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "app.py",
        "demo",
        cwd=ROOT,
        env={**os.environ, "PORT": str(port)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), STARTS_WITHIN_SECONDS)).decode()
        address = re.search(r"http://\S+", line)
        assert address, line
        yield address[0]
    finally:
        process.terminate()
        await process.communicate()


@pytest.fixture
async def page(demo: str) -> AsyncIterator[Page]:
    """A browser window on the workspace, as Ava, the agent."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        window = await browser.new_page(viewport=DESK, device_scale_factor=1)
        window.set_default_timeout(PATIENCE_MS)
        await window.goto(demo)
        yield window
        await browser.close()


async def test_a_first_visit(page: Page) -> None:
    await type_command(page, '/followup "Grace Owusu" call her back about Monday in 1 hour')
    answer = newest(page, "I’ll remind you about Grace Owusu")
    await expect(answer).to_contain_text("Europe/Berlin")
    await picture(page, "followup")

    await page.get_by_role("button", name="+1 hour").click()
    await open_app(page)
    reminder = newest(page, "call her back about Monday")
    await expect(reminder).to_contain_text("Time to get back to Grace Owusu")
    await picture(page, "reminder")
    await reminder.get_by_role("button", name="Done").click()
    await expect(reminder.get_by_role("button", name="Reopen")).to_be_visible()

    await open_channel(page, "support")
    await type_command(page, "/gesture credit $120 grace.owusu@example.com hung up on, twice")
    await expect(newest(page, "a lead decides")).to_contain_text("$120")
    await become(page, "Lee")
    await open_channel(page, "leads")
    card = newest(page, "hung up on, twice")
    await expect(card.get_by_role("button", name="Change…")).to_be_visible()
    await picture(page, "card")
    await card.get_by_role("button", name="Approve").click()
    await expect(card).to_contain_text(re.compile("approved by", re.IGNORECASE))
    await picture(page, "approved")

    await become(page, "Ava")
    await open_channel(page, "support")
    message = page.get_by_role("article").filter(has_text="My mother, Helena Novak")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Draft a reply").click()
    await open_app(page)
    draft = newest(page, "Helena Novak")
    await expect(draft).to_contain_text("What I noticed")
    await expect(draft).to_contain_text(re.compile("sorry", re.IGNORECASE))
    before = await draft.text_content() or ""
    await picture(page, "draft")
    await draft.get_by_role("button", name="Shorter").click()
    await expect(draft).not_to_have_text(before)
    await draft.get_by_role("button", name="Use it").click()
    await expect(newest(page, "stands by itself below")).to_be_visible()


async def test_a_form_and_the_home_on_a_phone(page: Page) -> None:
    await page.set_viewport_size(PHONE)
    await type_command(page, "/followup call somebody back")
    form = page.get_by_role("dialog")
    await expect(form.get_by_label("What did you promise?")).to_have_value("call somebody back")
    await picture(page, "form-phone")
    await form.get_by_label("Who is waiting?").fill("Jonas Weber")
    await form.get_by_label("When should I remind you?").fill("yesterday at 5")
    await form.get_by_role("button", name="Remind me").click()
    await expect(form.get_by_role("alert").first).to_be_visible()
    await form.get_by_label("When should I remind you?").fill("morgen um 9")
    await form.get_by_role("button", name="Remind me").click()
    await expect(newest(page, "I’ll remind you about Jonas Weber")).to_contain_text("09:00")
    await page.get_by_role("button", name="Channels").click()
    await page.get_by_role("button", name=re.compile("^Extra Mile")).click()
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_text("My hours").first).to_be_visible()
    await expect(page.get_by_text("Jonas Weber").first).to_be_visible()


@pytest.mark.long
async def test_a_reply_to_somebody_whom_nobody_named_yet(page: Page) -> None:
    await type_command(page, "/draft Our parcel is a week late and we need the tent by Saturday!")
    await open_app(page)
    await newest(page, "Our parcel is a week late").get_by_role("button", name="Use it").click()
    used = newest(page, "is there to remind you")
    await expect(used).to_contain_text("does not say for whom yet")
    await picture(page, "unnamed")
    await used.get_by_role("button", name="Who is it?").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Who is waiting?").fill("Jonas Weber")
    await form.get_by_role("button", name="Save").click()
    await expect(used).not_to_contain_text("does not say for whom yet")
    await expect(used.get_by_role("button", name="Who is it?")).to_have_count(0)


@pytest.mark.long
async def test_a_lead_reads_a_sad_reply_first(page: Page) -> None:
    await type_command(page, "/draft My father died on Sunday. Please close his account. otto@example.com")
    await open_app(page)
    draft = newest(page, "A reply for otto@example.com")
    await draft.get_by_role("button", name="Ask a lead").click()
    await expect(draft).to_contain_text("A lead was asked to read it")

    await become(page, "Lee")
    await open_channel(page, "leads")
    card = newest(page, "A reply to read first")
    await picture(page, "read-first")
    await card.get_by_role("button", name="Suggest changes…").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("How would you put it?").fill("I am so very sorry about your father. I close his account.")
    await form.get_by_role("button", name="Send").click()
    await expect(card).to_contain_text("suggests changes")

    await become(page, "Ava")
    await open_app(page)
    await page.set_viewport_size(PHONE)
    told = newest(page, "They suggest")
    await told.get_by_role("button", name="Take it over").click()
    await expect(draft).to_contain_text("I close his account")
    await draft.get_by_role("button", name="Use it").click()
    await expect(newest(page, "stands by itself below")).to_be_visible()


WEEK = (
    '/followup "Grace Owusu" call her back tomorrow at 9:30',
    '/followup "Tom Whitfield" send the third kettle by tomorrow noon',
    "/followup maya.fernandes@example.com say where the parcel is tomorrow at 10",
    '/followup "Sofia Marino" ask how the launch went in 3 days',
    '/customer "Grace Owusu" note prefers a call after five',
    "/gesture credit $20 tom@whitfield.example a second kettle came broken",
)


@pytest.mark.long
async def test_a_week_its_homes_and_its_figures(page: Page) -> None:
    for line in WEEK:
        said = await page.get_by_role("article").count()
        await type_command(page, line)
        await expect(page.get_by_role("article")).not_to_have_count(said)
    await page.get_by_role("button", name="Tomorrow 9:00").click()
    await page.get_by_role("button", name="+1 hour").click()
    await open_app(page)
    for words in ("Time to get back to Grace Owusu", "Time to get back to maya.fernandes"):
        await newest(page, words).get_by_role("button", name="Done").click()
        await expect(newest(page, words)).to_have_count(0)

    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_text("send the third kettle").first).to_be_visible()
    await tall(page, "home-agent")
    await page.set_viewport_size(PHONE)
    await expect(page.get_by_text("send the third kettle").first).to_be_visible()
    await picture(page, "home-phone")
    await page.set_viewport_size(DESK)

    await open_channel(page, "support")
    await type_command(page, '/gesture credit $120 "Grace Owusu" hung up on, twice')
    await expect(newest(page, "a lead decides")).to_contain_text("Grace Owusu")
    await type_command(page, '/customer "Grace Owusu"')
    timeline = newest(page, "prefers a call after five")
    await expect(timeline).to_contain_text("Account credit of $120")
    await tall(page, "timeline")

    await become(page, "Lee")
    await open_app(page)
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_text("hung up on, twice").first).to_be_visible()
    await tall(page, "home-lead")
    await page.get_by_role("button", name="Next Monday 9:00").click()
    await open_channel(page, "leads")
    await expect(newest(page, "Promises kept")).to_be_visible()
    await tall(page, "weekly")
    await type_command(page, "/service month")
    await expect(newest(page, "The last 30 days")).to_be_visible()
    await tall(page, "figures")


async def type_command(page: Page, text: str) -> None:
    """Types a line into the channel and sends it."""
    box = page.get_by_role("combobox", name=re.compile("^Message"))
    await box.fill(text)
    await page.get_by_role("button", name="Send").click()


def newest(page: Page, words: str) -> Locator:
    """The newest message that says this."""
    return page.get_by_role("article").filter(has_text=words).last


async def open_channel(page: Page, name: str) -> None:
    """Goes to a channel."""
    await page.get_by_role("button", name=re.compile(f"^#{name}")).click()


async def open_app(page: Page) -> None:
    """Goes to the bot's direct messages."""
    await page.get_by_role("button", name=re.compile("^Extra Mile")).click()
    await page.get_by_role("tab", name="Messages").click()


async def become(page: Page, name: str) -> None:
    """Switches to another person."""
    await page.get_by_role("button", name=re.compile("^You are")).click()
    await page.get_by_role("menuitemradio", name=re.compile(f"^{name}")).click()


async def tall(page: Page, name: str) -> None:
    """A picture of more than a window holds."""
    if os.environ.get("SCREENSHOTS"):
        await page.set_viewport_size({**DESK, "height": 1_300})
        await picture(page, name)
        await page.set_viewport_size(DESK)


async def picture(page: Page, name: str) -> None:
    """Keeps a picture, if pictures are wanted."""
    place = os.environ.get("SCREENSHOTS")
    if place:
        await page.wait_for_timeout(300)  # what is still moving into place
        await page.screenshot(path=ROOT / place / f"{name}.png")
