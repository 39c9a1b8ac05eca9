"""Slack drops answers, refuses, is slow or away. Nothing is lost, and nothing is said twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from team import PATIENCE, Team

Own = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("shared")


def looks(team: Team) -> int:
    """How often the bot looked whether a message stands already."""
    return sum(call.method == "conversations.history" for call in team.slack.workspace.calls)


@pytest.mark.parametrize("kind", ["lost_answer", "error_after"])
async def test_a_lost_answer_is_not_said_twice(team: Team, kind: str) -> None:
    ava, lee, before = team.hire(f"Ava_{kind}"), team.person("U0LEAD"), looks(team)
    team.slack.faults.add("chat.postMessage", kind, times=2)
    await ava.types(f'/gesture credit $120 "Jon {kind}" parcel lost twice')
    card = await team.sees(f"Jon {kind}")
    await team.until(lambda: looks(team) > before)
    await lee.presses(card, "Approve")
    await ava.hears("Good news")
    await ava.sees_change(card, "Approved by")
    await team.until(lambda: len(ava.heard()) == 1 and not team.slack.faults.active)
    assert len(team.slack.workspace.find_all("U0LEAD", f"Jon {kind}", channel="C0LEADS")) == 1


async def test_what_slack_takes_after_all_stands_once_in_the_end(team: Team) -> None:
    ava = team.hire("Ada")
    await ava.types("/followup #8012 call back in 1 minute")
    team.slack.faults.add("chat.postMessage", "delay", seconds=8)  # longer than anybody waits for an answer
    team.slack.clock.forward("1 min")

    def copies() -> list[bool]:
        """Whether each one that Slack took is deleted again."""
        said = [message for message in team.slack.workspace.messages if message.channel == ava.dm]
        return sorted(message.deleted for message in said)

    await team.until(lambda: copies() == [False, True])
    await ava.presses(await ava.hears("call back"), "Done")
    await ava.sees_change(await ava.hears("call back"), "Done on")


async def test_killed_between_slacks_yes_and_its_answer(team: Team) -> None:
    ava, before = team.hire("Amy"), looks(team)
    await ava.types("/followup #8002 call back in 1 minute")
    team.slack.faults.add("chat.postMessage", "slow_answer", seconds=5)
    team.slack.clock.forward("1 min")
    reminder = await ava.hears("call back")
    await team.bot.kill()
    await team.start()
    await team.until(lambda: looks(team) > before)
    await ava.presses(reminder, "Done")
    await ava.sees_change(reminder, "Done on")
    assert len(ava.heard()) == 1


async def test_slack_is_away_for_a_while(team: Team) -> None:
    ava = team.hire("Ann")
    await ava.types("/followup #8003 call back in 1 minute")
    for kind in ("dropped", "error_before", "ratelimited"):
        team.slack.faults.add("chat.postMessage", kind)
    team.slack.clock.forward("1 min")
    await ava.hears("call back")
    assert len(ava.heard()) == 1

    # A form that does not open is said to be one, with every word that was typed.
    team.slack.faults.add("views.open", "error_before")
    await ava.sends("/followup call the lady with the kettle back")
    assert "call the lady with the kettle back" in (await ava.is_told("kettle")).words()
    # An answer that is not taken at the private address comes as a direct message.
    echo = await ava.types("/followup #8004 call tomorrow 9am")
    team.slack.faults.add("response_url", "error_before")
    await ava.presses(echo, "Cancel")
    await ava.hears("Cancelled")


async def test_slacks_pace_is_kept(team: Team) -> None:
    limited = team.slack.workspace.pace.limited
    agents = [team.hire(f"Pat{number}") for number in range(12)]
    for agent in agents:
        await agent.types("/followup #8005 call back in 1 minute")
    await agents[0].types("/followup #8005 call once more in 1 minute")
    await agents[0].types("/followup #8005 and then again in 1 minute")
    team.slack.clock.forward("1 min")
    for agent in agents:
        await agent.hears("call back")
    await agents[0].hears("call once more")
    await agents[0].hears("and then again")
    posted = sorted(message.posted_at for message in team.slack.workspace.messages if message.channel == agents[0].dm)
    assert posted[2] - posted[0] > 1.5, "a message a second for one channel"
    assert team.slack.workspace.pace.limited == limited


async def test_a_socket_that_breaks_is_opened_again(own: Own) -> None:
    team: Team = await own(mode="socket")
    ava = team.hire("Ava")
    for abruptly in (False, True):
        await team.slack.sockets.disconnect("refresh_requested", abruptly=abruptly)
        async with asyncio.timeout(PATIENCE):
            while not (await team.slack.command(ava.id, "/followup", "list")).ok:  # noqa: ASYNC110 (as people do: once more)
                await asyncio.sleep(0.05)
    status, _ = await team.bot.get("/slack/events")
    assert status == 404
