"""Serving Slack: the server, on a current schema, until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import socket
from collections.abc import Coroutine
from typing import Any, TypeVar

from bot import anchors, problems, retention, weekly, wins
from commands import EXIT_PROBLEM
from commands.wiring import build_desk, moved_clock, open_database, reach, wall_clock
from handlers import server
from handlers.settings import CannotStart, Settings
from storage import migrate

T = TypeVar("T")


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
