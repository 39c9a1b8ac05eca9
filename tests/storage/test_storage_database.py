"""The database's two ways in, the executor, and what columns give back."""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import current_thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from storage import inbox, timers
from storage.database import BadDatabaseUrl, Database, is_unreachable, parse_url
from storage.executor import Executor
from storage.tables import customers
from storage.timers import Timer

NOW = datetime(2026, 11, 23, 11, 0, 0, 123456, tzinfo=UTC)


class TestUrl:
    @pytest.mark.parametrize(
        ("url", "driver"),
        [
            ("sqlite:///extramile.db", "sqlite+pysqlite"),
            ("sqlite://", "sqlite+pysqlite"),
            ("postgres://user:pass@host:5432/name", "postgresql+psycopg"),
            ("postgresql://host/name", "postgresql+psycopg"),
            ("postgresql+psycopg2://host/name?sslmode=require", "postgresql+psycopg"),
        ],
    )
    def test_of_ours(self, url: str, driver: str) -> None:
        assert parse_url(url).drivername == driver
        assert parse_url(url).query == ({"sslmode": "require"} if "sslmode" in url else {})

    @pytest.mark.parametrize(
        "url", ["", "nonsense", "extramile.db", "mysql://host/name", "oracle://x", "postgresql://host:port/name", "://"]
    )
    def test_of_nobody(self, url: str) -> None:
        with pytest.raises(BadDatabaseUrl, match="neither sqlite:///FILE nor postgresql"):
            parse_url(url)

    def test_a_password_is_not_told(self) -> None:
        with pytest.raises(BadDatabaseUrl) as error:
            parse_url("mysql://user:secret@host/name")
        assert "secret" not in str(error.value)


