"""An office for the tests of listeners."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from offices import Work, opened


@pytest.fixture
async def work(sqlite_url: str) -> AsyncIterator[Work]:
    """An office where nobody has done anything yet."""
    async with opened(sqlite_url) as office:
        yield office
