"""The front door: the command line, and the one place where everything is built and wired."""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import logging
import os
import socket
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot import (
    anchors,
    customers,
    dossiers,
    exports,
    figure_rows,
    imports,
    policy,
    problems,
    retention,
    rulings,
    service,
    weekly,
    wins,
)
from bot.desk import Desk, Roster
from bot.errors import Refusal
from bot.reasons import read_code
from bot.rules import Case
from handlers import checks, server
from handlers.settings import CannotStart, Settings
from prompts.answers import NO_ANSWERS, Answers
from prompts.writer import Writer
from storage import audit, migrate
from storage.database import BadDatabaseUrl, Database
from storage.executor import Executor

ROOT = Path(__file__).parent
EXIT_PROBLEM, EXIT_START = 1, 2
T = TypeVar("T")


def open_database(settings: Settings) -> Database:
    """The database of DATABASE_URL. Raises CannotStart."""
    try:
        return Database(settings.database_url)
    except BadDatabaseUrl as problem:
        raise CannotStart(str(problem)) from None


def reach(database: Database, what: Callable[[Database], Any]) -> Any:
    """Does something with the database. Raises CannotStart when it cannot be reached."""
    try:
        return what(database)
    except CommandError:
        raise CannotStart("This database belongs to a newer version of Extra Mile: start that one.") from None
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
        raise CannotStart(f"The database of DATABASE_URL cannot be used: {reason}.") from None
    except SQLAlchemyError as error:
        raise CannotStart(f"The database of DATABASE_URL cannot be used: {type(error).__name__}.") from None


def read_policy(settings: Settings) -> policy.Policy:
    """The team's policy. Raises CannotStart for a wrong file."""
    try:
        return policy.load(settings.policy)
    except policy.PolicyError as problem:
        raise CannotStart(str(problem)) from None


