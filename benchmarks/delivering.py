"""What was measured of delivery, in rows of the table, with its plots."""

from __future__ import annotations

import statistics
from functools import partial
from pathlib import Path

from benchmarks import claiming, day, disk, pace, plots, postgresql, reminders, team
from benchmarks.claiming import Claiming, Ours
from benchmarks.reminders import Lateness
from benchmarks.report import Row
from benchmarks.rivals import JobStore, Procrastinate

ROUNDS, RIVAL_ROUNDS, FEW_DUE = 5, 3, 100
DISK_SECONDS = 1.0
FLAT, TIMES_PROCRASTINATE = 1.3, 20
LATE_MS = 50
OVER, LIMITED = 0.05, 0.005
ACK_MS, LATE_SECONDS, GROWTH = 1000, 2.0, 1.1


async def of_claiming(directory: Path) -> list[Row]:
    """Claiming and completing among ever more that is pending."""
    commits = disk.sqlite_commits(directory, DISK_SECONDS)
    sqlite = Ours(f"sqlite:///{directory / 'claiming.db'}")
    on_sqlite = await claiming.measure(sqlite, ROUNDS)
    rows = [*_claimed("SQLite", sqlite, on_sqlite), Row("· the disk, commits of one row", f"{commits:.0f} a second")]
    with postgresql.server() as url:
        commits = disk.postgresql_commits(url, DISK_SECONDS)
        ours = Ours(url)
        on_postgresql = await claiming.measure(ours, ROUNDS)
        jobs = await claiming.measure(JobStore(postgresql.another(url, "jobs")), RIVAL_ROUNDS)
        tasks = Procrastinate(postgresql.another(url, "tasks"))
        procrastinate = await claiming.measure(tasks, RIVAL_ROUNDS, due=FEW_DUE)
    times = procrastinate.most / on_postgresql.most
    plots.claiming(
        {
            "Extra Mile, SQLite": on_sqlite.seconds,
            "Extra Mile, PostgreSQL": on_postgresql.seconds,
            "procrastinate, PostgreSQL": procrastinate.seconds,
            "APScheduler’s job store, PostgreSQL": jobs.seconds,
        }
    )
    return [
        *rows,
        *_claimed("PostgreSQL", ours, on_postgresql),
        Row(
            f"· procrastinate on the same server ({FEW_DUE} due, times {claiming.DUE // FEW_DUE})",
            f"{_seconds(procrastinate)}: at the most, {times:.0f} times ours",
            f"at least {TIMES_PROCRASTINATE} times ours",
            times >= TIMES_PROCRASTINATE,
        ),
        Row(
            "· APScheduler’s job store on the same server, which does nothing but take its jobs away",
            f"{_seconds(jobs)}: at the most, {jobs.most / on_postgresql.most:.1f} times ours",
            "slower than ours",
            jobs.most > on_postgresql.most,
        ),
        Row("· the server, commits of one row over one connection", f"{commits:.0f} a second"),
    ]


def _claimed(database: str, ours: Ours, found: Claiming) -> list[Row]:
    taking_up = (statistics.median(seconds) for seconds in ours.taking_up.values())
    return [
        Row(
            f"1,000 due of {_sizes(found)} pending, claimed and completed without Slack, {database}",
            f"{_seconds(found)}: within {found.spread:.2f}×",
            f"within {FLAT}×",
            found.spread <= FLAT,
        ),
        Row("· of that, until they stood in the outbox", ", ".join(f"{each:.2f} s" for each in taking_up)),
    ]


def _sizes(found: Claiming) -> str:
    return ", ".join(f"{size:,}" for size in found.seconds)


def _seconds(found: Claiming) -> str:
    return ", ".join(f"{each:.2f} s" for each in found.seconds.values())


async def of_reminders(directory: Path) -> list[Row]:
    """How late reminders are taken up among a million."""
    shipped, posting = await reminders.measure(f"sqlite:///{directory / 'reminders.db'}")
    rows = _late("SQLite", shipped, posting)
    curves = {"SQLite": shipped.seconds}
    with postgresql.server() as url:
        shipped, posting = await reminders.measure(url)
    plots.lateness({**curves, "PostgreSQL": shipped.seconds})
    return [*rows, *_late("PostgreSQL", shipped, posting)]


