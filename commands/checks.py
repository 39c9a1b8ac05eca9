"""Checks: what is missing or wrong before the bot can serve."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commands import EXIT_PROBLEM
from commands.wiring import build_desk, build_writer, open_database, reach, wall_clock
from handlers import checks
from handlers.settings import CannotStart, Settings
from storage import migrate

ROOT = Path(__file__).parents[1]


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