class TestTransactions:
    def test_an_error_takes_everything_back(self, database: Database) -> None:
        with pytest.raises(KeyError), database.begin() as tx:  # noqa: PT012
            timers.arm(tx, "digest", "a", NOW)
            raise KeyError
        with database.read() as tx:
            assert timers.next_due(tx) is None

    def test_read_sees_nothing_uncommitted_and_does_not_wait(self, database: Database) -> None:
        with database.begin() as writing:
            timers.arm(writing, "digest", "a", NOW)
            with database.read() as tx:
                assert timers.next_due(tx) is None
        with database.read() as tx:
            assert timers.next_due(tx) == NOW

    def test_read_sees_one_moment_from_its_first_look_to_its_last(self, database: Database) -> None:
        with database.read() as tx:
            assert timers.next_due(tx) is None
            with database.begin() as writing:
                timers.arm(writing, "digest", "a", NOW)
            assert timers.next_due(tx) is None
        with database.read() as tx:
            assert timers.next_due(tx) == NOW

    @pytest.mark.postgres
    def test_read_writes_nothing_and_leaves_no_trace_on_its_connection(self, postgres_url: str) -> None:
        database = Database(postgres_url)
        with pytest.raises(DBAPIError, match="read-only"), database.read() as tx:
            timers.arm(tx, "digest", "a", NOW)
        with database.begin() as tx:
            timers.arm(tx, "digest", "a", NOW)
            assert tx.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
        assert database.engine.pool.checkedin() == 1
        database.close()

    @pytest.mark.postgres
    def test_time_limits_are_lifted_for_one_transaction(self, postgres_url: str) -> None:
        database = Database(postgres_url)
        limits = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        for unhurried in (False, True, False):
            with database.read() as tx:
                if unhurried:
                    database.unhurried(tx)
                found = [tx.exec_driver_sql(f"SHOW {limit}").scalar() for limit in limits]
            assert found == (["0", "0", "0"] if unhurried else ["10s", "2s", "5s"])
        database.close()

    def test_threads_lose_no_update(self, database: Database) -> None:
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda _: _count_up(database), range(60)))
        assert _counted(database) == 60

    def test_processes_lose_no_update(self, database_url: str, database: Database) -> None:
        """Each reads and then writes, which a plain BEGIN of SQLite's would refuse to one of them."""
        context = multiprocessing.get_context("spawn")
        others = [context.Process(target=_count_many, args=(database_url, 40)) for _ in range(2)]
        for other in others:
            other.start()
        for other in others:
            other.join(30)
        assert [other.exitcode for other in others] == [0, 0]
        assert _counted(database) == 80

    def test_the_clock_is_the_database_s_and_runs(self, database: Database) -> None:
        with database.begin() as tx:
            first = tx.execute(select(database.clock)).scalar_one()
            second = tx.execute(select(database.clock)).scalar_one()
        assert abs(first - datetime.now(UTC).timestamp()) < 5
        assert second >= first

    def test_refused_is_not_unreachable(self, database: Database) -> None:
        with pytest.raises(DBAPIError) as error, database.begin() as tx:
            tx.execute(text("INSERT INTO audit_head (id, seq, hash) VALUES (2, 0, '')"))
        assert not is_unreachable(error.value)

    @pytest.mark.postgres
    def test_every_way_of_being_busy_counts_as_unreachable(self, postgres_url: str) -> None:
        database = Database(postgres_url)
        with database.begin() as holding:
            holding.execute(text("LOCK TABLE timers"))
            with pytest.raises(OperationalError) as error, database.begin() as tx:  # noqa: PT012
                tx.execute(text("SET LOCAL lock_timeout = 1"))
                timers.arm(tx, "digest", "a", NOW)
        assert is_unreachable(error.value)
        with pytest.raises(OperationalError) as error, database.begin() as tx:
            tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        assert is_unreachable(error.value)
        database.close()

    def test_a_locked_file_counts_as_unreachable(self, sqlite_url: str) -> None:
        database = Database(sqlite_url)
        with database.begin(), pytest.raises(OperationalError) as error, database.engine.connect() as other:  # noqa: PT012
            other.connection.execute("PRAGMA busy_timeout = 1")
            other.begin()
        assert is_unreachable(error.value)
        database.close()

    def test_settings_that_keep_what_was_accepted(self, sqlite_url: str) -> None:
        database = Database(sqlite_url)
        with database.read() as tx:
            found = [
                tx.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
        database.close()
        assert found == ["wal", 2, 1]


class TestExecutor:
    async def test_writes_of_sqlite_queue_on_one_thread(self, sqlite_url: str) -> None:
        database = Database(sqlite_url)
        executor = Executor(database)
        names = await asyncio.gather(*[executor.write(lambda: current_thread().name) for _ in range(8)])
        assert len(set(names)) == 1
        assert await executor.read(lambda: current_thread().name) not in names
        executor.close()
        database.close()

    async def test_a_long_look_holds_no_writer_up(self, database: Database) -> None:
        executor = Executor(database)
        go_on = asyncio.Event()
        loop = asyncio.get_running_loop()

        def look() -> datetime | None:
            with database.read() as tx:
                asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
                return timers.next_due(tx)

        looking = asyncio.create_task(executor.read(look))
        await executor.write(_count_up, database)
        go_on.set()
        await looking
        assert _counted(database) == 1
        executor.close()

    async def test_errors_come_through(self, database: Database) -> None:
        executor = Executor(database)
        for run in (executor.write, executor.read):
            with pytest.raises(ZeroDivisionError):
                await run(lambda: 1 // 0)
        executor.close()
        with pytest.raises(RuntimeError):
            await executor.write(int)


class TestInstant:
    @pytest.mark.parametrize(
        "moment",
        [NOW, NOW.replace(microsecond=0), NOW.replace(microsecond=1), datetime(1999, 12, 31, 23, 59, 59, 999999, UTC)],
    )
    def test_comes_back_to_the_microsecond_in_utc(self, database: Database, moment: datetime) -> None:
        with database.begin() as tx:
            timers.arm(tx, "digest", "a", moment.astimezone(timezone(timedelta(hours=-7))))
            found = timers.next_due(tx)
        assert found is not None
        assert (found, found.utcoffset()) == (moment, timedelta())

    def test_sorts_by_time(self, database: Database) -> None:
        moments = [NOW + timedelta(microseconds=n) for n in (5, -999_999, 0, 1, 1_000_000, -1)]
        with database.begin() as tx:
            for n, moment in enumerate(moments):
                timers.arm(tx, "digest", str(n), moment)
            found = timers.take_due(tx, NOW, {str(n) for n in range(6)})
        assert [timer.due_at for timer in found] == sorted(moment for moment in moments if moment <= NOW)

    def test_without_a_zone_it_is_no_moment(self, database: Database) -> None:
        with pytest.raises(StatementError, match="a moment needs a zone"), database.begin() as tx:
            tx.execute(customers.insert().values(created_at=NOW.replace(tzinfo=None)))


class TestTimers:
    def test_moved_and_kept(self, database: Database) -> None:
        later = NOW + timedelta(hours=1)
        with database.begin() as tx:
            timers.arm(tx, "digest", "a", NOW)
            timers.arm_by(tx, "digest", "a", later)
            assert timers.next_due(tx) == NOW
            timers.arm(tx, "digest", "a", later)
            assert timers.next_due(tx) == later
            timers.disarm(tx, "a", "reminder")
            assert timers.next_due(tx) == later
            timers.disarm(tx, "a", "digest", "reminder")
            assert timers.next_due(tx) is None

    def test_set_aside_until_it_is_set_anew(self, database: Database) -> None:
        with database.begin() as tx:
            timers.arm(tx, "digest", "a", NOW)
            timers.set_aside(tx, Timer("digest", "a", NOW))
            assert (timers.next_due(tx), timers.count_failed(tx)) == (None, 1)
            assert timers.take_due(tx, NOW, {"a"}) == []
            timers.arm(tx, "digest", "a", NOW)
            assert (timers.next_due(tx), timers.count_failed(tx)) == (NOW, 0)

    def test_set_aside_starts_anew_when_it_is_to_be_armed_again(self, database: Database) -> None:
        later = NOW + timedelta(hours=1)
        with database.begin() as tx:
            timers.arm(tx, "digest", "a", NOW)
            timers.arm(tx, "digest", "b", NOW)
            for subject in ("a", "b"):
                timers.set_aside(tx, Timer("digest", subject, NOW))
            timers.arm_by(tx, "digest", "a", later)
            assert (timers.next_due(tx), timers.count_failed(tx)) == (later, 1)


def test_a_repeated_delivery_is_told_what_the_first_one_made(database: Database) -> None:
    with database.begin() as tx:
        assert inbox.enter(tx, "r1", NOW) is None
        inbox.settle(tx, "r1", "followup:1")
    with database.begin() as tx:
        assert inbox.enter(tx, "r1", NOW) == "followup:1"
        assert inbox.enter(tx, "r2", NOW) is None
        inbox.clear_before(tx, NOW)
        assert inbox.enter(tx, "r2", NOW) == ""
        inbox.clear_before(tx, NOW + timedelta(microseconds=1))
        assert inbox.enter(tx, "r1", NOW) is None


def _count_up(database: Database) -> None:
    with database.begin() as tx:
        head = tx.execute(
            text("SELECT seq FROM audit_head" + ("" if database.is_sqlite else " FOR UPDATE"))
        ).scalar_one()
        tx.execute(text("UPDATE audit_head SET seq = :next"), {"next": head + 1})


def _count_many(url: str, times: int) -> None:
    database = Database(url)
    for _ in range(times):
        _count_up(database)
    database.close()


def _counted(database: Database) -> int:
    with database.read() as tx:
        return int(tx.execute(text("SELECT seq FROM audit_head")).scalar_one())
