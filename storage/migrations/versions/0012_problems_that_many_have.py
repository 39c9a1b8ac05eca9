"""What becomes of those whom a problem of many concerns"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("followups", sa.Column("problem", Id))
    op.drop_table("problem_members")  # nothing was ever written into it
    op.create_table(
        "problem_members",
        sa.Column("problem_id", Id, sa.ForeignKey("problems.id"), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("customer_id", Id, sa.ForeignKey("customers.id")),
        sa.Column("stage", sa.Text(), server_default="asked", nullable=False),
        sa.CheckConstraint("stage IN ('asked', 'confirmed', 'fixed')", name="stage"),
        sa.PrimaryKeyConstraint("problem_id", "subject"),
    )
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
