"""Scores, merges that can be undone, reopenings, thanks, problems that many have, and how far old words are erased"""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0008"
down_revision = "0007"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("customers", sa.Column("language", sa.Text()))
    op.add_column("followups", sa.Column("origin", sa.Text()))
    op.add_column("followups", sa.Column("problem", Id))
    op.execute(  # what was recorded in the very moment in which a gesture was delivered asks how that landed
        "UPDATE followups SET origin = 'check_in' WHERE EXISTS (SELECT 1 FROM gestures WHERE "
        "gestures.customer_id = followups.customer_id AND gestures.state = 'delivered' "
        "AND gestures.delivered_at = followups.created_at)"
    )
    op.add_column("drafts", sa.Column("origin", sa.Text()))
    op.add_column("people", sa.Column("praised", sa.Boolean(), server_default=sa.true(), nullable=False))
    _table(
        "scores",
        _id("customer_id", "customers"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('csat', 'nps')", name="kind"),
        sa.CheckConstraint(
            "(kind = 'csat' AND value BETWEEN 1 AND 5) OR (kind = 'nps' AND value BETWEEN 0 AND 10)",
            name="value",
        ),
        sa.UniqueConstraint("customer_id", "kind", "at"),
        indexes=("at",),
    )
    _table(
        "merges",
        _id("kept_id", "customers"),
        _id("other_id", "customers"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("undone_at", Instant()),
        sa.Column("kept_tier", sa.Text()),
        sa.Column("kept_language", sa.Text()),
        indexes=("kept_id",),
    )
    op.create_table(
        "merged_records",
        sa.Column("merge_id", Id, sa.ForeignKey("merges.id"), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merge_id", "subject"),
    )
    _table(
        "reopenings",
        _id("followup_id", "followups"),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("reopened_at", Instant(), nullable=False),
        indexes=("followup_id", "closed_at"),
    )
    _table(
        "thanks",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        _id("customer_id", "customers", nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        indexes=("customer_id", "at"),
    )
    _table(
        "problems",
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("noticed_at", Instant(), nullable=False),
        sa.Column("lead", sa.Text()),
        sa.Column("decided_at", Instant()),
        sa.Column("fixed_at", Instant()),
        sa.CheckConstraint("state IN ('asked', 'dismissed', 'confirmed', 'fixed')", name="state"),
        sa.CheckConstraint("(state = 'asked') = (lead IS NULL)", name="lead"),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("(state = 'fixed') = (fixed_at IS NOT NULL)", name="fixed"),
        indexes=("noticed_at",),
    )
    op.create_table(
        "problem_members",
        sa.Column("problem_id", Id, sa.ForeignKey("problems.id"), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("customer_id", Id, sa.ForeignKey("customers.id")),
        sa.Column("stage", sa.Text(), server_default="asked", nullable=False),
        sa.CheckConstraint("stage IN ('asked', 'confirmed', 'fixed')", name="stage"),
        sa.PrimaryKeyConstraint("problem_id", "subject"),
    )
    op.create_index("problem_members_customer_id_ix", "problem_members", ["customer_id"])
    op.create_index("problem_members_subject_ix", "problem_members", ["subject"])
    op.create_table(
        "problem_gestures",
        sa.Column("problem_id", Id, sa.ForeignKey("problems.id"), autoincrement=False, nullable=False),
        sa.Column("customer_id", Id, sa.ForeignKey("customers.id"), autoincrement=False, nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("gesture_id", Id, sa.ForeignKey("gestures.id")),
        sa.Column("refused", sa.Text()),
        sa.CheckConstraint("(gesture_id IS NULL) = (refused IS NOT NULL)", name="outcome"),
        sa.PrimaryKeyConstraint("problem_id", "customer_id"),
    )
    op.create_index("problem_gestures_gesture_id_ix", "problem_gestures", ["gesture_id"])
    _table(
        "improvements",
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
    )
    op.create_table(
        "erasures",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("looked_up_to", Id),
        sa.Column("erased", sa.Integer(), nullable=False),
        sa.CheckConstraint("erased >= 0", name="erased"),
        sa.PrimaryKeyConstraint("kind"),
    )
    _indexes_by_time()


def _indexes_by_time() -> None:
    """What happened in a week or to a customer since, found without a look at all that there ever was."""
    op.create_index("drafts_created_at_ix", "drafts", ["created_at"])
    those = sa.text("decided_at IS NOT NULL")
    op.create_index("gestures_decided_ix", "gestures", ["decided_at"], sqlite_where=those, postgresql_where=those)
    for table in ("followups", "drafts"):
        op.create_index(f"{table}_customer_ix", table, ["customer_id", "created_at"])
        op.drop_index(f"{table}_customer_id_ix", table)


def _table(name: str, *parts: "sa.schema.SchemaItem", indexes: tuple[str, ...] = ()) -> None:
    op.create_table(
        name,
        sa.Column("id", Id, autoincrement=True, nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    for column in indexes:
        op.create_index(f"{name}_{column}_ix", name, [column])


def _id(name: str, of: str, *, nullable: bool = False) -> "sa.Column[int]":
    return sa.Column(name, Id, sa.ForeignKey(f"{of}.id"), nullable=nullable)
