"""A name that several customers answer to: nobody is taken for another, and nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from offices import Work

from bot import gestures, lists
from handlers.answers import Answer, Form, Private, Problems
from handlers.incoming import Incoming
from handlers.listeners import customers as customer_listeners
from handlers.listeners import drafts as draft_listeners
from handlers.listeners import followups as followup_listeners
from handlers.listeners import gestures as gesture_listeners
from handlers.listeners import naming as naming_listeners
from storage.records import Followup

GRACES = ('"Grace Hopper"', '"Grace Lee"', "grace.jones@example.com")
ASKED = '"Grace" call her back about the parcel tomorrow 9am'


@pytest.fixture
async def graces(work: Work) -> Work:
    """An office that knows three customers called Grace."""
    for name in GRACES:
        await knows(work, name)
    return work


async def knows(work: Work, name: str) -> None:
    typed = work.delivery("command", "/customer", text=f"{name} note a customer of ours")
    assert isinstance(await customer_listeners.command(work.office, typed, work.ava), Private)


async def promises(work: Work, text: str) -> Answer:
    return await followup_listeners.command(work.office, work.delivery("command", "/followup", text=text), work.ava)


async def gives(work: Work, text: str) -> Answer:
    return await gesture_listeners.command(work.office, work.delivery("command", "/gesture", text=text), work.ava)


def elements(answer: Answer) -> Mapping[str, Mapping[str, Any]]:
    assert isinstance(answer, Form), answer
    return {block["block_id"]: block["element"] for block in answer.view["blocks"] if block["type"] == "input"}


def choices(answer: Answer) -> dict[str, str]:
    """What may be picked, by how it reads."""
    return {option["text"]["text"]: option["value"] for option in elements(answer)["which"]["options"]}


def sent(work: Work, form: Answer, **changes: str) -> Incoming:
    """The form as it comes back: as it was shown, but for what was changed in it."""
    assert isinstance(form, Form), form
    fields = {
        name: element.get("initial_value") or (element.get("initial_option") or {}).get("value", "")
        for name, element in elements(form).items()
    }
    carried = json.loads(form.view["private_metadata"])
    return work.delivery("form", form.view["callback_id"], fields={**fields, **changes}, carried=carried)


async def of_mine(work: Work) -> list[Followup]:
    return list((await work.office.read(lists.mine, work.ava)).followups)


async def test_a_first_name_of_several_opens_the_form_with_one_question(graces: Work) -> None:
    form = await promises(graces, ASKED)
    assert list(choices(form)) == ["Grace Hopper", "Grace Lee", "grace.jones@example.com", "Somebody new"]
    assert "Which Grace?" in json.dumps(form.view if isinstance(form, Form) else "")
    assert "⚠️" not in json.dumps(form.view if isinstance(form, Form) else "", ensure_ascii=False)
    fields = elements(form)
    assert fields["what"]["initial_value"] == "call her back about the parcel"
    assert fields["when"]["initial_value"].startswith("tomorrow 9am")
    assert await of_mine(graces) == []

    told = await followup_listeners.submit(
        graces.office, sent(graces, form, which=choices(form)["Grace Lee"]), graces.ava
    )
    assert isinstance(told, Private)
    (followup,) = await of_mine(graces)
    assert followup.customer.label == "Grace Lee"
    assert followup.what == "call her back about the parcel"


@pytest.mark.parametrize("typed", ["Grace", "grace,", "GRACE:"])
async def test_a_bare_first_name_of_several_is_asked_about_too(graces: Work, typed: str) -> None:
    form = await promises(graces, f"{typed} call her back about the parcel tomorrow 9am")
    assert list(choices(form)) == ["Grace Hopper", "Grace Lee", "grace.jones@example.com", "Somebody new"]
    fields = elements(form)
    assert fields["what"]["initial_value"] == "call her back about the parcel"
    assert fields["when"]["initial_value"].startswith("tomorrow 9am")
    assert "⚠️" not in json.dumps(form.view if isinstance(form, Form) else "", ensure_ascii=False)
    chosen = sent(graces, form, which=choices(form)["Grace Lee"])
    assert isinstance(await followup_listeners.submit(graces.office, chosen, graces.ava), Private)
    assert [followup.customer.label for followup in await of_mine(graces)] == ["Grace Lee"]


async def test_a_bare_name_of_a_gesture_is_asked_about_too(graces: Work) -> None:
    form = await gives(graces, "credit $20 Grace the parcel was late")
    assert "Grace Hopper" in choices(form)
    assert elements(form)["reason"]["initial_value"] == "the parcel was late"
    chosen = sent(graces, form, which=choices(form)["Grace Hopper"])
    assert isinstance(await gesture_listeners.submit(graces.office, chosen, graces.ava), Private)


async def test_a_bare_word_that_is_nobody_s_or_only_one_s_is_no_question(graces: Work) -> None:
    await knows(graces, '"Mara Lindt"')
    for address in ("info@one.example", "info@two.example"):
        await knows(graces, address)
    for typed in ("Mara", "info", "Gracie", "…", "call Grace"):
        form = await promises(graces, f"{typed} call her back tomorrow 9am")
        assert "which" not in elements(form), typed
        assert elements(form)["what"]["initial_value"] == f"{typed} call her back"
        assert "I can’t tell who the customer is" in str(form.view if isinstance(form, Form) else "")
    for certain in ("kim@example.com", '"Grace Lee"', "#4312"):
        assert isinstance(await promises(graces, f"Grace asks for {certain} tomorrow 9am"), Private), certain


async def test_an_alias_is_taken_whoever_else_is_called_so(graces: Work) -> None:
    typed = graces.delivery("command", "/customer", text='"Grace Lee" alias Grace')
    assert isinstance(await customer_listeners.command(graces.office, typed, graces.ava), Private)
    assert isinstance(await promises(graces, "Grace call her back tomorrow 9am"), Private)
    assert [followup.customer.label for followup in await of_mine(graces)] == ["Grace Lee"]


async def test_somebody_new_is_somebody_new(graces: Work) -> None:
    form = await promises(graces, ASKED)
    await followup_listeners.submit(graces.office, sent(graces, form, which="new"), graces.ava)
    assert [followup.customer.label for followup in await of_mine(graces)] == ["Grace"]

    again = await promises(graces, ASKED)  # now one is called just that, and an address says no more
    assert list(choices(again)) == ["Grace", "Grace Hopper", "Grace Lee", "Somebody new"]
    refused = await followup_listeners.submit(graces.office, sent(graces, again, which="new"), graces.ava)
    assert isinstance(refused, Problems)
    assert "I know a Grace already" in refused.fields["customer"]
    await followup_listeners.submit(graces.office, sent(graces, again, which=choices(again)["Grace"]), graces.ava)
    assert [followup.customer.label for followup in await of_mine(graces)] == ["Grace", "Grace"]


@pytest.mark.parametrize("which", ["", "999999", "x' or 1=1"])
async def test_without_a_choice_it_is_asked_again(graces: Work, which: str) -> None:
    form = await promises(graces, ASKED)
    again = await followup_listeners.submit(graces.office, sent(graces, form, which=which), graces.ava)
    assert choices(again) == choices(form)
    assert await of_mine(graces) == []


async def test_another_name_in_the_field_counts_more_than_the_choice(graces: Work) -> None:
    form = await promises(graces, ASKED)
    chosen = choices(form)["Grace Lee"]
    corrected = sent(graces, form, which=chosen, customer="kim@example.com")
    assert isinstance(await followup_listeners.submit(graces.office, corrected, graces.ava), Private)
    assert [followup.customer.label for followup in await of_mine(graces)] == ["kim@example.com"]


async def test_the_form_asks_too_and_keeps_all_that_it_held(graces: Work) -> None:
    empty = await promises(graces, "")
    typed = {"customer": "Grace", "what": "send the label", "when": "friday at 15:00", "sort": "promise"}
    form = await followup_listeners.submit(graces.office, sent(graces, empty, **typed), graces.ava)
    fields = elements(form)
    assert {name: fields[name]["initial_value"] for name in ("what", "when")} == {
        "what": "send the label", "when": "friday at 15:00",
    }  # fmt: skip
    await followup_listeners.submit(graces.office, sent(graces, form, which=choices(form)["Grace Hopper"]), graces.ava)
    (followup,) = await of_mine(graces)
    assert (followup.customer.label, followup.what) == ("Grace Hopper", "send the label")
    assert followup.promised_by is not None


async def test_who_is_meant_for_sure_is_not_asked_about(graces: Work) -> None:
    for certain in ('"Grace Lee"', "grace.jones@example.com", "#4312", '"Ada Lovelace"', '"Gracia"', '"Ada"'):
        assert isinstance(await promises(graces, f"{certain} call back tomorrow 9am"), Private), certain
    assert len(await of_mine(graces)) == 6


async def test_one_who_is_called_so_is_no_question(work: Work) -> None:
    await knows(work, '"Grace Hopper"')
    assert isinstance(await promises(work, ASKED), Private)


async def test_changing_a_time_asks_nothing(graces: Work) -> None:
    form = await promises(graces, ASKED)
    await followup_listeners.submit(graces.office, sent(graces, form, which="new"), graces.ava)
    (followup,) = await of_mine(graces)
    pressed = graces.delivery("action", "followup.change", value=str(followup.id))
    change = await followup_listeners.open_change(graces.office, pressed, graces.ava)
    moved = sent(graces, change, when="friday at 15:00")
    assert isinstance(await followup_listeners.submit(graces.office, moved, graces.ava), Private)
    other = await followup_listeners.submit(graces.office, sent(graces, change, customer="Grace"), graces.ava)
    assert "F-1" in json.dumps(other.view if isinstance(other, Form) else "")
    await followup_listeners.submit(graces.office, sent(graces, other, which=choices(other)["Grace Lee"]), graces.ava)
    assert [followup.customer.label for followup in await of_mine(graces)] == ["Grace Lee"]


async def test_a_gesture_asks_as_well(graces: Work) -> None:
    form = await gives(graces, 'credit $20 "Grace" the parcel was late')
    assert list(choices(form)) == ["Grace Hopper", "Grace Lee", "grace.jones@example.com", "Somebody new"]
    assert elements(form)["reason"]["initial_value"] == "the parcel was late"
    chosen = sent(graces, form, which=choices(form)["Grace Hopper"])
    assert isinstance(await gesture_listeners.submit(graces.office, chosen, graces.ava), Private)
    (gesture,) = await graces.office.read(gestures.list_mine, graces.ava)
    assert (gesture.customer.label, gesture.reason, gesture.amount) == ("Grace Hopper", "the parcel was late", 2000)


async def test_the_form_for_a_gesture_asks_after_the_name_and_after_whose_a_ticket_is(graces: Work) -> None:
    form = await gives(graces, "credit $20 #4312 the parcel was late")
    filled = await gesture_listeners.submit(graces.office, sent(graces, form, customer="Grace"), graces.ava)
    assert "Grace Lee" in choices(filled)
    refused = await gesture_listeners.submit(graces.office, sent(graces, form, person="Grace"), graces.ava)
    assert isinstance(refused, Problems)
    assert "Several customers are called Grace" in refused.fields["person"]
    whole = await gesture_listeners.submit(graces.office, sent(graces, form, person="Grace Lee"), graces.ava)
    assert isinstance(whole, Private)
    (gesture,) = await graces.office.read(gestures.list_mine, graces.ava)
    assert gesture.customer.label == "Grace Lee"


async def test_who_a_used_reply_was_for_is_asked_with_which_one(graces: Work) -> None:
    asked = graces.delivery("command", "/draft", text="Where is my blue kettle?\n\nThanks,\nGrace")
    await draft_listeners.command(graces.office, asked, graces.ava)
    await graces.office.settle(5)
    await draft_listeners.use(graces.office, graces.delivery("action", "draft.use", value="1"), graces.ava)
    form = await naming_listeners.open_form(graces.office, graces.delivery("action", "x", value="1"), graces.ava)
    assert elements(form)["customer"]["initial_value"] == "Grace"
    which = await naming_listeners.submit(graces.office, sent(graces, form), graces.ava)
    assert set(elements(which)) == {"customer", "which"}
    lee = choices(which)["Grace Lee"]
    told = await naming_listeners.submit(graces.office, sent(graces, which, which=lee), graces.ava)
    assert isinstance(told, Private)
    assert "Grace Lee" in told.message.text
    nobody = await naming_listeners.submit(graces.office, sent(graces, form, customer="?"), graces.ava)
    assert isinstance(nobody, Problems)
