"""Brings a database to the schema of this version, and tells whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage.database import Database

MIGRATING = 7_305_173  # the advisory lock that lets one of several starting replicas migrate


def upgrade(database: Database) -> None:
    """Runs the migrations that are missing; a rival that starts at the same time waits."""
    with database.begin() as tx:
        database.unhurried(tx)
        if not database.is_sqlite:
            tx.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
        config = _config()
        config.attributes["connection"] = tx
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether the database answers and is at this version's schema."""
    with database.read() as tx:
        current = MigrationContext.configure(tx).get_current_revision()
    return current == HEAD


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


HEAD = ScriptDirectory.from_config(_config()).get_current_head()
