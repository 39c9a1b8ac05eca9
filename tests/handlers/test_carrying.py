"""Texts that are longer than a form's field: nothing typed is lost, and nothing comes back that was taken out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from offices import NOON, Work

from bot import customers, drafts, followups, gestures, lists, theirs
from bot.errors import LetterGone
from bot.moments import Moment
from handlers import carrying
from handlers.answers import Answer, Form, Private, Problems
from handlers.incoming import Incoming
from handlers.listeners import drafts as draft_listeners
from handlers.listeners import followups as followup_listeners
from handlers.listeners import gestures as gesture_listeners
from handlers.views.forms import BEGUN, KEPT
from storage.records import Reference

LONG = " ".join(f"word{number}" for number in range(900))  # 6,889 characters
OWED = "Answer them about the bill"  # for many words with numbers
TICKET = Reference("ticket", "#4312", "4312")
MIDDLE = LONG[:3000].replace("word50 ", "another ")


def shown(answer: Answer, field: str) -> str:
    """What stands in a field of a form that tells whether it shows all."""
    assert isinstance(answer, Form), answer
    block = next(block for block in answer.view["blocks"] if block.get("block_id") == field)
    text = str(block["element"].get("initial_value", ""))
    assert (KEPT in json.dumps(answer.view)) == (len(text) == 3000)
    return text


def filled(work: Work, answer: Answer, **fields: str) -> Incoming:
    """The form as it comes back."""
    assert isinstance(answer, Form), answer
    carried = json.loads(answer.view["private_metadata"])
    return work.delivery("form", answer.view["callback_id"], fields=fields, carried=carried)


async def a_followup(work: Work, what: str, **where: str) -> int:
    form = await followup_listeners.shortcut(work.office, work.delivery("shortcut", "s", text=what, **where), work.ava)
    fields = {"customer": "#4312", "what": shown(form, "what"), "when": "in 2h"}
    await followup_listeners.submit(work.office, filled(work, form, **fields), work.ava)
    page = await work.office.read(lists.mine, work.ava)
    assert len(page.followups) == 1
    return page.followups[0].id


async def what_of(work: Work, number: int) -> str:
    return (await work.office.read(followups.get, number)).what


async def a_note(work: Work, what: str) -> int:
    """The number of a follow-up in somebody's own words."""
    new = followups.NewFollowup("a note", work.ava, TICKET, what, Moment(NOON + timedelta(hours=2), "UTC", True, ""))
    return (await work.office.write(followups.record, new)).id


@pytest.mark.parametrize(
    ("letter", "owed"),
    [
        ("The app crashes all day and I can’t work.", "Answer them about what does not work"),
        ("Grace Hopper · grace@example.com · #4312\nI was charged twice.", "Answer them about the bill"),
        ("Which colours do you have?", "Answer them"),
        ("", ""),
    ],
)
async def test_what_we_owe_for_a_message_is_said_in_a_few_words(work: Work, letter: str, owed: str) -> None:
    form = await followup_listeners.shortcut(work.office, work.delivery("shortcut", "s", text=letter), work.ava)
    assert shown(form, "what") == owed
    assert isinstance(form, Form)
    assert ("They wrote" in json.dumps(form.view)) == bool(letter)


async def test_a_message_stays_whole_with_what_we_owe_for_it(work: Work) -> None:
    number = await a_followup(work, LONG)
    assert await what_of(work, number) == f"{OWED}\nThey wrote: “{LONG}”"


@pytest.mark.parametrize("typed", [OWED, "Send the new part", f"{OWED} by phone"])
async def test_a_message_stays_whole_whatever_is_owed_for_it(work: Work, typed: str) -> None:
    number = await a_followup(work, LONG)
    form = await followup_listeners.open_change(work.office, work.delivery("action", "c", value=str(number)), work.ava)
    assert shown(form, "what") == OWED
    assert "word1 word2" in json.dumps(form.view["blocks"] if isinstance(form, Form) else ())
    fields = {"customer": "#4312", "what": typed, "when": "in 3h"}
    await followup_listeners.submit(work.office, filled(work, form, **fields), work.ava)
    assert await what_of(work, number) == f"{typed}\nThey wrote: “{LONG}”"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (LONG[:3000], LONG),
        (LONG[:3000] + "\n", LONG),  # whatever happens to the gap at the end
        (MIDDLE, MIDDLE + LONG[3000:]),
        ("Something else.", "Something else."),
        (LONG[:2900], LONG[:2900].strip()),
        (LONG[:2990] + " and so on", LONG[:2990] + " and so on"),
    ],
)
async def test_the_rest_follows_only_what_still_ends_as_it_was_shown(work: Work, typed: str, kept: str) -> None:
    number = await a_note(work, LONG)
    form = await followup_listeners.open_change(work.office, work.delivery("action", "c", value=str(number)), work.ava)
    assert shown(form, "what") == LONG[:3000]
    fields = {"customer": "#4312", "what": typed, "when": "in 3h"}
    await followup_listeners.submit(work.office, filled(work, form, **fields), work.ava)
    assert await what_of(work, number) == kept


