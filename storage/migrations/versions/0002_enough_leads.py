"""Delivered takes as many leads as approved does, and what leads must decide never comes to need none"""

from alembic import op

revision = "0002"
down_revision = "0001"


STATEMENTS = {
    "sqlite": [
        "DROP TRIGGER gestures_enough_leads_insert",
        "DROP TRIGGER gestures_enough_leads_update",
        "CREATE TRIGGER gestures_enough_leads_insert BEFORE INSERT ON gestures WHEN NEW.state IN ('approved', 'delivered') AND (SELECT count(*) FROM decisions WHERE gesture_id = NEW.id AND round = NEW.round AND amount = NEW.amount AND verdict = 'approve' AND lead <> NEW.requester) < NEW.needs BEGIN SELECT RAISE(ABORT, 'not enough leads approved'); END",
        "CREATE TRIGGER gestures_enough_leads_update BEFORE UPDATE ON gestures WHEN NEW.state IN ('approved', 'delivered') AND (SELECT count(*) FROM decisions WHERE gesture_id = NEW.id AND round = NEW.round AND amount = NEW.amount AND verdict = 'approve' AND lead <> NEW.requester) < NEW.needs OR OLD.needs > 0 AND (NEW.needs = 0 OR (NEW.needs < OLD.needs AND NEW.round = OLD.round)) BEGIN SELECT RAISE(ABORT, 'not enough leads approved'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION enough_leads() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state IN ('approved', 'delivered') AND (SELECT count(*) FROM decisions WHERE gesture_id = NEW.id AND round = NEW.round AND amount = NEW.amount AND verdict = 'approve' AND lead <> NEW.requester) < NEW.needs OR OLD.needs > 0 AND (NEW.needs = 0 OR (NEW.needs < OLD.needs AND NEW.round = OLD.round)) THEN RAISE EXCEPTION 'not enough leads approved' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
    ],
}


def upgrade() -> None:
    for statement in STATEMENTS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)
