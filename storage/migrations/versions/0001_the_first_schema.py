"""The first schema"""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0001"
down_revision = None


TRIGGERS = {
    "sqlite": [
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit only grows'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit only grows'); END",
        "CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'a decision stands'); END",
        "CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions WHEN NOT (NEW.words = '' AND NEW.id = OLD.id AND NEW.gesture_id = OLD.gesture_id AND NEW.round = OLD.round AND NEW.lead = OLD.lead AND NEW.verdict = OLD.verdict AND NEW.amount = OLD.amount AND NEW.at = OLD.at) BEGIN SELECT RAISE(ABORT, 'a decision stands'); END",
        "CREATE TRIGGER decisions_four_eyes BEFORE INSERT ON decisions WHEN NEW.lead = (SELECT requester FROM gestures WHERE id = NEW.gesture_id) BEGIN SELECT RAISE(ABORT, 'nobody decides their own request'); END",
        "CREATE TRIGGER gestures_enough_leads_insert BEFORE INSERT ON gestures WHEN NEW.state IN ('approved', 'delivered') AND (SELECT count(*) FROM decisions WHERE gesture_id = NEW.id AND round = NEW.round AND amount = NEW.amount AND verdict = 'approve' AND lead <> NEW.requester) < NEW.needs BEGIN SELECT RAISE(ABORT, 'not enough leads approved'); END",
        "CREATE TRIGGER gestures_enough_leads_update BEFORE UPDATE ON gestures WHEN NEW.state IN ('approved', 'delivered') AND (SELECT count(*) FROM decisions WHERE gesture_id = NEW.id AND round = NEW.round AND amount = NEW.amount AND verdict = 'approve' AND lead <> NEW.requester) < NEW.needs OR OLD.needs > 0 AND (NEW.needs = 0 OR (NEW.needs < OLD.needs AND NEW.round = OLD.round)) BEGIN SELECT RAISE(ABORT, 'not enough leads approved'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF true THEN RAISE EXCEPTION 'this only grows' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE FUNCTION decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'UPDATE' OR NOT (NEW.words = '' AND NEW.id = OLD.id AND NEW.gesture_id = OLD.gesture_id AND NEW.round = OLD.round AND NEW.lead = OLD.lead AND NEW.verdict = OLD.verdict AND NEW.amount = OLD.amount AND NEW.at = OLD.at) THEN RAISE EXCEPTION 'a decision stands' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE FUNCTION four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.lead = (SELECT requester FROM gestures WHERE id = NEW.gesture_id) THEN RAISE EXCEPTION 'nobody decides their own request' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE FUNCTION enough_leads() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state IN ('approved', 'delivered') AND (SELECT count(*) FROM decisions WHERE gesture_id = NEW.id AND round = NEW.round AND amount = NEW.amount AND verdict = 'approve' AND lead <> NEW.requester) < NEW.needs OR OLD.needs > 0 AND (NEW.needs = 0 OR (NEW.needs < OLD.needs AND NEW.round = OLD.round)) THEN RAISE EXCEPTION 'not enough leads approved' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION only_grows()",
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION only_grows()",
        "CREATE TRIGGER decisions_stand BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION decision_stands()",
        "CREATE TRIGGER decisions_no_truncate BEFORE TRUNCATE ON decisions FOR EACH STATEMENT EXECUTE FUNCTION only_grows()",
        "CREATE TRIGGER decisions_four_eyes BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION four_eyes()",
        "CREATE TRIGGER gestures_enough_leads BEFORE INSERT OR UPDATE ON gestures FOR EACH ROW EXECUTE FUNCTION enough_leads()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("audit_pk")),
        sa.UniqueConstraint("hash", name=op.f("audit_hash_uq")),
        sa.UniqueConstraint("previous", name=op.f("audit_previous_uq")),
    )
    op.create_index("audit_subject_ix", "audit", ["subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("audit_head_single_ck")),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_head_pk")),
    )
    op.create_table(
        "clippings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("clippings_pk")),
    )
    op.create_index(op.f("clippings_at_ix"), "clippings", ["at"], unique=False)

    op.create_table(
        "customers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("forgotten_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("customers_pk")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "inbox",
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("request", name=op.f("inbox_pk")),
    )
    op.create_index(op.f("inbox_at_ix"), "inbox", ["at"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Integer(), server_default="1", nullable=False),
        sa.Column("shown", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("held_until", sa.Float(), server_default="0", nullable=False),
        sa.Column("fence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("doubtful", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('ready', 'sending', 'settled', 'dropped', 'dead')", name=op.f("outbox_state_ck")),
        sa.CheckConstraint("shown <= wanted", name=op.f("outbox_shown_ck")),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_pk")),
        sa.UniqueConstraint("key", name=op.f("outbox_key_uq")),
        sa.UniqueConstraint(
            "kind", "subject", "recipient", "occurrence", name=op.f("outbox_kind_subject_recipient_occurrence_uq")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_subject_ix", "outbox", ["subject"], unique=False)
    op.create_index(
        "outbox_work_ix",
        "outbox",
        ["priority", "due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('ready', 'sending')"),
        postgresql_where=sa.text("state IN ('ready', 'sending')"),
    )

    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("membership", sa.Text(), nullable=False),
        sa.Column("hours_days", sa.Text(), nullable=True),
        sa.Column("hours_start", sa.Text(), nullable=True),
        sa.Column("hours_end", sa.Text(), nullable=True),
        sa.CheckConstraint("membership IN ('member', 'guest', 'outsider', 'gone')", name=op.f("people_membership_ck")),
        sa.PrimaryKeyConstraint("id", name=op.f("people_pk")),
    )
    op.create_table(
        "policies",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_used_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("policies_pk")),
    )
    op.create_table(
        "timers",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("failed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("timers_pk")),
    )
    op.create_index(
        "timers_due_ix",
        "timers",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("NOT failed"),
        postgresql_where=sa.text("NOT failed"),
    )

    op.create_table(
        "customer_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("customer_notes_customer_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_notes_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("customer_notes_customer_id_ix"), "customer_notes", ["customer_id"], unique=False)

    op.create_table(
        "customer_references",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("kind IN ('email', 'ticket', 'name', 'alias')", name=op.f("customer_references_kind_ck")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("customer_references_customer_id_fk")),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("customer_references_pk")),
    )
    op.create_index(op.f("customer_references_customer_id_ix"), "customer_references", ["customer_id"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("held_until", sa.Float(), server_default="0", nullable=False),
        sa.Column("fence", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("state IN ('writing', 'ready', 'used', 'discarded')", name=op.f("drafts_state_ck")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("drafts_customer_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("drafts_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("drafts_agent_ix"), "drafts", ["agent"], unique=False)
    op.create_index(op.f("drafts_customer_id_ix"), "drafts", ["customer_id"], unique=False)
    op.create_index(
        "drafts_writing_ix",
        "drafts",
        ["held_until"],
        unique=False,
        sqlite_where=sa.text("state = 'writing'"),
        postgresql_where=sa.text("state = 'writing'"),
    )

    op.create_table(
        "followups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("reminded_at", Instant(), nullable=True),
        sa.Column("reminders", sa.Integer(), server_default="0", nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("late", sa.Float(), server_default="0", nullable=False),
        sa.Column("escalated_from", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f("followups_closed_ck")),
        sa.CheckConstraint("state IN ('open', 'done', 'cancelled')", name=op.f("followups_state_ck")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("followups_customer_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("followups_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("followups_customer_id_ix"), "followups", ["customer_id"], unique=False)
    op.create_index(
        "followups_open_ix",
        "followups",
        ["owner", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )

    op.create_table(
        "gestures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), server_default="1", nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("requested_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name=op.f("gestures_delivered_ck")),
        sa.CheckConstraint("(state = 'requested') = (decided_at IS NULL)", name=op.f("gestures_decided_ck")),
        sa.CheckConstraint("state <> 'granted' OR needs = 0", name=op.f("gestures_granted_alone_ck")),
        sa.CheckConstraint(
            "state IN ('requested', 'granted', 'approved', 'declined', 'withdrawn', 'expired', 'delivered')",
            name=op.f("gestures_state_ck"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('requested', 'approved') OR needs > 0", name=op.f("gestures_needs_a_lead_ck")
        ),
        sa.CheckConstraint("unit IN ('percent', 'money', 'time', 'none')", name=op.f("gestures_unit_ck")),
        sa.CheckConstraint(
            "amount >= 0 AND cost >= 0 AND (price IS NULL OR price > 0)", name=op.f("gestures_amounts_ck")
        ),
        sa.CheckConstraint("needs BETWEEN 0 AND 2", name=op.f("gestures_needs_ck")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("gestures_customer_id_fk")),
        sa.ForeignKeyConstraint(["policy"], ["policies.digest"], name=op.f("gestures_policy_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("gestures_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index("gestures_customer_ix", "gestures", ["customer_id", "requested_at"], unique=False)
    op.create_index(
        "gestures_open_ix",
        "gestures",
        ["state"],
        unique=False,
        sqlite_where=sa.text("state IN ('requested', 'granted', 'approved')"),
        postgresql_where=sa.text("state IN ('requested', 'granted', 'approved')"),
    )
    op.create_index("gestures_requester_ix", "gestures", ["requester", "requested_at"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("gesture_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("verdict IN ('approve', 'decline', 'change')", name=op.f("decisions_verdict_ck")),
        sa.ForeignKeyConstraint(["gesture_id"], ["gestures.id"], name=op.f("decisions_gesture_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("decisions_pk")),
        sa.UniqueConstraint(
            "gesture_id", "round", "lead", "verdict", name=op.f("decisions_gesture_id_round_lead_verdict_uq")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "draft_versions",
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("feeling", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=True),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.Column("writer", sa.Text(), nullable=False),
        sa.Column("prompt_version", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("written_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("draft_versions_draft_id_fk")),
        sa.PrimaryKeyConstraint("draft_id", "version", name=op.f("draft_versions_pk")),
    )
    op.execute(f"INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '{'0' * 64}')")
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)
