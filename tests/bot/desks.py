"""A support team's desk on a real database, with a clock that tests move and a writer that says what it is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from bot import delivery, drafting, drafts, followups, people, requests
from bot.desk import Desk, Roster
from bot.moments import Moment
from bot.policy import load
from prompts.brief import Asked, Brief, Reply, Tokens
from prompts.writer import Writer
from storage import audit
from storage.database import Database
from storage.executor import Executor
from storage.records import Draft, Followup, Gesture, Person, Post, Reference, Sent

T = TypeVar("T")

POLICY = load(Path("policy.toml"))
CREDIT, DISCOUNT = POLICY.gestures.kinds["credit"], POLICY.gestures.kinds["discount"]
FREE_TIME, NOTE = POLICY.gestures.kinds["free_time"], POLICY.gestures.kinds["note"]
BERLIN = "Europe/Berlin"
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)

ANNA = Person("U0ANNA", "Anna", BERLIN, "en-GB", "member")
BEN = Person("U0BEN", "Ben", BERLIN, "de-DE", "member")
LEA = Person("U0LEAD", "Lea", BERLIN, "en-GB", "member")
LOU = Person("U0LEAD2", "Lou", "America/New_York", "en-US", "member")
EVERYBODY = (ANNA, BEN, LEA, LOU)

JANE = Reference("email", "jane.doe@example.com", "jane.doe@example.com")
TICKET = Reference("ticket", "#4312", "4312")

_requests = count(1)


def a_request() -> str:
    """The identity of one more delivery of Slack's."""
    return f"request-{next(_requests)}"


@dataclass(slots=True)
class Clock:
    """Wall time that stands still until it is moved."""

    now: datetime = MONDAY_NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Scribe(Writer):
    """Writes what it is told to, and remembers what it was asked."""

    text: str = "Thank you for telling us. I will look into it."
    promise: str | None = None
    briefs: list[Brief] = field(default_factory=list)
    takes_time: bool = False
    fails: bool = False
    tokens: Tokens | None = None
    instead_of: Asked | None = None

    async def write(self, brief: Brief) -> Reply:
        self.briefs.append(brief)
        if self.fails:
            raise RuntimeError("no words come")
        writer = "phrasebook" if self.instead_of else "scribe"
        return Reply(
            self.text, "angry", "late", "to be heard", "en", ("Is the date right?",), self.promise, writer, "1",
            tokens=self.tokens, instead_of=self.instead_of,
        )  # fmt: skip


def open_desk(database: Database, **rules: object) -> Desk:
    """A desk with everybody known; `rules` replace the policy's parts, as `gestures=…`."""
    desk = Desk(
        database=database,
        executor=Executor(database),
        policy=replace(POLICY, **rules),
        clock=Clock(),
        roster=Roster(frozenset(POLICY.team.leads)),
        writer=Scribe(),
    )
    for person in EVERYBODY:
        people.remember(desk, person)
    return desk


def clock_of(desk: Desk) -> Clock:
    """The desk's clock, to move it."""
    assert isinstance(desk.clock, Clock)
    return desk.clock


def scribe_of(desk: Desk) -> Scribe:
    """The desk's writer, to tell it what to say."""
    assert isinstance(desk.writer, Scribe)
    return desk.writer


def with_rules(desk: Desk, **rules: object) -> Desk:
    """The same desk under other gesture rules."""
    return replace(desk, policy=replace(desk.policy, gestures=replace(desk.policy.gestures, **rules)))


def in_hours(desk: Desk, hours: float, exact: bool = True) -> Moment:
    """A moment so many hours from now."""
    return Moment(desk.clock() + timedelta(hours=hours), BERLIN, exact, f"in {hours} hours")


def a_followup(
    desk: Desk,
    owner: Person = ANNA,
    hours: float = 2,
    *,
    what: str = "call her back",
    customer: Reference = JANE,
    exact: bool = True,
) -> Followup:
    """A follow-up that `owner` recorded just now."""
    moment = in_hours(desk, hours, exact)
    return followups.record(desk, followups.NewFollowup(a_request(), owner, customer, what, moment))


def a_gesture(
    desk: Desk,
    amount: int = 12_000,
    requester: Person = ANNA,
    *,
    kind: str = "credit",
    price: int | None = None,
    customer: Reference = JANE,
    person: Reference | None = None,
    reason: str = "",
    request: str | None = None,
    **more: Any,
) -> Gesture:
    """A gesture that `requester` asked for just now: $120, which takes one lead, unless said otherwise; each for a
    reason of its own."""
    reason = reason or f"we were late again: {next(_requests)}"
    rule = desk.policy.gestures.kinds[kind]
    asked = requests.NewGesture(
        request or a_request(), requester, rule, amount, price, customer, reason, person, **more
    )
    return requests.make(desk, asked)


