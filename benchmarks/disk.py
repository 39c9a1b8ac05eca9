"""How many commits the disk takes in a second: what no program that keeps its word can outrun."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psycopg


def sqlite_commits(directory: Path, seconds: float) -> float:
    """Commits a second of one small row each, to a SQLite file with the settings that the bot uses."""
    with closing(sqlite3.connect(directory / "commits.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS rows (said TEXT)")
        began, commits = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            connection.execute("INSERT INTO rows VALUES ('a promise')")
            commits += 1
        return commits / (time.perf_counter() - began)


def postgresql_commits(server: str, seconds: float) -> float:
    """Commits a second of one small row each, over one connection to a PostgreSQL server."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS rows (said TEXT)")
        began, commits = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            connection.execute("INSERT INTO rows VALUES ('a promise')")
            commits += 1
        return commits / (time.perf_counter() - began)