def build_desk(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Desk:
    """The desk that use cases work at. Raises CannotStart for a wrong policy file."""
    rules = read_policy(settings)
    team = rules.team
    asks_slack = team.leads_usergroup is not None or team.agents_usergroup is not None
    roster = Roster(frozenset(team.leads), from_slack=asks_slack)
    answers = read_answers(settings, rules)
    return Desk(database, Executor(database), rules, clock, roster, build_writer(settings), answers)


def read_answers(settings: Settings, rules: policy.Policy) -> Answers:
    """The team's own answers, if the policy names their folder. Raises CannotStart when they cannot be read."""
    if rules.drafts.answers is None:
        return NO_ANSWERS
    folder = settings.policy.parent / rules.drafts.answers
    try:
        return Answers.load(folder)
    except OSError as error:
        raise CannotStart(f"drafts.answers: {folder} cannot be read ({error.strerror or error}).") from None
    except UnicodeDecodeError:
        raise CannotStart(f"drafts.answers: {folder} holds a file that is not text in UTF-8.") from None


def build_writer(settings: Settings) -> Writer:
    """The writer of drafts: the model when one is configured, the phrasebook behind it."""
    return Writer.configured(settings.model_key, settings.model_url, settings.model, settings.draft_deadline)


def wall_clock() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


def moved_clock(file: Path) -> Callable[[], datetime]:
    """A wall clock that is ahead by the seconds in a file, which somebody may move while we run."""

    def now() -> datetime:
        try:
            ahead = float(file.read_text())
        except (OSError, ValueError):
            ahead = 0.0
        return datetime.now(UTC) + timedelta(seconds=ahead)

    return now


def run_serve(settings: Settings, arguments: argparse.Namespace) -> int:
    """Serves until told to stop."""
    settings.require_slack()
    clock = moved_clock(arguments.clock) if arguments.clock else wall_clock
    database = open_database(settings)
    desk = build_desk(settings, database, clock)
    if database.is_sqlite:
        reach(database, migrate.upgrade)
    elif not reach(database, migrate.is_current):
        raise CannotStart("The database is not at this version's schema: run `python app.py migrate` first.")
    reach(database, lambda _: anchors.keep(desk))
    reach(database, lambda _: weekly.keep(desk))
    reach(database, lambda _: problems.keep(desk))
    reach(database, lambda _: retention.keep(desk))
    reach(database, lambda _: wins.keep(desk))
    ended_in_order = run_async(
        server.serve(
            desk,
            listening=listen(settings.host, settings.port),
            token=settings.bot_token,
            api_url=settings.api_url,
            signing_secret=settings.signing_secret,
            app_token=settings.app_token or None,
            messages_per_second=settings.messages_per_second,
        )
    )
    database.close()
    return 0 if ended_in_order else EXIT_PROBLEM


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises CannotStart when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise CannotStart(f"Nothing can listen on {host}:{port} ({error.strerror}); PORT picks another one.") from None


def run_async(main: Coroutine[Any, Any, T]) -> T:
    """Runs to the end, on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(main)
    return uvloop.run(main)


def run_migrate(settings: Settings, arguments: argparse.Namespace) -> int:
    """Brings the database to the current schema."""
    reach(open_database(settings), migrate.upgrade)
    print("The database is at the current schema.")
    return 0


def run_check(settings: Settings, arguments: argparse.Namespace) -> int:
    """Says what is missing or wrong."""
    return EXIT_PROBLEM if asyncio.run(checks.run(_plan(settings), print)) else 0


def _plan(settings: Settings) -> checks.Plan:
    """What `check` looks at; what cannot even be built is a problem to name."""
    problems: list[str] = []

    def attempt(build: Callable[[], Any]) -> Any:
        try:
            return build()
        except CannotStart as problem:
            problems.append(str(problem))
            return None

    attempt(settings.require_slack)
    database = attempt(lambda: open_database(settings))
    current = attempt(lambda: reach(database, migrate.is_current)) if database else None
    desk = attempt(lambda: build_desk(settings, database, wall_clock)) if database else None
    writer = build_writer(settings)
    return checks.Plan(
        problems=problems,
        token=settings.bot_token,
        app_token=settings.app_token,
        api_url=settings.api_url,
        manifest=ROOT / "manifest.yml",
        policy=desk.policy if desk else None,
        policy_path=settings.policy,
        desk=desk if current else None,
        schema_is_current=current,
        drafts=writer.describe(),
        ask_writer=writer.check,
    )


def run_audit(settings: Settings, arguments: argparse.Namespace) -> int:
    """Replays the audit chain."""

    def replay(database: Database) -> audit.Verification:
        with database.read() as tx:
            database.unhurried(tx)
            return audit.verify(tx, arguments.anchor)

    found: audit.Verification = reach(open_database(settings), replay)
    if found.problem:
        print(f"The audit trail is broken: {found.problem}.")
        return EXIT_PROBLEM
    print(f"{found.entries} entries hold together. Head: {found.head}")
    return 0


def run_export(settings: Settings, arguments: argparse.Namespace) -> int:
    """Writes records to standard output. Raises CannotStart for what there is not in that form."""
    if arguments.what == "customer":
        return _export_customer(settings, arguments)
    if arguments.customer or arguments.format not in exports.FORMS:
        raise CannotStart(f"For {arguments.what}: export {arguments.what} --format {'|'.join(exports.FORMS)}.")
    if arguments.format == "zip" and (arguments.what != "audit" or arguments.since):
        raise CannotStart("Only the whole audit trail comes as a zip: export audit --format zip.")
    database = open_database(settings)
    since: datetime | None = arguments.since

    def write(database: Database) -> None:
        exports.note(database, arguments.what, arguments.format, since, wall_clock())
        if arguments.format == "zip":
            exports.bundle(database, sys.stdout.buffer)
            return
        rows = exports.rows(database, arguments.what, since, wall_clock())
        if arguments.format == "jsonl":
            for row in rows:
                print(json.dumps(row, ensure_ascii=False))
            return
        table = csv.DictWriter(sys.stdout, exports.COLUMNS[arguments.what])
        table.writeheader()
        table.writerows({name: exports.as_text(value) for name, value in row.items()} for row in rows)

    try:
        reach(database, write)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def run_figures(settings: Settings, arguments: argparse.Namespace) -> int:
    """Writes the team's figures to standard output."""
    desk = build_desk(settings, open_database(settings), wall_clock)
    report = reach(desk.database, lambda _: service.over(desk, arguments.period))
    print(figure_rows.as_csv(report), end="")
    return 0


def _export_customer(settings: Settings, arguments: argparse.Namespace) -> int:
    if arguments.customer is None or arguments.format not in (None, "json") or arguments.since:
        raise CannotStart("Of one customer all comes as JSON: export customer CUSTOMER.")
    desk = build_desk(settings, open_database(settings), wall_clock)
    try:
        dossier = reach(desk.database, lambda _: dossiers.export(desk, arguments.customer))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return EXIT_PROBLEM
    json.dump(dossier, sys.stdout, ensure_ascii=False, indent=2)
    print()
    return 0


def run_explain(settings: Settings, arguments: argparse.Namespace) -> int:
    """Says what would happen to a gesture, and why."""
    desk = build_desk(settings, open_database(settings), wall_clock)
    reasons = desk.policy.gestures.reasons
    code = read_code(arguments.reason, reasons)
    if arguments.reason and reasons and code is None:
        print(f"{arguments.reason} names no reason of the policy: it knows {', '.join(reasons)}.", file=sys.stderr)
        return EXIT_PROBLEM
    case = Case(code, arguments.tier, arguments.units, frozenset(arguments.fact))
    asked = (arguments.agent, arguments.kind, arguments.amount, arguments.customer, case)
    try:
        verdict = reach(desk.database, lambda _: rulings.explain(desk, *asked))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return EXIT_PROBLEM
    print(f"{rulings.IN_WORDS[verdict.outcome].capitalize()} ({verdict.rule}). {verdict.words}")
    return 0


def run_cases(settings: Settings, arguments: argparse.Namespace) -> int:
    """Tries a table of cases on the policy."""
    tried = []
    try:
        for one in rulings.try_cases(read_policy(settings), arguments.file):
            tried.append(one)
            mark = "WRONG" if one.problem else "ok   "
            print(f"{mark} {one.name}: {one.problem or one.expected}. {one.verdict.words}")
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return EXIT_PROBLEM
    wrong = sum(bool(one.problem) for one in tried)
    print(f"{len(tried) - wrong} of {len(tried)} cases are decided as expected.")
    return EXIT_PROBLEM if wrong or not tried else 0


def run_import(settings: Settings, arguments: argparse.Namespace) -> int:
    """Takes customers or their scores in from a file."""
    desk = build_desk(settings, open_database(settings), wall_clock)
    take = {"customers": imports.customers, "scores": imports.scores}[arguments.what]
    try:
        outcome = reach(desk.database, lambda _: take(desk, arguments.file))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return EXIT_PROBLEM
    print(imports.in_words(arguments.what, outcome))
    return 0


def run_forget(settings: Settings, arguments: argparse.Namespace) -> int:
    """Erases a customer."""
    database = open_database(settings)
    desk = build_desk(settings, database, wall_clock)
    try:
        gone = reach(database, lambda _: customers.forget(desk, arguments.customer))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return EXIT_PROBLEM
    print(
        f"Forgotten: customer {gone.id}. A running bot empties its messages in Slack within a minute, "
        "one that does not run when it starts."
    )
    return 0


def run_demo(settings: Settings, arguments: argparse.Namespace) -> int:
    """Starts the bot and a workspace in the browser."""
    from sandbox import practice  # needed here only

    return practice.run(ROOT / "app.py", os.environ.get("HOST", "").strip() or "127.0.0.1", settings.port)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    main = argparse.ArgumentParser(prog="python app.py", description="Extra Mile, the Slack bot that keeps promises.")
    commands = main.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Settings, argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(run=run)
        return added

    serving = command("serve", run_serve, "serve Slack: Socket Mode with SLACK_APP_TOKEN, otherwise signed HTTP")
    serving.add_argument("--clock", type=Path, metavar="FILE", help="be ahead by the seconds in FILE (for practice)")
    command("migrate", run_migrate, "bring the database to the current schema")
    command("check", run_check, "say what is missing or wrong")
    verifying = command("audit", run_audit, "replay the audit chain")
    verifying.add_argument("what", choices=["verify"])
    verifying.add_argument("--anchor", type=_anchor, metavar="SEQ:HASH", help="an entry that must be there, as posted")
    exporting = command("export", run_export, "write records to standard output")
    exporting.add_argument("what", choices=[*exports.COLUMNS, "customer"])
    exporting.add_argument("customer", nargs="?", metavar="CUSTOMER", help="whose, for one customer")
    exporting.add_argument("--format", choices=[*exports.FORMS, "json"], help="json for one customer")
    exporting.add_argument("--since", type=_date, metavar="DATE", help="only from this day on (YYYY-MM-DD)")
    counting = command("figures", run_figures, "write the team's figures to standard output, as CSV")
    counting.add_argument("--period", choices=list(service.DAYS), default="week", help="the last 7 or 30 days")
    policies = commands.add_parser("policy", help="ask the policy what it would decide, and why")
    asking = policies.add_subparsers(required=True, metavar="WHAT")
    explaining = asking.add_parser("explain", help="what would happen to a gesture")
    explaining.set_defaults(run=run_explain)
    explaining.add_argument("--agent", required=True, metavar="U…", help="who would ask, by member id")
    explaining.add_argument("--kind", required=True, help="its key, its label or a beginning of one")
    explaining.add_argument("--amount", default="", help="as people type it: 120, $25, 10%%, '10%% on $80'")
    explaining.add_argument("--customer", default="", help="an email address, a ticket or a full name")
    explaining.add_argument("--reason", default="", help="in words; one of the policy's reasons, if it has any")
    explaining.add_argument("--tier", help="instead of the customer's own")
    explaining.add_argument("--units", type=_count, default=1, help="for how many passengers, parcels or the like")
    explaining.add_argument("--fact", action="append", default=[], metavar="CODE", help="what the agent confirms")
    trying = asking.add_parser("test", help="try a table of cases")
    trying.set_defaults(run=run_cases)
    trying.add_argument("file", type=Path, metavar="FILE")
    importing = command("import", run_import, "take customers or their satisfaction scores in from a CSV file")
    importing.add_argument("what", choices=["customers", "scores"])
    importing.add_argument("file", type=Path, metavar="FILE.csv")
    command("forget", run_forget, "erase a customer's personal data").add_argument("customer", metavar="CUSTOMER")
    command("demo", run_demo, "start the bot and a practice workspace in the browser")
    return main


def _count(text: str) -> int:
    if int(text) < 1:
        raise ValueError
    return int(text)


def _anchor(text: str) -> tuple[int, str]:
    seq, _, digest = text.partition(":")
    if int(seq) < 1:
        raise ValueError
    return int(seq), digest


def _date(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def main() -> int:
    """Runs one command; problems at the start are one sentence and exit code 2."""
    arguments = parser().parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a moved clock makes it talk
    try:
        run: Callable[[Settings, argparse.Namespace], int] = arguments.run
        return run(Settings.of(os.environ), arguments)
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return EXIT_START
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
