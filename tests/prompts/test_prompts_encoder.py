"""The encoder: that it has learned from what lies beside it, and hears the same whatever stands around a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import learn_encoder
from prompts.encoder import PIECES, READ_AT_MOST, TOKENS, encoder
from prompts.text import plain


def test_it_has_learned_from_the_texts_as_they_stand() -> None:
    assert encoder().learned_from == learn_encoder.digest(), "run `make learn-encoder` and commit what it writes"
    assert encoder().labels == learn_encoder.LABELS


@given(text=st.text(max_size=300))
def test_probabilities_add_up_whatever_is_read(text: str) -> None:
    heard = encoder().hear(text)
    assert {name: tuple(likely) for name, likely in heard.items()} == encoder().labels
    for likely in heard.values():
        assert sum(likely.values()) == pytest.approx(1)
        assert all(0 <= probability <= 1 for probability in likely.values())


@pytest.mark.parametrize("text", ["", "👍", "\u200b", "   "])
def test_nothing_to_hear_is_no_trouble(text: str) -> None:
    assert encoder().hear(text)


def test_however_long_a_text_is_only_so_much_is_heard() -> None:
    told = "My parcel is late again and I am angry. " * 200
    assert encoder().hear(told) == encoder().hear(told[:READ_AT_MOST])
    assert READ_AT_MOST > 4 * PIECES * TOKENS


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("  We'll\u200b waive\n it ", "we'll waive it"),
        ("Frei für Sie", "frei für sie"),  # accents stay
        ("frее", "free"),  # with two Cyrillic letters
        ("", ""),
    ],
)
def test_a_text_is_heard_as_people_see_it(text: str, heard: str) -> None:
    assert plain(text) == heard
