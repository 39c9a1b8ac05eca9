"""What keys and checks cannot say: the trail only grows, and approvals come from enough leads, never one's own.

Each rule is written once for SQLite and once for PostgreSQL; `tests/storage/test_schema.py` holds both against the
migrated database.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, event

from storage.tables import metadata

DECIDED = ("id", "gesture_id", "round", "lead", "verdict", "amount", "at")
SAME = " AND ".join(f"NEW.{column} = OLD.{column}" for column in DECIDED)
REWRITTEN = f"NOT (NEW.words = '' AND {SAME} AND coalesce(NEW.on_behalf, '') = coalesce(OLD.on_behalf, ''))"
# By whose authority: a deputy speaks for the lead who is away, so two words for one lead are one.
APPROVERS = (
    "SELECT count(DISTINCT coalesce(on_behalf, lead)) FROM decisions WHERE gesture_id = NEW.id"
    " AND round = NEW.round AND amount = NEW.amount AND verdict = 'approve'"
    " AND NEW.requester NOT IN (lead, coalesce(on_behalf, lead))"
)
UNAPPROVED = f"NEW.state IN ('approved', 'delivered') AND ({APPROVERS}) < NEW.needs"
# A lead may change the amount, which starts a new round; but what leads must decide never comes to need none.
LOWERED = "OLD.needs > 0 AND (NEW.needs = 0 OR (NEW.needs < OLD.needs AND NEW.round = OLD.round))"
REQUESTER = "(SELECT requester FROM gestures WHERE id = NEW.gesture_id)"
OWN = f"{REQUESTER} IN (NEW.lead, coalesce(NEW.on_behalf, NEW.lead))"
DECIDED_ALREADY = "(SELECT state FROM gestures WHERE id = NEW.gesture_id) <> 'requested'"
OVER = "OLD.state IN ('declined', 'withdrawn', 'expired', 'delivered') AND NEW.state <> OLD.state"


def counted(row: str) -> str:
    """What a gesture counts against limits, in SQL."""
    return f"CASE WHEN {row}.state IN ('requested', 'granted', 'approved', 'delivered') THEN {row}.cost ELSE 0 END"


ENTER = "INSERT INTO ledger (gesture_id, entry, amount) VALUES"
ASKED = f"{ENTER} (NEW.id, NEW.state, {counted('NEW')})"
ENTRY = "CASE WHEN NEW.state <> OLD.state THEN NEW.state ELSE 'changed' END"
CHANGED = f"{ENTER} (NEW.id, {ENTRY}, {counted('NEW')} - {counted('OLD')})"
IS_CHANGED = "NEW.state <> OLD.state OR NEW.cost <> OLD.cost"


def sqlite_triggers() -> list[str]:
    """CREATE TRIGGER statements for SQLite."""
    return [
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit only grows'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit only grows'); END",
        *(
            f"CREATE TRIGGER ledger_no_{verb} BEFORE {verb.upper()} ON ledger "
            "BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"
            for verb in ("update", "delete")
        ),
        "CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions "
        "BEGIN SELECT RAISE(ABORT, 'a decision stands'); END",
        # Forgetting a customer empties the words; nothing else of a decision ever changes.
        f"CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions WHEN {REWRITTEN} "
        "BEGIN SELECT RAISE(ABORT, 'a decision stands'); END",
        "CREATE TRIGGER decisions_four_eyes BEFORE INSERT ON decisions "
        f"WHEN {OWN} BEGIN SELECT RAISE(ABORT, 'nobody decides their own request'); END",
        "CREATE TRIGGER decisions_while_open BEFORE INSERT ON decisions "
        f"WHEN {DECIDED_ALREADY} BEGIN SELECT RAISE(ABORT, 'it is decided'); END",
        "CREATE TRIGGER gestures_end BEFORE UPDATE ON gestures "
        f"WHEN {OVER} BEGIN SELECT RAISE(ABORT, 'it is over'); END",
        f"CREATE TRIGGER gestures_asked AFTER INSERT ON gestures BEGIN {ASKED}; END",
        f"CREATE TRIGGER gestures_changed AFTER UPDATE ON gestures WHEN {IS_CHANGED} BEGIN {CHANGED}; END",
        *(
            f"CREATE TRIGGER gestures_enough_leads_{verb.lower()} BEFORE {verb} ON gestures WHEN {forbidden} "
            "BEGIN SELECT RAISE(ABORT, 'not enough leads approved'); END"
            for verb, forbidden in (("INSERT", UNAPPROVED), ("UPDATE", f"{UNAPPROVED} OR {LOWERED}"))
        ),
    ]


def postgresql_triggers() -> list[str]:
    """CREATE FUNCTION and CREATE TRIGGER statements for PostgreSQL."""
    return [
        _function("only_grows", "true", "this only grows"),
        _function("decision_stands", f"TG_OP <> 'UPDATE' OR {REWRITTEN}", "a decision stands"),
        _function("four_eyes", OWN, "nobody decides their own request"),
        _function("while_open", DECIDED_ALREADY, "it is decided"),
        _function("ends", OVER, "it is over"),
        "CREATE FUNCTION enters() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'INSERT' THEN {ASKED}; ELSIF {IS_CHANGED} THEN {CHANGED}; END IF; RETURN NULL; END $$",
        _function("enough_leads", f"{UNAPPROVED} OR {LOWERED}", "not enough leads approved"),
        "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION only_grows()",
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION only_grows()",
        "CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION only_grows()",
        "CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION only_grows()",
        "CREATE TRIGGER decisions_stand BEFORE UPDATE OR DELETE ON decisions "
        "FOR EACH ROW EXECUTE FUNCTION decision_stands()",
        "CREATE TRIGGER decisions_no_truncate BEFORE TRUNCATE ON decisions "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()",
        "CREATE TRIGGER decisions_four_eyes BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION four_eyes()",
        "CREATE TRIGGER decisions_while_open BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION while_open()",
        "CREATE TRIGGER gestures_end BEFORE UPDATE ON gestures FOR EACH ROW EXECUTE FUNCTION ends()",
        "CREATE TRIGGER gestures_enter AFTER INSERT OR UPDATE ON gestures FOR EACH ROW EXECUTE FUNCTION enters()",
        "CREATE TRIGGER gestures_enough_leads BEFORE INSERT OR UPDATE ON gestures "
        "FOR EACH ROW EXECUTE FUNCTION enough_leads()",
    ]


def _function(name: str, forbidden: str, because: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {forbidden} THEN RAISE EXCEPTION '{because}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NEW; END $$"
    )


def _ddl(statement: str, dialect: str) -> Any:
    ddl: Any = DDL  # untyped in SQLAlchemy
    return ddl(statement.replace("%", "%%")).execute_if(dialect=dialect)


def _declare() -> None:
    for dialect, statements in (("sqlite", sqlite_triggers()), ("postgresql", postgresql_triggers())):
        for statement in statements:
            event.listen(metadata, "after_create", _ddl(statement, dialect))


_declare()
