"""The main job from beginning to end: in both of Slack's modes, and on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from team import LEADS, Team

pytestmark = pytest.mark.usefixtures("everywhere")


async def test_one_hour_of_a_team(team: Team) -> None:
    """All at once, as in life."""
    await asyncio.gather(a_promise_is_kept(team), a_gesture_is_approved(team), a_reply_is_used(team))


async def test_the_same_delivery_again_has_one_effect_and_the_same_answer(team: Team) -> None:
    ava, lee = team.hire("Alba"), team.person("U0LEAD")
    for line in ("/followup #4410 send the manual tomorrow 9am", "/gesture credit $130 twice@example.com sent once"):
        answer = await ava.types(line)
        again = await team.slack.again()
        assert again.ok
        assert again.json["text"] == answer.text
    assert (await ava.types("/followup list")).words().count("send the manual") == 1
    assert "1 in all" in (await ava.types("/gesture log twice@example.com")).words()

    card = await team.sees("twice@example.com")
    form = await lee.presses_for_form(card, "Decline")
    await lee.fills(form, words="not this time")
    assert (await team.slack.again()).ok
    await ava.hears("not this time")

    letter = await team.person("U0AGENT2").says("My kettle #4411 never came, and I am sad.")
    await ava.takes("draft_reply_to_message", letter)
    assert (await team.slack.again()).ok
    await ava.hears("A reply")
    await ava.types("/draft help")
    assert len(ava.heard("A reply")) == 1
    assert len(ava.heard("not this time")) == 1


async def a_promise_is_kept(team: Team) -> None:
    ava = team.hire("Ava")

    echo = await ava.types('/followup "Mara Lindt" tell her about the refund in 1 hour')
    assert "Mara Lindt" in echo.words()
    assert "tell her about the refund" in echo.words()
    assert "Monday" in echo.words()
    assert "11:0" in echo.words()
    assert "Berlin" in echo.words()
    assert echo.labels() == ["Change", "Cancel"]

    team.slack.clock.forward(timedelta(hours=1))
    reminder = await ava.hears("Time to get back to")
    assert "tell her about the refund" in reminder.words()
    assert "late" not in reminder.words()
    assert reminder.labels() == ["Done", "Draft reply"]

    await ava.presses(reminder, "Done")
    await ava.sees_change(reminder, "Done on Monday")
    assert reminder.labels() == ["Solved", "Not yet", "Reopen"]
    assert len(ava.heard()) == 1


async def a_gesture_is_approved(team: Team) -> None:
    ava, lee = team.hire("Ada"), team.person("U0LEAD")

    asked = await ava.types('/gesture credit $120 "Jon Bell" parcel lost twice')
    assert "$120" in asked.words()
    assert "takes one lead" in asked.words()
    assert asked.labels() == ["Withdraw"]

    card = await team.sees("Jon Bell")
    assert all(words in card.text for words in ("$120", "Jon Bell", "parcel lost twice")), "a notification says it all"
    assert f"<@{ava.id}>" in card.words()
    assert card.labels() == ["Approve", "Change…", "Decline"]

    await lee.presses(card, "Approve")
    await team.until(lambda: not card.labels())
    assert "Approved by <@U0LEAD>" in card.words()

    news = await ava.hears("Good news")
    assert news.labels() == ["Delivered", "Withdraw"]
    await ava.presses(news, "Delivered")
    await ava.sees_change(news, "is delivered")
    assert news.labels() == []
    await ava.sees_change(card, "Delivered by")
    assert team.slack.find("U0LEAD", "Jon Bell", channel=LEADS) is card


async def a_reply_is_used(team: Team) -> None:
    ava = team.hire("Amy")

    pointer = await ava.types("/draft My parcel #77001 is late for the third time and nobody answers me!")
    assert "direct messages" in pointer.words()
    draft = await ava.hears("A reply")
    assert {"Use it", "Edit", "Warmer", "Shorter", "Discard"} <= set(draft.labels())
    assert "What I noticed" in draft.words()

    await ava.presses(draft, "Use it")
    await ava.sees_change(draft, "Used.")
    assert draft.labels() == ["No reminder"]  # what it promises is on her list
    reply = await team.until(lambda: ava.heard()[-1] if len(ava.heard()) == 2 else None)
    assert reply.text in draft.words()
    assert reply.labels() == []
    assert "D-" not in reply.words()