def _late(database: str, shipped: Lateness, posting: Lateness) -> list[Row]:
    due, over, million = f"{reminders.DUE:,}", f"{reminders.OVER_SECONDS:g}", f"{reminders.PENDING:,}"
    p99 = shipped.p99 * 1e3
    return [
        Row(
            f"{due} reminders in {over} s, {million} pending, {database}: late when taken up (median, p99, most)",
            _milliseconds(shipped),
            f"99% under {LATE_MS} ms",
            p99 < LATE_MS,
        ),
        Row("· when each is posted at once too, to a workspace without a pace", _milliseconds(posting)),
        Row("· and all of them posted, after the last was due", f"{posting.posted:.1f} s"),
    ]


def _milliseconds(late: Lateness) -> str:
    return f"{late.median * 1e3:.0f} ms, {late.p99 * 1e3:.0f} ms, {max(late.seconds) * 1e3:.0f} ms"


async def of_pace(directory: Path) -> list[Row]:
    """Ten thousand messages at Slack's pace."""
    rows: list[Row] = []
    to = pace.recipients()
    for per_second in pace.SETTINGS:
        sent = await pace.measure(directory, per_second)
        plots.pace(per_second, sent.at, partial(pace.most_by, per_second=per_second, to=to), sent.bound)
        rows += [
            Row(
                f"{len(to):,} messages to {len(set(to))} people, {per_second:g} a second for the workspace",
                f"{sent.seconds:.1f} s, {sent.over:+.1%} of the {sent.bound:.0f} s that Slack’s limits take",
                f"at most {OVER:+.0%}",
                sent.over <= OVER,
            ),
            Row(
                "· 429s",
                f"{sent.limited}, {sent.limited_share:.2%}",
                f"under {LIMITED:.1%}",
                sent.limited_share < LIMITED,
            ),
            Row("· lost, twice", f"{sent.lost}, {sent.twice}", "none", not sent.lost and not sent.twice),
        ]
    sdk = await pace.measure_sdk(pace.SETTINGS[0])
    return [
        *rows,
        Row(
            f"· the SDK with its retry handler, {pace.SDK_MESSAGES:,} of them by {pace.SDK_WORKERS} workers, "
            f"{sdk.per_second:g} a second",
            f"{sdk.lost} lost, {sdk.limited} 429s, {sdk.seconds:.1f} s",
        ),
    ]


async def of_day(directory: Path) -> list[Row]:
    """A working day of a team of a thousand."""
    found = await day.measure(f"sqlite:///{directory / 'day.db'}")
    plots.memory(found.memory)
    answers, late = found.answers, statistics.quantiles(found.late, n=100)
    requests, commands = int(team.REQUESTS * day.SHARE), int(team.COMMANDS * day.SHARE)
    complete = found.reminders == day.REMINDERS and found.approved == requests and not found.twice
    return [
        Row(
            f"a day of 1,000 agents in {day.MINUTES:g} minutes: {commands:,} commands, {day.REMINDERS:,} reminders, "
            f"{requests:,} approvals",
            f"{found.reminders:,} reminders shown, {found.approved:,} approved, {found.twice} twice",
            "all, once",
            complete,
        ),
        Row(
            "· answers: median, p99, slowest",
            f"{answers.median:.0f} ms, {answers.p99:.0f} ms, {answers.slowest:.0f} ms",
            f"99% under {ACK_MS / 1000:g} s",
            answers.p99 < ACK_MS,
        ),
        Row(
            "· of 500 and above or none, not what was asked for",
            f"{answers.failed}, {answers.broken}",
            "none",
            not answers.failed and not answers.broken,
        ),
        Row(
            "· to people: late beyond Slack’s own pace (median, p99, most)",
            f"{late[49]:.2f} s, {late[98]:.2f} s, {found.late[-1]:.2f} s",
            f"under {LATE_SECONDS:g} s",
            found.late[-1] < LATE_SECONDS,
        ),
        Row(
            f"· {found.cards:,} cards that Slack let into the leads’ one channel by then",
            f"{found.cards_over:+.1%} of the time that Slack’s limit takes",
            f"at most {OVER:+.0%}",
            found.cards_over <= OVER,
        ),
        Row("· 429s", str(found.limited)),
        Row(
            "· memory: at the start, at most, its last tenth by its second",
            f"{found.memory[0][1]:.0f} MB, {max(held for _, held in found.memory):.0f} MB, {found.growth:.2f}×",
            f"within {GROWTH}×",
            found.growth <= GROWTH,
        ),
    ]
