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


@pytest.fixture
def sqlite_desk(sqlite_url: str) -> Iterator[Desk]:
    """A desk on SQLite alone, for rules that ask the database nothing of its own."""
    yield from _desk(sqlite_url)


@pytest.fixture
def postgres_desk(postgres_url: str) -> Iterator[Desk]:
    """A desk on PostgreSQL alone, where several can write at a time."""
    yield from _desk(postgres_url)


def _desk(url: str) -> Iterator[Desk]:
    database = Database(url)
    opened = open_desk(database)
    yield opened
    opened.executor.close()
    database.close()