async def asks(work: Work, reason: str) -> Answer:
    """The form for a gesture to nobody in particular."""
    typed = work.delivery("command", "/gesture", text=f"credit $20 {reason}")
    return await gesture_listeners.command(work.office, typed, work.ava)


async def test_a_gesture_s_reason_is_kept_whole_through_every_form(work: Work) -> None:
    form = await asks(work, LONG)
    assert shown(form, "reason") == LONG[:3000]
    fields = {"kind": "credit", "amount": "$20", "customer": "#4312", "reason": MIDDLE}
    again = await gesture_listeners.submit(work.office, filled(work, form, **fields), work.ava)
    fields |= {"reason": shown(again, "reason"), "person": "Mara Lindt"}
    assert isinstance(await gesture_listeners.submit(work.office, filled(work, again, **fields), work.ava), Private)
    (gesture,) = await work.office.read(gestures.list_mine, work.ava)
    assert gesture.reason == MIDDLE + LONG[3000:]


async def test_a_message_that_was_followed_up_on_is_offered_whole_for_a_draft(work: Work) -> None:
    letter = work.slack.workspace.post("C0SUPPORT", "U0AGENT2", "The whole of it")
    number = await a_followup(work, LONG, channel="C0SUPPORT", ts=letter.ts)
    pressed = work.delivery("action", "followup.draft", value=str(number))
    form = await draft_listeners.open_for_followup(work.office, pressed, work.ava)
    sent = filled(work, form, message=shown(form, "message"))
    assert isinstance(await draft_listeners.submit(work.office, sent, work.ava), Private)
    await work.office.settle(5)
    assert (await work.office.read(drafts.get, work.ava, 1)).message == LONG


async def test_a_note_of_ones_own_is_no_message_to_answer(work: Work) -> None:
    number = await a_note(work, "Ask the courier, then call her")
    pressed = work.delivery("action", "followup.draft", value=str(number))
    form = await draft_listeners.open_for_followup(work.office, pressed, work.ava)
    assert isinstance(form, Form)
    assert shown(form, "message") == ""
    assert "Ask the courier" in json.dumps(form.view["blocks"][0])


async def test_a_message_that_was_answered_is_offered_whole_for_another_draft(work: Work) -> None:
    asked = work.delivery("command", "/draft", text=ANSWERED)
    await draft_listeners.command(work.office, asked, work.ava)
    await work.office.settle(5)
    await draft_listeners.use(work.office, work.delivery("action", "draft.use", value="1"), work.ava)
    quoted = theirs.apart(await what_of(work, 1))[1]
    assert quoted.startswith("Where is my blue kettle")
    assert len(quoted) < len(ANSWERED)
    pressed = work.delivery("action", "followup.draft", value="1")
    form = await draft_listeners.open_for_followup(work.office, pressed, work.ava)
    assert shown(form, "message") == ANSWERED
    asks = work.delivery("action", "followup.draft", LEE, value="1")
    form = await draft_listeners.open_for_followup(work.office, asks, await work.office.directory.person(LEE))
    assert shown(form, "message") == quoted, "a draft is nobody else's"


async def test_a_short_text_is_not_said_to_be_kept(work: Work) -> None:
    form = await gesture_listeners.shortcut(work.office, work.delivery("shortcut", "s", text="Late!"), work.ava)
    assert shown(form, "reason") == "Late!"
    exactly = await asks(work, "x" * 3000)
    for short in (form, exactly):
        assert not {KEPT, BEGUN} & set(hints(short))


