"""When somebody last looked for problems that many have, and gestures for all that are not asked for for each yet"""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0010"
down_revision = "0009"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "problem_looks",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("problem_looks_single_ck")),
        sa.PrimaryKeyConstraint("id", name=op.f("problem_looks_pk")),
    )
    op.create_table(
        "blanket_orders",
        sa.Column("problem_id", Id, autoincrement=False, nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("code", sa.Text()),
        sa.Column("customers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["problem_id"], ["problems.id"], name=op.f("blanket_orders_problem_id_fk")),
        sa.PrimaryKeyConstraint("problem_id", "lead", name=op.f("blanket_orders_pk")),
    )
