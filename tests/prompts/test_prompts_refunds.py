"""That they want their money back is named in a letter about what failed, and promised by none."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from prompts.brief import Approved, Brief, Reply, Wish
from prompts.guard import flags
from prompts.phrasebook import write
from prompts.refunds import wants_money_back

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Europe/Berlin"))
WISHES: tuple[Wish | None, ...] = (None, "warmer", "shorter", "formal", "options")


def replies_to(message: str) -> list[Reply]:
    """One in each style."""
    return [write(Brief(message, now=NOW, wish=wish)) for wish in WISHES]


@pytest.mark.parametrize(
    "message",
    [
        "The app doesn't work. I want a refund.",
        "Your app crashes all the time, I want my money back.",
        "This blender broke after two days, can I get my money back?",
        "My parcel never came, please refund me.",
        "Der Mixer ist nach zwei Tagen kaputt. Ich möchte mein Geld zurück.",
        "Die Lampe ist kaputt. Geld zurück!",
    ],
)
def test_a_letter_about_what_failed_names_the_money_too(message: str) -> None:
    for reply in replies_to(message):
        assert "You ask for a refund" in reply.text or "Sie bitten um eine Erstattung" in reply.text
        assert not flags(reply.text, ours=reply.text)
        assert reply.promise


def test_an_app_that_fails_is_what_they_want_it_back_for() -> None:
    assert "the app" in write(Brief("The app does not work, I want my money back.", now=NOW)).text


@pytest.mark.parametrize(
    "message",
    [
        "The app doesn't work.",
        "I don't want a refund, I want a blender that works. Mine broke after two days.",
        "My blender broke. If the new one fails as well, I want my money back.",
        "Der Mixer ist kaputt. Ich will kein Geld zurück, sondern einen, der geht.",
        "Thank you for the refund, the money is back.",
    ],
)
def test_who_asks_for_no_money_is_told_of_none(message: str) -> None:
    for reply in replies_to(message):
        assert "ask for a refund" not in reply.text
        assert "um eine Erstattung" not in reply.text


def test_money_is_named_once() -> None:
    for reply in replies_to("You charged me twice, I want my money back."):
        assert "ask for a refund" not in reply.text


@pytest.mark.parametrize(
    ("message", "has_waited"),
    [
        ("I want my money back.", False),
        ("You charged me for something I never ordered, please refund it.", False),
        ("The course never took place, I want my money back.", False),
        ("Ich will mein Geld zurück.", False),
        ("Das Konzert fiel aus, ich möchte eine Erstattung.", False),
        ("I still haven't received my refund.", True),
        ("Where is my refund?", True),
        ("My refund was promised for Monday.", True),
        ("I asked for my money back three weeks ago and got no answer.", True),
        ("I have asked for a refund twice and nobody answers.", True),
        ("I have asked for my money back twice now and nobody answers me.", True),
        ("I was told my refund was processed, but my account says otherwise.", True),
        ("Die Erstattung sollte vor einer Woche kommen.", True),
        ("Noch kein Geld da.", True),
        ("Wo bleibt meine Erstattung?", True),
        ("Sie haben mir die Erstattung vor drei Wochen versprochen.", True),
    ],
)
def test_nobody_who_asks_for_the_first_time_has_waited_for_their_money(message: str, has_waited: bool) -> None:
    letters = [reply.text for reply in replies_to(message)]
    waits = re.compile("wait for an answer about your money|run after it|Antwort zu Ihrem Geld|hinterherlaufen")
    assert all(bool(waits.search(letter)) is has_waited for letter in letters)
    assert not any(flags(letter, ours=letter) for letter in letters)


def test_what_was_granted_instead_says_all() -> None:
    granted = Approved("a full refund", "$40", "money")
    reply = write(Brief("This blender broke after two days, I want my money back.", now=NOW, approved=(granted,)))
    assert "a full refund" in reply.text
    assert "You ask for" not in reply.text


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("The lamp doesn't work so I want my money back.", True),
        ("It never worked, please refund me.", True),
        ("I can't use the app any more and would like my money back", True),
        ("I want my 40 euros back.", True),
        ("Ich hätte gerne mein Geld zurück.", True),
        ("Bitte erstatten Sie mir den Kaufpreis.", True),
        ("Please refund me as soon as possible.", True),
        ("Please refund me if possible.", True),
        ("I want my money back if you can do that today.", True),
        ("Bitte geben Sie mir mein Geld zurück, wenn das möglich ist.", True),
        ("Can I get my money back if the shoes don't fit?", False),
        ("I want a refund if you can't deliver this week.", False),
        ("Bekomme ich mein Geld zurück, wenn die Schuhe nicht passen?", False),
        ("I got my refund, thanks.", False),
        ("Fix it, or I want my money back.", False),
        ("I'd rather have a replacement than a refund.", False),
        ("I need the money for the rent.", False),
        ("Ich will mein Geld nicht zurück.", False),
        ("Was ist mit der Erstattung?", False),
    ],
)
def test_who_wants_their_money_back(text: str, wants: bool) -> None:
    assert wants_money_back(text) is wants
