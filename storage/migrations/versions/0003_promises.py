"""Promises with a deadline, who owes whom, what repeats, how it ended, and who is away"""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for column in (
        sa.Column("asked", sa.Text(), server_default="", nullable=False),
        sa.Column("moved", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("promised_by", Instant()),
        sa.Column("they_owe", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("repeat", sa.Text()),
        sa.Column("solved", sa.Boolean()),
        sa.Column("follows", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column("reason", sa.Text()),
        sa.Column("nudged_by", sa.Text()),
        sa.Column("left_by", sa.Text()),
        sa.Column("handed_by", sa.Text()),
    ):
        op.add_column("followups", column)
    for name in ("promised_by", "follows"):
        there = sa.text(f"{name} IS NOT NULL")
        index = f"followups_{name.removesuffix('_by')}_ix"
        op.create_index(index, "followups", [name], sqlite_where=there, postgresql_where=there)
    op.add_column("people", sa.Column("away_until", Instant()))
    op.add_column("people", sa.Column("stand_in", sa.Text()))
    op.add_column("people", sa.Column("last_snooze", sa.Text()))
