"""The migrations and the declared tables make the same database: columns, keys, checks, indexes and triggers."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

import storage.service_tables
import storage.triggers  # noqa: F401  (declares the triggers beside the tables)
from storage.database import Database
from storage.tables import metadata

SQLITE = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master"
    " WHERE tbl_name <> 'alembic_version' AND name NOT LIKE 'sqlite_%'"
)
POSTGRESQL = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
    " WHERE table_schema = 'public' AND table_name <> 'alembic_version'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes"
    " WHERE schemaname = 'public' AND tablename <> 'alembic_version'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


def test_sqlite_schema_is_the_declared_one(sqlite_url: str, tmp_path: Path) -> None:
    declared = Database(f"sqlite:///{tmp_path / 'declared.db'}")
    metadata.create_all(declared.engine)
    migrated = Database(sqlite_url)
    assert _sqlite_catalogue(migrated) == _sqlite_catalogue(declared)
    declared.close()
    migrated.close()


@pytest.mark.postgres
def test_postgresql_schema_is_the_declared_one(postgres_url: str, postgres_server: str) -> None:
    migrated = Database(postgres_url)
    found = _postgresql_catalogue(migrated)
    admin = create_engine(migrated.url.set(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    admin.dispose()
    metadata.create_all(migrated.engine)
    declared = _postgresql_catalogue(migrated)
    migrated.close()
    assert found == declared
    assert len(found["triggers"]) == 11


def _sqlite_catalogue(database: Database) -> set[tuple[str, ...]]:
    with database.engine.connect() as connection:
        rows = connection.execute(text(SQLITE)).all()
    return {(row.type, row.name, row.tbl_name, *_clauses(row.sql or "")) for row in rows}


def _clauses(sql: str) -> list[str]:
    """The parts of a CREATE statement, whatever the order of the constraints in it."""
    words = " ".join(sql.replace('"', "").split())
    if not words.startswith("CREATE TABLE"):
        return [words]
    head, _, body = words.partition("(")
    depth, parts = 0, [""]
    for letter in body.rpartition(")")[0]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [head.strip(), *sorted(part.strip() for part in parts)]


def _postgresql_catalogue(database: Database) -> dict[str, set[tuple[object, ...]]]:
    with database.engine.connect() as connection:
        return {what: {tuple(row) for row in connection.execute(text(sql))} for what, sql in POSTGRESQL.items()}
