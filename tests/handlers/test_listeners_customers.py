"""Saying in Slack that two customers are the same."""

from __future__ import annotations

import json

import pytest
from offices import Work

from bot import customers as bot_customers
from bot.errors import BadCustomer, BoundForGood, NoLongerTwo, NotFound, TakenApart
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Listener
from handlers.incoming import Incoming
from handlers.listeners import customers
from storage.records import Reference


async def told(work: Work, text: str) -> Private:
    answer = await customers.command(work.office, work.delivery("command", "/customer", text=text), work.ava)
    assert isinstance(answer, Private)
    return answer


async def two_customers(work: Work) -> str:
    """Somebody under an address, and under a name; what the button carries."""
    for who in ("anna.lee@example.com", "“Anna Lee”"):
        await told(work, f"{who} note likes tea")
    answer = await told(work, "anna.lee@example.com")
    offered = [e for block in answer.message.payload()["blocks"] for e in block.get("elements", []) if "value" in e]
    assert [element["action_id"] for element in offered] == ["customer.same", "customer.apart"]
    return str(offered[0]["value"])


def pressed(answer: Answer) -> dict[str, str]:
    """What each button of an answer carries, by its action."""
    assert isinstance(answer, Private)
    blocks = answer.message.payload()["blocks"]
    elements = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    return {element["action_id"]: element["value"] for element in elements}


async def test_the_timeline_offers_and_the_button_merges(work: Work) -> None:
    press = work.delivery("action", "customer.same", value=await two_customers(work))
    for _ in range(2):  # Slack delivers it again
        answer = await customers.same(work.office, press, work.ava)
        assert isinstance(answer, Private)
        assert answer.message.text == "Anna Lee and anna.lee@example.com are one customer now."
        assert not answer.instead, "what it stood in goes on"
    both = str((await told(work, "“Anna Lee”")).message.payload())
    assert both.count("likes tea") == 3, "two notes, and the newest in the notification"
    assert "customer.same" not in str((await told(work, "“Anna Lee”")).message.payload())


async def test_the_merge_is_undone_by_its_button_and_from_the_timeline(work: Work) -> None:
    value = await two_customers(work)
    merged = await customers.same(work.office, work.delivery("action", "customer.same", value=value), work.ava)
    number = pressed(merged)["customer.unmerge"]
    assert pressed(await told(work, "“Anna Lee”"))["customer.unmerge"] == number
    press = work.delivery("action", "customer.unmerge", value=number)
    for _ in range(2):  # Slack delivers it again
        answer = await customers.unmerge(work.office, press, work.ben)
        assert isinstance(answer, Private)
        assert answer.message.text == "anna.lee@example.com and Anna Lee are two customers again."
    with pytest.raises(TakenApart):
        await customers.unmerge(work.office, work.delivery("action", "customer.unmerge", value=number), work.ava)
    for who in ("“Anna Lee”", "anna.lee@example.com"):
        assert pressed(await told(work, who)) == {}, "nobody asks again, and there is nothing to undo"


@pytest.mark.parametrize("value", ["", "99", "x", "1 2 3 x"])
async def test_a_broken_value_undoes_nothing(work: Work, value: str) -> None:
    with pytest.raises(BoundForGood):
        await customers.unmerge(work.office, work.delivery("action", "customer.unmerge", value=value), work.ava)


async def test_a_long_timeline_is_turned_in_its_place(work: Work) -> None:
    for number in range(20):
        await told(work, f"mara@example.com note number {number}")
    first = await told(work, "mara@example.com")
    assert pressed(first) == {"customer.more": "1 8"}
    more = work.delivery("action", "customer.more", value="1 8", private=True)
    second = await customers.turn(work.office, more, work.ava)
    assert isinstance(second, Private)
    assert second.instead
    assert pressed(second) == {"customer.back": "1 0"}
    assert "number 0" in str(second.message.payload())
    for broken in ("1 999", "1 x", "1"):
        press = work.delivery("action", "customer.more", value=broken)
        assert isinstance(await customers.turn(work.office, press, work.ava), Private)
    with pytest.raises(NotFound):
        await customers.turn(work.office, work.delivery("action", "customer.more", value="77 8"), work.ava)


