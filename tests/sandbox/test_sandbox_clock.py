"""The workspace's time: real time and an offset, forward only."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.clock import Clock
from sandbox.server import Sandbox


def test_the_offset_stands_in_the_file_and_survives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = Clock(file)
    assert float(file.read_text()) == 0.0
    clock.forward(timedelta(hours=1))
    clock.forward("10 min")
    assert float(file.read_text()) == clock.offset == 4200.0
    assert Clock(file).offset == 4200.0
    assert list(tmp_path.iterdir()) == [file]
    assert abs(clock.now() - time.time() - 4200) < 1


@pytest.mark.parametrize(
    ("text", "seconds"), [("1h", 3600), ("+1 hour", 3600), ("10 min", 600), ("10 minutes", 600), ("2 days", 172_800)]
)
def test_spans(text: str, seconds: float) -> None:
    clock = Clock()
    clock.forward(text)
    assert clock.offset == seconds


@pytest.mark.parametrize("text", ["", "soon", "1 fortnight", "-5 min"])
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match="no span of time"):
        Clock().forward(text)


@given(st.sampled_from(["tomorrow 9:00", "next monday 9:00", "next sunday 23:59"]), st.integers(0, 60 * 24 * 30))
def test_named_moments_lie_ahead_and_are_what_they_say(phrase: str, minutes: int) -> None:
    clock = Clock()
    clock.forward(timedelta(minutes=minutes))
    before = clock.local()
    clock.to(phrase)
    now = clock.local()
    assert now > before
    assert f"{now:%A %H:%M}".lower().replace(" 0", " ") == phrase.removeprefix("next ") or phrase.startswith("tomorrow")
    if phrase.startswith("tomorrow"):
        assert (now.date() - before.date()).days == 1
        assert f"{now:%H:%M}" == "09:00"


def test_time_never_goes_back() -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="forward"):
        clock.to(datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="forward"):
        clock.forward(timedelta(seconds=-1))


def test_no_two_messages_have_the_same_ts() -> None:
    clock = Clock()
    stamps = [clock.ts() for _ in range(2000)]
    assert stamps == sorted(set(stamps), key=float)
    clock.forward("1h")
    assert float(clock.ts()) - float(stamps[-1]) > 3599


async def test_the_clock_over_http(tmp_path: Path) -> None:
    async with Sandbox(clock_file=tmp_path / "clock") as slack, aiohttp.ClientSession() as session:
        address = f"{slack.url}/sandbox/clock"
        async with session.post(address, json={"forward": "1h"}) as got:
            assert (await got.json())["offset"] == 3600
        async with session.post(address, json={"to": "tomorrow 9:00"}) as got:
            assert got.status == 200
        async with session.post(address, json={"to": "2020-01-01"}) as got:
            assert got.status == 400
            assert "forward" in (await got.json())["error"]
        assert f"{slack.clock.local():%H:%M}" == "09:00"
        assert float((tmp_path / "clock").read_text()) == slack.clock.offset
