"""What we owe the data: old words go, one customer's can be taken out, and an app that was uninstalled keeps still."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from team import Team

Own = Callable[..., Any]
OUT = "the app was uninstalled from the workspace"


def asked(team: Team, method: str, since: int = 0) -> int:
    """How often Slack was asked for this, from the call with this number on."""
    return sum(call.method.startswith(method) for call in list(team.slack.workspace.calls)[since:])


async def measured(team: Team, gauge: str) -> float:
    """What a gauge shows now."""
    found = re.search(rf"^{re.escape(gauge)} (\S+)", (await team.bot.get("/metrics"))[1], re.MULTILINE)
    assert found, gauge
    return float(found[1])


def long_away(team: Team, seconds: int) -> None:
    """The database's clock goes on as well."""
    with closing(sqlite3.connect(team.place / "extramile.db")) as file:
        file.execute("UPDATE presence SET beat = beat - ?", [seconds])
        file.commit()


@pytest.mark.few(1)
@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_uninstalled_it_keeps_still_and_comes_back_late(own: Own, mode: str) -> None:
    team: Team = await own(mode=mode)
    ava = team.hire("Uma")
    await ava.types("/followup #8101 call them about the crate in 10 minutes")
    await ava.types('/gesture credit $120 "Udo Kern" his crate is lost')
    card = await team.sees("Udo Kern")
    assert await measured(team, "extramile_uninstalled") == 0

    team.forgiven.add("token_revoked")
    await team.slack.uninstall()
    since = len(team.slack.workspace.calls)
    team.slack.clock.forward("30 min")
    # By the time it has looked whether it is back, it would have taken up the reminder many times.
    await team.until(lambda: asked(team, "auth.test", since) >= 2)
    assert asked(team, "chat.", since) == 0
    assert await measured(team, "extramile_uninstalled") == 1
    assert await measured(team, 'extramile_oldest_due_seconds{queue="timers"}') == 0
    assert await measured(team, 'extramile_outbox{state="dead"}') == 0
    checked = await team.run("check")
    assert checked.code == 1
    assert "The app was uninstalled from the workspace at" in checked.out
    assert team.log.count(OUT) == 1

    long_away(team, 30 * 60)
    team.slack.workspace.is_uninstalled = False
    assert "This comes 20 minutes late" in (await ava.hears("call them about the crate")).words()
    assert "1 reminders came late" in team.log
    assert await measured(team, "extramile_uninstalled") == 0
    await team.person("U0LEAD").presses(card, "Approve")
    await ava.hears("Good news")


async def test_started_while_it_is_out_it_waits_until_the_token_works(own: Own) -> None:
    team: Team = await own()
    ava = team.hire("Ursa")
    await ava.types("/followup #8111 send the crate back in 10 minutes")
    team.forgiven.add("token_revoked")
    await team.slack.uninstall()
    await team.bot.end()
    team.slack.clock.forward("30 min")
    since = len(team.slack.workspace.calls)
    await team.start()
    await team.until(lambda: asked(team, "auth.test", since) >= 2)
    assert asked(team, "chat.", since) == 0
    await team.bot.end()
    team.slack.workspace.is_uninstalled = False
    await team.start()
    await ava.hears("send the crate back")
    assert "the app is installed again" in team.log


@pytest.mark.parametrize("word", ["token_revoked", "account_inactive"])
async def test_removed_while_nobody_was_there_it_waits_for_the_token_and_loses_nothing(own: Own, word: str) -> None:
    team: Team = await own()
    ava = team.hire("Umberto")
    await ava.types("/followup #8131 send the crate home in 10 minutes")
    await team.bot.end()
    team.forgiven.add(word)
    team.slack.workspace.is_uninstalled, team.slack.workspace.refuses_with = True, word  # no event reaches anybody
    team.slack.clock.forward("30 min")
    since = len(team.slack.workspace.calls)
    await team.start()
    await team.until(lambda: asked(team, "chat.", since) >= 1)
    assert ava.heard("send the crate home") == []
    assert await measured(team, 'extramile_outbox{state="dead"}') == 0
    assert f"Slack does not accept the bot yet: {word}" in team.log
    team.slack.workspace.is_uninstalled = False
    await ava.hears("send the crate home")