async def test_a_timeline_goes_on_where_they_became_one_with_another_meanwhile(work: Work) -> None:
    for number in range(20):
        await told(work, f"#4312 note number {number}")
    await told(work, "“Anna Lee” note likes tea")
    open_one = pressed(await told(work, "#4312"))
    taken = pressed(await told(work, "“Anna Lee” alias #4312"))
    await customers.same(work.office, work.delivery("action", "customer.same", value=taken["customer.same"]), work.ava)
    turned = work.delivery("action", "customer.more", value=open_one["customer.more"], private=True)
    answer = await customers.turn(work.office, turned, work.ava)
    assert isinstance(answer, Private)
    assert answer.message.text.startswith("Anna Lee: 17 in all")
    assert "number 0" in str(answer.message.payload())


async def test_aliases_are_added_shared_out_and_removed(work: Work) -> None:
    await told(work, "mara@example.com note likes tea")
    assert (await told(work, "mara@example.com alias Minty")).message.text == "mara@example.com is known as Minty."
    assert "likes tea" in (await told(work, "minty")).message.text
    assert "was known already" in (await told(work, "minty alias MINTY")).message.text
    assert "Mara Lindt is known as" in (await told(work, "minty alias Mara Lindt")).message.text
    await told(work, "#9 note waits")
    taken = await told(work, "mara lindt alias 9")
    assert taken.message.text == "#9 is another customer already, so nothing was changed."
    assert set(pressed(taken)) == {"customer.same", "customer.apart"}
    gone = await told(work, "mara@example.com alias minty remove")
    assert gone.message.text == "Minty does not lead to Mara Lindt any more."
    assert "I know no customer “minty”" in (await told(work, "minty")).message.text


async def test_a_language_and_what_stands_behind_no_word(work: Work) -> None:
    assert (await told(work, "mara@example.com language german")).message.text == "mara@example.com writes in German."
    assert "German" in str((await told(work, "mara@example.com")).message.payload())
    for deed in ("note", "alias", "language"):
        assert f"mara@example.com {deed}" in (await told(work, f"mara@example.com {deed}")).message.text
    with pytest.raises(BadCustomer, match="Klingon is no language"):
        await told(work, "mara@example.com language Klingon")


LONG = "moved house " * 200 + "and likes it"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("mara@example.com loves handwritten cards", "loves handwritten cards"),
        ("Mara Lindt: loves handwritten cards", "loves handwritten cards"),
        ("mara lindt loves handwritten cards", "loves handwritten cards"),
        (f"“Mara Lindt” {LONG}", LONG),
        ("“Mara Lindt” language she writes in German", "language she writes in German"),
        ("“Mara Lindt” tier: with us for ten years", "tier with us for ten years"),
    ],
)
async def test_what_says_no_deed_is_kept_as_a_note_with_one_press(work: Work, typed: str, kept: str) -> None:
    await told(work, "mara@example.com note likes tea")
    await told(work, "mara@example.com alias “Mara Lindt”")
    asked = await told(work, typed)
    assert "Shall I keep this as a note about" in asked.message.text
    assert kept[:300] in str(asked.message.payload())
    assert await notes_of(work, "Mara Lindt") == ["likes tea"], "nothing yet"
    for _ in range(2):  # a double tap has two identities
        press = work.delivery("action", "customer.keep", value=pressed(asked)["customer.keep"], private=True)
        answer = await customers.go_on(work.office, press, work.ava)
        assert isinstance(answer, Private)
        assert answer.instead, "the button is gone"
        assert answer.message.text.startswith("Noted for Mara Lindt: ")
    assert await notes_of(work, "Mara Lindt") == [kept, "likes tea"]


