"""How a letter names a gesture in the language that it is written in, and that the guard knows it again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.policy import Kind, Policy, load
from bot.wording import approved
from prompts.brief import Approved, Brief
from prompts.guard import flags
from prompts.phrasebook import write

POLICY = load(Path("policy.toml"))
GERMAN = "Mein Wasserkocher ist nach drei Tagen kaputt gegangen. Ich bin wirklich enttäuscht von Ihnen."


def calling(policy: Policy, kind: Kind) -> Policy:
    """The policy with this kind in it, in a team that writes English, German and French."""
    kinds = {**policy.gestures.kinds, kind.key: kind}
    drafts = replace(policy.drafts, languages=("en", "de", "fr"))
    return replace(policy, gestures=replace(policy.gestures, kinds=kinds), drafts=drafts)


@pytest.mark.parametrize(
    ("key", "amount", "english", "german"),
    [
        ("credit", 2000, "a $20 account credit", "Guthaben über 20 $"),
        ("credit", 125_050, "a $1,250.50 account credit", "Guthaben über 1.250,50 $"),
        ("discount", 1250, "a 12.5% discount on the next order", "12,5 % Rabatt auf die nächste Bestellung"),
        ("free_time", 1, "1 free month", "1 Freimonat"),
        ("free_time", 2, "2 free months", "2 Freimonate"),
        ("note", 0, "a handwritten note", "eine handgeschriebene Karte"),
    ],
)
def test_the_usual_kinds_have_german_words(key: str, amount: int, english: str, german: str) -> None:
    gesture = approved(POLICY, key, POLICY.gestures.kinds[key], amount, "USD")
    assert (gesture.said_in("en"), gesture.said_in("de")) == (english, german)
    reply = write(Brief(GERMAN, approved=(gesture,)))
    assert gesture.said_in("de") in reply.text
    assert not flags(reply.text, (gesture,), GERMAN)
    assert not flags(reply.text, (gesture,), GERMAN, reply.text)


def test_whatever_the_policy_calls_it_is_approved_as_it_stands_and_no_more_of_it() -> None:
    gift = Kind("gift", "Free months", "time", maximum=3, words={"de": "kostenlos"})
    gesture = approved(calling(POLICY, gift), "gift", gift, 2, "USD")
    said = "Noch etwas, das für Sie eingerichtet ist: {}."
    assert not flags(said.format("2 Monate kostenlos"), (gesture,))
    assert flags(said.format("3 Monate kostenlos"), (gesture,))
    assert flags(said.format("alles kostenlos"), (gesture,))


@pytest.mark.parametrize("said", ["Guthaben über 200 $", "20 % Rabatt auf die nächste Bestellung"])
def test_what_is_said_otherwise_than_approved_is_marked(said: str) -> None:
    gesture = approved(POLICY, "credit", POLICY.gestures.kinds["credit"], 2000, "USD")
    assert flags(f"Noch etwas, das für Sie eingerichtet ist: {said}.", (gesture,))


def test_the_policy_s_own_word_goes_first() -> None:
    credit = replace(
        POLICY.gestures.kinds["credit"], words={"de": "Einkaufsguthaben", "fr": "avoir", "en": "store credit"}
    )
    gesture = approved(calling(POLICY, credit), "credit", credit, 2000, "EUR")
    assert gesture.words == "a €20 store credit"
    assert gesture.said_in("de") == "Einkaufsguthaben über 20 €"
    assert gesture.said_in("fr") == "avoir (20 €)"


def test_a_kind_without_a_word_stands_in_quotes_in_german_and_in_english_elsewhere() -> None:
    miles = Kind("miles", "Bonus miles", "none", agent_decides=True)
    credit = replace(POLICY.gestures.kinds["credit"], label="Shop money")
    gesture = approved(calling(POLICY, miles), "miles", miles, 0, "USD")
    assert (gesture.said_in("de"), gesture.said_in("fr")) == ("„Bonus miles“", "a bonus miles")
    money = approved(calling(POLICY, credit), "credit", credit, 2000, "USD")
    assert money.said_in("de") == "„Shop money“ (20 $)"


def test_a_gesture_that_was_granted_under_another_label_is_not_renamed() -> None:
    now = replace(POLICY.gestures.kinds["credit"], label="Shop money", words={"de": "Einkaufsgeld"})
    before = POLICY.gestures.kinds["credit"]
    assert approved(calling(POLICY, now), "credit", before, 2000, "USD").said_in("de").startswith("Guthaben")


def test_a_letter_without_words_of_its_own_keeps_the_english_ones() -> None:
    assert "a $20 credit" in write(Brief(GERMAN, approved=(Approved("a $20 credit", "$20"),))).text
