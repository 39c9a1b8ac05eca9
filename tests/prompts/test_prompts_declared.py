"""Whoever says in so many words what they feel is believed, and nobody who says it in jest, of others or of before."""

from __future__ import annotations

import pytest

from prompts.reading import read

TROUBLES = ("My order is late", "The lamp arrived broken", "I was charged twice", "I want to send it back")
SAID = {
    "angry": ("I am furious", "this makes me so mad", "I’m really angry", "I am fed up"),
    "sad": ("I am sad", "it makes me sad"),
    "anxious": ("I’m worried", "I am scared"),
    "disappointed": ("I am disappointed", "I’m so let down"),
    "confused": ("I am confused",),
}
TROUBLES_DE = ("Meine Bestellung ist zu spät", "Die Lampe kam kaputt an", "Mir wurde zweimal abgebucht")
SAID_DE = {
    "angry": ("ich bin stinksauer", "das macht mich wütend"),
    "sad": ("ich bin traurig", "das macht mich traurig"),
    "anxious": ("ich mache mir Sorgen", "ich habe Angst"),
    "disappointed": ("ich bin maßlos enttäuscht",),
    "confused": ("ich bin verwirrt",),
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize(("feeling", "said"), [(feeling, said) for feeling in SAID for said in SAID[feeling]])
def test_what_they_say_they_feel_is_what_they_feel(trouble: str, feeling: str, said: str) -> None:
    assert read(f"{trouble} and {said}.").feeling == feeling


@pytest.mark.parametrize("trouble", TROUBLES_DE)
@pytest.mark.parametrize(("feeling", "said"), [(feeling, said) for feeling in SAID_DE for said in SAID_DE[feeling]])
def test_in_german_too(trouble: str, feeling: str, said: str) -> None:
    assert read(f"{trouble} und {said}.").feeling == feeling


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("We are so disappointed!", "disappointed"),
        ("Sehr enttäuscht!", "disappointed"),
        ("I'm so frustrated!", "angry"),
        ("So sad!", "sad"),
        ("I am just so worried! 😢", "anxious"),
        ("I'm so upset!", "disappointed"),
        ("I'm unhappy with your service!", "disappointed"),
        ("Wir sind so genervt!", "angry"),
        ("I'm so disappointed! Please fix it, thanks!", "disappointed"),
        ("Bin sehr enttäuscht! War ein tolles Geschenk.", "disappointed"),
        ("Bitte endlich liefern!", "disappointed"),
        ("Please finally deliver!", "disappointed"),
        ("Bitte endlich kündigen!", "disappointed"),
        ("So glad you could finally deliver the sofa, it's gorgeous!", "happy"),
        ("Danke, dass ihr endlich auch nach Österreich liefert!", "happy"),
        ("I am in tears, thank you so much, it's beautiful!", "happy"),
        ("I was upset at first, but now it's great, thank you!", "happy"),
        ("I'm shocked at how fast it came, thanks!", "happy"),
        ("I'm desperate to try the new flavour!", "happy"),
    ],
)
def test_who_says_it_aloud_is_not_happy_for_that(text: str, feeling: str) -> None:
    assert read(text).feeling == feeling


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("I’m not angry, just disappointed.", "angry"),
        ("I'm angry? No! I'm delighted.", "angry"),
        ("I'm still in tears, thank you!", "sad"),
        ("We are so sad to leave, the hotel was wonderful!", "sad"),
        ("Wir sind so traurig, dass Sie schließen! Danke für alles!", "sad"),
        ("I'm worried sick no more! The parcel came", "anxious"),
        ("I am scared of spiders so your trap is a lifesaver", "anxious"),
        ("I'm scared to ask, but do you ship to Norway?", "anxious"),
        ("We are nervous flyers and want seats by the aisle", "anxious"),
        ("Sorry, just annoyed at myself, I typed the wrong address.", "angry"),
        ("We’re mad to know who built your old shop.", "angry"),
        ("I am mad keen on your coffee", "angry"),
        ("Just frustrated with the other shop, so I came to you", "angry"),
        ("Einfach sauer, diese Drops! Wir lieben sie.", "angry"),
    ],
)
def test_what_only_sounds_so_is_none(text: str, never: str) -> None:
    assert read(text).feeling != never


def test_of_two_that_they_say_the_likelier_counts() -> None:
    assert read("I am sad and I am furious: third time, nobody answers, what a joke!").feeling == "angry"
