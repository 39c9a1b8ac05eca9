"""A day of five thousand texts in which ten problems of many customers are hidden: how long it takes to find them, in
how much memory, how many are found, and whether somebody who types a command meanwhile has to wait for it.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import insert, update

from benchmarks import pending, postgresql
from benchmarks.mornings import Phase, meanwhile
from benchmarks.processes import ROOT
from benchmarks.report import Row
from benchmarks.workspace import AGENTS
from bot import candidates, policy
from bot.candidates import Found
from bot.desk import Desk, Roster
from handlers.problems import REST_SECONDS, STEP_SECONDS
from handlers.server import SWITCH_SECONDS
from prompts.writer import Writer
from storage import migrate
from storage.database import Database
from storage.executor import Executor
from storage.tables import customers, drafts, followups, gestures, policies

TEXTS, BEFORE, CUSTOMERS = 5_000, 100_000, 4_000
GOAL_SECONDS, GOAL_MB, GOAL_MS = 10.0, 300, 300
MESSAGES = ROOT / "evaluation" / "training" / "messages"
SEED = 7
# What many say in the same words, more or less, as agents and customers write it down; and how many customers do.
HIDDEN: Sequence[tuple[int, Sequence[str]]] = (
    (4, ("voucher SPRING is refused at the checkout", "checkout refuses her voucher", "Gutschein wird an der Kasse "
         "(Checkout) abgelehnt", "check why the checkout refuses the voucher")),
    (5, ("battery of the e-bike dies after one hour", "e-bike battery is dead after an hour", "his e-bike battery dies",
         "E-Bike: Battery nach einer Stunde leer")),
    (6, ("charged twice for the concert tickets", "double charge for concert tickets",
         "Konzertkarten doppelt abgebucht (concert tickets)", "she was charged twice for two concert tickets")),
    (8, ("the smart thermostat lost its wifi", "thermostat has no wifi since the update",
         "Thermostat verliert das Wifi", "find out why the thermostat drops the wifi")),
    (12, ("streaming stops with a black screen", "black screen while streaming", "Streaming: Screen bleibt black",
          "her streaming shows only a black screen")),
    (20, ("courier left parcels in the rain in Bergstrasse", "parcel soaked, the courier left it in the rain",
          "Courier ließ das Paket im Regen (rain) stehen", "tell him: the courier left the parcel in the rain")),
    (40, ("pharmacy portal rejects prescriptions", "prescription was rejected by the portal",
          "Portal lehnt Rezept ab: prescription rejected", "portal rejected her prescription again")),
    (80, ("router restarts every night", "his router restarts at night", "Router: nightly restarts every night",
          "router keeps restarting at night")),
    (200, ("boarding pass does not open in the wallet", "wallet cannot open the boarding pass",
           "Boarding pass öffnet nicht im Wallet", "boarding pass will not open in her wallet")),
    (600, ("app crashes at login", "I can't log in, the app crashes since the update", "Die App stürzt beim Login ab",
           "tell her when the app login works again, it crashed")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looking:
    """Nothing going on; one look by itself, in seconds; and one as the bot goes about it, with commands meanwhile. The
    memory is what a look takes on top, in MB; `found` of the hidden ones, and others that were none of them."""

    alone: Phase
    seconds: float
    beside: Phase
    memory: float
    found: int
    others: int


async def of_problems(directory: Path) -> list[Row]:
    """Problems that many customers have, in a day's texts."""
    rows = _rows("SQLite", await measure(f"sqlite:///{directory / 'problems.db'}"))
    with postgresql.server() as url:
        return [*rows, *_rows("PostgreSQL", await measure(url))]


def _rows(database: str, found: Looking) -> list[Row]:
    p99 = found.beside.p99 * 1e3
    return [
        Row(
            f"looking for problems of many in a day of {TEXTS:,} texts, {database}: beside everything else",
            f"{found.beside.seconds:.1f} s",
            f"under {GOAL_SECONDS:g} s",
            found.beside.seconds < GOAL_SECONDS,
        ),
        Row("· the same without a rest", f"{found.seconds:.1f} s"),
        Row("· memory that it takes on top", f"{found.memory:.0f} MB", f"under {GOAL_MB} MB", found.memory < GOAL_MB),
        Row(
            f"· of {len(HIDDEN)} hidden ones found; others asked about",
            f"{found.found}; {found.others}",
            f"{len(HIDDEN)}",
            found.found == len(HIDDEN),
        ),
        Row(
            "· recording a follow-up meanwhile (median, p99, most)", found.beside.in_words, f"p99 under {GOAL_MS} ms",
            p99 < GOAL_MS,
        ),
        Row("· the same when nothing else goes on", found.alone.in_words),
    ]  # fmt: skip


