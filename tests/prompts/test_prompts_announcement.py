"""What is written to all whom a problem concerns: as one would say it, and nothing that the guard would mark."""

from __future__ import annotations

import pytest

from prompts.announcement import about, write
from prompts.guard import flags


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [
        ("en", ["log in", "error"], "Most of you write to us about “log in” and “error”."),
        ("en", ["login"], "Most of you write to us about “login”."),
        (
            "de",
            ["anmelden", "Fehler", "Code"],
            "Die meisten von Ihnen schreiben uns von „anmelden“, „Fehler“ und „Code“.",
        ),
    ],
)
def test_what_the_messages_have_in_common_is_said_in_a_sentence(language: str, words: list[str], said: str) -> None:
    text = write(language, words, "The Support Team").text
    assert said in text
    assert not flags(text, ours=text)


def test_the_line_that_it_answers_is_one_too() -> None:
    assert about("en", ["log in", "error"], 5) == (
        "5 customers have the same trouble; most of them write about “log in” and “error”."
    )
