"""What a gesture is for, a ledger of all that was given, and who decides for a lead who is away"""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TRIGGERS = {
    "sqlite": [
        "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END",
        "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION only_grows()",
        "CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION only_grows()",
    ],
}
# What was asked for before there was a ledger enters it as it stands.
OPENING = (
    "INSERT INTO ledger (gesture_id, entry, amount, at) SELECT id, state,"
    " CASE WHEN state IN ('requested', 'granted', 'approved', 'delivered') THEN cost ELSE 0 END, requested_at"
    " FROM gestures ORDER BY id"
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
    op.add_column("customers", sa.Column("tier", sa.Text()))
    op.add_column("people", sa.Column("deputised", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("gestures_kind_ix", "gestures", ["kind", "code", "id"])
    op.create_table(
        "ledger",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("gesture_id", ID, nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
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
