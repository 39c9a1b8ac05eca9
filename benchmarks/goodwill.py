"""Goodwill at size: from a press on Approve until the card and the requester show it, with 100,000 past gestures; a
question to the policy; and the replay of a million audit entries.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import insert

from benchmarks import pending, postgresql, processes
from benchmarks.report import Row
from benchmarks.workspace import AGENTS, workspace
from bot import policy
from bot.rules import Case, Used
from bot.verdicts import judge
from sandbox.server import Sandbox
from storage import audit, migrate, verify_audit
from storage.database import Database
from storage.tables import gestures, policies

PAST, PRESSES, QUESTIONS, ENTRIES = 100_000, 150, 5_000, 1_000_000
LEAD = "U0LEAD"
P99_MS, QUESTION_MS, VERIFY_SECONDS = 300.0, 1.0, 30.0
CHUNK = 10_000
# A process begins with the memory of the one that starts it: a small one stands between, so that ours is not counted.
_WATCHING = (
    "import os, subprocess, sys; running = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL);"
    " _, status, used = os.wait4(running.pid, 0); print(used.ru_maxrss); sys.exit(os.waitstatus_to_exitcode(status))"
)


@dataclass(frozen=True, slots=True)
class Pressed:
    """Milliseconds from each press until the card shows the decision and the requester has it."""

    milliseconds: Sequence[float]

    @property
    def p99(self) -> float:
        """The 99th percentile."""
        return statistics.quantiles(self.milliseconds, n=100, method="inclusive")[98]


async def of_goodwill(directory: Path) -> list[Row]:
    """Gestures at size."""
    rows = _rows("SQLite", await _press_all(f"sqlite:///{directory / 'goodwill.db'}"))
    with postgresql.server() as url:
        rows += _rows("PostgreSQL", await _press_all(url))
    asked = _ask_the_policy()
    rows.append(
        Row(
            "a question to the airline's policy: median, most",
            f"{statistics.median(asked):.3f} ms, {max(asked):.2f} ms",
            f"under {QUESTION_MS:g} ms",
            statistics.median(asked) < QUESTION_MS,
        )
    )
    return [*rows, *await asyncio.to_thread(_verify, directory)]


def _rows(database: str, pressed: Pressed) -> list[Row]:
    median = statistics.median(pressed.milliseconds)
    return [
        Row(
            f"Approve, until card and requester show it, {PAST:,} past gestures, {database}: median, p99",
            f"{median:.0f} ms, {pressed.p99:.0f} ms",
            f"p99 under {P99_MS:g} ms",
            pressed.p99 < P99_MS,
        )
    ]


async def _press_all(url: str) -> Pressed:
    database = Database(url)
    migrate.upgrade(database)
    pending.add_people(database)
    _fill(database)
    database.close()
    async with workspace() as slack, processes.bot(slack, url):
        return Pressed([await _press(slack, number) for number in range(PRESSES)])


def _fill(database: Database) -> None:
    """What was given over the last two years, to a thousand customers by a thousand agents."""
    rules, now = policy.load(processes.ROOT / "policy.toml"), datetime.now(UTC)
    same = {
        "kind": "credit", "label": "Account credit", "unit": "money", "amount": 100, "currency": "USD", "cost": 100,
        "reason": "late", "state": "granted", "needs": 0, "rule": "within_agent_limit", "why": "", "salt": "",
        "policy": rules.digest,
    }  # fmt: skip
    with database.begin() as tx:
        database.unhurried(tx)
        tx.execute(insert(policies), {"digest": rules.digest, "text": rules.text, "first_used_at": now})
        for begin in range(1, PAST + 1, CHUNK):
            numbers = range(begin, begin + CHUNK)
            ago = {number: now - timedelta(minutes=10 * (PAST - number) + 60) for number in numbers}
            tx.execute(
                insert(gestures),
                [
                    {**same, "id": n, "customer_id": n % pending.CUSTOMERS + 1, "requester": AGENTS[n % len(AGENTS)],
                     "requested_at": ago[n], "decided_at": ago[n]}
                    for n in numbers
                ],
            )  # fmt: skip
    if not database.is_sqlite:
        with database.begin() as tx:
            for table, most in (("gestures", PAST), ("customers", pending.CUSTOMERS)):
                tx.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {most})")
    pending.tidy(database)


async def _press(slack: Sandbox, number: int) -> float:
    agent, customer = AGENTS[number], f"c{number}@example.com"
    ack = await slack.command(agent, "/gesture", f"credit $120 {customer} late", channel="C0SUPPORT")
    assert ack.ok, ack.status
    card = await slack.until(lambda: slack.find(LEAD, customer, channel="C0LEADS"), seconds=10)
    await slack.until(lambda: card.has("Approve"), seconds=10)
    dm = slack.workspace.dm(agent).id
    began = time.perf_counter()
    assert (await slack.press(LEAD, card, "Approve")).ok
    await slack.until(lambda: not card.has("Approve") and slack.find(agent, "Good news", channel=dm), seconds=10)
    return (time.perf_counter() - began) * 1e3


def _ask_the_policy() -> list[float]:
    rules = policy.load(processes.ROOT / "examples" / "airline.toml")
    kind, case = rules.gestures.kinds["certificate"], Case("delayed", "regular", 3, frozenset({"asked", "checked"}))
    used, took = [Used(100, 1)] * len(rules.gestures.caps), []
    for _ in range(QUESTIONS):
        began = time.perf_counter()
        judge(rules, kind, 15_000, 15_000, 500, 500, case, used)
        took.append((time.perf_counter() - began) * 1e3)
    return took


def _verify(directory: Path) -> list[Row]:
    """The replay of a long trail, by the command and by the script that stands alone."""
    url, exported = f"sqlite:///{directory / 'trail.db'}", directory / "audit.jsonl"
    _seal_many(url, exported)
    command, kept = _timed({"DATABASE_URL": url}, processes.ROOT / "app.py", "audit", "verify")
    alone = directory / "alone"
    alone.mkdir()
    verifier = shutil.copy(verify_audit.__file__, alone)  # as an auditor has it: beside nothing of ours
    script, kept_alone = _timed({}, Path(verifier), str(exported))
    return [
        Row(
            f"audit verify, {ENTRIES:,} entries",
            f"{command:.1f} s, at most {kept:.0f} MB",
            f"under {VERIFY_SECONDS:g} s",
            command < VERIFY_SECONDS,
        ),
        Row("· the same by the script that stands alone", f"{script:.1f} s, at most {kept_alone:.0f} MB"),
    ]


def _seal_many(url: str, exported: Path) -> None:
    database = Database(url)
    migrate.upgrade(database)
    with exported.open("w") as file, database.begin() as tx:
        database.unhurried(tx)
        chain = _chain()
        while some := list(islice(chain, CHUNK)):
            tx.execute(audit.APPEND, some)
            file.writelines(f"{json.dumps(entry)}\n" for entry in some)
            tx.execute(audit.MOVE, {"seq": some[-1]["seq"], "hash": some[-1]["hash"]})
    database.close()


def _chain() -> Iterator[dict[str, object]]:
    previous = audit.GENESIS
    for seq in range(1, ENTRIES + 1):
        entry = {
            "seq": seq, "at": "2026-11-23T11:00:00.000000", "actor": "U0ANNA", "action": "gesture.granted",
            "subject": f"gesture:{seq}", "data": '{"amount":2000,"cost":2000,"customer":17,"kind":"credit"}',
            "previous": previous,
        }  # fmt: skip
        previous = audit.seal(entry)
        yield {**entry, "hash": previous}


def _timed(environment: dict[str, str], script: Path, *arguments: str) -> tuple[float, float]:
    """Seconds that a command took, and the most memory that it held, in MB."""
    began = time.perf_counter()
    command = [sys.executable, "-c", _WATCHING, sys.executable, str(script), *arguments]
    ended = subprocess.run(command, cwd=processes.ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 0, f"{script.name} ended with {ended.returncode}"
    return time.perf_counter() - began, int(ended.stdout) * 1024 / 1e6
