"""The team's figures: asked for, explained, taken out as values, and told to the leads every week."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from team import LEADS, Team

from sandbox.surfaces import Message

Own = Callable[..., Any]


async def test_a_week_s_figures_with_their_meanings_and_values(own: Own) -> None:
    team: Team = await own()
    ava, lee = team.person("U0AGENT"), team.person("U0LEAD")
    quiet = await lee.types("/service")
    assert "quiet times happen" in quiet.words()

    await ava.types('/followup "Jon Bell" call back in 1 minute')
    team.slack.clock.forward("1 min")
    reminder = await ava.hears("Time to get back")
    await ava.presses(reminder, "Done")
    await ava.sees_change(reminder, "Is it solved?")
    await ava.presses(reminder, "Reopen")
    await ava.sees_change(reminder, "Snooze")
    await ava.presses(reminder, "Done")
    await ava.sees_change(reminder, "Is it solved?")
    await ava.types('/gesture credit $120 "Jon Bell" parcel lost')
    await team.sees("Jon Bell")
    team.slack.clock.forward("20 min")
    await lee.types("/gesture approve G-1")

    figures = await lee.types("/service week")
    said = figures.words()
    assert "On time: 1 of 1" in said
    assert "Reopened: 1 of 2" in said
    assert "Time to a decision: median 20 min (20 min at work), 1 case" in said
    assert "1 gesture granted, worth $120, 1 not delivered yet" in said
    assert "small numbers" in said
    assert charts(figures) == [], "one day alone is no chart"

    form = await lee.presses_for_form(figures, "What do these mean?")
    assert "done by the time that the customer was told" in form.words()
    await lee.presses(figures, "As CSV")
    values = await lee.is_told("value_before")
    assert "reopened,50.0,percent,2," in values.words()
    written = await team.run("figures", "--period", "month")
    assert (written.code, written.err) == (0, "")
    assert {"promises kept", "NPS", "until"} <= {row["figure"] for row in csv.DictReader(io.StringIO(written.out))}


async def test_the_days_of_a_week_are_drawn_once_there_are_two(own: Own) -> None:
    team: Team = await own()
    ava, lee = team.person("U0AGENT"), team.person("U0LEAD")
    for name in ("Jon Bell", "Mia Kay"):
        await ava.types(f'/followup "{name}" call back in 1 minute')
        team.slack.clock.forward("1 min")
        reminder = await ava.hears(f"Time to get back to {name}")
        await ava.presses(reminder, "Done")
        await ava.sees_change(reminder, "Is it solved?")
        drawn = charts(await lee.types("/service week"))
        assert drawn == ([] if name == "Jon Bell" else ["Follow-ups done each day"])
        team.slack.clock.to("tomorrow 10:00")


def charts(figures: Message) -> list[str]:
    """What is drawn, by its titles."""
    return [block["title"] for block in figures.blocks if block["type"] == "data_visualization"]


@pytest.mark.long
async def test_the_leads_get_the_week_once_and_a_quiet_one_not_at_all(own: Own) -> None:
    team: Team = await own(policy={"service": {"weekly": "wed 12:00"}})
    ava, lee = team.person("U0AGENT"), team.person("U0LEAD")
    await ava.types('/followup "Jon Bell" call back tomorrow 9am')
    team.slack.clock.to("next wednesday 12:00")
    told = await team.sees("The week to Wednesday")
    assert "Recorded: 1" in told.words()
    await team.until(lambda: [b for b in told.blocks if b["type"] == "actions"])
    form = await lee.presses_for_form(told, "What do these mean?")
    assert "How late" in form.words()
    await ava.presses(told, "As CSV")
    assert "follow-ups recorded,1,count," in (await ava.is_told("value_before")).words()

    reminder = await ava.hears("Time to get back to Jon Bell")
    await ava.presses(reminder, "Done")
    await ava.sees_change(reminder, "done")
    await team.bot.end()
    team.slack.clock.forward("21 days")
    await team.start()
    await team.until(lambda: states_of_weeks(team) == ["settled", "dropped"])
    assert team.slack.workspace.find_all("U0LEAD", "The week to", channel=LEADS) == [told]


def states_of_weeks(team: Team) -> list[str]:
    """What became of each message with a week's figures."""
    with closing(sqlite3.connect(team.place / "extramile.db")) as file:
        return [state for (state,) in file.execute("SELECT state FROM outbox WHERE kind = 'weekly' ORDER BY id")]
