"""What keys and checks cannot say: the trail only grows, and approvals come from enough leads, never one's own.

Each rule is written once for SQLite and once for PostgreSQL; `tests/storage/test_schema.py` holds both against the
migrated database.
"""

from __future__ import annotations

from sqlalchemy import DDL, event

from storage.tables import metadata

APPEND_ONLY = ("audit", "decisions")
APPROVERS = (
    "SELECT count(*) FROM decisions WHERE gesture_id = NEW.id AND round = NEW.round AND amount = NEW.amount"
    " AND verdict = 'approve' AND lead <> NEW.requester"
)
UNAPPROVED = f"NEW.state = 'approved' AND ({APPROVERS}) < NEW.needs"
REQUESTER = "(SELECT requester FROM gestures WHERE id = NEW.gesture_id)"


def sqlite_triggers() -> list[str]:
    """CREATE TRIGGER statements for SQLite."""
    statements = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]
    statements.append(
        "CREATE TRIGGER decisions_four_eyes BEFORE INSERT ON decisions "
        f"WHEN NEW.lead = {REQUESTER} BEGIN SELECT RAISE(ABORT, 'nobody decides their own request'); END"
    )
    statements += [
        f"CREATE TRIGGER gestures_approved_{verb.lower()} BEFORE {verb} ON gestures WHEN {UNAPPROVED} "
        "BEGIN SELECT RAISE(ABORT, 'not enough leads approved'); END"
        for verb in ("INSERT", "UPDATE")
    ]
    return statements


def postgresql_triggers() -> list[str]:
    """CREATE FUNCTION and CREATE TRIGGER statements for PostgreSQL."""
    statements = [
        "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE FUNCTION four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF NEW.lead = {REQUESTER} THEN "
        "RAISE EXCEPTION 'nobody decides their own request' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NEW; END $$",
        "CREATE FUNCTION enough_leads() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {UNAPPROVED} THEN "
        "RAISE EXCEPTION 'not enough leads approved' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NEW; END $$",
    ]
    statements += [
        f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION only_grows()"
        for table in APPEND_ONLY
    ]
    statements += [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        for table in APPEND_ONLY
    ]
    statements += [
        "CREATE TRIGGER decisions_four_eyes BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION four_eyes()",
        "CREATE TRIGGER gestures_enough_leads BEFORE INSERT OR UPDATE ON gestures "
        "FOR EACH ROW EXECUTE FUNCTION enough_leads()",
    ]
    return statements


def _declare() -> None:
    for dialect, statements in (("sqlite", sqlite_triggers()), ("postgresql", postgresql_triggers())):
        for statement in statements:
            event.listen(metadata, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))


_declare()
