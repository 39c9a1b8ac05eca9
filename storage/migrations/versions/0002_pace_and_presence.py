"""The pace that replicas share, the look-out for late twins, and when nobody was there"""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXES = (
    ("outbox_lane_ix", ["recipient", "priority", "due_at", "id"], "state IN ('ready', 'sending') AND ts IS NULL"),
    ("outbox_change_ix", ["priority", "id"], "state IN ('ready', 'sending') AND ts IS NOT NULL"),
    ("outbox_held_ix", ["held_until"], "state IN ('ready', 'sending') AND held_until > 0"),
    ("outbox_look_ix", ["look_at"], "look_at IS NOT NULL"),
    ("outbox_dead_ix", ["recipient"], "state = 'dead'"),
)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("shown_at", Instant()))
    op.add_column("outbox", sa.Column("look_at", sa.Float()))
    op.add_column("outbox", sa.Column("looks", sa.Integer(), server_default="0", nullable=False))
    op.drop_index("outbox_work_ix", "outbox")
    for name, columns, those in INDEXES:
        op.create_index(name, "outbox", columns, sqlite_where=sa.text(those), postgresql_where=sa.text(those))

    op.create_table(
        "pace",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("free_at", sa.Float(), nullable=False),
        sa.Column("limited_until", sa.Float(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pace_pk")),
    )
    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("beat", sa.Float(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("presence_single_ck")),
        sa.PrimaryKeyConstraint("id", name=op.f("presence_pk")),
    )
    op.create_table(
        "absences",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("absences_pk")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "latecomers",
        sa.Column("absence_id", ID, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["absence_id"], ["absences.id"], name=op.f("latecomers_absence_id_fk")),
        sa.PrimaryKeyConstraint("absence_id", "person", name=op.f("latecomers_pk")),
    )
