"""The databases that the faults are tried on."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from storage import migrate
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Base:
    """A kind of database with the replicas that share one. `fresh` makes a migrated one for a directory: its URL."""

    name: str
    replicas: int
    fresh: Callable[[Path], str]


def sqlite(template: Path) -> Base:
    """SQLite files, copied from a migrated one."""

    def fresh(place: Path) -> str:
        shutil.copy(template, place / "extramile.db")
        return f"sqlite:///{place / 'extramile.db'}"

    return Base("SQLite", 1, fresh)


def postgresql_with_replicas(fresh: Callable[[Path], str]) -> Base:
    """Databases of a PostgreSQL server, three processes on each."""
    return Base("PostgreSQL, 3 replicas", 3, fresh)


@contextlib.contextmanager
def both(directory: Path) -> Iterator[tuple[Base, Base]]:
    """SQLite and PostgreSQL, for the time of a run."""
    from benchmarks import postgresql  # needed here only: tests have a server of their own

    template = directory / "migrated.db"
    database = Database(f"sqlite:///{template}")
    migrate.upgrade(database)
    database.close()
    with postgresql.server() as url:
        numbers = itertools.count(1)

        def fresh(place: Path) -> str:
            name, source = f"team_{next(numbers)}", make_url(url).database
            with psycopg.connect(str(make_url(url).set(database="template1")), autocommit=True) as admin:
                admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
            return make_url(url).set(database=name).render_as_string(hide_password=False)

        yield sqlite(template), postgresql_with_replicas(fresh)
