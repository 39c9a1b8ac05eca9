"""The process dies, the database goes away, or there are two of the bot. Nothing is lost, and nobody is misled."""

from __future__ import annotations

import asyncio
import resource
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from player import Player
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from team import Team

Own = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("shared")


@contextmanager
def locked(team: Team) -> Iterator[None]:
    """Somebody else writes to the file, and takes their time."""
    with closing(sqlite3.connect(team.place / "extramile.db", isolation_level=None)) as file:
        file.execute("BEGIN IMMEDIATE")
        yield
        file.execute("ROLLBACK")


@contextmanager
def full(team: Team) -> Iterator[None]:
    """No file of the bot's grows any more, as on a full disk."""
    assert team.bot.process
    pid, (_, most) = team.bot.process.pid, resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, most))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))


@pytest.mark.parametrize("trouble", [locked, full])
async def test_a_file_that_takes_nothing_is_admitted(team: Team, trouble: Callable[[Team], Any]) -> None:
    ava = team.hire(f"Ava_{trouble.__name__}")
    echo = await ava.types("/followup #8007 call tomorrow 9am")
    with trouble(team):
        assert "nothing was recorded" in (await ava.types("/followup #8008 call tomorrow 9am")).words()
        await ava.presses(echo, "Cancel")
        await ava.is_told("nothing was recorded")
        assert "nothing was recorded" in (await ava.types("/gesture credit $20 mara@example.com late")).words()
    await works_again(ava)


async def works_again(ava: Player) -> None:
    await ava.types("/followup #8009 call tomorrow 9am")
    listed = (await ava.types("/followup list")).words()
    assert "#8007" in listed
    assert "#8008" not in listed
    assert "#8009" in listed
    assert "No gestures yet" in (await ava.types("/gesture list")).words()


async def test_an_error_that_nobody_foresaw_keeps_their_words_to_itself(team: Team) -> None:
    ava, ben, words = team.hire("Amy"), team.hire("Ben"), "her knee hurts badly, says greta@example.com"
    team.breaks = True
    await ava.types("/followup #8010 call tomorrow 9am")
    with closing(sqlite3.connect(team.place / "extramile.db")) as file:  # so that the words stand in the error itself
        file.execute("UPDATE followups SET created_at = ? WHERE owner = ?", [words, ava.id])
        file.commit()
    team.typed.append(words)
    said = (await ava.types("/followup list")).words()
    assert "Something went wrong on my side" in said
    token = said.split("code: ")[1].split()[0].strip("`.")
    assert token in team.log
    await ben.types("/followup #8011 call tomorrow 9am")
    assert "#8011" in (await ben.types("/followup list")).words()


async def test_after_a_power_cut_reminders_come_late_and_once(team: Team) -> None:
    agents = [team.hire(f"Pat{number}") for number in range(4)]
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


async def test_it_ends_in_order_when_told_to(team: Team) -> None:
    ava = team.hire("Alma")
    await ava.types('/gesture credit $120 "Jon Bell" parcel lost twice')
    assert await team.bot.end(signal.SIGTERM) == 0
    await team.start()
    await team.sees("Jon Bell")
    assert await team.bot.end(signal.SIGINT) == 0


async def test_what_came_through_the_socket_is_answered_before_it_ends(own: Own) -> None:
    team: Team = await own(mode="socket")
    ava = team.hire("Abe")
    team.slack.faults.add("users.info", "slow_answer", seconds=0.6)
    typed = asyncio.create_task(ava.types("/followup #8301 call tomorrow 9am"))
    await team.until(lambda: any(call.method == "users.info" for call in team.slack.workspace.calls))
    assert await team.bot.end(signal.SIGTERM) == 0
    assert "#8301" in (await typed).words()
    with closing(sqlite3.connect(team.place / "extramile.db")) as file:
        assert file.execute("SELECT count(*) FROM followups").fetchone() == (1,)


@pytest.mark.postgres
async def test_two_replicas_share_the_work(own: Own, postgres_url: str) -> None:
    team: Team = await own(database_url=postgres_url)
    first, second = team.bot, await team.replica()
    agents = [team.hire(f"Pat{number}") for number in range(6)]

    async def record(what: str) -> None:
        for number, agent in enumerate(agents):
            team.slack.bot_url = team.bots[number % 2].url
            await agent.types(f"/followup #8101 {what} in 10 minutes")
        team.slack.clock.forward("10 min")

    await record("call the customer")
    for number, agent in enumerate(agents):
        reminder = await agent.hears("call the customer")
        team.slack.bot_url = team.bots[(number + 1) % 2].url
        await agent.presses(reminder, "Done")
        await agent.sees_change(reminder, "Done on")

    team.slack.faults.add("chat.postMessage", "slow_answer", times=3, seconds=2)
    await record("write to the customer")
    await team.until(lambda: sum(len(agent.heard()) for agent in agents) > len(agents))
    assert await first.end() == 0
    team.slack.bot_url = second.url
    for agent in agents:
        await agent.presses(await agent.hears("write to the customer"), "Done")
    assert "Nothing waits" in (await agents[0].types("/followup list")).words()
    assert await second.end() == 0
    assert [len(agent.heard()) for agent in agents] == [2] * len(agents)


@pytest.mark.postgres
async def test_a_repeat_is_known_to_every_replica_and_after_a_restart(own: Own, postgres_url: str) -> None:
    team: Team = await own(database_url=postgres_url)
    first, second = team.bot, await team.replica()
    ava, transport = team.hire("Echo"), team.slack.transport
    answer = await ava.types("/followup #8201 call the customer in 10 minutes")
    recorded = transport.last
    assert recorded
    team.slack.clock.forward("10 min")
    reminder = await ava.hears("call the customer")
    await ava.presses(reminder, "Done")
    pressed = transport.last
    assert pressed
    await ava.sees_change(reminder, "Done on")
    await ava.presses(reminder, "Reopen")
    await ava.sees_change(reminder, "Time to get back")

    async def repeat() -> None:
        assert (await transport.send(pressed, retry=1)).ok
        again = await transport.send(recorded, retry=1)
        assert "call the customer" in again.json["text"]
        assert (await ava.types("/followup list")).words().count("call the customer") == 1, "open, and one"

    team.slack.bot_url = second.url
    await repeat()
    await first.end()
    await second.end()
    await team.start(second)
    await repeat()
    assert "F-1" in answer.words()


@pytest.mark.postgres
async def test_an_unreachable_database_is_admitted(own: Own, postgres_url: str) -> None:
    team: Team = await own(database_url=postgres_url)
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
