"""Gestures: what an agent may give alone, and how leads decide about the rest."""

from __future__ import annotations

import asyncio
import re

import pytest
from team import Player, Team

from sandbox.surfaces import Message

pytestmark = pytest.mark.usefixtures("shared")


def number_in(answer: Message) -> str:
    """The gesture's number in an answer."""
    found = re.search(r"G-\d+", answer.words())
    assert found
    return found[0]


async def asks(agent: Player, line: str) -> tuple[Message, Message, str]:
    """Asks for something that leads decide: the answer, the card and the number."""
    answer = await agent.types(f"/gesture {line}")
    name = number_in(answer)
    return answer, await agent.team.sees(f"{name} ·"), name


async def test_within_the_allowance_it_is_granted_at_once(team: Team) -> None:
    ava = team.hire("Ava")
    answer = await ava.types("/gesture credit $20 mara@example.com the parcel was late")
    assert "is granted" in answer.words()
    assert "up to $25 the agent decides alone" in answer.words()
    assert answer.labels() == ["Delivered", "Withdraw"]
    assert number_in(answer) in (await ava.types("/gesture list")).words()

    await ava.presses(answer, "Delivered")
    await ava.sees_change(answer, "is delivered")
    assert answer.labels() == []
    assert "No gestures yet" in (await ava.types("/gesture list")).words(), "nothing is left to deliver"
    assert "Check how it landed: Account credit of $20" in (await ava.types("/followup list")).words()


async def test_a_granted_gesture_is_withdrawn(team: Team) -> None:
    ava = team.hire("Adele")
    answer = await ava.types('/gesture discount 10% on $80 "Otto Grau" waited two weeks')
    assert "It counts as $8." in answer.words()
    await ava.presses(answer, "Withdraw")
    await ava.sees_change(answer, "withdrawn")
    assert answer.labels() == []
    note = await ava.types('/gesture Handwritten note "Otto Grau" his cat was ill')
    assert "the agent decides alone" in note.words()
    log = (await ava.types('/gesture log "Otto Grau"')).words()
    assert "withdrawn" in log
    assert "granted" in log


async def test_the_same_given_twice_is_told(team: Team) -> None:
    ava, ben = team.hire("Avril"), team.hire("Bo")
    first = await ava.types("/gesture credit $15 twice@example.com the parcel was late")
    assert "given the same already" not in first.words()
    other = await ben.types("/gesture credit $10 twice@example.com the box was torn")
    assert "given the same already" not in other.words()
    again = await ben.types("/gesture credit $15 twice@example.com late parcel")
    assert f"given the same already: {number_in(first)}, by" in again.words()
    await ben.presses(again, "Withdraw")
    await ben.sees_change(again, "withdrawn")


async def test_a_lead_approves_by_command(team: Team) -> None:
    ava, lee = team.hire("Asta"), team.person("U0LEAD")
    _, card, name = await asks(ava, 'credit 100 USD "Jan Roth" three broken kettles')
    assert "Only a lead" in (await ava.types(f"/gesture approve {name}")).words()
    assert "I know no G-999" in (await lee.types("/gesture approve G-999")).words()
    assert f"Approved: {name}" in (await lee.types(f"/gesture approve {name}")).words()
    await ava.hears("Good news")
    await team.until(lambda: not card.labels())
    late = await team.person("U0LEAD2").types(f"/gesture decline {name} too much")
    assert f"{name} was already approved by <@U0LEAD>" in late.words()


