"""Drafts: from a customer's message to a reply that an agent sends."""

from __future__ import annotations

from copy import copy
from datetime import timedelta

import pytest
from team import Team

pytestmark = pytest.mark.usefixtures("shared")

ANGRY = "This is the third time my parcel #8801 is late! Nobody answers me. I am furious. mara.angry@example.com"


async def test_a_draft_is_reworked_until_it_fits(team: Team) -> None:
    ava = team.hire("Ava")
    await ava.types(f"/draft {ANGRY}")
    draft = await ava.hears("A reply")
    first = draft.words()

    await ava.presses(draft, "Warmer")
    await team.until(lambda: draft.words() != first and "Warmer" in draft.labels())
    warmer = draft.words()
    await ava.presses(draft, "Shorter")
    await team.until(lambda: draft.words() not in (first, warmer) and "Warmer" in draft.labels())
    shorter = draft.words()
    assert len(shorter) < len(warmer)

    form = await ava.presses_for_form(draft, "Edit")
    assert form.find("reply").element["initial_value"][:40] in shorter
    await ava.fills(form, reply="Dear Mara, I am looking for your parcel right now. *Ava*")
    await ava.sees_change(draft, "I am looking for your parcel right now")
    assert "In your own words" in draft.words()
    assert "Check before sending" in draft.words(), "what there is to look at is made anew"
    assert "77001" not in draft.words()
    form = await ava.presses_for_form(draft, "Edit")
    await ava.fills(form, reply="Your parcel 8801 left under 77001. You’ll hear from me by noon tomorrow.")
    await ava.sees_change(draft, "See that it is right, as nothing here says so: 77001")
    assert "You promise" in draft.words()
    form = await ava.presses_for_form(draft, "Edit")
    await ava.fills(form, reply="Dear Mara, I am looking for your parcel right now. *Ava*")
    await ava.sees_change(draft, "I am looking for your parcel right now")

    await ava.presses(draft, "Use it")
    reply = await team.until(lambda: ava.heard()[1] if len(ava.heard()) > 1 else None)
    assert reply.words().strip().splitlines() == ["Dear Mara, I am looking for your parcel right now. *Ava*"] * 2
    await ava.sees_change(draft, "Used.")
    assert reply.labels() == []


async def test_one_s_own_words_come_back(team: Team) -> None:
    ava = team.hire("Avis")
    await ava.types(f"/draft {ANGRY}")
    draft = await ava.hears("A reply")
    assert "My words again" not in draft.labels()
    form = await ava.presses_for_form(draft, "Edit")
    await ava.fills(form, reply="Dear Mara, I walked to the depot myself and saw your parcel.")
    await ava.sees_change(draft, "I walked to the depot")
    assert "My words again" not in draft.labels()
    await ava.presses(draft, "Warmer")
    await ava.sees_change(draft, "“My words again” brings them back")
    assert "the depot" not in draft.words()
    warmer = draft.words()
    await ava.presses(draft, "Shorter")
    await team.until(lambda: draft.words() != warmer and "My words again" in draft.labels())
    await ava.presses(draft, "My words again")
    await ava.sees_change(draft, "I walked to the depot")
    assert "In your own words" in draft.words()
    assert "My words again" not in draft.labels()


async def test_a_draft_is_discarded(team: Team) -> None:
    ava = team.hire("Abe")
    await ava.types(f"/draft {ANGRY}")
    draft = await ava.hears("A reply")
    await ava.presses(draft, "Discard")
    await ava.sees_change(draft, "is discarded")
    assert draft.labels() == []
    assert "furious" not in draft.words()


@pytest.mark.parametrize(
    ("name", "pressed", "became"), [("Twyla", "Use it", "used"), ("Thorne", "Discard", "discarded")]
)
async def test_a_second_press_is_told_what_became_of_it(team: Team, name: str, pressed: str, became: str) -> None:
    agent = team.hire(name)
    await agent.types(f"/draft {ANGRY}")
    draft = await agent.hears("A reply")
    as_it_was = copy(draft)  # as another window of theirs still shows it
    await agent.presses(draft, pressed)
    await team.until(lambda: "Warmer" not in draft.labels())
    forms = len(team.slack.workspace.opened_views)
    for button in ("Discard", "Use it", "Edit", "Offer a gesture"):
        told = len(agent.told(f"is {became} already"))
        await agent.presses(as_it_was, button)
        await team.until(lambda told=told: len(agent.told(f"is {became} already")) > told)
    assert len(team.slack.workspace.opened_views) == forms