async def test_a_deed_may_have_a_colon(work: Work) -> None:
    for typed in ("mara@example.com Note: moved house", "mara@example.com note : has :tada: days :tada:"):
        assert (await told(work, typed)).message.text.startswith("Noted for mara@example.com: ")
    await told(work, "mara@example.com alias: “Mara Lindt”")
    assert await notes_of(work, "Mara Lindt") == ["has :tada: days :tada:", "moved house"]


async def test_a_short_word_that_is_none_is_refused_as_before(work: Work) -> None:
    with pytest.raises(BadCustomer, match="Klingon is no language"):
        await told(work, "mara@example.com language Klingon")


@pytest.mark.parametrize(
    ("typed", "customer", "words"),
    [
        ("note: loves handwritten cards", "", "loves handwritten cards"),
        ("she told me on the phone that she moved", "", "she told me on the phone that she moved"),
        ("please ask mara@example.com", "mara@example.com", "please ask mara@example.com"),
        (f"she told me that she {LONG} {LONG}", "", f"she told me that she {LONG} {LONG}"),
    ],
)
async def test_where_nobody_can_tell_whom_it_is_about_the_form_asks(
    work: Work, typed: str, customer: str, words: str
) -> None:
    form = await customers.command(work.office, work.delivery("command", "/customer", text=typed), work.ava)
    assert isinstance(form, Form)
    fields = {block["block_id"]: block["element"].get("initial_value", "") for block in form.view["blocks"][-2:]}
    assert (fields["customer"], fields["words"]) == (customer, words[:3000])
    assert ("can’t tell whom" in str(form.view)) is not bool(customer)
    carried = json.loads(form.view["private_metadata"])

    def sent(**changed: str) -> Incoming:
        return work.delivery("form", "note_form", fields={**fields, **changed}, carried=carried)

    assert await customers.submit(work.office, sent(words=" "), work.ava) == Problems({"words": customers.NO_WORDS})
    with pytest.raises(BadCustomer):
        await customers.submit(work.office, sent(customer="?"), work.ava)
    answer = await customers.submit(work.office, sent(customer="Mara Lindt"), work.ava)
    assert isinstance(answer, Private)
    assert await notes_of(work, "Mara Lindt") == [words]


async def notes_of(work: Work, name: str) -> list[str]:
    """What is remembered about somebody, the newest first."""
    found = await work.office.read(bot_customers.timeline, Reference("name", name, name.casefold()))
    return [note.text for note in found.notes]


async def test_of_several_who_may_be_meant_one_is_chosen(work: Work) -> None:
    await told(work, "“Mara Lindt” note likes tea")
    await told(work, "“Mara Berg” note likes coffee")
    asked = await told(work, "mara note moved house")
    assert asked.message.text == "I know no customer “mara”. Do you mean one of these?"
    assert "note moved house" in str(asked.message.payload())
    shown = await customers.show(work.office, work.delivery("action", "customer.show", value="1"), work.ava)
    assert isinstance(shown, Private)
    assert "likes tea" in shown.message.text
    await told(work, "“Mara Berg” alias mara")
    assert "likes coffee" in (await told(work, "mara")).message.text
    await told(work, "“Mara” note somebody else")
    both = await told(work, "mara")
    assert both.message.text == "Several customers are called “mara”. Whom do you mean?"
    near = await told(work, "“Mara Lint”")
    assert "Do you mean" in near.message.text
    assert "Mara Lindt" in str(near.message.payload())


