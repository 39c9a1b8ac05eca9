"""Money under pressure: the short form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.faults import money
from tests.faults.bases import Base
from tests.faults.outcome import Outcome

Attempt = Callable[[Base, int, int, Path], Awaitable[Outcome]]
SHORT = [(money.together, 9), (money.alone, 12), (money.no_more, 4), (money.race, 3), (money.split, 3)]
NAMES = ["two leads", "alone", "no more", "race", "split"]


@pytest.mark.few(3)
@pytest.mark.parametrize(("attempt", "times"), SHORT, ids=NAMES)
async def test_on_sqlite(sqlite_base: Base, tmp_path: Path, attempt: Attempt, times: int) -> None:
    assert (await attempt(sqlite_base, times, 1, tmp_path)).broken == ()


@pytest.mark.few(2)
@pytest.mark.postgres
@pytest.mark.parametrize(("attempt", "times"), SHORT, ids=NAMES)
async def test_on_postgresql(postgres_base: Base, tmp_path: Path, attempt: Attempt, times: int) -> None:
    assert (await attempt(postgres_base, times, 1, tmp_path)).broken == ()
