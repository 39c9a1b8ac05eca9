"""Customers: taken in from a file, and forgotten."""

from __future__ import annotations

import argparse
import sys

from bot import customers, imports
from bot.errors import Refusal
from commands import EXIT_PROBLEM
from commands.wiring import build_desk, open_database, reach, wall_clock
from handlers.settings import Settings


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
