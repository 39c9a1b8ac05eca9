"""Asking for a gesture where the policy has rules: what the command knows, and what the form asks for."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from offices import Work

from bot.policy import load
from handlers.answers import Answer, Form, Private, Problems
from handlers.listeners import customers, gestures, giving

AIRLINE = load(Path("examples/airline.toml"))
FILLED = {
    "kind": "certificate", "customer": "mara@example.com", "reason": "her flight was cancelled at night",
    "code": "cancelled", "facts": "asked,checked", "units": "2",
}  # fmt: skip


@pytest.fixture
def airline(work: Work) -> Work:
    """The office of the airline."""
    office = work.office
    return replace(work, office=replace(office, desk=replace(office.desk, policy=AIRLINE)))


async def typed(work: Work, text: str) -> Answer:
    return await gestures.command(work.office, work.delivery("command", "/gesture", text=text), work.ava)


async def sent(work: Work, **fields: str) -> Answer:
    return await gestures.submit(
        work.office, work.delivery("form", "gesture_form", fields={**FILLED, **fields}), work.ava
    )


def shown(answer: Answer) -> dict[str, Any]:
    assert isinstance(answer, Form)
    return {block["block_id"]: block["element"] for block in answer.view["blocks"] if block["type"] == "input"}


async def with_tier(work: Work, tier: str) -> None:
    typed = work.delivery("command", "/customer", text=f"mara@example.com tier {tier}")
    await customers.command(work.office, typed, replace(work.ava, id="U0LEAD"))


async def test_a_long_list_of_mine_is_turned_and_goes_on_where_somebody_pressed(work: Work) -> None:
    for number in range(45):
        assert isinstance(await typed(work, f"credit $1 c{number}@example.com late by a day"), Private)

    def place(answer: Answer) -> tuple[str, list[str], list[str]]:
        """Which part of it an answer shows, the gestures on it, and how it is turned."""
        assert isinstance(answer, Private)
        blocks = answer.message.payload()["blocks"]
        pressed = [one for block in blocks if block["type"] == "actions" for one in block["elements"]]
        (where,) = (block["elements"][0]["text"] for block in blocks if block["type"] == "context")
        return (
            where,
            [one["value"] for one in pressed if one["action_id"] == "gesture.delivered"],
            [
                f"{one['action_id']} {one['value']}"
                for one in pressed
                if one["action_id"] in ("gesture.page", "gesture.back")
            ],
        )

    where, shown, turns = place(await typed(work, "list"))
    assert (where, shown[0], shown[-1], turns) == ("1–20 of 45", "1 list 0", "20 list 0", ["gesture.page 20"])
    last = await giving.turn_mine(work.office, work.delivery("action", "gesture.page", value="40"), work.ava)
    assert isinstance(last, Private)
    assert last.instead
    where, shown, turns = place(last)
    assert (where, shown, turns) == ("41–45 of 45", [f"{n} list 40" for n in range(41, 46)], ["gesture.back 20"])
    press = work.delivery("action", "gesture.delivered", value="45 list 40", private=True)
    assert place(await giving.delivered(work.office, press, work.ava))[0] == "41–44 of 44"
    press = work.delivery("action", "gesture.withdraw", value="1 list", private=True)  # from an older message
    assert place(await giving.withdraw(work.office, press, work.ava))[0] == "1–20 of 43"
    far = work.delivery("action", "gesture.page", value="9000")
    assert place(await giving.turn_mine(work.office, far, work.ava))[0] == "41–43 of 43"


async def test_a_kind_with_rules_opens_the_form_with_what_was_understood(airline: Work) -> None:
    fields = shown(await typed(airline, "certificate mara@example.com cancelled flight, she is stranded"))
    assert fields["kind"]["initial_option"]["value"] == "certificate"
    assert fields["customer"]["initial_value"] == "mara@example.com"
    assert fields["code"]["initial_option"]["value"] == "cancelled"
    assert [option["value"] for option in fields["facts"]["options"]] == list(AIRLINE.gestures.facts)


async def test_the_rule_knows_the_amount(airline: Work) -> None:
    await with_tier(airline, "GOLD")
    answer = await sent(airline)
    assert isinstance(answer, Private)
    assert "Travel certificate of $200 for mara@example.com" in answer.message.text


async def test_without_the_tier_it_is_refused_with_what_would_be_possible(airline: Work) -> None:
    with pytest.raises(Exception, match="only \\$100 for each passenger if it is about Cancelled flight"):
        await sent(airline)


@pytest.mark.parametrize("units", ["0", "-1", "many", "1.5", "99999"])
async def test_how_many_is_a_whole_number(airline: Work, units: str) -> None:
    answer = await sent(airline, units=units)
    assert isinstance(answer, Problems)
    assert answer.fields["units"].startswith("For how many?")


async def test_a_reason_in_words_counts_by_its_name(airline: Work) -> None:
    await with_tier(airline, "silver")
    answer = await sent(airline, code="", reason="Delayed flight, and they cancel", facts="asked,checked,rebooked")
    assert isinstance(answer, Private)
    assert "of $100 for mara@example.com" in answer.message.text


async def test_a_tier_is_asked_for_with_one_that_there_is(airline: Work, work: Work) -> None:
    def typed_in(office: Work) -> Any:
        typed = office.delivery("command", "/customer", text="mara@example.com tier")
        return customers.command(office.office, typed, office.ava)

    asked = await typed_in(airline)
    assert isinstance(asked, Private)
    assert "/customer mara@example.com tier regular" in asked.message.text
    with pytest.raises(Exception, match="policy has no tiers"):
        await typed_in(work)


def test_the_readme_s_tier_is_one_of_the_policy_that_it_names() -> None:
    readme = " ".join(Path("README.md").read_text(encoding="utf-8").split())
    named = re.findall(r"/customer \S+ tier (\w+)", readme)
    assert named
    assert set(named) <= set(AIRLINE.gestures.tiers)
    assert "under it `/customer mara@example.com tier" in readme.partition("examples/airline_cases.toml)")[2]


async def test_an_unknown_tier_is_named(airline: Work) -> None:
    with pytest.raises(Exception, match="platinum is no tier of the policy: it knows regular, silver, gold"):
        await with_tier(airline, "platinum")


async def test_what_costs_nothing_is_offered_first(airline: Work) -> None:
    fields = shown(await typed(airline, ""))
    assert [option["value"] for option in fields["kind"]["options"]] == ["note", "certificate", "miles"]


async def test_without_rules_the_form_asks_for_no_more_than_before(work: Work) -> None:
    assert list(shown(await typed(work, ""))) == ["kind", "amount", "customer", "reason"]


async def test_notes_are_taken_on_and_proved(work: Work) -> None:
    await typed(work, "note mara@example.com her cat is ill")
    listed = await typed(work, "notes")
    assert isinstance(listed, Private)
    assert listed.message.text == "1 note waits to be written."
    press = work.delivery("action", "gesture.claim", value="1 notes", private=True)
    taken = await giving.claim(work.office, press, work.ben)
    assert isinstance(taken, Private)
    assert taken.instead
    await giving.delivered(work.office, work.delivery("action", "gesture.delivered", value="1 notes"), work.ben)
    form = await giving.more(work.office, work.delivery("action", "gesture.more", value="1 proof"), work.ben)
    assert isinstance(form, Form)
    proving = work.delivery("form", "proof_form", fields={"proof": "posted today"}, carried={"number": "1"})
    proved = await giving.submit_proof(work.office, proving, work.ben)
    assert isinstance(proved, Private)
    assert "posted today" in str(proved.message.payload())
    empty = work.delivery("form", "proof_form", fields={"proof": " "}, carried={"number": "1"})
    assert isinstance(await giving.submit_proof(work.office, empty, work.ben), Problems)


async def test_similar_cases_are_told_in_private(work: Work) -> None:
    await typed(work, "credit $120 mara@example.com late")
    told = await giving.more(work.office, work.delivery("action", "gesture.more", value="1 similar"), work.ava)
    assert isinstance(told, Private)
    assert told.message.text == "Nothing like G-1 was decided before."
