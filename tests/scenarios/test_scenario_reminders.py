"""What happens as time passes: reminders, snoozing, what is left alone, and the morning."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from team import Team

pytestmark = pytest.mark.usefixtures("shared")


async def test_a_reminder_is_snoozed_to_every_time_on_offer(team: Team) -> None:
    times = [
        ("In 1 hour", "Monday", "11:0"),
        ("Tomorrow morning", "Tuesday", "09:00"),
        ("Next Monday", "Monday", "09:00"),
    ]
    agents = [team.hire(f"Sleepy{number}") for number in range(len(times) + 1)]
    for agent in agents:
        await agent.types("/followup #5101 check the parcel in 1 minute")
    team.slack.clock.forward("1 min")

    async def snooze(agent, option: str, *said: str) -> None:
        reminder = await agent.hears("check the parcel")
        await agent.presses(reminder, option=option)
        await agent.sees_change(reminder, "Snoozed until")
        assert all(word in reminder.words() for word in said)
        assert reminder.labels() == ["Done"]
        assert reminder.has("Snooze"), "it can be snoozed again"

    async def pick(agent) -> None:
        reminder = await agent.hears("check the parcel")
        form = await agent.presses_for_form(reminder, option="Pick a time…")
        ack = await agent.submits(form, day="2020-01-01", time="10:00")
        assert ack.errors, "a past time is refused, and the form stays"
        day = (team.slack.clock.local() + timedelta(days=40)).date()
        await agent.fills(form, day=day.isoformat(), time="14:00")
        await agent.sees_change(reminder, "Snoozed until")
        assert f"{day:%A} {day.day} {day:%B %Y} at 14:00" in reminder.words()

    await asyncio.gather(*(snooze(agent, *time) for agent, time in zip(agents, times, strict=False)), pick(agents[-1]))


async def test_done_is_reopened_and_a_second_press_says_so(team: Team) -> None:
    ava = team.hire("Ava")
    await ava.types("/followup #5102 call the courier in 1 minute")
    team.slack.clock.forward("1 min")
    reminder = await ava.hears("call the courier")
    await asyncio.gather(ava.presses(reminder, "Done"), ava.presses(reminder, "Done"))
    await ava.sees_change(reminder, "Done on")
    await ava.presses(reminder, "Reopen")
    await ava.sees_change(reminder, "Time to get back")
    assert reminder.labels() == ["Done", "Draft reply"]
    assert len(ava.heard("call the courier")) == 1


async def test_a_reminder_leads_to_a_draft_for_that_customer(team: Team) -> None:
    ava = team.hire("Ada")
    await ava.types('/followup "Nora Blau" answer her complaint in 1 minute')
    team.slack.clock.forward("1 min")
    form = await ava.presses_for_form(await ava.hears("Nora Blau"), "Draft reply")
    assert "To do for Nora Blau:\nanswer her complaint" in form.words()
    assert "initial_value" not in form.find("message").element
    await ava.fills(form, message="The lamp arrived broken. I am so disappointed.")
    draft = await ava.hears("A reply")
    assert "Nora Blau" in draft.words()


async def test_a_message_that_was_followed_up_on_is_there_to_be_answered(team: Team) -> None:
    ava, letter = team.hire("Alba"), await team.person("U0AGENT2").says("My lamp broke, says mo.lamp@example.com")
    await ava.fills(await ava.takes_for_form("follow_up_on_message", letter), when="in 1 minute")
    team.slack.clock.forward("1 min")
    form = await ava.presses_for_form(await ava.hears("My lamp broke"), "Draft reply")
    assert form.find("message").element["initial_value"] == "My lamp broke, says mo.lamp@example.com"


async def test_what_is_left_alone_comes_back_and_then_goes_to_the_leads(team: Team) -> None:
    clock, ava, lou = team.slack.clock, team.hire("Olga"), team.person("U0LEAD2")
    await ava.types('/followup "Ines Lang" send the replacement in 10 minutes')

    clock.forward(timedelta(days=1))  # while nobody looked
    first = await ava.hears("send the replacement")
    assert "This comes 23 hours late" in first.words()

    clock.forward(timedelta(hours=2, minutes=1))
    second = await ava.hears("Reminder number 2")
    await ava.sees_change(first, "moved on")
    assert first.labels() == []
    assert second.labels() == ["Done", "Draft reply"]

    clock.forward(timedelta(hours=22))
    card = await team.sees("Ines Lang")
    assert "overdue" in card.words()
    assert f"<@{ava.id}>" in card.words()
    assert card.labels() == ["Take over", "Nudge", "Leave", "Why?"]

    await lou.presses(card, "Take over")
    hers = await lou.hears("send the replacement")
    await ava.sees_change(second, "in other hands now")
    await lou.presses(hers, "Done")
    await lou.sees_change(card, "is done")
    assert card.labels() == []


async def test_the_morning_message_comes_at_nine_where_one_is_and_not_before_ones_hours(team: Team) -> None:
    clock = team.slack.clock
    berlin, owl, york = team.hire("Mia"), team.hire("Max"), team.hire("Mike", "America/New_York")
    form = await owl.presses_for_form(await owl.sees_home(), "My hours")
    await owl.fills(form, days=["mon", "tue", "wed", "thu", "fri"], start="11:00", end="19:00")
    for agent in (berlin, owl, york):
        await agent.types("/followup #5103 look at the invoice in 20 hours")
        await agent.types("/followup #5104 thank them in 30 days")

    clock.to("tomorrow 9:00")
    morning = await berlin.hears("Good morning, Mia")
    assert "look at the invoice" in morning.words()
    assert "thank them" not in morning.words(), "that is for another day"
    await berlin.presses(morning, "Done")
    await team.until(lambda: "look at the invoice" not in morning.words())
    assert owl.heard("Good morning") == york.heard("Good morning") == []

    clock.forward(timedelta(hours=2))
    await owl.hears("Good morning, Max")
    assert york.heard("Good morning") == []
    clock.forward(timedelta(hours=4))
    assert (await york.hears("Good morning, Mike")).labels()
    assert len(berlin.heard("Good morning")) == 1


async def test_somebodys_own_hours_move_what_the_bot_chooses(team: Team) -> None:
    owl = team.hire("Owl")
    form = await owl.presses_for_form(await owl.sees_home(), "My hours")
    ack = await owl.submits(form, start="18:00", end="09:00")
    assert ack.errors, "hours end after they start"
    await owl.fills(form, days=["mon", "tue", "wed", "thu", "fri"], start="11:00", end="19:00")
    echo = await owl.types("/followup #5105 ring the bell monday morning")
    assert re.search(r"Monday .* at 11:00", echo.words())
    assert re.search(r"Friday .* at 08:00", (await owl.types("/followup #5105 ring early friday 8am")).words())
    await team.until(lambda: "11:00" in team.slack.workspace.homes[owl.id].words())