async def test_a_draft_is_for_what_a_customer_wrote(team: Team) -> None:
    agent = team.hire("Tilda")
    broken = {"type": "rich_text_section", "elements": [{"type": "text", "text": "My lamp from order 77 broke."}]}
    ticket = team.slack.workspace.post(
        "C0SUPPORT", "U0INBOX", "", bot_id="B0TICKETS", blocks=[{"type": "rich_text", "elements": [broken]}]
    )
    await agent.takes("draft_reply_to_message", ticket)
    draft = await agent.hears("My lamp from order 77 broke.")
    assert "is your own" not in (await agent.is_told("direct messages")).words()
    await agent.takes("draft_reply_to_message", draft)
    assert "use this on what the customer wrote" in (await agent.is_told("I posted that myself")).words()
    await agent.takes("draft_reply_to_message", await agent.says("They wrote: my lamp broke."))
    assert "press Discard there" in (await agent.is_told("is your own")).words()
    await team.until(lambda: len(agent.heard("A reply")) == 2)


async def test_a_promised_time_becomes_a_follow_up(team: Team) -> None:
    ava = team.hire("Ada")
    form = await ava.opens("/draft")
    await ava.fills(form, message=f"{ANGRY} When will it come?")
    assert "direct messages" in (await ava.is_told("direct messages")).words()
    draft = await ava.hears("A reply")
    assert "You promise" in draft.words()
    form = await ava.presses_for_form(draft, "Remind me")
    assert form.title == "Follow-up"
    await ava.fills(form, **({} if form.find("customer").element.get("initial_value") else {"customer": "#8801"}))
    assert "I’ll remind you" in (await ava.hears("I’ll remind you")).words()


async def test_money_needs_a_gesture_before_it_may_be_promised(team: Team) -> None:
    ava = team.hire("Amy")
    known = await ava.types("/gesture credit $1 cora@example.com so that she is known")
    await ava.presses(known, "Withdraw")
    await ava.types("/draft My order is late and I am sad. cora@example.com")
    draft = await ava.hears("A reply")
    form = await ava.presses_for_form(draft, "Edit")
    await ava.fills(form, reply="I am so sorry. I will put a credit of $20 on your account today.")
    await ava.sees_change(draft, "Not approved yet")
    assert "Use it" not in draft.labels()
    assert "⚠️" in draft.words()
    assert "$20" in draft.words()

    await ava.types("/gesture credit $20 cora@example.com the order came late")
    await team.until(lambda: "Use it" in draft.labels())
    assert "Not approved yet" not in draft.words()

    await ava.presses(draft, "Use it")
    await ava.sees_change(draft, "is used")
    listed = await ava.types("/gesture list")
    await ava.presses(listed, "Withdraw")
    await ava.sees_change(listed, "The reply you used names it: tell them.")


async def test_a_draft_names_the_request_that_was_made_for_it(team: Team) -> None:
    ava, lee = team.hire("Amal"), team.person("U0LEAD")
    await ava.types("/gesture credit $1 vera@example.com so that she is known")
    await ava.types("/draft My order is late and I am sad. vera@example.com")
    draft = await ava.hears("A reply for vera")
    form = await ava.presses_for_form(draft, "Edit")
    await ava.fills(form, reply="I am so sorry. You get a credit of $40.")
    await ava.sees_change(draft, "ask for a gesture first")
    await ava.fills(await ava.presses_for_form(draft, "Offer a gesture"))
    card = await team.sees("vera@example.com. Reason")
    name = card.words().split(" ")[0].strip(":")
    await ava.sees_change(draft, f"or wait for {name}:")
    assert f"{name} asks the leads for it" in draft.words()
    assert "ask for a gesture first" not in draft.words()

    form = await ava.presses_for_form(draft, "Edit")
    await ava.fills(form, reply="I am so sorry. You get a credit of $40 and a free month.")
    await ava.sees_change(draft, "ask for a gesture first")
    assert f"{name} asks the leads for it" in draft.words(), "for the one, not for the other"

    form = await ava.presses_for_form(draft, "Edit")
    await ava.fills(form, reply="I am so sorry. You get a credit of $40.")
    await lee.presses(card, "Approve")
    told = await ava.hears(f"Good news: {name}")
    await team.until(lambda: "Use it" in draft.labels())
    await ava.presses(draft, "Use it")
    await ava.sees_change(draft, "is used")
    await ava.presses(told, "Withdraw")
    await ava.sees_change(told, "The reply you used names it: tell them.")


