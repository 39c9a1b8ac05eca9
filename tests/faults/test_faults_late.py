"""Slack takes a message long after it was given up: the short form."""

from __future__ import annotations

from pathlib import Path

from tests.faults.bases import Base
from tests.faults.late import late


async def test_what_turns_up_late_is_removed(sqlite_base: Base, tmp_path: Path) -> None:
    outcome = await late(sqlite_base, 3, 1, tmp_path, seconds=(8.0, 12.0), least=0.3, die=False)
    assert (outcome.lost, outcome.duplicates, outcome.broken) == (0, 0, ())