async def measure(url: str) -> Looking:
    """Writes the day down and looks through it twice."""
    database, rules = Database(url), policy.load(ROOT / "policy.toml")
    now = datetime.now(UTC)
    migrate.upgrade(database)
    desk = Desk(database, Executor(database), rules, lambda: now, Roster(frozenset(rules.team.leads)), Writer())
    hidden = _prepare(database, now)
    numbers = count(1)
    alone = await meanwhile(desk, numbers, _rest())
    sys.setswitchinterval(SWITCH_SECONDS)  # as the service does
    _forget_peak()
    before = _memory("VmRSS")
    began = time.perf_counter()
    found = _look(desk)
    seconds, memory = time.perf_counter() - began, _memory("VmHWM") - before
    beside = await meanwhile(desk, numbers, _look_beside(desk))
    desk.executor.close()
    database.close()
    groups = [{subject for subject, _ in one.members} for one in found[1]]
    said = [any(_is(group, texts) for group in groups) for texts in hidden]
    others = sum(not any(_is(group, texts) for texts in hidden) for group in groups)
    return Looking(alone, seconds, beside, memory, sum(said), others)


def _is(group: set[str], texts: set[str]) -> bool:
    """Whether a group is mostly these texts, and holds most of them."""
    both = len(group & texts)
    return both >= 0.6 * len(group) and both >= 0.6 * len(texts)


async def _rest() -> float:
    await asyncio.sleep(GOAL_SECONDS)
    return GOAL_SECONDS


def _look(desk: Desk) -> Found:
    search, found = candidates.search(desk), None
    while found is None:
        found = candidates.go_on(search, GOAL_SECONDS)
    return found


async def _look_beside(desk: Desk) -> float:
    """As the bot looks, less what it then writes down."""
    began, search = time.perf_counter(), candidates.search(desk)
    while await desk.executor.read(candidates.go_on, search, STEP_SECONDS) is None:  # noqa: ASYNC110 (as the bot does)
        await asyncio.sleep(REST_SECONDS)
    return time.perf_counter() - began


def _prepare(database: Database, now: datetime) -> list[set[str]]:
    """A month of follow-ups, then the day; the subjects of each hidden problem."""
    pending.add_people(database)
    pending.grow(database, BEFORE)
    numbers = {"followup": BEFORE, "draft": 0, "gesture": 0}
    hidden: list[set[str]] = [set() for _ in HIDDEN]
    rows: dict[str, list[dict[str, object]]] = {room: [] for room in numbers}
    for customer, (at, text) in enumerate(_day(), 1):
        room = random.Random(customer).choices(list(numbers), (5, 4, 1))[0]
        numbers[room] += 1
        if at is not None:
            hidden[at].add(f"{room}:{numbers[room]}")
        rows[room].append(ROWS[room](numbers[room], customer % CUSTOMERS + 1, text, now - timedelta(hours=2)))
    with database.begin() as tx:
        database.unhurried(tx)
        tx.execute(update(followups).values(created_at=now - timedelta(days=30)))
        more = range(pending.CUSTOMERS + 1, CUSTOMERS + 1)
        tx.execute(insert(customers), [{"id": number, "created_at": now} for number in more])
        tx.execute(insert(policies).values(digest="d", text="", first_used_at=now))
        for table, room in ((followups, "followup"), (drafts, "draft"), (gestures, "gesture")):
            tx.execute(insert(table), rows[room])
            if not database.is_sqlite:  # which has not noticed that the numbers are taken
                tx.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table}")
    pending.tidy(database)
    return hidden


def _day() -> Iterator[tuple[int | None, str]]:
    """The day's texts in a random order: which of the hidden problems each is of, None for none, and its words."""
    chance = random.Random(SEED)
    said: list[tuple[int | None, str]] = [
        (at, texts[n % len(texts)]) for at, (many, texts) in enumerate(HIDDEN) for n in range(many)
    ]
    others = [
        message["text"]
        for language in ("en", "de")
        for message in tomllib.loads((MESSAGES / f"{language}.toml").read_text())["message"]
    ]
    said += [(None, text) for text in chance.sample(others, TEXTS - len(said))]
    chance.shuffle(said)
    yield from said


def _followup(number: int, customer: int, text: str, at: datetime) -> dict[str, object]:
    shared = {"id": number, "customer_id": customer, "what": text, "owner": AGENTS[0], "due_at": at + timedelta(days=3)}
    return {**shared, "zone": pending.ZONE, "exact": True, "state": "open", "salt": "", "created_at": at}


def _draft(number: int, customer: int, text: str, at: datetime) -> dict[str, object]:
    return {
        "id": number,
        "customer_id": customer,
        "agent": AGENTS[0],
        "message": text,
        "state": "used",
        "created_at": at,
    }


def _gesture(number: int, customer: int, text: str, at: datetime) -> dict[str, object]:
    shared = {"id": number, "customer_id": customer, "reason": text, "requester": AGENTS[0], "requested_at": at}
    kind = {"kind": "credit", "label": "Credit", "unit": "money", "amount": 500, "currency": "USD", "cost": 500}
    decided = {"state": "granted", "needs": 0, "rule": "r", "why": "", "policy": "d", "salt": "", "decided_at": at}
    return {**shared, **kind, **decided}


ROWS = {"followup": _followup, "draft": _draft, "gesture": _gesture}


def _forget_peak() -> None:
    """Has the system count this process's peak of memory anew."""
    Path("/proc/self/clear_refs").write_text("5")


def _memory(name: str) -> float:
    """The process's memory now (VmRSS), or its peak (VmHWM), in MB."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1e3 for line in status.splitlines() if line.startswith(name))
