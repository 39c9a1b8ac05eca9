"""Whom a message thanks: what is said to whoever answers is not passed on to a colleague, who would be themselves."""

from __future__ import annotations

import pytest

from prompts.brief import Brief
from prompts.people import signed_name
from prompts.phrasebook import write
from prompts.question import question_of
from prompts.thanked import is_thanked_alone

HERS = [
    "Thank you so much, Ava! You found my parcel within an hour.",
    "Ava was so kind on the phone, please tell her thank you!",
    "Ich wollte mich bei Ava bedanken, sie war sehr freundlich.\nMira Vogel",
    "Thanks Ava, you were wonderful. And thank you for the quick answer!",
]
NOT_HERS_ALONE = [
    "You were wonderful, thank you so much!",
    "Thank you Ava and Ben, you were wonderful!",
    "Thanks Ben! And Ava too was wonderful.",
    "Ava and the whole team were wonderful, thank you so much!",
    "Thank you, Ben and Ava, you were wonderful!",
    "You were wonderful, thank you so much!\nAva Schmidt",
    "You were wonderful, thank you so much!\n\nAva",
    "Avalon was wonderful, thank you so much!",
]


@pytest.mark.parametrize("message", HERS)
def test_nobody_passes_on_what_was_said_to_themselves(message: str) -> None:
    for wish in (None, "shorter", "warmer", "formal"):
        reply = write(Brief(message, agent_name="Ava Klein", wish=wish))  # type: ignore[arg-type]
        assert "pass" not in reply.text
        assert "weiter" not in reply.text
        assert "Ava" not in reply.text
        assert not any("earned" in check for check in reply.check)
        assert reply.matter == "praise"
    assert "very agent who writes" in question_of(Brief(message, agent_name="Ava Klein")).messages[1]["content"]


@pytest.mark.parametrize("message", [*HERS[:2], *NOT_HERS_ALONE])
def test_whoever_else_earned_it_gets_to_read_it(message: str) -> None:
    name = "Ava Klein" if message in NOT_HERS_ALONE else "Ben"
    reply = write(Brief(message, agent_name=name))
    assert "passing your words on" in reply.text
    assert any("earned" in check for check in reply.check)
    assert "very agent" not in question_of(Brief(message, agent_name=name)).messages[1]["content"]


def test_who_has_no_name_is_thanked_by_none() -> None:
    assert not any(is_thanked_alone("", message) for message in HERS)


def test_the_agents_name_reaches_no_model() -> None:
    asked = question_of(Brief(HERS[1], agent_name="Ava Klein")).messages
    assert "Klein" not in str(asked)


@pytest.mark.parametrize("message", ["ok", "Okay.", "Alles klar!", "Passt"])
def test_a_nod_is_no_praise(message: str) -> None:
    reply = write(Brief(message))
    assert "earned" not in reply.text
    assert "verdient" not in reply.text
    assert not any("earned" in check for check in reply.check)
    assert reply.matter == "other"


@pytest.mark.parametrize(
    ("message", "named"),
    [
        (
            "Danke an Jonas für die schnelle Hilfe, der Drucker läuft wieder! Aber die Rechnung fehlt mir noch.",
            "Rechnung",
        ),
        ("You are wonderful, thank you so much! But the second lamp has not arrived.", "lamp"),
    ],
)
def test_what_is_missing_beside_thanks_is_answered(message: str, named: str) -> None:
    reply = write(Brief(message))
    assert named in reply.text
    assert "Drucker" not in reply.text
    assert reply.promise is not None
    assert not any("earned" in check for check in reply.check)


@pytest.mark.parametrize(
    "message",
    [
        "Ihr seid großartig, da fehlen mir die Worte. Vielen, vielen Dank!",
        "Everything arrived, nothing is missing. You are wonderful, thank you so much!",
    ],
)
def test_thanks_that_miss_nothing_stay_thanks(message: str) -> None:
    assert any("earned" in check for check in write(Brief(message)).check)


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("My printer is dead and I cannot print, please help. Ruth", "Ruth"),
        ("My printer is dead and I cannot print, please help. – Ruth", "Ruth"),
        ("Ich warte seit Wochen auf mein Paket. Gruß. Manfred Köhler", "Manfred Köhler"),
        ("Ingrid Solberg here. My parcel never came.", "Ingrid"),
        ("Hello, Ingrid Solberg here, my parcel never came.", "Ingrid"),
    ],
)
def test_whoever_signs_behind_the_last_sentence_is_greeted(message: str, name: str) -> None:
    assert name in write(Brief(message)).text.split("\n")[0]


@pytest.mark.parametrize(
    "message",
    [
        "My parcel never came, please help. Thanks",
        "My parcel never came to the shop. London",
        "My parcel never came, please help. Monday",
        "My parcel never came. Ruth was so kind on the phone.",
        "Was it Ingrid here? My parcel never came.",
    ],
)
def test_what_is_no_signature_is_not_greeted(message: str) -> None:
    assert not any(word in write(Brief(message)).text.split("\n")[0] for word in ("Thanks", "London", "Monday", "Ruth"))
    assert signed_name(message) is None
