"""Thanking in Slack: what is read goes at once, what is not opens the form, and nothing typed is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from offices import Work

from bot.errors import NotAColleague, ThanksToOneself
from handlers.answers import Answer, Form, Private, Problems
from handlers.listeners import service, thanks
from sandbox.people import Person
from storage import thanks as stored

BEN = "U0AGENT2"


async def typed(work: Work, text: str) -> Answer:
    return await service.command(work.office, work.delivery("command", "/service", text=text), work.ava)


async def submitted(work: Work, form: Answer, **fields: str) -> Answer:
    assert isinstance(form, Form)
    carried = json.loads(form.view["private_metadata"])
    delivery = work.delivery("form", "thanks_form", fields=fields, carried=carried)
    return await thanks.submit(work.office, delivery, work.ava)


def filled(answer: Answer) -> dict[str, Any]:
    """What stands in a form's fields, and the sentences above them as `said`."""
    assert isinstance(answer, Form)
    found: dict[str, Any] = {"said": []}
    for block in answer.view["blocks"]:
        if block["type"] == "context":
            found["said"].append(block["elements"][0]["text"].removeprefix("⚠️ "))
        elif element := block["element"]:
            found[block["block_id"]] = element.get("initial_users") or element.get("initial_value") or ""
    return found


def kept(work: Work) -> list[tuple[str, str, str]]:
    """Who was thanked by whom, and with which words."""
    with work.office.desk.database.read() as tx:
        return [(one.person, one.author, one.words) for one in stored.get_many(tx, range(1, 20))]


@pytest.mark.parametrize(
    "text", [f"thanks <@{BEN}|ben> stayed late 🎉", "Thanks\n@ben, stayed late 🎉", "thanks to @ben: stayed late 🎉"]
)
async def test_what_can_be_read_goes_at_once(work: Work, text: str) -> None:
    answer = await typed(work, text)
    assert isinstance(answer, Private)
    assert answer.message.text == "💛 Passed on. Your colleague is told now."
    assert kept(work) == [(BEN, work.ava.id, "stayed late 🎉")]


async def test_the_answer_says_where_it_stands(work: Work) -> None:
    policy = work.office.desk.policy
    policy = replace(policy, team=replace(policy.team, wins_channel="C0WINS"))
    work.office.desk = replace(work.office.desk, policy=policy)
    answer = await typed(work, f"thanks <@{BEN}> <@U0LEAD> stayed late")
    assert isinstance(answer, Private)
    assert answer.message.text.endswith("told now, and it stands in the week’s good turns if they like to be named.")


@pytest.mark.parametrize(
    ("text", "colleagues", "customer", "words", "said"),
    [
        ("thanks", "", "", "", []),
        ("thanks Ben stayed late", "", "", "Ben stayed late", [thanks.NOBODY]),
        (f"thanks <@{BEN}>", [BEN], "", "", [thanks.NO_WORDS]),
        (f'thanks <@{BEN}> from "Mara Lindt"', [BEN], '"Mara Lindt"', "", [thanks.NO_WORDS]),
        (f"thanks <@{BEN}> @zed stayed late", [BEN], "", "@zed stayed late", [thanks.NOBODY]),
        (f"thanks <@{BEN}> <@U0AGENT> we did it", [BEN], "", "we did it", [str(ThanksToOneself())]),
        (f"thanks <@{BEN}> from 9 to 5 you shone", [BEN], "", "from 9 to 5 you shone", []),
        ("thanks @ava well done", "", "", "well done", [str(ThanksToOneself())]),
        (f"thanks <@{BEN}> <@U0GUS> stayed late", [BEN], "", "stayed late", [str(NotAColleague())]),
        ("thanks <@U0INBOX> for the mail", "", "", "for the mail", [str(NotAColleague())]),
        ("thanks <@U0NOBODY> for the mail", "", "", "for the mail", [str(NotAColleague())]),
    ],
)
async def test_what_cannot_be_read_opens_the_form(
    work: Work, text: str, colleagues: str | list[str], customer: str, words: str, said: list[str]
) -> None:
    work.slack.workspace.people["U0GUS"] = Person("U0GUS", "gus", "Gus Guest", guest="multi-channel")
    expected = {"colleagues": colleagues, "customer": customer, "words": words, "said": said}
    assert filled(await typed(work, text)) == expected
    assert kept(work) == []


async def test_of_many_the_first_ten_are_picked(work: Work) -> None:
    many = [f"U0MATE{number}" for number in range(12)]
    for one in many:
        work.slack.workspace.people[one] = Person(one, one.lower(), one)
    shown = filled(await typed(work, f"thanks {' '.join(f'<@{one}>' for one in many)} all of you"))
    assert (shown["colleagues"], shown["said"]) == (many[:10], [thanks.TOO_MANY])


async def test_more_than_a_form_shows_is_kept(work: Work) -> None:
    long = " ".join(f"word{number}" for number in range(700))
    form = await typed(work, f"thanks {long}")
    shown = filled(form)["words"]
    assert len(shown) == 3000
    await submitted(work, form, colleagues=f"{BEN},U0LEAD", customer="", words=shown)
    assert kept(work) == [(BEN, work.ava.id, long), ("U0LEAD", work.ava.id, long)]


async def test_exactly_three_thousand_characters_need_no_form(work: Work) -> None:
    words = "🎉" + "x" * 2999
    assert isinstance(await typed(work, f"thanks <@{BEN}> {words}"), Private)
    assert kept(work) == [(BEN, work.ava.id, words)]


async def test_the_form_says_beside_each_field_what_is_wrong(work: Work) -> None:
    form = await typed(work, "thanks")
    answer = await submitted(work, form, colleagues="", customer="??", words="  ")
    assert isinstance(answer, Problems)
    assert answer.fields["colleagues"] == thanks.NOBODY
    assert "who the customer is" in answer.fields["customer"]
    assert answer.fields["words"] == thanks.NO_WORDS
    answer = await submitted(work, form, colleagues=f"{BEN},U0AGENT", customer="", words="we did it")
    assert answer == Problems({"colleagues": str(ThanksToOneself())})
    assert isinstance(await submitted(work, form, colleagues=BEN, customer="Mara Lindt", words="so kind"), Private)
    assert kept(work) == [(BEN, work.ava.id, "so kind")]


async def test_opting_out_and_in(work: Work) -> None:
    for text, praised in (("thanks off", False), ("thanks ON ", True)):
        answer = await typed(work, text)
        assert isinstance(answer, Private)
        assert (await work.office.directory.person(work.ava.id)).praised is praised
    for name, praised in (("thanks.off", False), ("thanks.on", True)):
        assert await thanks.choose(work.office, work.delivery("action", name, value="1"), work.ava) is None
        assert (await work.office.directory.person(work.ava.id)).praised is praised


async def test_off_with_more_words_is_no_switch(work: Work) -> None:
    assert filled(await typed(work, "thanks off to Ben"))["words"] == "off to Ben"
