"""What a gesture is for, a ledger of all that was given, and who decides for a lead who is away"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TRIGGERS = {
    "sqlite": [
        'DROP TRIGGER decisions_no_update',
        'DROP TRIGGER decisions_four_eyes',
        'DROP TRIGGER gestures_enough_leads_insert',
        'DROP TRIGGER gestures_enough_leads_update',
        "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END",
        "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END",
        "CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions WHEN NOT (NEW.words = '' AND NEW.id = OLD.id AND NEW.gesture_id = OLD.gesture_id AND NEW.round = OLD.round AND NEW.lead = OLD.lead AND NEW.verdict = OLD.verdict AND NEW.amount = OLD.amount AND NEW.at = OLD.at AND coalesce(NEW.on_behalf, '') = coalesce(OLD.on_behalf, '')) BEGIN SELECT RAISE(ABORT, 'a decision stands'); END",
        "CREATE TRIGGER decisions_four_eyes BEFORE INSERT ON decisions WHEN (SELECT requester FROM gestures WHERE id = NEW.gesture_id) IN (NEW.lead, coalesce(NEW.on_behalf, NEW.lead)) BEGIN SELECT RAISE(ABORT, 'nobody decides their own request'); END",
        "CREATE TRIGGER decisions_while_open BEFORE INSERT ON decisions WHEN (SELECT state FROM gestures WHERE id = NEW.gesture_id) <> 'requested' BEGIN SELECT RAISE(ABORT, 'it is decided'); END",
        "CREATE TRIGGER gestures_end BEFORE UPDATE ON gestures WHEN OLD.state IN ('declined', 'withdrawn', 'expired', 'delivered') AND NEW.state <> OLD.state BEGIN SELECT RAISE(ABORT, 'it is over'); END",
        "CREATE TRIGGER gestures_asked AFTER INSERT ON gestures BEGIN INSERT INTO ledger (gesture_id, entry, amount) VALUES (NEW.id, NEW.state, CASE WHEN NEW.state IN ('requested', 'granted', 'approved', 'delivered') THEN NEW.cost ELSE 0 END); END",
        "CREATE TRIGGER gestures_changed AFTER UPDATE ON gestures WHEN NEW.state <> OLD.state OR NEW.cost <> OLD.cost BEGIN INSERT INTO ledger (gesture_id, entry, amount) VALUES (NEW.id, CASE WHEN NEW.state <> OLD.state THEN NEW.state ELSE 'changed' END, CASE WHEN NEW.state IN ('requested', 'granted', 'approved', 'delivered') THEN NEW.cost ELSE 0 END - CASE WHEN OLD.state IN ('requested', 'granted', 'approved', 'delivered') THEN OLD.cost ELSE 0 END); END",
        "CREATE TRIGGER gestures_enough_leads_insert BEFORE INSERT ON gestures WHEN NEW.state IN ('approved', 'delivered') AND (SELECT count(DISTINCT coalesce(on_behalf, lead)) FROM decisions WHERE gesture_id = NEW.id AND round = NEW.round AND amount = NEW.amount AND verdict = 'approve' AND NEW.requester NOT IN (lead, coalesce(on_behalf, lead))) < NEW.needs BEGIN SELECT RAISE(ABORT, 'not enough leads approved'); END",
        "CREATE TRIGGER gestures_enough_leads_update BEFORE UPDATE ON gestures WHEN NEW.state IN ('approved', 'delivered') AND (SELECT count(DISTINCT coalesce(on_behalf, lead)) FROM decisions WHERE gesture_id = NEW.id AND round = NEW.round AND amount = NEW.amount AND verdict = 'approve' AND NEW.requester NOT IN (lead, coalesce(on_behalf, lead))) < NEW.needs OR OLD.needs > 0 AND (NEW.needs = 0 OR (NEW.needs < OLD.needs AND NEW.round = OLD.round)) BEGIN SELECT RAISE(ABORT, 'not enough leads approved'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'UPDATE' OR NOT (NEW.words = '' AND NEW.id = OLD.id AND NEW.gesture_id = OLD.gesture_id AND NEW.round = OLD.round AND NEW.lead = OLD.lead AND NEW.verdict = OLD.verdict AND NEW.amount = OLD.amount AND NEW.at = OLD.at AND coalesce(NEW.on_behalf, '') = coalesce(OLD.on_behalf, '')) THEN RAISE EXCEPTION 'a decision stands' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE OR REPLACE FUNCTION four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT requester FROM gestures WHERE id = NEW.gesture_id) IN (NEW.lead, coalesce(NEW.on_behalf, NEW.lead)) THEN RAISE EXCEPTION 'nobody decides their own request' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE FUNCTION while_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT state FROM gestures WHERE id = NEW.gesture_id) <> 'requested' THEN RAISE EXCEPTION 'it is decided' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE FUNCTION ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.state IN ('declined', 'withdrawn', 'expired', 'delivered') AND NEW.state <> OLD.state THEN RAISE EXCEPTION 'it is over' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE FUNCTION enters() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'INSERT' THEN INSERT INTO ledger (gesture_id, entry, amount) VALUES (NEW.id, NEW.state, CASE WHEN NEW.state IN ('requested', 'granted', 'approved', 'delivered') THEN NEW.cost ELSE 0 END); ELSIF NEW.state <> OLD.state OR NEW.cost <> OLD.cost THEN INSERT INTO ledger (gesture_id, entry, amount) VALUES (NEW.id, CASE WHEN NEW.state <> OLD.state THEN NEW.state ELSE 'changed' END, CASE WHEN NEW.state IN ('requested', 'granted', 'approved', 'delivered') THEN NEW.cost ELSE 0 END - CASE WHEN OLD.state IN ('requested', 'granted', 'approved', 'delivered') THEN OLD.cost ELSE 0 END); END IF; RETURN NULL; END $$",
        "CREATE OR REPLACE FUNCTION enough_leads() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state IN ('approved', 'delivered') AND (SELECT count(DISTINCT coalesce(on_behalf, lead)) FROM decisions WHERE gesture_id = NEW.id AND round = NEW.round AND amount = NEW.amount AND verdict = 'approve' AND NEW.requester NOT IN (lead, coalesce(on_behalf, lead))) < NEW.needs OR OLD.needs > 0 AND (NEW.needs = 0 OR (NEW.needs < OLD.needs AND NEW.round = OLD.round)) THEN RAISE EXCEPTION 'not enough leads approved' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        'CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION only_grows()',
        'CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION only_grows()',
        'CREATE TRIGGER decisions_while_open BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION while_open()',
        'CREATE TRIGGER gestures_end BEFORE UPDATE ON gestures FOR EACH ROW EXECUTE FUNCTION ends()',
        'CREATE TRIGGER gestures_enter AFTER INSERT OR UPDATE ON gestures FOR EACH ROW EXECUTE FUNCTION enters()',
    ],
}
# What was asked for before there was a ledger enters it as it stands.
OPENING = (
    "INSERT INTO ledger (gesture_id, entry, amount) SELECT id, state,"
    " CASE WHEN state IN ('requested', 'granted', 'approved', 'delivered') THEN cost ELSE 0 END FROM gestures ORDER BY id"
)


def upgrade() -> None:
    for column in (
        sa.Column("code", sa.Text()),
        sa.Column("units", sa.Integer(), server_default="1", nullable=False),
        sa.Column("facts", sa.Text(), server_default="[]", nullable=False),
        sa.Column("tier", sa.Text()),
        sa.Column("proof", sa.Text()),
        sa.Column("claimed_by", sa.Text()),
    ):
        op.add_column("gestures", column)
    op.add_column("decisions", sa.Column("on_behalf", sa.Text()))
    op.add_column("customers", sa.Column("tier", sa.Text()))
    op.add_column("people", sa.Column("deputised", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("gestures_kind_ix", "gestures", ["kind", "code", "id"])
    op.create_table(
        "ledger",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("gesture_id", ID, nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "entry IN ('requested', 'granted', 'changed', 'approved', 'declined', 'withdrawn', 'expired', 'delivered')",
            name=op.f("ledger_entry_ck"),
        ),
        sa.ForeignKeyConstraint(["gesture_id"], ["gestures.id"], name=op.f("ledger_gesture_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("ledger_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index("ledger_gesture_id_ix", "ledger", ["gesture_id"])
    op.execute(OPENING)
    for trigger in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(trigger)
