"""The databases for the short forms of the faults."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.faults import bases
from tests.faults.bases import Base


@pytest.fixture
def sqlite_base(migrated_file: Path) -> Base:
    """SQLite, one process."""
    return bases.sqlite(migrated_file)


@pytest.fixture
def postgres_base(postgres_databases: Callable[[], AbstractContextManager[str]]) -> Iterator[Base]:
    """PostgreSQL, three processes on each database."""
    with contextlib.ExitStack() as made:
        yield bases.postgresql_with_replicas(lambda _: made.enter_context(postgres_databases()))
