"""The desk that use cases are tested at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desks import open_desk

from bot.desk import Desk
from storage.database import Database


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk on each kind of database in turn; it is Monday noon in Berlin."""
    opened = open_desk(database)
    yield opened
    opened.executor.close()