async def test_only_slack_can_say_so_and_only_of_the_bot_s_own_token(own: Own) -> None:
    team: Team = await own()
    ava = team.hire("Ulla")
    await ava.types("/followup #8121 look for the crate in 10 minutes")
    forged = await team.slack.event({"type": "app_uninstalled"}, secret="guessed")
    assert forged.status == 401
    await team.slack.event({"type": "tokens_revoked", "tokens": {"oauth": [ava.id], "bot": []}})
    team.slack.clock.forward("10 min")
    await ava.hears("look for the crate")
    assert OUT not in team.log


async def test_old_words_are_erased_here_and_in_slack(own: Own) -> None:
    kept = dict.fromkeys(("keep_drafts", "keep_messages", "keep_notes", "keep_followups", "keep_reasons"), "30d")
    team: Team = await own(policy={"data": kept})
    ava, lee = team.hire("Zoe"), team.person("U0LEAD")
    await ava.types("/followup #8201 send the zebra stickers in 1 minute")
    await ava.types('/gesture credit $120 "Zora Blau" her zebra was cold')
    await ava.types('/customer "Zora Blau" note her zebra is called Max')
    card = await team.sees("her zebra was cold")
    await lee.types("/gesture decline G-1 no zebra today")
    await ava.hears("is not possible")
    await ava.types("/draft My zebra is lost! #8202")
    draft = await ava.hears("A reply")
    await ava.presses(draft, "Use it")
    await team.until(lambda: len(ava.heard("zebra")) + len(ava.heard("The reply stands by itself")) >= 2)
    await team.until(lambda: "No reminder" in draft.labels())
    await ava.presses(draft, "No reminder")  # what is still to be done keeps its words
    team.slack.clock.forward("1 min")
    await ava.presses(await ava.hears("send the zebra stickers"), "Done")
    await ava.types("/followup #8203 feed the other zebra in 60 days")

    team.slack.clock.forward(timedelta(days=31))

    def posted() -> list[str]:
        return [message.words() for message in team.slack.workspace.messages if not message.ephemeral_to]

    await ava.hears("no reply kept")
    for words in ("zebra stickers", "no zebra today", "zebra was cold"):
        await team.until(lambda words=words: not [said for said in posted() if words in said])  # type: ignore[misc]
    assert "$120" in card.words()
    assert "Declined" in card.words()
    assert "Done" in ava.heard("F-1")[-1].words()
    await team.until(lambda: zebras(team) == ["feed the other zebra"])


def zebras(team: Team) -> list[str]:
    """Every text in the database that speaks of one."""
    with closing(sqlite3.connect(team.place / "extramile.db")) as file:
        names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for name in names for row in file.execute(f'SELECT * FROM "{name}"')]
    return [value for row in rows for value in row if isinstance(value, str) and "zebra" in value.casefold()]


async def test_all_about_one_customer_is_written_out(own: Own) -> None:
    team: Team = await own()
    ava = team.hire("Ida")
    await ava.types('/followup "Nina Grau" ask how it goes tomorrow 9am')
    await ava.types('/customer "Nina Grau" note likes tea')
    await ava.types('/gesture credit $20 "Nina Grau" we were late')
    await ava.types('/followup "Otto Rot" call him tomorrow 9am')
    done, nobody, table, unnamed = await asyncio.gather(
        team.run("export", "customer", "Nina Grau"),
        team.run("export", "customer", "nobody@example.com", "--format", "json"),
        team.run("export", "customer", "Nina Grau", "--format", "csv"),
        team.run("export", "gestures"),
    )
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert [one["what"] for one in found["followups"]] == ["ask how it goes"]
    assert [note["text"] for note in found["notes"]] == ["likes tea"]
    assert [one["reason"] for one in found["gestures"]] == ["we were late"]
    assert "Otto" not in done.out
    assert [ended.code for ended in (nobody, table, unnamed)] == [1, 2, 2]
    for refused in (nobody, table, unnamed):
        assert refused.out == ""
        assert len(refused.err.strip().splitlines()) == 1, refused
    with closing(sqlite3.connect(team.place / "extramile.db")) as file:
        exported = file.execute("SELECT subject, data FROM audit WHERE action = 'export.made'").fetchall()
    assert exported == [("customer:1", '{"format":"json"}')]
