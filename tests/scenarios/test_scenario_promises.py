"""A promise from the first word to the last: deadlines, colleagues, being away, what repeats, how it ended."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from team import Team

pytestmark = pytest.mark.usefixtures("shared")


async def test_a_promise_is_reminded_of_early_enough_and_counted(team: Team) -> None:
    agent = team.hire("Paula")
    echo = await agent.types('/followup "Emil Stark" I will get back to him by tomorrow 3pm')
    assert re.search(r"Promised by \w+day .* at 15:00", echo.words())
    assert "at 14:00" in echo.words()
    team.slack.clock.to("tomorrow 14:00")
    reminder = await agent.hears("You promised")
    assert "15:00" in reminder.words()
    await agent.presses(reminder, "Done")
    await agent.sees_change(reminder, "In time, as promised")
    team.slack.clock.forward("61 min")  # until the promised time has come, nothing is counted
    figures = await team.person("U0LEAD").types("/service week")
    assert "Promises kept" in figures.words()


async def test_done_asks_whether_it_is_solved_and_not_yet_makes_the_next(team: Team) -> None:
    agent = team.hire("Quinn")
    await agent.types('/followup "Fria Holm" ask whether it works now in 1 minute')
    team.slack.clock.forward("1 min")
    reminder = await agent.hears("ask whether it works now")
    await agent.presses(reminder, "Done")
    await agent.sees_change(reminder, "Is it solved?")
    await agent.presses(reminder, "Not yet")
    following = await agent.is_told("The next one for the same matter")
    assert "Fria Holm" in following.words()
    assert re.search(r"\w+day .* at 09:00", following.words())
    await agent.sees_change(reminder, "the next follow-up is on your list")
    assert "ask whether it works now" in (await agent.types("/followup list")).words()


async def test_a_cancelled_one_may_say_why(team: Team) -> None:
    agent = team.hire("Rita")
    echo = await agent.types('/followup "Gero Lind" send the spare key tomorrow 10am')
    await agent.presses(echo, "Cancel")
    cancelled = await agent.is_told("Cancelled")
    form = await agent.presses_for_form(cancelled, "Say why…")
    await agent.fills(form, reason="He found it in his coat")
    assert "He found it in his coat" in (await agent.is_told("He found it")).words()


async def test_one_is_handed_to_a_colleague_who_is_told(team: Team) -> None:
    agent, heir, guest = team.hire("Sina"), team.hire("Tomke"), team.hire("Guestly", guest="multi-channel")
    await agent.types('/followup "Hanna Moor" look into the double charge in 1 minute')
    team.slack.clock.forward("1 min")
    reminder = await agent.hears("double charge")
    form = await agent.presses_for_form(reminder, option="Hand to a colleague…")
    ack = await agent.submits(form, successor=guest.id)
    assert ack.errors, "a guest cannot take it"
    await agent.fills(form, successor=heir.id)
    assert "double charge" in (await heir.hears("handed you one follow-up")).words()
    await heir.hears("Time to get back to")
    await agent.sees_change(reminder, "in other hands now")


async def test_whoever_is_away_is_not_chased_and_the_team_is_offered_their_promises(team: Team) -> None:
    agent, lead, mate = team.hire("Ulla"), team.person("U0LEAD2"), team.hire("Vito")
    await agent.types('/followup "Ida Fuchs" confirm her delivery tomorrow 10am')
    form = await agent.presses_for_form(await agent.sees_home(), "I’m away…")
    back = (team.slack.clock.local() + timedelta(days=5)).date()
    await agent.fills(form, when=back.isoformat())
    await agent.sees_home("You are away until")
    team.slack.clock.to("tomorrow 10:00")
    offer = await team.sees("Ida Fuchs")
    assert "one promise waits for a colleague" in offer.words()
    assert offer.labels() == ["Take over", "Why?"]
    assert agent.heard("confirm her delivery") == []
    await mate.presses(offer, "Take over")
    await mate.hears("confirm her delivery")
    await lead.sees_change(offer, "has found somebody")
    await agent.presses(await agent.sees_home("You are away until"), "I’m back")
    await agent.sees_home("I’m away…")


async def test_a_stand_in_gets_what_comes_due_meanwhile(team: Team) -> None:
    agent, mate = team.hire("Wim"), team.hire("Xenia")
    await agent.types('/followup "Jona Berg" ring him back tomorrow 11am')
    await agent.types('/followup "Jona Berg" thank him in 30 days')
    form = await agent.opens("/followup away until in 5 days")
    await agent.fills(form, stand_in=mate.id)
    word = await mate.hears("handed you one follow-up")
    assert "ring him back" in word.words()
    assert "thank him" not in word.words()


async def test_leads_nudge_or_leave(team: Team) -> None:
    agent, lead = team.hire("Yara"), team.person("U0LEAD")
    await agent.types('/followup "Karl Weiss" explain the invoice in 1 minute')
    team.slack.clock.forward("1 min")
    await agent.hears("explain the invoice")
    team.slack.clock.forward(timedelta(days=1))
    card = await team.sees("Karl Weiss")
    await lead.presses(card, "Nudge")
    await lead.sees_change(card, "nudged")
    assert card.labels() == ["Take over", "Leave", "Why?"]
    await lead.presses(card, "Leave")
    await lead.sees_change(card, "leaves it with")
    await lead.presses(card, "Why?")
    assert (
        "The leads hear of it" in (await lead.is_told("Why F-")).words()
        or "asked for" in (await lead.is_told("Why F-")).words()
    )


async def test_what_repeats_comes_again_until_it_is_done(team: Team) -> None:
    agent = team.hire("Zoe")
    team.slack.clock.to("next wednesday 10:00")
    echo = await agent.types('/followup "Lena Roth" ask how the repair goes every friday at 3 until done')
    assert re.search(r"Friday .* at 15:00", echo.words())
    assert "It comes again (every friday at 3 until done): Done ends it." in echo.words()
    team.slack.clock.to("next friday 15:00")
    first = await agent.hears("how the repair goes")
    assert any(label.startswith("Next time: ") for label in first.labels())
    team.slack.clock.forward(timedelta(days=7))
    await team.until(lambda: len(agent.heard("Time to get back to")) == 1 and len(agent.heard("moved on")) >= 1)
    again = await agent.hears("Time to get back to")
    await agent.presses(again, "Done")
    await agent.sees_change(again, "Done on")


async def test_a_phrase_of_two_readings_is_asked_about_in_the_form(team: Team) -> None:
    agent = team.hire("Arno")
    team.slack.clock.to("next wednesday 10:00")
    form = await agent.opens('/followup "Mila Kurz" send the offer next friday')
    assert "Which one do you mean?" in form.words()
    assert form.words().count("Friday") >= 2


async def test_what_people_cannot_mean_is_refused_in_one_sentence(team: Team) -> None:
    agent = team.hire("Bela")
    for when in ("30 february", "yesterday", "in the year 3000", "at 25:00"):
        form = await agent.opens(f'/followup "Nina Vogt" send the offer {when}')
        assert "send the offer" in str(form.blocks), "nothing typed is lost"
        assert "⚠️" in form.words(), when
