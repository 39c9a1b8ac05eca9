"""Follow-ups, as agents record, correct and find them. It is Monday, ten o'clock in Berlin."""

from __future__ import annotations

import json

import pytest
from team import Team

pytestmark = pytest.mark.usefixtures("shared")


@pytest.mark.parametrize(
    ("zone", "line", "said"),
    [
        ("Europe/Berlin", "#4401 send the tracking link tomorrow 9am", "Tuesday"),
        ("Europe/Berlin", "kim@example.com call back friday at 3", "Friday"),
        ("Europe/Berlin", "#4402 das Paket prüfen morgen um 9", "Tuesday"),
        ("America/New_York", "ZD-88 ask the warehouse eod", "Monday"),
        ("Europe/Berlin", "#4403 ask again saturday", "Monday"),  # a bare day moves into working hours
        ("Europe/Berlin", "#4403 ask again saturday at 15:30", "Saturday"),  # a clock time does not
    ],
)
async def test_the_answer_repeats_it_with_weekday_time_and_zone(team: Team, zone: str, line: str, said: str) -> None:
    agent = team.hire(f"Zone{len(team.typed)}", zone)
    echo = await agent.types(f"/followup {line}")
    due = next(row for row in echo.words().splitlines() if row.startswith("🗓"))
    assert said in due
    assert any(clock in due for clock in ("09:00", "15:00", "15:30", "18:00"))
    assert zone.partition("/")[2].replace("_", " ") in due.replace("_", " ")


async def test_what_cannot_be_read_opens_a_form_and_keeps_every_word(team: Team) -> None:
    ava = team.hire("Ava")
    form = await ava.opens("/followup call the angry lady with the green kettle back")
    assert form.find("what").element["initial_value"] == "call the angry lady with the green kettle back"
    assert "⚠️" in form.words()

    ack = await ava.submits(form, customer="Greta Kettle", when="yesterday")
    assert "when" in ack.errors
    ack = await ava.submits(form, customer="Greta Kettle", when="when the cows come home")
    assert "when" in ack.errors
    await ava.fills(form, customer="Greta Kettle", when="tomorrow 9am")
    echo = await ava.is_told("Greta Kettle")
    assert "green kettle" in echo.words()
    assert "Tuesday" in echo.words()


async def test_a_time_in_the_past_is_refused_with_the_reason(team: Team) -> None:
    ava = team.hire("Ana")
    form = await ava.opens("/followup #4404 call yesterday at 9am")
    assert "past" in form.words()
    assert form.find("customer").element["initial_value"] == "#4404"
    assert (
        "No follow-ups" in (await ava.types("/followup list")).words()
        or "Nothing waits" in (await ava.types("/followup list")).words()
    )


async def test_the_form_alone_records_too(team: Team) -> None:
    ava = team.hire("Abby")
    form = await ava.opens("/followup")
    assert form.title == "Follow-up"
    await ava.fills(form, customer="#4405", what="write the apology", when="in 3 business days")
    assert "Thursday" in (await ava.is_told("write the apology")).words()


async def test_an_answer_is_changed_and_cancelled(team: Team) -> None:
    ava = team.hire("Alma")
    echo = await ava.types("/followup #4406 refund it tomorrow 9am")

    form = await ava.presses_for_form(echo, "Change")
    assert form.find("what").element["initial_value"] == "refund it"
    await ava.fills(form, what="refund it in full", when="friday at 4pm")
    changed = await ava.is_told("refund it in full")
    assert "Friday" in changed.words()
    assert "16:00" in changed.words()

    await ava.presses(changed, "Cancel")
    await ava.sees_change(changed, "Cancelled")
    assert changed.labels() == ["Say why…", "Reopen"]
    assert "Nothing waits" in (await ava.types("/followup list")).words()
    await ava.presses(changed, "Reopen")
    await ava.sees_change(changed, "I’ll remind you")
    assert "refund it in full" in (await ava.types("/followup list")).words()


async def test_lists_show_mine_everybodys_and_what_is_looked_for(team: Team) -> None:
    ava, ben, lead = team.hire("Anna"), team.hire("Bert"), team.person("U0LEAD")
    await ava.types("/followup #4407 send the spare lid tomorrow 9am")
    await ben.types("/followup #4408 send the spare handle tomorrow 10am")

    mine = await ava.types("/followup list")
    assert "spare lid" in mine.words()
    assert "spare handle" not in mine.words()
    assert "list is for leads" in (await ava.types("/followup team")).words()
    everybodys = await lead.types("/followup team")
    assert "spare lid" in everybodys.words()
    assert "spare handle" in everybodys.words()
    assert f"<@{ben.id}>" in everybodys.words()
    assert "spare lid" in (await ava.types("/followup find LID")).words()
    assert "Nothing open mentions" in (await ava.types("/followup find handle")).words()
    assert "Nothing open mentions" in (await ava.types("/followup find 100%_")).words()
    assert "/followup" in (await ava.types("/followup help")).words()

    await ava.presses(mine, "Done F-" + mine.words().split("F-")[1].split()[0].rstrip(";,"))
    await ava.sees_change(mine, "Done")
    assert "Nothing waits" in (await ava.types("/followup list")).words()


async def test_a_colleagues_follow_up_is_not_mine_to_change(team: Team) -> None:
    ava, ben, lead = team.hire("Alice"), team.hire("Bill"), team.person("U0LEAD")
    await ava.types("/followup #4409 call about the fence tomorrow 9am")
    found = await lead.types("/followup find fence")
    ack = await ben.slack.press(ben.id, found, found.elements()[0].label)
    assert ack.ok
    assert "theirs to change" in (await ben.is_told("theirs")).words()
    await lead.presses(found, "Done")
    await lead.sees_change(found, "Done")


async def test_a_message_becomes_a_follow_up_that_links_to_it(team: Team) -> None:
    ava, ben = team.hire("Agnes"), team.person("U0AGENT2")
    letter = await ben.says("The second parcel is late again, says kim.late@example.com")
    form = await ava.takes_for_form("follow_up_on_message", letter)
    assert form.find("customer").element["initial_value"] == "kim.late@example.com"
    assert form.find("what").element["initial_value"] == "Answer them about the delay", "what we owe, not what they say"
    await ava.fills(form, when="in 5 minutes")
    assert "10:0" in (await ava.is_told("second parcel")).words()

    team.slack.clock.forward("5 min")
    reminder = await ava.hears("second parcel")
    assert letter.ts.replace(".", "") in json.dumps(reminder.blocks), "the link leads to the message"


async def test_a_lead_nudges_and_takes_over_what_a_colleague_left_in_the_teams_list(team: Team) -> None:
    ava, lead = team.hire("Astrid"), team.person("U0LEAD")
    await ava.types("/followup #4412 send the green gasket in 5 minutes")
    team.slack.clock.forward("5 min")
    await ava.hears("green gasket")
    assert "Take over" in (await lead.types("/followup team")).labels()

    found = await lead.types("/followup find gasket")
    assert found.labels() == ["Take over", "Nudge", "Done", "Change"]
    await lead.presses(found, "Nudge")
    await lead.sees_change(found, f"nudged by <@{lead.id}>")
    assert found.labels() == ["Take over", "Done", "Change"]
    await lead.presses(found, "Take over")
    await team.until(lambda: found.labels() == ["Done", "Change"])
    await lead.hears("green gasket")
    assert "Nothing waits" in (await ava.types("/followup list")).words()
