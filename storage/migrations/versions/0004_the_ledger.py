"""What became of a promise before it was changed, and which customers are two people"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("followups", sa.Column("promise_was", sa.Text()))
    op.create_table(
        "customers_apart",
        sa.Column("one_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("customers_apart_pk")),
        sa.ForeignKeyConstraint(["one_id"], ["customers.id"], name=op.f("customers_apart_one_id_fk")),
        sa.ForeignKeyConstraint(["other_id"], ["customers.id"], name=op.f("customers_apart_other_id_fk")),
    )
