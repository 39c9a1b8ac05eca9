"""What is written to all whom a problem concerns: as one would say it, and nothing that the guard would mark."""

from __future__ import annotations

import pytest

from prompts.announcement import about, write
from prompts.guard import flags


@pytest.mark.parametrize("language", ["en", "de"])
def test_bare_words_are_for_whoever_sends_it_and_not_for_customers(language: str) -> None:
    reply = write(language, ["log in", "error"], "The Support Team")
    assert "error" not in reply.text
    assert not flags(reply.text, ours=reply.text)
    assert reply.check[0].endswith("have in common: “log in” and “error”.")


def test_the_line_that_it_answers_is_one_too() -> None:
    assert about("en", ["log in", "error"], 5) == (
        "5 customers have the same trouble; most of them write about “log in” and “error”."
    )
