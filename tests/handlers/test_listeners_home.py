"""Being away in Slack, and why the morning message comes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from offices import NOON, Work
from test_views_followups import labels, words

from bot import followups, people
from bot.errors import NotTheirTeam, Refusal, StandsInForThemselves
from bot.followups import NewFollowup
from bot.moments import Moment
from handlers.answers import Answer, Form, Private, Problems
from handlers.errors import answer_to
from handlers.incoming import Incoming
from handlers.listeners import home
from sandbox.people import BOT_USER_ID
from sandbox.people import Person as Member
from storage.records import Person, Reference

MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)


def started(answer: Answer) -> dict[str, str]:
    """What the form for being away starts from."""
    assert isinstance(answer, Form)
    fields = {block["block_id"]: block["element"] for block in answer.view["blocks"] if block["type"] == "input"}
    return {"when": fields["when"]["initial_date"], "stand_in": fields["stand_in"].get("initial_user", "")}


def sent(work: Work, **fields: str) -> Incoming:
    return work.delivery("form", "away_form", fields={"when": "2026-11-30", "stand_in": "", **fields})


async def me(work: Work) -> Person:
    found = await work.office.read(people.known, work.ava.id)
    assert found
    return found


async def test_it_suggests_to_be_back_on_the_next_working_day(work: Work) -> None:
    pressed = work.delivery("action", "home.away", at_home=True)
    answer = await home.open_away(work.office, pressed, work.ava)
    assert started(answer) == {"when": "2026-11-24", "stand_in": ""}
    assert isinstance(answer, Form)
    assert json.loads(answer.view["private_metadata"]) == {"home": "yes"}


@pytest.mark.parametrize("typed", ["until monday", "till next monday", "bis Montag", "2026-11-30", "until 30 november"])
async def test_the_day_that_was_typed_stands_in_the_form(work: Work, typed: str) -> None:
    command = work.delivery("command", "/followup", response_url="https://answer.example")
    answer = await home.away_command(work.office, command, work.ava, typed)
    assert started(answer)["when"] == "2026-11-30"
    assert "⚠️" not in words(answer.view)  # type: ignore[union-attr]


@pytest.mark.parametrize("typed", ["until the cows come home", "until yesterday", "30 february"])
async def test_what_is_no_day_is_said_above_the_field(work: Work, typed: str) -> None:
    answer = await home.away_command(work.office, work.delivery("command", "/followup"), work.ava, typed)
    assert started(answer)["when"] == "2026-11-24"
    assert "⚠️" in words(answer.view)  # type: ignore[union-attr]


async def test_a_colleague_takes_on_what_comes_due(work: Work) -> None:
    moment = Moment(NOON + timedelta(hours=2), "Europe/Berlin", True, "in 2h")
    new = NewFollowup("r1", work.ava, Reference("ticket", "#4312", "4312"), "call back", moment)
    await work.office.write(followups.record, new)
    answer = await home.submit_away(work.office, sent(work, stand_in=work.ben.id), work.ava)
    assert isinstance(answer, Private)
    assert "1 follow-up" in words(answer.message)
    assert "Monday 30 November" in words(answer.message)
    away = await work.office.directory.person(work.ava.id)
    assert (away.away_until, away.stand_in) == (MONDAY, work.ben.id)
    assert (await work.office.read(followups.get, 1)).owner == work.ben.id
    again = await home.open_away(work.office, work.delivery("action", "home.away"), away)
    assert started(again) == {"when": "2026-11-30", "stand_in": work.ben.id}


async def test_back_is_back(work: Work) -> None:
    await home.submit_away(work.office, sent(work), work.ava)
    assert (await me(work)).is_away(NOON)
    await home.back(work.office, work.delivery("action", "home.back"), work.ava)
    assert not (await me(work)).is_away(NOON)
    assert not (await work.office.directory.person(work.ava.id)).is_away(NOON)


@pytest.mark.parametrize("day", ["", "2026-11-23", "2020-01-01", "3000-01-01", "2026-02-30"])
async def test_a_day_that_cannot_be_is_said_beside_it(work: Work, day: str) -> None:
    answer = await home.submit_away(work.office, sent(work, when=day), work.ava)
    assert answer == Problems({"when": home.NO_DAY})
    assert (await me(work)).away_until is None


@pytest.mark.parametrize(
    ("picked", "refusal"),
    [
        ("U0AGENT", StandsInForThemselves),
        ("U0GUEST", NotTheirTeam),
        ("U0OTHER", NotTheirTeam),
        ("U0NOBODY", NotTheirTeam),
        (BOT_USER_ID, NotTheirTeam),
    ],
)
async def test_who_cannot_stand_in_is_said_beside_the_field(work: Work, picked: str, refusal: type[Refusal]) -> None:
    members = work.slack.workspace.people
    members["U0GUEST"] = Member("U0GUEST", "gwen", "Gwen Guest", guest="single-channel")
    members["U0OTHER"] = Member("U0OTHER", "olli", "Olli Other", outsider=True)
    form = sent(work, stand_in=picked)
    with pytest.raises(refusal) as refused:
        await home.submit_away(work.office, form, work.ava)
    assert answer_to(refused.value, form) == Problems({"stand_in": str(refused.value)})
    assert (await me(work)).away_until is None


async def test_why_the_morning_message_comes(work: Work) -> None:
    answer = await home.why(work.office, work.delivery("action", "morning.why", value="0"), work.ava)
    assert isinstance(answer, Private)
    assert "on your working days: Monday to Friday" in words(answer.message)
    assert "Next: tomorrow 09:00" in words(answer.message)
    assert labels(answer.message) == ["My hours"]
    late = replace(work.ava, hours_days="tue", hours_start="10:30", hours_end="16:00")
    answer = await home.why(work.office, work.delivery("action", "morning.why", value="0"), late)
    assert isinstance(answer, Private)
    assert "at 10:30 (Europe/Berlin), on your working days: Tuesday" in words(answer.message)
