"""What cannot be delivered is put before the leads; downtime is admitted; nothing is lost by either."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from player import Player
from team import LEADS, Team

Own = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("shared")


async def a_reminder_that_cannot_arrive(team: Team, agent: Player, words: str) -> None:
    """Somebody leaves, and a promise of theirs comes due."""
    await agent.types(f"{words} in 5 minutes")
    team.forgiven.add("user_disabled")
    team.slack.workspace.change_person(agent.id, deleted=True)
    team.slack.clock.forward("5 min")


async def test_a_promise_of_somebody_who_left_is_given_to_a_colleague(team: Team) -> None:
    gone, heir, lee = team.hire("Gone"), team.hire("Heir"), team.person("U0LEAD")
    await gone.types('/followup "Nils Rot" thank him in 3 days')
    await a_reminder_that_cannot_arrive(team, gone, '/followup "Vera Blum" send the spare part')
    letter = await team.sees("Vera Blum")
    assert "their account is deactivated" in letter.words()
    assert letter.labels() == ["Retry", "Reassign…"]

    await heir.presses(letter, "Retry")
    await heir.is_told("Only a lead can decide")
    form = await lee.presses_for_form(letter, "Reassign…")
    assert (await lee.submits(form, successor=gone.id)).errors
    await lee.fills(form, successor=heir.id)
    await heir.hears("send the spare part")
    await lee.sees_change(letter, "gave what was for")
    assert letter.labels() == []
    assert "Nils Rot" in (await heir.types("/followup list")).words()


async def test_pressed_again_it_is_tried_again_and_a_new_letter_says_how_it_ended(team: Team) -> None:
    gone, lee = team.hire("Left"), team.person("U0LEAD")
    await a_reminder_that_cannot_arrive(team, gone, '/followup "Olaf Wind" look for his parcel')
    letter = await team.sees("Olaf Wind")
    home = await lee.sees_home("Could not be delivered")
    assert "Retry" in home.labels()
    await lee.presses(letter, "Retry")
    again = await team.until(
        lambda: next(
            (m for m in team.slack.workspace.find_all("U0LEAD", "Olaf Wind", channel=LEADS) if m != letter), None
        )
    )
    team.slack.workspace.change_person(gone.id, deleted=False)
    await lee.presses(again, "Retry")
    await gone.hears("look for his parcel")
    await lee.sees_change(again, "had me try again")


async def test_an_archived_approvals_channel_is_told_to_the_leads_themselves(team: Team) -> None:
    ava, lou = team.hire("Archie"), team.person("U0LEAD2")
    team.forgiven.add("is_archived")
    team.slack.workspace.channels[LEADS].archived = True
    await ava.types('/gesture credit $120 "Ute Sand" her order was lost')
    letter = await lou.hears("the channel is archived")
    assert letter.labels() == ["Retry"]
    team.slack.workspace.channels[LEADS].archived = False
    await lou.presses(letter, "Retry")
    card = await team.sees("Ute Sand")
    await lou.presses(card, "Approve")
    await ava.hears("Good news")


async def test_what_a_newer_version_wrote_is_set_aside_and_named_and_the_rest_goes_on(team: Team) -> None:
    ava = team.hire("Nova")
    await ava.types("/followup #7001 one thing in 2 minutes")
    await ava.types("/followup #7002 another thing in 4 minutes")
    with closing(sqlite3.connect(team.place / "extramile.db")) as file:
        file.execute(
            "INSERT INTO outbox (key, kind, subject, occurrence, recipient, priority, state, due_at, created_at)"
            " SELECT 'k1', 'hologram', 'followup:1', 1, ?, 1, 'ready', due_at, created_at FROM followups LIMIT 1",
            [ava.id],
        )
        file.execute(
            "INSERT INTO outbox (key, kind, subject, occurrence, recipient, priority, state, due_at, created_at)"
            " VALUES ('k2', 'reminder', 'followup:oops', 1, ?, 1, 'ready', 'sometime', 'sometime')",
            [ava.id],
        )
        file.execute(
            "INSERT INTO timers (kind, subject, due_at) VALUES ('hologram', 'followup:1', '2000-01-01T00:00:00Z')"
        )
        file.commit()
    team.slack.clock.forward("2 min")
    await ava.hears("one thing")
    assert "“hologram”" in (await team.sees("a newer version of me wrote it")).words()
    await team.sees("could not go off")
    team.slack.clock.forward("2 min")
    await ava.hears("another thing")
    log = team.bot.log
    assert "unknown_kind" in log
    assert "cannot be read and is set aside" in log
    problems = (await team.run("check")).out
    assert "could not be delivered" in problems
    assert "could not be carried out" in problems


@pytest.mark.parametrize("word", ["token_revoked", "account_inactive"])
async def test_a_revoked_token_loses_nothing_and_the_gap_is_admitted(own: Own, word: str) -> None:
    team: Team = await own()
    ava, lee = team.hire("Rita"), team.person("U0LEAD")
    await ava.sees_home()
    for number in range(3):
        await ava.types(f"/followup #71{number:02} keep promise {number} in 10 minutes")
    team.forgiven.add(word)
    team.slack.workspace.is_uninstalled, team.slack.workspace.refuses_with = True, word
    team.slack.clock.forward("10 min")
    await team.until(lambda: sum(call.error == word for call in team.slack.workspace.calls) >= 2)
    checked = await team.run("check")
    assert checked.code == 1
    assert f"({word}): the app seems to be removed from the workspace. Install it again" in checked.out
    assert re.search(
        r'^extramile_oldest_due_seconds\{queue="outbox"\} [1-9]', (await team.bot.get("/metrics"))[1], re.M
    )

    team.slack.workspace.is_uninstalled = False
    for number in range(3):
        await ava.hears(f"keep promise {number}")
    assert len(ava.heard()) == 3
    assert not (await lee.sees_home()).has("Retry"), "it was nobody's fault but the token's"


async def test_after_downtime_the_home_says_so(own: Own) -> None:
    team: Team = await own()
    ava, lee = team.hire("Dora"), team.person("U0LEAD")
    await ava.types("/followup #7201 call the customer in 10 minutes")
    await ava.types("/followup #7202 write to the customer in 12 minutes")
    since = team.slack.clock.local()
    await team.bot.kill()
    team.slack.clock.forward(timedelta(minutes=29))
    with closing(sqlite3.connect(team.place / "extramile.db")) as file:  # so long by the database's clock as well
        file.execute("UPDATE presence SET beat = beat - 29 * 60")
        file.commit()
    await team.start()
    assert "This comes 1" in (await ava.hears("call the customer")).words()
    until = since + timedelta(minutes=29)
    expected = re.compile(f"away {since:%H}:\\d\\d–{until:%H}:\\d\\d, 2 reminders came late")
    assert expected.search((await ava.sees_home("away")).words())
    assert expected.search((await lee.sees_home("away")).words())
