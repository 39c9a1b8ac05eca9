"""What became of promises before they were changed, and which customers are two people"""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "past_promises",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("followup_id", ID, nullable=False),
        sa.Column("promised_by", Instant(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["followup_id"], ["followups.id"], name=op.f("past_promises_followup_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("past_promises_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index("past_promises_promised_by_ix", "past_promises", ["promised_by"])
    op.create_table(
        "customers_apart",
        sa.Column("one_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("customers_apart_pk")),
        sa.ForeignKeyConstraint(["one_id"], ["customers.id"], name=op.f("customers_apart_one_id_fk")),
        sa.ForeignKeyConstraint(["other_id"], ["customers.id"], name=op.f("customers_apart_other_id_fk")),
    )
