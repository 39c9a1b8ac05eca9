"""Gestures under other policies, and as time passes: limits, budgets, roles that change, requests that wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from team import Team

from sandbox.people import Usergroup

Own = Callable[..., Any]
TIGHT = {
    "gestures": {
        "customer_limit": {"amount": 300, "days": 365},
        "agent_budget": {"amount": 40, "days": 30},
        "follow_up_after": False,
    }
}


async def test_limits_expiry_and_the_leads_reminder(own: Own) -> None:
    team: Team = await own(policy=TIGHT)
    ava, lee = team.hire("Ava"), team.person("U0LEAD")

    assert "is granted" in (await ava.types("/gesture credit $25 a@example.com late")).words()
    over_budget = await ava.types("/gesture credit $20 b@example.com late")
    assert "may grant up to $40 within 30 days alone; $25 of it is used" in over_budget.words()
    card = await team.sees("b@example.com")
    await lee.presses(card, "Approve")
    news = await ava.hears("Good news")
    await ava.presses(news, "Withdraw")
    await ava.sees_change(news, "withdrawn")
    await ava.sees_change(card, "Withdrawn by")

    waiting = await ava.types("/gesture credit $180 c@example.com lost")
    refused = await ava.types("/gesture credit $150 c@example.com lost again")
    assert "One customer may get up to $300" in refused.words()
    assert "open requests included" in refused.words()

    card = await team.sees("c@example.com")
    team.slack.clock.forward("30 min")
    assert "has waited 30 minutes" in (await team.sees("has waited")).words()
    team.slack.clock.forward("8h")
    told = await ava.hears("Nobody decided")
    assert told.labels() == ["Ask again"]
    await ava.sees_change(card, "nobody decided in time")
    assert card.labels() == []
    late = await lee.types(f"/gesture approve {card.words().split(':')[0]}")
    assert "expired before anybody decided" in late.words()
    await ava.presses(waiting, "Withdraw")
    await ava.is_told("expired before anybody decided")

    # It is twenty to seven: nobody works before it expires again.
    listed = await ava.types("/gesture list")
    assert listed.labels()[-1] == "Ask again"
    await ava.presses(told, "Ask again")
    question = await ava.is_told("Nothing is asked yet")
    assert question.labels() == ["Remind me then", "Ask now"]
    await ava.presses(question, "Ask now")
    asked = await ava.is_told("It asks again for")
    assert "No lead is at work before that: should it expire, press Ask again from" in " ".join(asked.words().split())
    anew = await team.sees("expired before anybody decided.")
    await ava.sees_change(told, "Asked again as")
    await ava.sees_change(card, "Asked again as")
    assert told.labels() == []
    await ava.presses(listed, "Ask again")
    assert len(team.slack.workspace.find_all("U0LEAD", "lost", channel="C0LEADS")) == 2, "one card for each"
    await lee.presses(anew, "Approve")
    await ava.hears("Good news")


async def test_asking_again_waits_until_a_lead_is_there_and_asks_for_nothing_twice(own: Own) -> None:
    team: Team = await own()
    ava, lee = team.hire("Ava"), team.person("U0LEAD")
    await ava.types("/gesture credit $120 c@example.com lost")
    team.slack.clock.forward("8.5h")
    told = await ava.hears("Nobody decided")
    await ava.presses(told, "Ask again")
    await ava.presses(await ava.is_told("Nothing is asked yet"), "Remind me then")
    await ava.is_told("I remind you to ask again once a lead is at work")
    assert len(team.slack.workspace.find_all("U0LEAD", "lost", channel="C0LEADS")) == 1
    team.slack.clock.forward("15h")
    reminded = await ava.hears("a lead can decide about")
    assert reminded.labels() == ["Ask again"]

    await ava.types("/gesture credit $130 c@example.com their parcel never came")
    await lee.presses(await team.sees("their parcel never came"), "Approve")
    await ava.hears("Good news")
    await ava.presses(reminded, "Ask again")
    await ava.is_told("so I asked for nothing more: for one more, type /gesture")
    assert len(team.slack.workspace.find_all("U0LEAD", "c@example.com", channel="C0LEADS")) == 2


async def test_who_leads_is_asked_when_it_counts(own: Own) -> None:
    team: Team = await own(
        policy={"team": {"leads": None, "leads_usergroup": "S0LEADS"}},
        slack={"usergroups": [Usergroup("S0LEADS", "leads", ["U0LEAD", "U0LEAD2"])]},
    )
    ava, lee, lou = team.hire("Ava"), team.person("U0LEAD"), team.person("U0LEAD2")
    await ava.types("/gesture credit $90 d@example.com broken")
    card = await team.sees("d@example.com")
    form = await lee.presses_for_form(card, "Decline")

    assert (await team.slack.change_usergroup("S0LEADS", ["U0LEAD2"])).ok
    calls = team.slack.workspace.calls
    await team.until(lambda: calls[-1].method == "usergroups.users.list")
    ack = await lee.submits(form, words="I may no longer say this")
    assert "Only a lead can decide" in next(iter(ack.errors.values()))
    await lee.presses(card, "Approve")
    await lee.is_told("Only a lead can decide")
    assert card.labels() == ["Approve", "Change…", "Decline"]
    await lou.presses(card, "Approve")
    await ava.hears("Good news")


async def test_only_agents_of_the_usergroup_are_let_in(own: Own) -> None:
    team: Team = await own(
        policy={"team": {"agents_usergroup": "S0AGENTS"}},
        slack={"usergroups": [Usergroup("S0AGENTS", "agents", ["U0AGENT"])]},
    )
    ava, ben = team.person("U0AGENT"), team.person("U0AGENT2")
    assert "Your follow-ups" in (await ava.types("/followup list")).words()
    assert "the support team’s own members" in (await ben.types("/followup list")).words().replace("'", "’")
    await team.slack.change_usergroup("S0AGENTS", ["U0AGENT", "U0AGENT2"])
    calls = team.slack.workspace.calls
    await team.until(lambda: calls[-1].method == "usergroups.users.list")
    assert "Your follow-ups" in (await ben.types("/followup list")).words()