async def test_a_draft_is_nobody_elses(team: Team) -> None:
    ava, ben = team.hire("Ari"), team.hire("Bob")
    await ava.types(f"/draft {ANGRY}")
    draft = await ava.hears("A reply")
    await ben.presses(draft, "Use it")
    await ben.is_told("theirs to change")
    assert "Use it" in draft.labels()


async def test_what_nobody_approved_is_taken_out_or_asked_for(team: Team) -> None:
    ava = team.hire("Ana")
    await ava.types("/draft My order is late and I am sad. dora@example.com")
    draft = await ava.hears("A reply")
    form = await ava.presses_for_form(draft, "Edit")
    await ava.fills(form, reply="I am so sorry. You get a credit of $20. I write to you on Friday.")
    await ava.sees_change(draft, "Not approved yet")
    form = await ava.presses_for_form(draft, "Offer a gesture")
    assert form.title == "Goodwill gesture"
    assert form.find("customer").element["initial_value"] == "dora@example.com"
    told = form.find("reason").element["initial_value"]
    assert told == "Late, and they are sad: “My order is late and I am sad.”"
    assert form.find("kind").element["initial_option"]["text"]["text"] == "Account credit"
    assert form.find("amount").element["initial_value"] == "$20"
    await ava.presses(draft, "Take it out")
    await team.until(lambda: "Use it" in draft.labels())
    assert "$20" not in draft.words()
    assert "I write to you on Friday" in draft.words()


async def test_an_agent_sees_another_feeling(team: Team) -> None:
    ava = team.hire("Ali")
    await ava.types(f"/draft {ANGRY}")
    draft = await ava.hears("A reply")
    first = draft.words()
    form = await ava.presses_for_form(draft, option="Change how it sounds…")
    await ava.fills(form, felt="anxious")
    await team.until(lambda: draft.words() != first and "as you see it" in draft.words())
    assert "anxious" in draft.words()
    await ava.presses(draft, option="What left the house?")
    await ava.is_told("Nothing left the house")


async def test_an_agent_sees_another_matter(team: Team) -> None:
    ava = team.hire("Ado")
    await ava.types("/draft Still no answer. Is anybody there? milo@example.com")
    draft = await ava.hears("A reply")
    nudged = draft.words()
    form = await ava.presses_for_form(draft, option="Change how it sounds…")
    read = form.find("about").element["initial_option"]
    await ava.fills(form, about="billing")
    await team.until(lambda: draft.words() != nudged and "billing, as you see it" in draft.words())
    assert "charge" in draft.words()
    corrected = draft.words()

    await ava.presses(draft, "Shorter")
    await team.until(lambda: draft.words() != corrected and "Warmer" in draft.labels())
    assert "billing, as you see it" in draft.words()

    form = await ava.presses_for_form(draft, option="Change how it sounds…")
    assert form.find("about").element["initial_option"]["text"]["text"] == "Billing"
    await ava.fills(form, about=read["value"])
    await team.until(lambda: "as you see it" not in draft.words() and "Warmer" in draft.labels())
    assert draft.words() == nudged


