"""A lead reads a sensitive reply before it is sent."""

from __future__ import annotations

import pytest
from player import Player
from team import Team

from sandbox.surfaces import Message

pytestmark = pytest.mark.usefixtures("shared")

GRIEF = "My father died on Sunday. Please close his account. {}@example.com"


async def a_sad_draft(ava: Player, name: str) -> Message:
    """A draft for somebody who grieves."""
    await ava.types(f"/draft {GRIEF.format(name)}")
    draft = await ava.hears(f"A reply for {name}")
    assert "Somebody died" in draft.words()
    return draft


async def test_only_a_sensitive_reply_is_put_before_the_leads(team: Team) -> None:
    ava = team.hire("Ava")
    await ava.types("/draft My parcel is late again and nobody answers. mara@example.com")
    draft = await ava.hears("A reply for mara")
    assert "Ask a lead" not in draft.labels()


async def test_a_lead_finds_nothing_to_change(team: Team) -> None:
    ava, lea, lou = team.hire("Ada"), team.person("U0LEAD"), team.person("U0LEAD2")
    draft = await a_sad_draft(ava, "otto")
    before = draft.words()
    await ava.presses(draft, "Ask a lead")
    await ava.sees_change(draft, "A lead was asked to read it")
    assert "Use it" in draft.labels(), "the bot suggests, it does not forbid"
    assert "Ask a lead" not in draft.labels()
    assert "let a lead read it" not in draft.words(), "that is done"

    card = await team.sees("for otto@example.com to read")
    for said in ("otto@example.com", "Somebody died", "Please close his account"):
        assert said in card.words()
    assert any(line in before for line in card.words().splitlines() if len(line) > 40), "the reply stands there"

    await ava.presses(card, "Fine to send")
    await ava.is_told("Only a lead")
    assert card.labels() == ["Fine to send", "Suggest changes…"]
    await lea.presses(card, "Fine to send")
    await ava.hears("A lead read your reply for otto@example.com: fine to send")
    await ava.sees_change(draft, "Fine to send")
    assert "Somebody died" in draft.words()
    assert "let a lead read it" not in draft.words()
    await team.until(lambda: card.labels() == [])
    assert "Fine to send" in card.words()
    assert len(team.slack.workspace.find_all(lou.id, "otto@example.com to read")) == 1

    await ava.presses(draft, "Use it")
    await ava.sees_change(card, "Used since")


async def test_a_lead_writes_it_better_and_the_agent_takes_that_over(team: Team) -> None:
    ava, lea = team.hire("Abe"), team.person("U0LEAD")
    draft = await a_sad_draft(ava, "paul")
    await ava.presses(draft, "Ask a lead")
    card = await team.sees("for paul@example.com to read")
    form = await lea.presses_for_form(card, "Suggest changes…")
    assert form.find("words").element["initial_value"] in card.words()
    assert "as it stands" in str((await lea.submits(form)).errors)
    await lea.fills(form, words="I am very sorry. We refund you $50. I close his account myself.")
    told = await ava.hears("A lead read your reply for paul")
    assert "I close his account myself" in told.words()
    await ava.sees_change(card, "suggests changes")

    await ava.presses(told, "Take it over")
    await ava.sees_change(draft, "I close his account myself")
    assert "Not approved yet" in draft.words(), "the guard looks at a lead's words, too"
    assert "Use it" not in draft.labels()
    await ava.sees_change(card, "Taken over")
    await team.until(lambda: told.labels() == [])
    await ava.presses(draft, "Take it out")
    await team.until(lambda: "Use it" in draft.labels())
    assert "Ask a lead" in draft.labels(), "it is another reply by now"


async def test_a_reply_that_changes_is_out_of_date_and_asked_about_anew(team: Team) -> None:
    ava, lea = team.hire("Ana"), team.person("U0LEAD")
    draft = await a_sad_draft(ava, "rosa")
    await ava.presses(draft, "Ask a lead")
    card = await team.sees("for rosa@example.com to read")
    form = await ava.presses_for_form(draft, "Edit")
    await ava.fills(form, reply="I am so sorry about your father. I close his account today.")
    await ava.sees_change(card, "Out of date")
    assert card.labels() == []
    await ava.sees_change(draft, "before it was changed")

    await ava.presses(draft, "Ask a lead")
    await ava.sees_change(card, "see the newer card")
    newer = await team.until(lambda: _other(team, card, "rosa@example.com to read"))
    assert "I close his account today" in newer.words()
    await lea.presses(newer, "Fine to send")
    await ava.sees_change(draft, "Fine to send")
    await ava.presses(draft, "Discard")
    await team.until(lambda: "father" not in newer.words() + card.words())


async def test_a_lead_does_not_answer_their_own_question(team: Team) -> None:
    lea, lou = team.person("U0LEAD"), team.person("U0LEAD2")
    draft = await a_sad_draft(lea, "karl")
    await lea.presses(draft, "Ask a lead")
    card = await team.sees("for karl@example.com to read")
    await lea.presses(card, "Fine to send")
    await lea.is_told("another lead answers")
    await lea.presses(card, "Suggest changes…")
    assert card.labels() == ["Fine to send", "Suggest changes…"]
    await lou.presses(card, "Fine to send")
    await lea.sees_change(draft, "Fine to send")


def _other(team: Team, card: Message, pattern: str) -> Message | None:
    """Another message in the leads' channel that reads like this."""
    found = team.slack.workspace.find_all("U0LEAD", pattern, channel="C0LEADS")
    return next((message for message in found if message.ts != card.ts), None)


async def test_no_password_stands_where_all_leads_read(team: Team) -> None:
    ava = team.hire("Amy")
    await ava.types("/draft Somebody is in my account and ordered things, my password is Summer77. tess@example.com")
    draft = await ava.hears("A reply for tess")
    await ava.presses(draft, "Ask a lead")
    card = await team.sees("for tess@example.com to read")
    assert "Somebody is in my account" in card.words()
    assert "Summer77" not in card.words()
