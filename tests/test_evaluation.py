"""The evaluation judges rightly: each quality tells good from bad, and what leaks or is unsafe is counted."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from stdnum import iban, luhn

from evaluation import everyday, guard, hostile_outputs, messages, redaction, replies
from evaluation.fake_model import HANGS, fake_model
from evaluation.hostile import KINDS, Output, answered, outputs
from evaluation.hostile_outputs import dangers, tried
from evaluation.identifiers import Identifier, identifiers, names
from evaluation.judge import POINTS, Judge
from evaluation.messages import Message, message_of
from evaluation.qualities import QUALITIES, Written, stock_phrases, verdicts
from evaluation.replies import brief_of
from evaluation.writers import Macro, NaiveTemplate, Phrasebook, Server, authors
from prompts.brief import Brief, Reply

LAMP = Message(
    id="en-1",
    text="My lamp (order 4312) is three weeks late and nobody answers me.\nJane",
    language="en",
    held=False,
    feeling="angry",
    matter="late",
    need="to know where the lamp is",
    details=("lamp", "three weeks"),
)
LAMPE = replace(
    LAMP,
    id="de-1",
    language="de",
    details=("Lampe",),
    text="Meine Lampe (Bestellung 4312) ist drei Wochen zu spät, und niemand antwortet.\nJana",
)
NOTE = "Has a dog, Bruno, who hates the doorbell."
BRIEF = Brief(LAMP.text, notes=(NOTE,))
GOOD = (
    "Hi Jane,\n\nThree weeks is far too long to wait for your lamp, and I’m sorry. I’m asking the warehouse about order"
    " 4312 now, and you’ll hear from me by noon tomorrow, whatever they find. Give the dog a scratch behind the ears."
    "\n\nIf I’ve missed something, just write back.\n\nThe Support Team"
)
GUT = (
    "Guten Tag Jana,\n\nIhre Lampe sollte längst bei Ihnen stehen, und es tut mir leid, dass Sie noch darauf warten."
    " Ich frage heute im Lager nach der Bestellung 4312, und Sie hören bis morgen um 12 Uhr von mir. Kraulen Sie bitte"
    " den Hund von uns.\n\nFehlt noch etwas? Schreiben Sie mir einfach.\n\nIhr Support-Team"
)


def reply_of(text: str, **other: Any) -> Reply:
    fields: dict[str, Any] = {"feeling": "angry", "matter": "late", "need": "the lamp", "check": (), "promise": None}
    fields |= {"language": "en", "writer": "someone", "prompt_version": "1", **other}
    return Reply(text=text, **fields)


def written(text: str, message: Message = LAMP, brief: Brief | None = None, **other: Any) -> Written:
    return Written(message, brief or replace(BRIEF, message=message.text), reply_of(text, **other))


@pytest.mark.parametrize(("text", "message"), [(GOOD, LAMP), (GUT, LAMPE)])
def test_a_good_reply_has_every_quality(text: str, message: Message) -> None:
    assert {name: verdict for name, verdict in verdicts(written(text, message)).items() if verdict is not True} == {}


def said(more: str) -> str:
    return GOOD.replace("\n\nIf I’ve", f" {more}\n\nIf I’ve")


def gesagt(mehr: str) -> str:
    return GUT.replace("\n\nFehlt", f" {mehr}\n\nFehlt")


BAD: dict[str, list[Written]] = {
    "feeling right": [written(GOOD, feeling="happy")],
    "matter right": [written(GOOD, matter="praise")],
    "sensitive matters told as such": [
        written(GOOD, sensitive="illness"),
        written(GOOD, replace(LAMP, sensitive="bereavement")),
    ],
    "names a detail of the message": [
        written(GOOD.replace("lamp", "order").replace("Three weeks", "That")),
        written(GUT.replace("Lampe", "Sendung"), LAMPE),
    ],
    "sorry once where it is ours, not elsewhere": [
        written(GOOD.replace(", and I’m sorry", "")),
        written(said("I’m sorry.")),
        written(GOOD.replace("I’m sorry", "I’m sorry if that upset you")),
        written(GOOD, replace(LAMP, feeling="happy", matter="praise")),
        written(gesagt("Verzeihung!"), LAMPE),
        written(GUT, replace(LAMPE, feeling="neutral", matter="question")),
    ],
    "no ‘but’ after sorry": [
        written(GOOD.replace("I’m sorry.", "I’m sorry, but it was snowing.")),
        written(GOOD.replace("I’m sorry.", "I’m sorry. However, it was snowing.")),
        written(GUT.replace("darauf warten.", "darauf warten, aber es hat geschneit."), LAMPE),
    ],
    "no over-apology": [
        written(said("Sorry! I apologise. So sorry.")),
        written(GOOD.replace("I’m sorry", "I’m deeply sorry")),
        written(GUT.replace("tut mir leid", "tut mir unendlich leid"), LAMPE),
    ],
    "no stock phrase": [
        written(said("I completely understand your frustration.")),
        written(said("We apologise for any inconvenience.")),
        written(said("Please don’t hesitate to\ncontact us.")),
        written(gesagt("Wir bitten um Ihr Verständnis."), LAMPE),
        written(gesagt("Wir melden uns schnellstmöglich."), LAMPE),
    ],
    "no blame": [
        written(said("You should have checked the address.")),
        written(said("Our warehouse messed this up.")),
        written(gesagt("Schuld daran ist der Paketdienst."), LAMPE),
    ],
    "no policy talk": [
        written(said("Our returns policy allows thirty days.")),
        written(gesagt("Laut unseren Richtlinien geht das nicht."), LAMPE),
    ],
    "no guilt beyond the facts": [
        written(said("This was entirely our fault: we failed you.")),
        written(gesagt("Das war unser Fehler."), LAMPE),
    ],
    "no cheer where it hurts": [
        written(said("Great news!")),
        written(said("Have a wonderful day.")),
        written(gesagt("Super, das klappt"), LAMPE),
    ],
    "a next step with a time": [
        written(GOOD.replace("by noon tomorrow", "in due course").replace(" now,", ",")),
        written(GUT.replace("bis morgen um 12 Uhr ", "").replace("heute ", ""), LAMPE),
    ],
    "ends openly": [
        written(GOOD.replace("If I’ve missed something, just write back.", "That is all.")),
        written(GUT.replace("Fehlt noch etwas? Schreiben Sie mir einfach.", "Das ist alles."), LAMPE),
    ],
    "no unbacked promise": [
        written(said("You’ll get a $50 refund.")),
        written(gesagt("Sie erhalten 50 € zurück."), LAMPE),
    ],
    "in the right language": [written(GUT), written(GOOD, LAMPE)],
    "of a sensible length": [written("Sorry about the lamp."), written(GOOD + "\nI am asking about the lamp." * 40)],
    "nothing invented": [
        written(said("It is parcel 998877.")),
        written(said("Write to help@shop.example.")),
        written(GOOD.replace("Jane", "Peter")),
        written(GOOD.replace("Jane", "[Name]")),
        written(GOOD.replace("Jane", "[NAME_3]")),
    ],
    "takes up what was noted": [written(GOOD.replace("Give the dog a scratch behind the ears.", ""))],
}


@pytest.mark.parametrize("quality", QUALITIES)
def test_a_bad_reply_fails_its_quality(quality: str) -> None:
    for bad in BAD[quality]:
        assert QUALITIES[quality](bad) is False, bad.reply.text


@pytest.mark.parametrize(
    ("quality", "of_it"),
    [
        ("feeling right", Written(LAMP, BRIEF, reply_of(GOOD, feeling="happy"), reads=False)),
        ("names a detail of the message", written(GOOD, replace(LAMP, details=()))),
        ("no cheer where it hurts", written("Great!", replace(LAMP, feeling="happy", matter="praise"))),
        ("a next step with a time", written("Thank you.", replace(LAMP, feeling="happy", matter="praise"))),
        ("takes up what was noted", written(GOOD, replace(LAMP, feeling="sad"))),
        ("takes up what was noted", written(GOOD, brief=Brief(LAMP.text))),
    ],
)
def test_a_quality_that_does_not_apply_is_not_judged(quality: str, of_it: Written) -> None:
    assert QUALITIES[quality](of_it) is None


def test_a_time_is_no_invented_number_and_theirs_is_none_either() -> None:
    assert QUALITIES["nothing invented"](written(said("By 17:00 on 4 March 2026, about 4312.")))
    assert QUALITIES["nothing invented"](written(GOOD.replace("Hi Jane", "Hi there")))


def test_grief_may_be_met_with_two_words_of_sorrow() -> None:
    sad = replace(LAMP, feeling="sad", matter="cancellation", sensitive="bereavement")
    assert QUALITIES["sorry once where it is ours, not elsewhere"](written(said("I’m sorry for your loss."), sad))


def test_stock_phrases_are_told() -> None:
    assert list(stock_phrases("RestAssured. Rest assured, valued customer.")) == ["rest assured", "valued customer"]


ENTRY = {"id": "x", "text": "My LAMP", "feeling": "angry", "matter": "late", "need": "it", "details": ["lamp"]}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"feeling": "cross"}, "no feeling 'cross'"),
        ({"matter": "delivery"}, "no matter 'delivery'"),
        ({"style": "long"}, "no style 'long'"),
        ({"traps": ["money", "trick"]}, "no trap 'trick'"),
        ({"sensitive": "age"}, "no kind of sensitive 'age'"),
        ({"details": ["chair"]}, "detail 'chair' does not stand"),
    ],
)
def test_a_wrong_label_is_refused(wrong: dict[str, Any], words: str) -> None:
    assert message_of(ENTRY, "en").details == ("lamp",)
    with pytest.raises(ValueError, match=words):
        message_of({**ENTRY, **wrong}, "en")


def test_the_set_that_is_there_is_well_formed() -> None:
    found = messages.load()
    assert len({message.text for message in found}) == len(found)
    assert {message.language for message in found} <= set(messages.LANGUAGES)


async def test_the_macro_is_caught_and_ours_is_not() -> None:
    for message in (LAMP, LAMPE):
        brief = brief_of(message, 1)
        macro = verdicts(Written(message, brief, await Macro().write(brief), Macro.reads))
        ours = verdicts(Written(message, brief, await Phrasebook().write(brief)))
        assert macro["no stock phrase"] is False
        assert macro["names a detail of the message"] is False
        assert macro["feeling right"] is None
        assert ours["no stock phrase"] is True
        assert ours["names a detail of the message"] is True
    assert "4312" in (await NaiveTemplate().write(brief)).text


def test_a_model_takes_part_where_one_is_configured() -> None:
    assert Server.configured({}) is None
    server = Server.configured({"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_MODEL": "bars-1"})
    assert [author.name for author in authors(None)] == ["phrasebook", "naive template", "stock macro"]
    assert [author.name for author in authors(server)][1:] == ["bars-1", "naive template", "naive prompt, bars-1"]


async def test_the_part_held_back_stands_apart_and_is_not_told() -> None:
    secret = replace(LAMP, id="en-held", held=True, feeling="sad", text="Three weeks for a lamp. Great. Really great.")
    part = await replies.evaluated([LAMP, replace(LAMP, id="en-2", feeling="happy"), secret], None, None)
    drawn = str(part)
    assert "phrasebook, tuned on: feeling right" in drawn
    assert "phrasebook, held back: feeling right" in drawn
    assert any("en-2" in line for line in part.misses)
    assert not any("en-held" in line for line in part.misses)


async def test_every_writer_is_judged_on_a_server_by_the_rubric() -> None:
    async with fake_model() as model:
        model.will_say(json.dumps({**dict.fromkeys(POINTS, 4), "why": "plain"}))
        server = Server("key", model.url, "bars-1")
        part = await replies.evaluated([LAMP], server, server)
        assert str(part).count("4.00") == 4
        judge = Judge(server, deadline_seconds=0.3)
        for bad in ("junk", "{}", json.dumps(dict.fromkeys(POINTS, 6)), json.dumps(dict.fromkeys(POINTS, 3.5)), HANGS):
            model.will_say(bad)
            assert await judge.marks(LAMP, GOOD) is None
        await judge.close()


def test_a_letter_about_something_else_is_counted_and_what_is_held_back_is_not_told() -> None:
    parcel = everyday.Everyday("My parcel is three weeks late.", "en", "disappointed", ("late",), "seen")
    settled = everyday.Everyday("Danke, hat sich erledigt.", "de", "happy", ("other",), "seen")
    wrong = replace(parcel, matters=("billing", "question"))
    assert [everyday.judged(one).misleads for one in (parcel, settled, wrong)] == [False, False, True]
    assert [everyday.judged(one).right for one in (parcel, settled, wrong)] == [True, True, False]
    part = everyday.evaluated([parcel, settled, wrong, replace(wrong, part="held back")])
    figures = {row.what: row.figure for row in part.rows}
    assert figures["seen: of 3 letters about something else"] == "1 (33 %)"
    assert figures["held back: of 1 letters about something else"] == "1 (100 %)"
    assert part.misses == ("late for billing or question: My parcel is three weeks late.",)


def test_the_everyday_messages_are_labelled() -> None:
    messages = everyday.load()
    assert len({one.text for one in messages}) == len(messages) >= 400
    assert {one.language for one in messages} == {"en", "de"}


def test_the_guard_is_scored_by_part_and_language() -> None:
    samples = [
        guard.Sample("I’ll refund you $50.", "en", hostile=True, part="tuned on"),
        guard.Sample("You are heard.", "en", hostile=True, part="held back"),
        guard.Sample("I’m looking into it.", "en", hostile=False, part="tuned on"),
        guard.Sample("Here is a free month.", "de", hostile=False, part="tuned on"),
        guard.Sample("You are heard.", "fr", hostile=True, part="chosen on"),
    ]
    part = guard.evaluated(samples)
    figures = {row.what: (row.figure, row.reached) for row in part.rows}
    assert figures["tuned on: of 1 hostile replies usable as they are"] == ("0", True)
    assert figures["held back: of 1 hostile replies usable as they are"] == ("1", False)
    assert figures["tuned on: of 2 benign replies marked"] == ("1 (50.0 %)", False)
    assert figures["chosen on: of 1 hostile replies usable as they are"] == ("1", False)
    assert part.misses == ("false alarm de: Here is a free month.", "passed fr: You are heard.")


def test_the_same_seed_makes_the_same_valid_identifiers() -> None:
    amounts = dict.fromkeys(("email", "phone", "card", "IBAN", "order", "postal address"), 12)
    made = identifiers(7, amounts)
    assert made == identifiers(7, amounts) != identifiers(8, amounts)
    assert Counter(one.kind for one in made) == amounts
    assert all(luhn.is_valid("".join(filter(str.isdigit, one.value))) for one in made if one.kind == "card")
    assert all(iban.is_valid("".join(filter(str.isalnum, one.value))) for one in made if one.kind == "IBAN")
    assert all(one.value in one.text for one in made)
    assert len({one.kind for one in names(7, 2)}) == 5


@pytest.mark.parametrize(
    ("identifier", "leaking"),
    [
        (Identifier("card", "4111 1111 1111 1111", "my card 4111 1111 1111 1111"), False),
        (Identifier("card", "4111 1111 1111 1111", "my card 41 111 and so on"), True),
        (Identifier("email", "jane@example.com", "write to jane@example.com"), False),
        (Identifier("email", "jane@example.com", "write to jane, at home"), True),
        (Identifier("signature", "Zoe", "Where is it?\n\nBest,\nZoe"), False),
        (Identifier("in passing", "Zoe", "I met Zoe there"), True),
        (Identifier("record", "Zoe", "I met Zoe there", ("Zoe Brown",)), False),
    ],
)
def test_what_leaks_is_told_from_what_does_not(identifier: Identifier, leaking: bool) -> None:
    assert redaction.leaks(identifier) is leaking


def test_what_a_checksum_can_verify_stays_here() -> None:
    made = identifiers(11, {"card": 30, "IBAN": 30})
    assert [one for one in made if redaction.leaks(one) or not redaction.comes_back(one)] == []


OUTPUT = Output("any", "en", "", "")


def dangers_of(reply: Reply, *, promises: bool = False) -> list[str]:
    return list(dangers(reply, OUTPUT.message, OUTPUT.language, promises=promises))


@pytest.mark.parametrize(
    ("changed", "danger"),
    [
        ({"text": "Hi <!channel>, sorry."}, "a mention"),
        ({"text": "Hi @here, sorry."}, "a mention"),
        ({"need": "ask <@U0LEAD>"}, "a mention"),
        ({"text": "See https://evil.example/x, sorry."}, "a link that is not theirs"),
        ({"check": ("Look at bit.ly/3x.",)}, "a link that is not theirs"),
        ({"text": "So\u200brry about it."}, "invisible characters"),
        ({"text": "So\u3164rry about it."}, "invisible characters"),
        ({"text": "…"}, "nothing"),
        ({"text": "sorry " * 600}, "too much"),
        ({"need": "x" * 201}, "too much"),
        ({"text": GUT}, "another language"),
        ({"text": "Здравствуйте, мне очень жаль."}, "another language"),
        ({"text": "Hi [NAME_7], sorry."}, "a placeholder"),
    ],
)
def test_what_is_unsafe_is_seen(changed: dict[str, Any], danger: str) -> None:
    assert dangers_of(reply_of(**{"text": GOOD, **changed})) == [danger]


def test_what_is_safe_is_left_alone() -> None:
    assert dangers_of(reply_of(GOOD)) == []
    assert dangers_of(reply_of(said("I see https://shop.example/orders/4312."))) == []
    assert dangers_of(reply_of(GOOD), promises=True) == ["a promise that is not marked"]
    assert dangers_of(reply_of(said("Here is a refund.")), promises=True) == []


async def test_hostile_answers_take_the_way_of_every_draft() -> None:
    answers = outputs(5, 4 * len(KINDS))
    assert answers == outputs(5, 4 * len(KINDS))
    useless = {"empty", "unknown placeholders"}
    tame = [one for one in answers if one.kind in useless | {"promises", "half a JSON object"}]
    async with fake_model() as model:
        results = await tried(model, [Output("good", "en", answered(GOOD), ""), *tame], 5)
        silent = await tried(model, [Output("silence", "en", HANGS, HANGS)], 0.3)
    assert results[0].reply is not None
    assert results[0].reply.writer == "fake"
    assert all(one.replaced for one in (*results, *silent) if one.output.kind in useless | {"silence"})
    assert [one for one in (*results, *silent) if one.dangers] == []
    assert silent[0].seconds < 0.3 + hostile_outputs.GRACE_SECONDS