async def test_the_menu_words_it_anew(team: Team) -> None:
    ava, ben = team.hire("Aki"), team.hire("Bo")
    await ava.types("/draft My parcel is late again and nobody answers me. nora@example.com")
    draft = await ava.hears("A reply")
    first = draft.words()

    await ava.presses(draft, option="More formal")
    await team.until(lambda: draft.words() != first and "Use it" in draft.labels())
    assert "Yours sincerely" in draft.words()
    formal = draft.words()

    await ava.presses(draft, option="Offer options")
    await team.until(lambda: draft.words() != formal and "Use it" in draft.labels())
    assert "Yours sincerely" in draft.words(), "what was wished for before still holds"

    await ben.types("/followup nora@example.com call the courier in 3 hours")
    await ava.sees_change(draft, "changed after this")
    await ava.presses(draft, option="Write it anew")
    await team.until(lambda: "changed after this" not in draft.words() and "Use it" in draft.labels())
    assert "Yours sincerely" not in draft.words(), "anew means as usual"


async def test_what_a_used_reply_promises_is_kept_in_mind(team: Team) -> None:
    ava = team.hire("Ayo")
    await ava.types("/draft My order is late and nobody answers. edda@example.com")
    draft = await ava.hears("A reply")
    await ava.presses(draft, "Use it")
    await ava.sees_change(draft, "is there to remind you")
    assert draft.labels() == ["No reminder"]
    assert "edda@example.com" in (await ava.types("/followup list")).words()

    await ava.presses(draft, "No reminder")
    await ava.sees_change(draft, "Shall I remind you?")
    assert "edda@example.com" not in (await ava.types("/followup list")).words()

    form = await ava.presses_for_form(draft, "Remind me")
    await ava.fills(form)
    await ava.sees_change(draft, "is there to remind you")
    assert "edda@example.com" in (await ava.types("/followup list")).words()


async def test_what_a_used_reply_was_asked_for_from_is_done_beside_it(team: Team) -> None:
    ava = team.hire("Ama")
    await ava.types('/followup "Lotte Kern" tell her about the refund in 1 minute')
    team.slack.clock.forward("1 min")
    reminder = await ava.hears("about the refund")
    form = await ava.presses_for_form(reminder, "Draft reply")
    await ava.fills(form, message="Any news of my order?")
    draft = await ava.hears("Any news of my order")
    await team.until(lambda: "Use it" in draft.labels())
    await ava.presses(draft, "Use it")
    await ava.sees_change(draft, "is still open. Done with it")
    assert "tell her about the refund" in (await ava.types("/followup list")).words(), "it may not be sent yet"
    await ava.presses(draft, "Done")
    await ava.sees_change(reminder, "Done")
    await team.until(lambda: "still open" not in draft.words())
    assert "tell her about the refund" not in (await ava.types("/followup list")).words()
    await ava.presses(reminder, "Reopen")
    await ava.sees_change(draft, "is still open")


async def test_what_is_promised_to_nobody_we_know_is_kept_in_mind_too(team: Team) -> None:
    ava = team.hire("Ina")
    await ava.types("/draft My teapot came without its lid and nobody answers.\n\nThanks,\nOttilie Brand")
    draft = await ava.hears("A reply")
    await ava.presses(draft, "Use it")
    await ava.sees_change(draft, "does not say for whom yet")
    assert draft.labels() == ["Who is it?", "No reminder"]
    listed = (await ava.types("/followup list")).words()
    assert "someone not named yet" in listed
    assert "teapot" in listed, "by what they wrote one knows them again"

    form = await ava.presses_for_form(draft, "Who is it?")
    assert form.find("customer").element["initial_value"].startswith("Ottilie")
    await ava.fills(form, customer="ottilie@example.com")
    await team.until(lambda: draft.labels() == ["No reminder"])
    assert "someone not named yet" not in (await ava.types("/followup list")).words()
    assert "teapot" in (await ava.types("/customer ottilie@example.com")).words()