async def a_draft(desk: Desk, message: str = "Where is my parcel?", customer: Reference | None = None) -> Draft:
    """A draft that was asked for and written."""
    writing = drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, message, customer))
    assert writing.fence is not None
    assert await drafting.write(desk, writing.draft.id, writing.fence)
    return drafts.get(desk, ANNA, writing.draft.id)


PRESSES = 10
BUSY = ("database is locked", "due to lock timeout", "timeout expired")
RIVALS = 4  # that wait for each other: more would only find out how long SQLite waits for a busy disk


def at_once(*calls: Callable[[], T]) -> list[T | Exception]:
    """What each call returned or raised, all of them made at the same time."""

    def tried(call: Callable[[], T]) -> T | Exception:
        for _ in range(PRESSES):
            try:
                return call()
            except OperationalError as error:  # a busy database: nothing was written, and one presses again
                found: Exception = error
                if not any(busy in str(error) for busy in BUSY):
                    break
            except Exception as error:  # noqa: BLE001 (whatever it is, the test looks at it)
                return error
        return found

    with ThreadPoolExecutor(min(len(calls), RIVALS)) as pool:
        return list(pool.map(tried, calls))


WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def behind(desk: Desk, call: Callable[[], T]) -> Future[T]:
    """What becomes of a call that is made now, in the middle of a transaction of the test's.

    Returns once the call waits for what the transaction holds, or is over. PostgreSQL only: SQLite has one writer.
    """
    pool = ThreadPoolExecutor(1)
    made = pool.submit(call)
    pool.shutdown(wait=False)
    until = time.monotonic() + 20
    while not made.done() and run(desk.database, WAITS) == [(0,)]:
        assert time.monotonic() < until, "neither over nor waiting"
    return made


def log_of(desk: Desk, subject: str | None = None) -> list[str]:
    """What the audit trail says happened, in order."""
    with desk.database.read() as tx:
        return [entry.action for entry in audit.entries(tx) if subject in (None, entry.subject)]


def chain_is_valid(desk: Desk) -> bool:
    """Whether the audit chain verifies."""
    with desk.database.read() as tx:
        return audit.verify(tx).problem is None


def timers_of(desk: Desk, subject: str) -> dict[str, datetime]:
    """When what is set to happen about a subject."""
    from storage.tables import timers

    with desk.database.read() as tx:
        rows = tx.execute(timers.select().where(timers.c.subject == subject, timers.c.failed.is_(False)))
        return {row.kind: row.due_at for row in rows}


def waiting(desk: Desk) -> list[tuple[str, str, str]]:
    """The messages that are to be sent or updated: kind, subject, recipient."""
    query = "SELECT kind, subject, recipient FROM outbox WHERE state IN ('ready', 'sending') ORDER BY id"
    return [(row[0], row[1], row[2]) for row in run(desk.database, query)]


def send_all(desk: Desk) -> list[Post]:
    """Takes every waiting message and says that Slack has it."""
    sent: list[Post] = []
    while posts := claim_some(desk):
        assert all(finished(desk, post) for post in posts)
        sent += posts
    return sent


def finished(desk: Desk, post: Post, ts: str | None = None, *, twin: bool = False) -> bool:
    """Says that Slack has a message; whether that was still ours to say."""
    stamp = ts or post.ts or f"1700000000.{post.id:06}"
    return delivery.finish(desk, [Sent(post, f"D-{post.recipient}", stamp, "print", twin)]) == {post.id}


def loaded(desk: Desk, post: Post) -> delivery.Record | None:
    """What a message is about. Raises what keeps it from being told."""
    found = delivery.load(desk, [post])[post.id]
    if isinstance(found, Exception):
        raise found
    return found


def claim_some(desk: Desk, most: int = 50, per_second: float = 50) -> Sequence[Post]:
    """Takes messages as if Slack's pace had passed since the last ones."""
    run(desk.database, "DELETE FROM pace")
    return delivery.claim(desk, most, per_second).posts


def run(database: Database, statement: str, **values: object) -> Sequence[tuple[object, ...]]:
    """Runs a statement behind the use cases' back; the rows, if it returns any."""
    with database.begin() as tx:
        result = tx.execute(text(statement), values)
        return [tuple(row) for row in result] if result.returns_rows else []


PROSE = "xylophone violet thunderstorm"  # words that nothing else here uses


def every_text(database: Database) -> list[str]:
    """Every text in every table of the database, the policy's and the migrations' aside."""
    found: list[str] = []
    with database.read() as tx:
        for table in inspect(tx).get_table_names():
            if table in ("alembic_version", "policies"):
                continue
            for row in tx.execute(text(f'SELECT * FROM "{table}"')):
                found += [value for value in row if isinstance(value, str)]
    return found
