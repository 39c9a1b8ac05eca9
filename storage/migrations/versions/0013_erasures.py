"""How far the words of what is long over are erased"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("looked_up_to", Id),
        sa.Column("erased", sa.Integer(), nullable=False),
        sa.CheckConstraint("erased >= 0", name="erased"),
        sa.PrimaryKeyConstraint("kind"),
    )
