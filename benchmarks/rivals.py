"""What our claims are held against on the same PostgreSQL server: procrastinate, and APScheduler's job store.

Jobs that wait are written in bulk, as each library's own interface would leave them; what is measured is the library's
own code, called as its worker or scheduler calls it.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import psycopg
from apscheduler.job import Job as ScheduledJob
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Status
from sqlalchemy import Engine, create_engine

from benchmarks.pending import LATER, spread
from storage.database import parse_url


def remind(followup: int) -> None:
    """What the jobs are to do; nobody does it here."""


class Procrastinate:
    """Its own schema, in a database of its own."""

    def __init__(self, url: str) -> None:
        self._url, self._added, self._worker = url, range(1, 1), 0
        self._app = App(connector=PsycopgConnector(conninfo=url))

    async def __aenter__(self) -> Self:
        await self._app.open_async()
        await self._app.schema_manager.apply_schema_async()
        self._worker = await self._app.job_manager.register_worker()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._app.close_async()

    async def grow(self, many: int) -> None:
        """Without the triggers that write its events: rows that it need not look through can only help it."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args, scheduled_at)"
                " SELECT 'default', 'remind', jsonb_build_object('followup', n), now() + %s + n * interval '1 second'"
                " FROM generate_series(%s::int, %s) n",
                (LATER, self._added.stop, many),
            )
            connection.execute("VACUUM ANALYZE")
        self._added = range(self._added.stop, many + 1)

    async def make_due(self, some: int, turn: int) -> None:
        with psycopg.connect(self._url) as connection:
            connection.execute(
                "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = ANY(%s)",
                (spread(self._added, some, turn),),
            )

    async def complete(self) -> int:
        """As its worker does, with one job at a time."""
        completed = 0
        while job := await self._app.job_manager.fetch_job(queues=None, worker_id=self._worker):
            await self._app.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=False)
            completed += 1
        return completed


class JobStore:
    """APScheduler's jobs in a table of a database of their own; a row holds the pickled job."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = create_engine(parse_url(url))
        self._store, self._scheduler = SQLAlchemyJobStore(engine=self._engine), BackgroundScheduler()
        self._added = range(1, 1)

    async def __aenter__(self) -> Self:
        self._store.start(self._scheduler, "default")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._store.shutdown()

    async def grow(self, many: int) -> None:
        columns = "(id, next_run_time, job_state)"
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            raw: Any = connection.connection.driver_connection
            with raw.cursor() as cursor, cursor.copy(f"COPY apscheduler_jobs {columns} FROM STDIN") as copy:
                for row in self._rows(self._added.stop, many):
                    copy.write_row(row)
            connection.exec_driver_sql("VACUUM ANALYZE apscheduler_jobs")
        self._added = range(self._added.stop, many + 1)

    def _rows(self, first: int, last: int) -> Iterator[tuple[str, float, bytes]]:
        at = datetime.now(UTC) + LATER
        job = ScheduledJob(
            self._scheduler, func=remind, args=(0,), kwargs={}, trigger=DateTrigger(at, UTC), executor="default",
            misfire_grace_time=None, coalesce=True, max_instances=1, next_run_time=at,
        )  # fmt: skip
        for number in range(first, last + 1):
            job.id, job.args, job.next_run_time = str(number), (number,), at + timedelta(seconds=number)
            job.trigger.run_date = job.next_run_time
            state = pickle.dumps(job.__getstate__(), self._store.pickle_protocol)
            yield job.id, job.next_run_time.timestamp(), state

    async def make_due(self, some: int, turn: int) -> None:
        numbers = [str(number) for number in spread(self._added, some, turn)]
        now = datetime.now(UTC).timestamp()
        with self._engine.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE apscheduler_jobs SET next_run_time = %s WHERE id = ANY(%s)", (now, numbers)
            )

    async def complete(self) -> int:
        """As its scheduler does with jobs that run once."""
        due = self._store.get_due_jobs(datetime.now(UTC))
        for job in due:
            self._store.remove_job(job.id)
        return len(due)