async def test_what_is_promised_to_somebody_not_named_yet_is_moved_without_a_name(team: Team) -> None:
    ava = team.hire("Isa")
    await ava.types("/draft My birdcage came without its door and nobody answers.\n\nThanks,\nAurel Novak")
    draft = await ava.hears("A reply")
    await ava.presses(draft, "Use it")
    await ava.sees_change(draft, "does not say for whom yet")
    listed = await ava.types("/followup list")
    form = await ava.presses_for_form(listed, "Change")
    assert form.find("customer").block["optional"]
    refused = await ava.submits(form, when="someday")
    assert "when" in refused.errors
    assert "customer" not in refused.errors
    await ava.fills(form, when="in 3 days 4pm", what="Send the door")
    answer = await ava.is_told("Send the door")
    assert "about someone not named yet" in answer.words()
    assert "someone not named yet" in (await ava.types("/followup list")).words()

    form = await ava.presses_for_form(answer, "Change")
    assert "customer" in (await ava.submits(form, customer="?")).errors
    await ava.fills(form, customer="aurel@example.com")
    await ava.sees_change(draft, "is there to remind you")
    await team.until(lambda: draft.labels() == ["No reminder"])
    form = await ava.presses_for_form(await ava.types("/followup list"), "Change")
    assert not form.find("customer").block.get("optional")
    assert "customer" in (await ava.submits(form, customer="")).errors, "whoever is named stays so"


async def test_a_reply_to_somebody_not_named_yet_is_for_the_same_one(team: Team) -> None:
    ava = team.hire("Ira")
    await ava.types("/draft My samovar came without its tap and nobody answers.\n\nThanks,\nPelagia Orlova")
    draft = await ava.hears("A reply")
    await ava.presses(draft, "Use it")
    await ava.sees_change(draft, "does not say for whom yet")
    team.slack.clock.forward(timedelta(days=3))
    reminder = await ava.hears("someone not named yet, due")
    form = await ava.presses_for_form(reminder, "Draft reply")
    await ava.fills(form, message="And still no tap for my samovar! I wrote from pelagia@example.com")
    again = await ava.hears("And still no tap")
    await team.until(lambda: "Use it" in again.labels())
    await ava.presses(again, "Use it")
    await ava.sees_change(again, "does not say for whom yet")

    form = await ava.presses_for_form(again, "Who is it?")
    await ava.fills(form, customer="pelagia@example.com")
    await team.until(lambda: draft.labels() == ["No reminder"])
    await team.until(lambda: again.labels() == ["No reminder", "Done"])
    assert "someone not named yet" not in (await ava.types("/followup list")).words()


async def test_a_promise_whose_time_is_past_is_not_handed_out(team: Team) -> None:
    ava = team.hire("Ann")
    await ava.types("/draft My order is late and nobody answers. finn@example.com")
    draft = await ava.hears("A reply")
    team.slack.clock.forward(timedelta(days=4))
    await ava.presses(draft, "Use it")
    await ava.is_told("no longer holds")
    await ava.sees_change(draft, "The time it promises no longer holds")
    assert "Use it" not in draft.labels()
    assert len(ava.heard("The Support Team")) == 1, "no reply was posted"
    await ava.presses(draft, "Write it anew")
    await team.until(lambda: "Use it" in draft.labels())
    assert "no longer holds" not in draft.words()


async def test_a_feeling_that_is_only_guessed_at_is_put_right_at_once(team: Team) -> None:
    ava = team.hire("Aya")
    await ava.types("/draft It came a day late, well.")
    draft = await ava.hears("A reply")
    assert "perhaps" in draft.words()
    await ava.presses(draft, option="Angry")
    await team.until(lambda: "angry, as you see it" in draft.words())
    assert "perhaps" not in draft.words()


async def test_a_copied_conversation_is_answered_to_its_customer(team: Team) -> None:
    nell = team.hire("Nell")
    copied = "Mara  10:12 AM\nMy kettle leaks.\nAvery  10:20 AM\nSorry! A picture?\nMara  11:02 AM\nI sent it twice."
    await nell.types(f"/draft {copied}")
    draft = await nell.hears("A reply")
    assert "your kettle" in draft.words()
    assert "Several people write in this" in draft.words()
    assert "You write" not in draft.words()


async def test_our_own_address_over_what_they_quote_is_not_the_customer(team: Team) -> None:
    orla = team.hire("Orla")
    await orla.types(
        "/draft > It is not here!\n\n"
        "On Tue, Nov 3, 2026 at 9:14 AM Support <s@shop.test> wrote:\n> You get $50 by Friday."
    )
    draft = await orla.hears("A reply")
    assert "A reply to" in draft.words()
    assert "A reply for" not in draft.words()
    assert "what you wrote about" not in draft.words()