async def test_a_lead_declines_with_words(team: Team) -> None:
    ava, lee, lou = team.hire("Astro"), team.person("U0LEAD"), team.person("U0LEAD2")
    _, card, name = await asks(ava, 'credit $110 "Tim Roth" *very* unhappy <!channel>')
    assert "*very* unhappy <!channel>" in card.words()
    form = await lee.presses_for_form(card, "Decline")
    assert "words" in (await lee.submits(form, words="")).errors
    await lee.fills(form, words="They had the same last week. Offer them a call.")
    told = await ava.hears("is not possible this time")
    assert "They had the same last week. Offer them a call." in told.words()
    assert told.labels() == []
    await team.until(lambda: not card.labels())
    assert "Declined by <@U0LEAD>" in card.words()

    _, card, name = await asks(ava, 'credit $111 "Tim Roth" still unhappy')
    assert "Add a few words" in (await lou.types(f"/gesture decline {name}")).words()
    assert "Change…" in (await lou.types(f"/gesture approve {name} $10")).words()
    await lou.types(f"/gesture decline {name} please offer a call")
    await ava.hears("please offer a call")


async def test_a_lead_changes_the_amount(team: Team) -> None:
    ava, lee, lou = team.hire("Aida"), team.person("U0LEAD"), team.person("U0LEAD2")
    _, card, name = await asks(ava, 'credit $150 "Eva Stern" the wrong colour twice')
    form = await lee.presses_for_form(card, "Change…")
    assert form.find("amount").element["initial_value"] == "$150"
    assert "amount" in (await lee.submits(form, amount="€40", words="less")).errors
    assert "amount" in (await lee.submits(form, amount="$4000", words="more")).errors
    assert "what was asked for" in (await lee.submits(form, amount="$150.00", words="as it is")).errors["amount"]
    await lee.fills(form, amount="$60", words="sixty is fair")
    news = await ava.hears("Good news")
    assert "$60" in news.words()
    assert "sixty is fair" in news.words()

    _, card, name = await asks(ava, 'credit $140 "Eva Stern" and now the wrong size')
    form = await lee.presses_for_form(card, "Change…")
    await lee.fills(form, amount="$300", words="be generous")
    assert "two different leads" in (await lee.is_told(f"Noted: {name}")).words()
    await lee.sees_change(card, "Two approvals are needed")
    assert "$300" in card.words()
    news = await ava.hears("be generous")
    assert name in news.words()
    assert "$300" in news.words()
    await lou.presses(card, "Approve")
    await lou.sees_change(card, "One more approval is needed")
    await lou.presses(card, "Approve")
    assert "you approved" in (await lou.is_told(f"You approved {name}")).words().casefold()
    await lee.presses(card, "Approve")
    news = await ava.hears(f"{name} is approved")
    assert "$300" in news.words()
    await lee.sees_change(card, "Approved by <@U0LEAD>")
    assert "Approved by <@U0LEAD2>" in card.words()


async def test_nobody_decides_their_own_and_agents_decide_nothing(team: Team) -> None:
    lee, lou, ava = team.person("U0LEAD"), team.person("U0LEAD2"), team.hire("Anke")
    _, card, name = await asks(lee, 'credit $130 "Ira Klein" my own idea')
    for press in ("Approve", "Change…", "Decline"):
        await lee.presses(card, press)
        await lee.is_told(f"You asked for {name} yourself")
        await ava.presses(card, press)
        await ava.is_told(f"Only a lead can decide {name}")
    assert "You asked for" in (await lee.types(f"/gesture approve {name}")).words()
    assert card.labels() == ["Approve", "Change…", "Decline"]

    both = await asyncio.gather(lou.presses(card, "Approve"), lou.presses(card, "Approve"))
    assert all(ack.ok for ack in both)
    await lou.is_told(f"{name} was already approved by you")
    await lee.hears("Good news")
    assert len(lee.heard("Good news")) == 1


async def test_two_leads_at_once_make_one_decision(team: Team) -> None:
    ava, lee, lou = team.hire("Arne"), team.person("U0LEAD"), team.person("U0LEAD2")
    _, card, name = await asks(ava, 'credit $105 "Udo Lenz" lost at sea')
    form = await lou.presses_for_form(card, "Decline")
    first, second = await asyncio.gather(lee.presses(card, "Approve"), lou.submits(form, words="no"))
    approved = not second.ok
    if approved:
        assert "already approved by" in next(iter(second.errors.values()))
        await ava.hears("Good news")
    else:
        await lee.is_told("already declined by <@U0LEAD2>")
        await ava.hears("is not possible")
    assert first.ok
    assert len(ava.heard(name)) == 1

    again = await team.slack.again()
    assert again.status == 200
    await team.until(lambda: not card.labels())