async def test_what_was_typed_once_is_noted_once_whatever_is_pressed(work: Work) -> None:
    for who in ("“Mara Lindt”", "“Mara Berg”"):
        await told(work, f"{who} note likes tea")
    asked = await told(work, f"mara note {LONG}")
    value, new = pressed(asked)["customer.show"], pressed(asked)["customer.new"]
    first, other = f"1 {value.partition(' ')[2]}", f"2 {value.partition(' ')[2]}"
    presses = [(customers.show, "customer.show", first), (customers.show, "customer.show", first),
               (customers.show, "customer.show", other), (customers.go_on, "customer.new", new)]  # fmt: skip
    said = []
    for press, action, value in presses:  # each with an identity of its own
        answer = await press(work.office, work.delivery("action", action, value=value, private=True), work.ava)
        assert isinstance(answer, Private)
        assert answer.instead
        said.append(answer.message.text.partition(":")[0])
    assert said == [
        "Noted for Mara Lindt",
        "Noted for Mara Lindt",
        "Noted for Mara Lindt already, so I left Mara Berg as they were",
        "Noted for Mara Lindt already, so I left mara as they were",
    ]
    assert await notes_of(work, "Mara Lindt") == [LONG, "likes tea"]
    assert await notes_of(work, "Mara Berg") == ["likes tea"]
    with pytest.raises(NotFound):
        await notes_of(work, "mara")


async def test_somebody_new_begins_with_what_was_typed(work: Work) -> None:
    await told(work, "“Mara Lindt” note likes tea")
    asked = await told(work, "Zoe Berg: loves handwritten cards")
    assert asked.message.text == "I know no customer “Zoe Berg”."
    press = work.delivery("action", "customer.new", value=pressed(asked)["customer.new"])
    assert isinstance(answer := await customers.go_on(work.office, press, work.ava), Private)
    assert answer.message.text == "Noted for Zoe Berg: loves handwritten cards"


@pytest.mark.parametrize("deed", ["alias: Minty", "language German"])
async def test_any_deed_is_done_once(work: Work, deed: str) -> None:
    for who in ("“Mara Lindt”", "“Mara Berg”"):
        await told(work, f"{who} note likes tea")
    _, _, key = pressed(await told(work, f"mara {deed}"))["customer.show"].partition(" ")
    for number in (1, 2):
        press = work.delivery("action", "customer.show", value=f"{number} {key}")
        answer = await customers.show(work.office, press, work.ava)
        assert isinstance(answer, Private)
        assert answer.message.text.startswith("Mara Lindt ")
    other = str((await told(work, "“Mara Berg”")).message.payload())
    assert "Minty" not in other
    assert "German" not in other


@pytest.mark.parametrize("press", [customers.show, customers.go_on])
async def test_what_is_no_longer_there_is_not_done(work: Work, press: Listener) -> None:
    await told(work, "“Mara Lindt” note likes tea")
    answer = await press(work.office, work.delivery("action", "customer.new", value="1 x"), work.ava)
    assert isinstance(answer, Private)
    assert answer.message.text.startswith("I no longer have what you typed")
    assert not answer.instead


async def test_a_second_press_is_told_so(work: Work) -> None:
    value = await two_customers(work)
    await customers.same(work.office, work.delivery("action", "customer.same", value=value), work.ava)
    with pytest.raises(NoLongerTwo):
        await customers.same(work.office, work.delivery("action", "customer.same", value=value), work.ben)


@pytest.mark.parametrize("value", ["", "1", "1 ", "x y", "1 x", "1 -2", "1 99999999999999999999"])
async def test_a_broken_value_merges_nobody(work: Work, value: str) -> None:
    await two_customers(work)
    with pytest.raises(NoLongerTwo):
        await customers.same(work.office, work.delivery("action", "customer.same", value=value), work.ava)


async def test_of_two_people_nobody_is_asked_again(work: Work) -> None:
    press = work.delivery("action", "customer.apart", value=await two_customers(work))
    answer = await customers.apart(work.office, press, work.ava)
    assert isinstance(answer, Private)
    assert answer.message.text == "anna.lee@example.com and Anna Lee stay two customers."
    for who in ("“Anna Lee”", "anna.lee@example.com"):
        assert "customer.same" not in str((await told(work, who)).message.payload())
