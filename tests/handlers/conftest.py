"""An office for the tests of listeners."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from offices import Work, opened

from handlers import counting

PATIENCE_SECONDS = 60.0  # a machine that is busy with other tests is no reason to let figures follow


@pytest.fixture
async def work(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Work]:
    """An office where nobody has done anything yet, and where what is counted is waited for."""
    monkeypatch.setattr(counting, "SOON_SECONDS", PATIENCE_SECONDS)
    async with opened(sqlite_url) as office:
        yield office
