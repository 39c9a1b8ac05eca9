"""Goodwill with rules: what a team's own rules ask for, who decides on a holiday, notes that somebody writes, and the
auditor's anchor."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from policies import ROOT
from team import Team

Own = Callable[..., Any]
AIRLINE = {"gestures": tomllib.loads((ROOT / "examples" / "airline.toml").read_text())["gestures"]}


async def test_an_airlines_rules_in_a_form(own: Own) -> None:
    team: Team = await own(policy=AIRLINE)
    ava, lee = team.hire("Ava"), team.person("U0LEAD")

    form = await ava.opens("/gesture certificate rosa@example.com cancelled flight, two nights at the airport")
    refused = await ava.submits(form, units="2", facts=["checked"])
    assert "it is never offered unasked" in next(iter(refused.errors.values()))
    refused = await ava.submits(form, facts=["asked", "checked"])
    assert "only $100 for each passenger if it is about Cancelled flight" in next(iter(refused.errors.values()))
    assert "a lead sets it" in (await ava.types("/customer rosa@example.com tier gold")).words()
    assert "gold" in (await lee.types("/customer rosa@example.com tier gold")).words()
    await ava.fills(form, facts=["asked", "checked"], reason="cancelled flight, and she asked")
    granted = await ava.is_told("is granted")
    assert "Travel certificate of $200" in granted.words()

    form = await ava.opens("/gesture certificate rosa@example.com")
    await ava.fills(form, units="7", code="cancelled", facts=["asked", "checked"], reason="and her group")
    card = await team.sees("Travel certificate of $700")
    assert "Cancelled flight · 7 × passenger · gold · They asked for compensation themselves" in card.words()
    await lee.presses(card, option="Similar cases")
    assert "The last one like G-2: 1 of 1 given, the median is $200." in (await lee.is_told("like G-2")).words()
    await lee.presses(card, "Approve")
    await ava.hears("Good news")
    said = await ava.types("/gesture policy")
    assert "Travel certificate: it is never offered unasked." in said.words()


async def test_a_lead_on_holiday_names_who_decides(team: Team) -> None:
    ava, ben, lee = team.hire("Ada"), team.hire("Bo"), team.person("U0LEAD")
    await ava.types("/gesture credit $120 holiday@example.com lost twice")
    card = await team.sees("holiday@example.com")
    await ben.presses(card, "Approve")
    await ben.is_told("Only a lead can decide")
    form = await lee.opens("/followup away until friday")
    await lee.fills(form, stand_in=ben.id, deputy=["yes"])
    shown = await ben.hears("holiday@example.com")
    await ben.presses(shown, "Approve")
    await ava.hears("Good news")
    await ben.sees_change(shown, "Approved by")

    home = await lee.sees_home("You are away until")
    await lee.presses(home, "I’m back")
    await lee.sees_home("I’m away…")
    await ava.types("/gesture credit $130 after@example.com lost again")
    card = await team.sees("after@example.com")
    await ben.presses(card, "Approve")
    await team.until(lambda: len(team.slack.workspace.find_all(ben.id, "Only a lead can decide")) > 1)
    assert card.labels() == ["Approve", "Change…", "Decline"]


async def test_asking_twice_shows_the_first(team: Team) -> None:
    ava, ben = team.hire("Ana"), team.hire("Bob")
    first = await ava.types("/gesture credit $140 twin@example.com parcel late")
    again = await ben.types("/gesture credit $150 twin@example.com Parcel late")
    assert f"<@{ava.id}> asked the leads about this already" in again.words()
    assert again.labels() == []
    same = await ava.types("/gesture credit $140 twin@example.com parcel late")
    assert (same.words(), same.labels()) == (first.words(), ["Withdraw"])


async def test_a_note_is_written_by_whoever_takes_it_on_and_proved(team: Team) -> None:
    ava, ben = team.hire("Amy"), team.hire("Bill")
    await ava.types("/gesture note note@example.com her cat is ill")
    listed = await ben.types("/gesture notes")
    assert "nobody writes it yet" in listed.words()
    await ben.presses(listed, "I’ll write it")
    await ben.sees_change(listed, "written by")
    await ben.presses(listed, "Delivered")
    await ben.sees_change(listed, "None.")
    mine = await ava.types("/gesture log note@example.com")
    assert "delivered" in mine.words()


async def test_what_was_delivered_is_proved_and_the_head_of_the_trail_is_posted(own: Own) -> None:
    team: Team = await own()
    ava, lee = team.hire("Ava"), team.person("U0LEAD")
    granted = await ava.types("/gesture credit $20 proof@example.com late")
    assert granted.labels() == ["Delivered", "Withdraw"], granted.words()
    await ava.presses(granted, "Delivered")
    await ava.sees_change(granted, "🎁 Delivered")
    form = await ava.presses_for_form(granted, option="Add proof…")
    await ava.fills(form, proof="booked, order 7 of her account")
    assert "booked, order 7" in (await ava.is_told("booked, order 7")).words()

    team.slack.clock.forward("1 day")
    posted = await team.sees("The audit trail has")
    anchor = posted.text.rpartition(" ")[2]
    assert (await team.run("audit", "verify", "--anchor", anchor)).code == 0
    seq, _, digest = anchor.partition(":")
    broken = await team.run("audit", "verify", "--anchor", f"{int(seq) + 99}:{digest}")
    assert (broken.code, "an anchor knows" in broken.out) == (1, True)
    said = await lee.types("/service gestures")
    assert "Account credit" in said.words()
    assert "is for leads" in (await ava.types("/service gestures")).words()


async def test_the_policy_answers_from_the_command_line(own: Own) -> None:
    team: Team = await own()
    asked = ("--agent", "U0ANNA", "--kind", "credit", "--amount", "120", "--customer", "x@example.com")
    explained = await team.run("policy", "explain", *asked, "--reason", "late")
    assert explained.code == 0
    assert explained.out.startswith("One lead (over_agent_limit). Account credit: up to $25 the agent decides alone")
    nonsense = await team.run("policy", "explain", *asked, "--tier", "platinum")
    assert (nonsense.code, nonsense.err) == (1, "platinum is no tier of this policy: it knows none.\n")
    airline = {"EXTRAMILE_POLICY": str(ROOT / "examples" / "airline.toml")}
    table = await team.run("policy", "test", str(ROOT / "examples" / "airline_cases.toml"), **airline)
    assert (table.code, "17 of 17 cases" in table.out) == (0, True)
