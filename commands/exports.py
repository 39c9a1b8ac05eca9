"""Exports: records, the team's figures and all about one customer, written to standard output."""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from datetime import datetime

from bot import dossiers, exports, figure_rows, service
from bot.errors import Refusal
from commands import EXIT_PROBLEM
from commands.wiring import build_desk, open_database, reach, wall_clock
from handlers.settings import CannotStart, Settings
from storage.database import Database


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
