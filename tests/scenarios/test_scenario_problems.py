"""A problem that many customers have: from the first words of it to its end, and what comes up most in a week."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from team import Player, Team

from storage import orders, problems, timers
from storage.database import Database
from storage.orders import Ordered

Own = Callable[..., Any]
REASONS = {"policy": {"gestures": {"reasons": {"crash": "The app crashed", "late": "Late parcel"}}}}


async def trouble(ava: Player, ben: Player) -> None:
    """Four customers, two agents, two languages, one trouble."""
    await ava.types("/followup mara@example.com the app crashes at login since the update tomorrow 9am")
    await ava.types("/followup jon@example.com App stürzt beim Login ab, seit dem Update tomorrow 10am")
    await ben.types("/draft I can't log in any more, the app crashes after your update! ida@example.com")
    await ben.types("/gesture credit $5 udo@example.com app crashed at login after the update")
    await ben.types("/followup kim@example.com ask about the lamp tomorrow 9am")


async def test_from_the_question_to_the_fix(own: Own) -> None:
    team: Team = await own()
    ava, ben, lee, lou = team.hire("Ava"), team.hire("Ben"), team.person("U0LEAD"), team.person("U0LEAD2")
    await trouble(ava, ben)
    assert "are for leads" in (await ava.types("/service problems")).words()
    assert "No problem of many customers is open" in (await lee.types("/service problems")).words()

    card = await team.sees("Is this one problem?")
    assert "4 customers" in card.words()
    assert "login" in card.words()
    assert "lamp" not in card.words()
    await ava.presses(card, "Yes, one problem")
    await ava.is_told("Only a lead can decide P-1")
    await lee.presses(card, "Yes, one problem")
    await lee.sees_change(card, "is one problem")
    await lee.sees_change(card, "4 follow-ups wait")
    assert "Tell them that we know" in (await ben.types("/followup list")).words()

    await lee.presses(card, "Draft the message")
    await lee.hears("Several of our customers")
    german = await lee.hears("zurzeit haben mehrere")
    await lee.presses(german, "Use it")
    await lee.sees_change(german, "Used")

    form = await lee.presses_for_form(card, "A gesture for all…")
    assert "for 4 customers" in form.words()
    assert "amount" in (await lee.submits(form, kind="Account credit", amount="$200", reason="we are sorry")).errors
    await lee.fills(form, kind="Account credit", amount="$10", reason="we are sorry")
    sure = team.slack.workspace.stack(lee.id)[-1]
    assert "That comes to $40 in all for 4 customers" in sure.words()
    assert "No gestures yet" in (await lee.types("/gesture list")).words(), "nothing is asked for yet"
    await lee.fills(sure, kind="Account credit", amount="$10", reason="we are sorry")
    told = await lee.hears("A gesture for all of P-1")
    await lee.sees_change(told, "4 granted. $40 in all")
    await lee.sees_change(card, "4 gestures were asked for")
    await lee.presses(card, "A gesture for all…")
    await lee.is_told("has a gesture for it already")
    await lee.presses(told, "Deliver or withdraw…")
    page = await lee.is_told("To deliver for P-1")
    assert page.labels() == ["All delivered", *["Delivered", "Withdraw"] * 4]
    await lee.presses(page, "Delivered")
    await lee.sees_change(page, "1–3 of 3")
    await lee.presses(page, "Withdraw")
    await lee.sees_change(page, "1–2 of 2")
    await lee.sees_change(told, "3 granted (1 of them delivered), 1 withdrawn. $30 in all")

    await lou.presses(card, "It’s fixed")
    await lee.sees_change(card, "P-1 is fixed")
    assert card.labels() == []
    fixed = await ava.hears("It’s fixed: tell them.")
    await ben.hears("It’s fixed: tell them. Before: Tell them that we know")
    await ava.presses(fixed, "Done")
    assert "P-1" not in (await lee.types("/service problems")).words()
    verified = await team.run("audit", "verify")
    assert verified.code == 0, verified.out


async def test_a_reply_to_whom_it_is_fixed_for_says_so(own: Own) -> None:
    team: Team = await own()
    ava, ben, lee = team.hire("Aki"), team.hire("Bea"), team.person("U0LEAD")
    await trouble(ava, ben)
    await lee.types("/service problems")
    card = await team.sees("Is this one problem?")
    await lee.presses(card, "Yes, one problem")
    await lee.sees_change(card, "4 follow-ups wait")
    await lee.presses(card, "It’s fixed")

    fixed = await ben.hears("It’s fixed: tell them. Before: Tell them that we know")
    form = await ben.presses_for_form(fixed, "Draft reply")
    assert form.find("message").element["initial_value"].startswith("I can't log in any more, the app crashes")
    await ben.fills(form)
    draft = await ben.hears("problem with the app")
    assert "fixed now" in draft.words()
    assert "so for you" in draft.words() or "different for you" in draft.words()
    assert "You promise" not in draft.words()
    assert "hear from me" not in draft.words()
    await ben.presses(draft, "Use it")
    await ben.sees_change(draft, "Used")
    assert "remind" not in draft.words()

    german = await ava.hears("It’s fixed: tell them. Before: App stürzt")
    form = await ava.presses_for_form(german, "Draft reply")
    await ava.fills(form, message="Die App stürzt beim Login immer noch ab. Ich brauche sie dringend!")
    draft = await ava.hears("It is said to be fixed, but they may write of it as it is now")
    assert "behoben" not in draft.words(), "nobody knows when they wrote it"


async def test_what_a_crash_left_undone_is_done_at_the_start(own: Own) -> None:
    team: Team = await own()
    ava, ben, lee = team.hire("Ava"), team.hire("Ben"), team.person("U0LEAD")
    await trouble(ava, ben)
    await lee.types("/service problems")
    card = await team.sees("Is this one problem?")
    await team.bot.kill()
    database = Database(team.environment["DATABASE_URL"])
    with database.begin() as tx:  # as if the press had been the last that it did
        problems.change(tx, 1, state="confirmed", lead="U0LEAD", decided_at=datetime.now(UTC))
    database.close()
    await team.start()
    await lee.sees_change(card, "4 follow-ups wait")
    assert "Tell them that we know" in (await ben.types("/followup list")).words()


async def test_what_a_replica_left_undone_another_does_within_a_minute(own: Own) -> None:
    team: Team = await own()
    ava, ben, lee = team.hire("Ann"), team.hire("Bea"), team.person("U0LEAD")
    await trouble(ava, ben)
    await lee.types("/service problems")
    card = await team.sees("Is this one problem?")
    database = Database(team.environment["DATABASE_URL"])
    with database.begin() as tx:  # as if another replica had ended with the press, a minute ago
        problems.change(tx, 1, state="confirmed", lead="U0LEAD", decided_at=datetime.now(UTC))
        timers.arm(tx, "affected", "problem:1", datetime.now(UTC))
    database.close()
    await lee.sees_change(card, "4 follow-ups wait")


async def test_a_yes_too_many_is_taken_back(own: Own) -> None:
    team: Team = await own()
    ava, ben, lee, lou = team.hire("Amy"), team.hire("Bea"), team.person("U0LEAD"), team.person("U0LEAD2")
    await trouble(ava, ben)
    await lee.types("/service problems")
    card = await team.sees("Is this one problem?")
    asked = card.find("Yes, one problem").element["confirm"]
    assert "4 customers" in asked["text"]["text"]
    await lee.presses(card, "Yes, one problem")
    await lee.sees_change(card, "4 follow-ups wait for the fix")
    assert "Tell them that we know" in (await ben.types("/followup list")).words()
    await ava.presses(card, "Not one problem after all")
    await ava.is_told("Only a lead can decide P-1")
    await lou.presses(card, "Not one problem after all")
    await lou.sees_change(card, "is not one problem")
    assert card.labels() == []
    while "Tell them that we know" in (await ben.types("/followup list")).words():  # noqa: ASYNC110 (nothing rings)
        await asyncio.sleep(0.05)  # it is seen to a few at a time
    assert "the app crashes at login" in (await ava.types("/followup list")).words()
    verified = await team.run("audit", "verify")
    assert verified.code == 0, verified.out


@pytest.mark.long
async def test_leads_are_reminded_of_what_nobody_fixes(own: Own) -> None:
    team: Team = await own()
    ava, ben, lee = team.hire("Abe"), team.hire("Bob"), team.person("U0LEAD")
    await trouble(ava, ben)
    await lee.types("/service problems")
    card = await team.sees("Is this one problem?")
    await lee.sees_home()
    await lee.presses(card, "Yes, one problem")
    await lee.sees_home_change("Problems of many, not fixed yet")
    team.slack.clock.forward("4 days")
    word = await team.sees("is still open")
    await lee.presses(word, "It’s fixed")
    await lee.sees_change(card, "P-1 is fixed")
    await lee.sees_change(word, "P-1 is fixed")
    assert word.labels() == []
    await lee.sees_home_change("Problems of many, not fixed yet", gone=True)


async def test_a_gesture_for_all_goes_on_where_a_crash_stopped_it(own: Own) -> None:
    team: Team = await own()
    ava, ben, lee = team.hire("Art"), team.hire("Bib"), team.person("U0LEAD")
    await trouble(ava, ben)
    await lee.types("/service problems")
    card = await team.sees("Is this one problem?")
    await lee.presses(card, "Yes, one problem")
    await lee.sees_change(card, "4 follow-ups wait")
    await team.bot.kill()
    database = Database(team.environment["DATABASE_URL"])
    with database.begin() as tx:  # as if the order had been the last that it wrote down
        those = tuple(problems.customers_of(tx, 1))
        orders.keep(tx, Ordered(1, lee.id, "lost", "credit", 1000, None, "we are sorry", None, those))
        timers.arm(tx, "blanket", "problem:1", datetime.now(UTC))
    database.close()
    await team.start()
    await lee.sees_change(card, "4 gestures were asked for")
    database = Database(team.environment["DATABASE_URL"])
    with database.read() as tx:
        assert orders.under_way(tx) == []
    database.close()


async def test_every_hour_the_bot_looks_by_itself_and_asks_once(own: Own) -> None:
    team: Team = await own()
    ava, ben, lee, lou = team.hire("Ada"), team.hire("Bob"), team.person("U0LEAD"), team.person("U0LEAD2")
    await trouble(ava, ben)
    team.slack.clock.forward("61 min")
    card = await team.sees("Is this one problem?")
    await ava.types("/followup eva@example.com app crashed at her login, update tomorrow 9am")
    team.slack.clock.forward("60 min")
    await lee.sees_change(card, "5 customers")
    await lou.presses(card, "No")
    await lou.sees_change(card, "is not one problem")
    assert card.labels() == []


async def test_what_comes_up_most_and_what_we_change(own: Own) -> None:
    team: Team = await own(**REASONS)
    ava, lee = team.hire("Ana"), team.person("U0LEAD")
    assert "Nothing came up" in (await ava.types("/service reasons")).words()
    for name in ("mara", "jon", "ida"):
        await ava.types(f"/gesture credit $5 {name}@example.com crash: the app closed")
    await ava.types("/gesture credit $5 udo@example.com late: three days")
    shown = await ava.types("/service reasons")
    assert "The app crashed (reason): 3, of 3 customers" in shown.words()
    assert shown.labels() == []
    mine = await lee.types("/service reasons")
    form = await lee.presses_for_form(mine, "What we change…")
    await lee.fills(form, about="The app crashed", words="the next release is tested on old phones")
    await lee.is_told("tested on old phones")
    assert "💡 the next release is tested on old phones" in (await ava.types("/service reasons")).words()
