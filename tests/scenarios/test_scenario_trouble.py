"""The process dies, Slack drops answers, the database goes away. Nothing is lost, and nothing is said twice."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from team import Team

Own = Callable[..., Any]


async def test_after_a_power_cut_reminders_come_late_and_once(own: Own) -> None:
    team: Team = await own()
    agents = [team.hire(f"Agent{number}") for number in range(4)]
    for agent in agents:
        await agent.types("/followup #8001 call the customer in 10 minutes")
    await team.bot.kill()
    team.slack.clock.forward(timedelta(hours=3))
    await team.start()
    for agent in agents:
        reminder = await agent.hears("call the customer")
        assert "2 hours late" in reminder.words()
    await agents[0].types("/followup list")
    assert [len(agent.heard()) for agent in agents] == [1] * 4


@pytest.mark.parametrize("kind", ["lost_answer", "error_after"])
async def test_a_lost_answer_is_not_said_twice(own: Own, kind: str) -> None:
    team: Team = await own()
    ava, lee = team.hire("Ava"), team.person("U0LEAD")
    team.slack.faults.add("chat.postMessage", kind, times=2)
    await ava.types('/gesture credit $120 "Jon Bell" parcel lost twice')
    card = await team.sees("Jon Bell")
    await team.until(lambda: any(call.method == "conversations.history" for call in team.slack.workspace.calls))
    await lee.presses(card, "Approve")
    await ava.hears("Good news")
    await ava.sees_change(card, "Approved by")
    await team.until(lambda: len(ava.heard()) == 1 and not team.slack.faults.active)
    assert len(team.slack.workspace.find_all("U0LEAD", "Jon Bell", channel="C0LEADS")) == 1


async def test_killed_between_slacks_yes_and_its_answer(own: Own) -> None:
    team: Team = await own()
    ava = team.hire("Ava")
    await ava.types("/followup #8002 call back in 1 minute")
    team.slack.faults.add("chat.postMessage", "slow_answer")
    team.slack.clock.forward("1 min")
    reminder = await ava.hears("call back")
    await team.bot.kill()
    await team.start()
    await team.until(
        lambda: any(call.method == "conversations.history" for call in team.slack.workspace.calls), seconds=10
    )
    await ava.presses(reminder, "Done")
    await ava.sees_change(reminder, "Done on")
    assert len(ava.heard()) == 1


async def test_slack_is_away_for_a_while(own: Own) -> None:
    team: Team = await own()
    ava = team.hire("Ava")
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


async def test_a_socket_that_breaks_is_opened_again(own: Own) -> None:
    team: Team = await own(mode="socket")
    ava = team.hire("Ava")
    for abruptly in (False, True):
        await team.slack.sockets.disconnect("refresh_requested", abruptly=abruptly)
        async with asyncio.timeout(15):
            while not (await team.slack.command(ava.id, "/followup", "list")).ok:  # noqa: ASYNC110 (as people do: once more)
                await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        status, _ = await team.bot.get("/slack/events")
    assert status == 404


async def test_an_unreachable_database_is_admitted(own: Own, postgres_url: str) -> None:
    team: Team = await own(database_url=postgres_url, mode="http")
    ava = team.hire("Ava")
    echo = await ava.types("/followup #8005 call tomorrow 9am")
    assert await team.bot.get("/readyz") == (200, "ready")

    url = make_url(postgres_url).set(drivername="postgresql+psycopg")
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{url.database}" WITH (FORCE)'))
    engine.dispose()

    said = await ava.types("/followup #8006 call tomorrow 9am")
    assert "nothing was recorded" in said.words()
    await ava.presses(echo, "Cancel")
    await ava.is_told("nothing was recorded")
    form_or_words = await ava.sends("/followup")
    assert form_or_words.status == 200
    assert (await team.bot.get("/readyz"))[0] == 503
    assert (await team.bot.get("/healthz"))[0] == 200
    assert (await team.bot.get("/metrics"))[0] == 200


async def test_it_ends_in_order_when_told_to(own: Own) -> None:
    team: Team = await own()
    ava = team.hire("Ava")
    await ava.types('/gesture credit $120 "Jon Bell" parcel lost twice')
    assert await team.bot.end(signal.SIGTERM) == 0
    await team.start()
    await team.sees("Jon Bell")
    assert await team.bot.end(signal.SIGINT) == 0