async def test_the_policy_refuses_in_words(team: Team) -> None:
    ava = team.hire("Ayla")
    said = await ava.types('/gesture credit $1,500 "Rich Man" wants it all')
    assert "up to $1,000, not $1,500" in said.words()
    assert "Nothing was recorded" in said.words()
    euro = await ava.opens('/gesture credit €20 "Rich Man" in euros')
    assert "USD" in euro.words() or "$" in euro.words()
    unknown = await ava.opens('/gesture unicorn "Rich Man" please')
    assert "is no kind of gesture here" in unknown.words()
    assert "type one of" not in unknown.words(), "one chooses it below"
    assert "please" in unknown.find("reason").element["initial_value"]
    allowance = (await ava.types("/gesture policy")).words()
    assert "Account credit: up to $25 you decide" in allowance
    assert "$500 is left" in allowance
    assert "/gesture" in (await ava.types("/gesture help")).words()


async def test_a_ticket_is_linked_to_a_person_first(team: Team) -> None:
    ava = team.hire("Aylin")
    form = await ava.opens("/gesture credit $15 #6001 the box was empty")
    assert "#6001 is not linked to a person yet" in form.words()
    assert form.find("amount").element["initial_value"] == "$15"
    assert form.find("reason").element["initial_value"] == "the box was empty"
    await ava.fills(form, person="lena@example.com")
    assert "is granted" in (await ava.is_told("granted")).words()
    straight = await ava.types("/gesture credit $5 #6001 and late on top")
    assert "is granted" in straight.words()
    assert (await ava.types("/gesture log lena@example.com")).words().count("Account credit of") >= 2


async def test_a_message_becomes_a_gesture(team: Team) -> None:
    ava = team.hire("Asya")
    letter = await team.person("U0AGENT2").says("My vase arrived in pieces. grace.vase@example.com")
    form = await ava.takes_for_form("request_gesture_for_message", letter)
    assert form.find("customer").element["initial_value"] == "grace.vase@example.com"
    assert form.find("reason").element["initial_value"] == letter.text
    await ava.fills(form, kind="Handwritten note")
    assert "is granted" in (await ava.is_told("granted")).words()


async def test_the_line_over_a_message_is_no_reason_but_tells_who_they_are(team: Team) -> None:
    ava = team.hire("Antje")
    wrote = "*Priya Raman* · priya.raman@example.com · ZD-8801\nMy vase arrived in pieces."
    form = await ava.takes_for_form("request_gesture_for_message", await ava.says(wrote))
    assert form.find("customer").element["initial_value"] == "priya.raman@example.com"
    assert form.find("reason").element["initial_value"] == "My vase arrived in pieces."
    await ava.fills(form, kind="credit", amount="$60")
    card = await team.sees("for Priya Raman. Reason: My vase")
    assert "ZD-8801" not in card.words()
    for named in ("ZD-8801", '"Priya Raman"'):
        assert "Account credit of $60" in (await ava.types(f"/customer {named}")).words()

    alone = await ava.says("*Priya Raman* · priya.raman@example.com · ZD-8801")
    form = await ava.takes_for_form("request_gesture_for_message", alone)
    assert "Priya Raman" in form.find("reason").element["initial_value"], "there is nothing else to go by"


async def test_a_request_is_withdrawn_before_anybody_decided(team: Team) -> None:
    ava, lee = team.hire("Amal"), team.person("U0LEAD")
    answer, card, name = await asks(ava, 'credit $115 "Pia Wolf" the wrong address')
    await ava.presses(answer, "Withdraw")
    await ava.sees_change(answer, "withdrawn")
    await ava.sees_change(card, f"Withdrawn by <@{ava.id}>")
    assert card.labels() == []
    assert f"{name} was already withdrawn" in (await lee.types(f"/gesture approve {name}")).words()