LEE = "U0LEAD"
ANSWERED = "Where is my blue kettle? I ordered it three weeks ago, and nobody has told me anything since then."
LETTER = (
    "Hello team. I ordered the green kettle two weeks ago, and it came in three pieces. I wrote to you twice! "
    "Nobody answered, and my sister’s birthday is on Friday. What shall I give her now? Yours, Mara"
)
BEGINNING = LETTER[: LETTER.index(" Nobody")]


def hints(answer: Answer) -> list[str]:
    """What stands below the fields of a form."""
    assert isinstance(answer, Form), answer
    return [block["hint"]["text"] for block in answer.view["blocks"] if block.get("hint")]


async def test_a_message_is_shown_by_its_first_sentences_and_kept_whole(work: Work) -> None:
    form = await gesture_listeners.shortcut(work.office, work.delivery("shortcut", "s", text=LETTER), work.ava)
    assert shown(form, "reason") == BEGINNING
    assert BEGUN in hints(form)
    fields = {"kind": "credit", "amount": "$20", "customer": "#4312", "reason": BEGINNING}
    again = await gesture_listeners.submit(work.office, filled(work, form, **fields), work.ava)
    assert shown(again, "reason") == BEGINNING, "a form that follows shows no more"
    fields |= {"person": "Mara Lindt"}
    await gesture_listeners.submit(work.office, filled(work, again, **fields), work.ava)
    (gesture,) = await work.office.read(gestures.list_mine, work.ava)
    assert gesture.reason == LETTER


async def test_of_a_message_whose_beginning_was_written_anew_the_words_of_the_agent_stay(work: Work) -> None:
    form = await gesture_listeners.shortcut(work.office, work.delivery("shortcut", "s", text=LETTER), work.ava)
    fields = {"kind": "credit", "amount": "$20", "customer": "Mara Lindt", "reason": "A broken kettle as a present"}
    await gesture_listeners.submit(work.office, filled(work, form, **fields), work.ava)
    (gesture,) = await work.office.read(gestures.list_mine, work.ava)
    assert gesture.reason == "A broken kettle as a present"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Short and sweet.", "Short and sweet."),
        (LETTER, BEGINNING),
        (
            "First line, which says what it is all about\n" + "and more " * 30,
            "First line, which says what it is all about",
        ),
        ("Hi. " + "word " * 60, ("Hi. " + "word " * 60)[:148]),
        ("€" * 400, "€" * 150),
        ("no " + "€" * 400, "no " + "€" * 147),
        ("x" * 150, "x" * 150),
        ("a" * 149 + ". b", "a" * 149 + "."),
    ],
)
def test_the_opening_of_a_message(text: str, begins: str) -> None:
    assert carrying.opening(text) == begins
    assert text.startswith(begins)


async def test_nothing_at_all_is_a_problem_and_not_the_rest(work: Work) -> None:
    form = await asks(work, LONG)
    fields = {"kind": "credit", "amount": "$20", "customer": "Mara Lindt", "reason": " "}
    answer = await gesture_listeners.submit(work.office, filled(work, form, **fields), work.ava)
    assert isinstance(answer, Problems)
    assert set(answer.fields) == {"reason"}


async def test_somebody_elses_rest_is_not_to_be_had(work: Work) -> None:
    form = await asks(work, LONG)
    fields: dict[str, Any] = {"kind": "credit", "amount": "$20", "customer": "Mara Lindt", "reason": LONG[:3000]}
    taken = replace(filled(work, form, **fields), user=work.ben.id)
    for _ in range(2):
        with pytest.raises(LetterGone):
            await gesture_listeners.submit(work.office, taken, work.ben)
    assert list(await work.office.read(gestures.list_mine, work.ben)) == []


async def test_what_was_erased_behind_a_form_is_told_once_and_what_was_typed_is_not_lost(work: Work) -> None:
    form = await asks(work, LONG)
    sent = filled(work, form, kind="credit", amount="$20", customer="Mara Lindt", reason=LONG[:3000])
    await work.office.write(customers.note, "note", work.ava, Reference("name", "Udo Kern", "udo kern"), "likes tea")
    await work.office.write(customers.forget, '"Udo Kern"')
    with pytest.raises(LetterGone, match="erased meanwhile"):
        await gesture_listeners.submit(work.office, sent, work.ava)
    await gesture_listeners.submit(work.office, sent, work.ava)
    (gesture,) = await work.office.read(gestures.list_mine, work.ava)
    assert gesture.reason == LONG[:3000].strip()
