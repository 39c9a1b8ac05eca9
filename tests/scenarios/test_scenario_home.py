"""The App Home as one's day: what waits, with its buttons, for leads how the team stands, all of it as it changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from player import Player
from team import Team

Own = Callable[..., Any]
PILE = """
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
INSERT INTO followups (customer_id, what, owner, due_at, zone, exact, state, salt, created_at)
SELECT customer_id, 'promise ' || i, owner, strftime('%Y-%m-%dT%H:%M:%f', created_at, (i - 250) || ' hours')
  || '000Z', zone, exact, state, salt, created_at FROM n, followups
"""


def shown(team: Team, who: Player) -> int:
    """How often somebody's Home was shown to them."""
    calls = team.slack.workspace.calls
    return sum(call.method == "views.publish" and call.args.get("user_id") == who.id for call in calls)


async def test_an_open_home_follows_a_promise_from_the_asking_to_the_end(everywhere: Team, team: Team) -> None:
    ava, ben = team.hire("Ava"), team.hire("Ben")
    assert "Nothing is due today" in (await ava.sees_home("To promise something, type")).words()
    await ben.sees_home()
    await ava.types('/followup "Greta Kettle" ring her about the kettle in 30 minutes')
    home = await ava.sees_home_change("ring her about the kettle")
    assert "1 due today" in home.words()
    team.slack.clock.forward("30 min")
    reminder = await ava.hears("ring her about the kettle")
    await ava.sees_home_change("⏰ due")
    team.slack.clock.forward("20 min")
    await ava.presses(reminder, option="In 1 hour")
    await ava.sees_home_change("11:50")
    form = await ava.presses_for_form(reminder, option="Hand to a colleague…")
    await ava.fills(form, successor=ben.id)
    await ava.sees_home_change("kettle", gone=True)
    home = await ben.sees_home_change("kettle")
    await ben.presses(home, "Done")
    await ben.sees_home_change("kettle", gone=True)


async def test_an_open_home_follows_a_request_and_shows_a_lead_the_team(team: Team) -> None:
    ava, lee = team.hire("Ada"), team.person("U0LEAD")
    await ava.sees_home("$500 is left")
    home = await lee.sees_home("The team")
    assert "Nothing of the team’s is overdue. 🌿" in home.words()

    await ava.types("/followup #8101 call them about the lamp in 10 minutes")
    await ava.types("/gesture credit $20 lamp@example.com the lamp broke")
    await ava.sees_home_change("$480 is left")
    await lee.sees_home_change("$20 in 1 gesture within 30 days, $20 of it without a lead")
    await ava.types("/gesture credit $120 lamp@example.com and the next one too")
    assert (await ava.sees_home_change("My requests (1)")).has("Withdraw")
    home = await lee.sees_home_change("To decide (1)")
    assert "with what is asked now: lamp@example.com $140." in home.words()
    await lee.presses(home, "Approve")
    await lee.sees_home_change("To decide", gone=True)
    home = await ava.sees_home_change("To deliver (2)")
    await ava.presses(home, "Delivered")
    await ava.sees_home_change("To deliver (1)")

    team.slack.clock.forward("40 min")
    await ava.hears("the lamp")
    home = await lee.sees_home("1 overdue")
    assert f"<@{ava.id}> 1" in home.words()
    assert "/followup team" in home.words()
    await ava.presses(await ava.sees_home("Overdue (1)"), "Done")
    await lee.sees_home_change("Nothing of the team’s is overdue")


async def test_what_another_replica_changed_is_shown_too(own: Own) -> None:
    team: Team = await own()
    ava = team.hire("Ana")
    await ava.sees_home()
    team.slack.bot_url = (await team.replica()).url
    await ava.types("/followup #8201 write to them tomorrow 9am")
    await ava.sees_home_change("write to them")


async def test_many_changes_are_shown_in_few_and_slack_may_say_not_so_fast(team: Team) -> None:
    ava = team.hire("Amy")
    await ava.sees_home()
    before = shown(team, ava)
    for number in range(20):
        await ava.types(f"/followup #83{number:02} keep promise {number} in 2 hours")
    await ava.sees_home_change("Today (20)")
    assert shown(team, ava) - before < 10

    team.slack.faults.add("views.publish", "ratelimited", seconds=2)
    await ava.sees_home()
    await ava.types("/followup #8399 keep one more promise in 2 hours")
    await ava.sees_home_change("Today (21)")
    assert not team.slack.faults.active


async def test_five_hundred_open_ones_have_their_home(own: Own) -> None:
    team: Team = await own()
    ava = team.hire("Abe")
    await ava.types("/followup #8401 the first of many in 5 minutes")
    with closing(sqlite3.connect(team.place / "extramile.db")) as file:
        file.execute(PILE)
        file.commit()
    home = await ava.sees_home("Overdue (24")
    assert "more: /followup list" in home.words()
    assert len(home.blocks) <= 100
    assert len(json.dumps(home.blocks)) < 250_000
    await ava.presses(home, "Done")
    await ava.sees_home_change("Overdue (24")


async def test_an_open_home_shows_the_drafts_that_wait_to_be_used(team: Team) -> None:
    ava = team.hire("Aline")
    await ava.sees_home()
    await ava.types("/draft Where is my kettle? kettle@example.com")
    draft = await ava.hears("A reply")
    await ava.sees_home_change("Drafts to look at (1)")
    home = await ava.sees_home("Where is my kettle?")
    assert f"/archives/{draft.channel}/p{draft.ts.replace('.', '')}" in json.dumps(home.blocks)
    await ava.presses(draft, "Use it")
    await ava.sees_home_change("Drafts to look at", gone=True)
