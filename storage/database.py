"""One database, SQLite or PostgreSQL, and the two ways into it: a transaction that writes, and one that only reads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Float, create_engine, event, literal_column
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.sql.elements import ColumnElement

CONNECTIONS = 8  # a PostgreSQL process's storage threads; its pool holds one for each
FIRST_CONNECTIONS = 2  # and for those of what goes before everybody's commands
SNAPSHOT: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
SET_BACK = literal_column("coalesce((SELECT limited_until FROM pace WHERE name = 'clock'), 0)", Float)
SQLITE_CLOCK = "(julianday('now') - 2440587.5) * 86400.0"
POSTGRESQL_CLOCK = "extract(epoch from clock_timestamp())::float8"
BUSY_SECONDS = 1.0  # how long SQLite waits for another process's write; Slack waits three for our answer


class BadDatabaseUrl(ValueError):
    """DATABASE_URL is neither sqlite:///FILE nor postgresql://…"""


class OutcomeUnknown(OperationalError):
    """The connection broke during the commit: it may have been committed or not."""

    @classmethod
    def of(cls, error: DBAPIError) -> OutcomeUnknown:
        """This is what became of a commit that ended with `error`."""
        return cls("COMMIT", None, error.orig or error, connection_invalidated=True)


class _Here(threading.local):
    """The transaction that is open on this thread for several to share, and what broke it."""

    shared: Connection | None = None
    broken: DBAPIError | None = None


class Database:
    """An engine set up so that an accepted write survives a power cut and two processes never lose one."""

    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgresql_engine(self.url)
        self.threads = 1 if self.is_sqlite else CONNECTIONS
        self.first_threads = 1 if self.is_sqlite else FIRST_CONNECTIONS
        self._here = _Here()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that writes: committed at the end, rolled back on any error. Raises OutcomeUnknown."""
        shared = self._here.shared
        if shared is None:
            committing = False
            try:
                with self.engine.begin() as tx:
                    yield tx
                    committing = True
            except DBAPIError as error:
                if committing and error.connection_invalidated:
                    raise OutcomeUnknown.of(error) from None
                raise
            return
        if self._here.broken:
            raise self._here.broken
        try:
            with _one_of_several(shared):
                yield shared
        except DBAPIError as error:
            if is_unreachable(error):  # and SQLite may have rolled back more than what failed
                self._here.broken = error
            raise

    @contextmanager
    def together(self) -> Iterator[None]:
        """Commits all transactions that this thread begins inside at once, at the end: for the disk that is one.

        One that fails takes nothing with it. Raises DBAPIError when the database cannot be reached on the way: then
        nothing was committed.
        """
        with self.engine.begin() as tx:
            self._here.shared, self._here.broken = tx, None
            try:
                yield
                if self._here.broken:
                    raise self._here.broken
            finally:
                self._here.shared = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent look that writes nothing and, on SQLite, waits for no writer."""
        if self._here.shared is not None:
            yield self._here.shared
            return
        options = {"reading": True} if self.is_sqlite else SNAPSHOT
        with self.engine.connect().execution_options(**options) as tx, tx.begin():
            yield tx

    def unhurried(self, tx: Connection) -> None:
        """Lifts PostgreSQL's time limits for the rest of a transaction: migrations and exports take what they take."""
        if not self.is_sqlite:
            for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
                tx.exec_driver_sql(f"SET LOCAL {limit} = 0")

    def close(self) -> None:
        """Gives every connection back."""
        self.engine.dispose()

    @property
    def clock(self) -> ColumnElement[float]:
        """The database's own clock in seconds, for leases: the one clock that all replicas share. When its machine's
        is set back it goes on from where it was (`storage.pace`)."""
        return that_never_goes_back(SQLITE_CLOCK if self.is_sqlite else POSTGRESQL_CLOCK)


@lru_cache(maxsize=8)
def that_never_goes_back(clock: str) -> ColumnElement[float]:
    """A clock, as SQL says it, and what it was set back by altogether."""
    return literal_column(clock, Float) + SET_BACK


def parse_url(url: str) -> URL:
    """DATABASE_URL with the driver that we use. Raises BadDatabaseUrl."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise BadDatabaseUrl(BadDatabaseUrl.__doc__) from error
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+pysqlite")
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise BadDatabaseUrl(BadDatabaseUrl.__doc__)


def is_unreachable(error: DBAPIError) -> bool:
    """Whether the database could not be asked just now (down, locked, full), as against a statement it refused."""
    kinds = {kind.__name__ for kind in type(error.orig).__mro__}  # psycopg has a class for each reason
    return error.connection_invalidated or not kinds.isdisjoint({"OperationalError", "InterfaceError"})


@contextmanager
def _one_of_several(tx: Connection) -> Iterator[None]:
    """A part of a transaction that can be undone alone."""
    tx.exec_driver_sql("SAVEPOINT one_of_several")
    try:
        yield
    except BaseException:
        tx.exec_driver_sql("ROLLBACK TO one_of_several")
        raise
    finally:
        tx.exec_driver_sql("RELEASE one_of_several")


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        # The connection that was used last: one that finds its file changed by another forgets all it had read.
        pool_use_lifo=True,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        # SQLite's own knows only the letters of English.
        connection.create_function("lower", 1, lambda text: text and text.lower(), deterministic=True)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # IMMEDIATE takes the write lock first: a plain BEGIN that writes later fails when another wrote in between.
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _postgresql_engine(url: URL) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=CONNECTIONS + FIRST_CONNECTIONS,
        max_overflow=2,
        pool_pre_ping=True,
        pool_timeout=2,
        connect_args={
            "connect_timeout": 2,
            # A process that froze in the middle of a transaction holds the others up no longer than a lease.
            "options": "-c statement_timeout=10000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=5000",
            # A server that went away without a word is noticed.
            "keepalives_idle": 10,
            "keepalives_interval": 3,
            "keepalives_count": 3,
            "tcp_user_timeout": 15000,
        },
    )
