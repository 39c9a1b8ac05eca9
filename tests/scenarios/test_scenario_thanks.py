"""Somebody is thanked, privately at once and on Friday before the team, for as long as they like to be named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from team import Team

Own = Callable[..., Any]
WINS = {"team": {"wins_channel": "C0WINS"}}
TITLE = "good turns"


async def test_a_week_of_good_turns(own: Own, database_url: str) -> None:
    team: Team = await own(database_url=database_url, policy=WINS)
    ava, ben, lee = team.hire("Ava"), team.hire("Ben"), team.person("U0LEAD")
    for person in (ava, ben):
        recorded = await person.types('/followup "Mara Lindt" tell her about the parcel by tomorrow noon')
        assert "by" in recorded.words()
    await ava.presses(await ava.types("/gesture credit $20 mara@example.com the parcel was lost twice"), "Delivered")
    await ben.types(f'/service thanks <@{ava.id}|ava> from "Mara Lindt" she saved my birthday 🎂')
    private = await ava.hears("she saved my birthday 🎂")
    assert "Mara Lindt thanks you." in private.words()
    assert "stands in the week’s good turns too" in private.words()
    form = await ava.opens("/service thanks for the long night")
    await ava.fills(form, colleagues=[ben.id, "U0LEAD"])
    await ben.hears("for the long night")
    await lee.hears("for the long night")

    team.slack.clock.to("tomorrow 9:00")
    for person in (ava, ben):
        await person.presses(await person.hears("Good morning"), "Done")
    team.slack.clock.to("next friday 14:59")
    assert team.slack.find("U0LEAD", TITLE, channel="C0WINS") is None
    team.slack.clock.to("next friday 15:00")
    post = await team.sees(TITLE, channel="C0WINS")
    told = post.words()
    assert "2 promises to customers kept" in told
    assert "Account credit of $20" in told
    assert "she saved my birthday 🎂" in told
    assert "for the long night" in told
    for hidden in ("Mara Lindt", "mara@example.com", "lost twice"):
        assert hidden not in told
    assert all(f"<@{person.id}>" in told for person in (ava, ben, lee))

    answer = await ava.types("/service thanks off")
    assert "no longer named" in answer.words()
    await team.until(lambda: f"<@{ava.id}>" not in post.words() and "birthday" not in post.words())
    assert "2 promises to customers kept" in post.words(), "what the team did stays"
    assert "and others" in post.words()
    assert "for the long night" in post.words()
    await ava.sees_change(private, "you are not named among the week’s good turns")
    await ava.presses(private, "Name me again")
    await team.until(lambda: f"<@{ava.id}>" in post.words())

    assert (await team.run("forget", "Mara Lindt")).code == 0
    await team.until(lambda: "birthday" not in post.words() and "birthday" not in private.words())
    assert f"<@{ava.id}>" in post.words(), "that she was thanked stays"
    assert (await team.run("audit", "verify")).code == 0


async def test_an_empty_week_is_not_told(own: Own) -> None:
    team: Team = await own(policy={**WINS, "service": {"wins_at": "tue 10:00"}})
    ava = team.hire("Ava")
    await ava.types("/followup zd-88 call them tomorrow 10:01")
    team.slack.clock.to("tomorrow 10:01")
    await ava.hears("Time to get back")  # so the good turns' time has passed too
    await ava.types(f"/service thanks <@U0LEAD> {'many, many words ' * 176}🌿")
    team.slack.clock.to("next tuesday 10:00")
    post = await team.sees(TITLE, channel="C0WINS")
    assert "promises" not in post.words()
    assert len(team.slack.workspace.find_all("U0LEAD", TITLE, channel="C0WINS")) == 1, "there was none a week before"


async def test_a_team_of_one_is_told_of_itself_without_a_number(own: Own) -> None:
    team: Team = await own(policy=WINS)
    ava = team.hire("Ava")
    form = await ava.opens(f"/service thanks <@{ava.id}> I did well")
    assert "for somebody else" in form.words()
    beside = await ava.submits(form, colleagues=[ava.id])
    assert "for somebody else" in beside.errors["colleagues"]
    await ava.types('/followup "Mara Lindt" tell her by tomorrow noon')
    team.slack.clock.to("tomorrow 9:00")
    await ava.presses(await ava.hears("Good morning"), "Done")
    team.slack.clock.to("next friday 15:00")
    told = (await team.sees(TITLE, channel="C0WINS")).words()
    assert "Promises to customers kept by" in told
    assert f"<@{ava.id}>" in told
    assert "1" not in told.replace(ava.id, "")


async def test_a_customers_thanks_reach_the_colleague_who_earned_them_and_nobody_thanks_themselves(own: Own) -> None:
    team: Team = await own()
    ava, ben = team.hire("Ava"), team.hire("Ben")
    wrote = "from Mira Vogel <mira@vogel.example>\nThank you so much, Ava! You found my parcel within an hour."
    for agent in (ava, ben):
        message = await agent.says(wrote)
        await agent.takes("draft_reply_to_message", message)
    hers, his = await ava.hears("A reply"), await ben.hears("A reply")
    assert "passing" not in hers.words()
    assert "passing your words on" in his.words()
    for agent, draft in ((ava, hers), (ben, his)):
        await agent.presses(draft, "Use it")
        await agent.sees_change(draft, "Used.")
    assert "Pass it on…" not in hers.labels()
    assert "/service thanks" in his.words()
    form = await ben.presses_for_form(his, "Pass it on…")
    assert form.find("customer").element["initial_value"] in ("mira@vogel.example", '"Mira Vogel"')
    await ben.fills(form, colleagues=[ava.id])
    private = await ava.hears("found my parcel within an hour")
    assert "Mira Vogel thanks you." in private.words()


async def test_a_colleague_who_never_used_the_bot_is_thanked_by_their_handle(own: Own) -> None:
    team: Team = await own()
    ava, new = team.hire("Ava"), team.hire("Newt")
    assert "Your colleague is told now" in (await ava.types("/service thanks @newt for the long night")).words()
    await new.hears("for the long night")
