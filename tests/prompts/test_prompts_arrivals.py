"""Who only asks when something comes hears no apology; who says that it is overdue does."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from prompts.brief import Brief, Reply, Wish
from prompts.guard import flags
from prompts.phrasebook import write

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Europe/Berlin"))
WISHES: tuple[Wish | None, ...] = (None, "warmer", "shorter", "formal")
_SORRY = re.compile(r"sorry|leid|längst|by now|still waiting|noch immer warten")


def replies_to(message: str) -> list[Reply]:
    """One in each style."""
    return [write(Brief(message, now=NOW, wish=wish)) for wish in WISHES]


@pytest.mark.parametrize(
    "message",
    [
        "Wann kommt meine Bestellung?",
        "Wann wird mein Paket geliefert?",
        "Guten Tag,\n\nwann kommt mein Sofa? Ich habe es am Montag bestellt.\n\nDanke\nAnna Weber",
        "When does my order arrive?",
        "When will my parcel come?",
        "Hi, when will my order 4312 arrive? Thanks, Ann",
    ],
)
def test_a_plain_question_of_when_is_answered_as_one(message: str) -> None:
    for reply in replies_to(message):
        assert reply.matter == "late"
        assert reply.severity == "low"
        assert not _SORRY.search(reply.text)
        assert not flags(reply.text, ours=reply.text)
        assert re.search("order|warehouse|tracing|Sendung|Lager|sofa|parcel", reply.text)
    assert "when your order arrives" in write(Brief("When does my order arrive?", now=NOW)).text


@pytest.mark.parametrize(
    "message",
    [
        "Where is my order? It was due Monday",
        "Where is my order?",
        "When does my order finally arrive?",
        "When will my order arrive? It was due on Monday.",
        "When will my order arrive? I ordered it three weeks ago.",
        "When does my order arrive? I've been waiting for two weeks.",
        "Wann kommt meine Bestellung endlich?",
        "Wann kommt meine Bestellung? Sie sollte am Montag da sein.",
        "Wann kommt meine Bestellung? Ich warte seit zwei Wochen.",
        "Wo ist mein Paket?",
    ],
)
def test_who_says_that_it_is_overdue_hears_that_we_are_sorry(message: str) -> None:
    reply = write(Brief(message, now=NOW))
    assert reply.matter == "late"
    assert _SORRY.search(reply.text)


def test_how_a_person_said_it_is_felt_stays() -> None:
    assert write(Brief("When does my order arrive?", now=NOW, felt="disappointed")).feeling == "disappointed"
