"""The encoder: that it has learned from what lies beside it, and hears the same whatever stands around a text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import learn_encoder
from prompts import ear, encoder, guard, reading
from prompts.encoder import PIECES, READ_AT_MOST, TOKENS, hear
from prompts.text import plain
from prompts.writer import Writer

ROOT = Path(__file__).parents[2]


def test_it_has_learned_from_the_texts_as_they_stand() -> None:
    kept = encoder.encoder()
    assert kept
    assert kept.learned_from == learn_encoder.digest(), "run `make learn-encoder` and commit what it writes"
    assert kept.labels == learn_encoder.LABELS


@given(text=st.text(max_size=300))
def test_probabilities_add_up_whatever_is_read(text: str) -> None:
    heard = hear(text)
    assert {name: tuple(likely) for name, likely in heard.items()} == learn_encoder.LABELS
    for likely in heard.values():
        assert sum(likely.values()) == pytest.approx(1)
        assert all(0 <= probability <= 1 for probability in likely.values())


@pytest.mark.parametrize("text", ["", "👍", "\u200b", "   "])
def test_nothing_to_hear_is_no_trouble(text: str) -> None:
    assert hear(text)


def test_however_long_a_text_is_only_so_much_is_heard() -> None:
    told = "My parcel is late again and I am angry. " * 200
    assert hear(told) == hear(told[:READ_AT_MOST])
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


def test_without_it_words_alone_are_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "encoder", lambda: None)
    reading.likelihoods.cache_clear()
    ear._likely.cache_clear()
    monkeypatch.setattr("prompts.writer.encoder", encoder.encoder)
    assert "Words alone" in Writer(None).describe()
    assert reading.read("I am furious! My parcel is two weeks late, this is outrageous!").feeling == "angry"
    assert guard.flags("Your next invoice will simply not come.")
    reading.likelihoods.cache_clear()
    ear._likely.cache_clear()


def test_nobody_is_told_what_is_heard(tmp_path: Path) -> None:
    """A process of its own, as what its library keeps to send stands in the home of whoever runs it."""
    heard = "from prompts.encoder import hear; assert hear('Where is my parcel?'); import time; time.sleep(1)"
    home = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", heard], check=True, cwd=ROOT, env=home)
    assert list(tmp_path.iterdir()) == []
