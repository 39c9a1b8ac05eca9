"""The front door: the command line. What its larger commands do is in `commands/`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot import exports, service
from commands import EXIT_PROBLEM
from commands.checks import run_check
from commands.customers import run_forget, run_import
from commands.exports import run_export, run_figures
from commands.policy import run_cases, run_explain
from commands.server import run_serve
from commands.wiring import open_database, reach
from handlers.settings import CannotStart, Settings
from storage import audit, migrate
from storage.database import Database

ROOT = Path(__file__).parent
EXIT_START = 2


def run_migrate(settings: Settings, arguments: argparse.Namespace) -> int:
    """Brings the database to the current schema."""
    reach(open_database(settings), migrate.upgrade)
    print("The database is at the current schema.")
    return 0


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
