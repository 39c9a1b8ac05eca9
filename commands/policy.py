"""The policy, asked: what it would decide about a gesture or a table of cases, and why."""

from __future__ import annotations

import argparse
import sys

from bot import rulings
from bot.errors import Refusal
from bot.reasons import read_code
from bot.rules import Case
from commands import EXIT_PROBLEM
from commands.wiring import build_desk, open_database, reach, read_policy, wall_clock
from handlers.settings import Settings


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
