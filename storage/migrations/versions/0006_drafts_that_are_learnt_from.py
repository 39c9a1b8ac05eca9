"""How an agent wants a draft, what its writer noticed, what left the house, and what became of it"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _add(
        "drafts",
        sa.Column("felt", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("tone", sa.Text()),
        sa.Column("model_allowed", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("edited", sa.Float()),
    )
    _add(
        "draft_versions",
        sa.Column("confidence", sa.Float(), server_default="0", nullable=False),
        sa.Column("severity", sa.Text(), server_default="low", nullable=False),
        sa.Column("sensitive", sa.Text()),
        sa.Column("used", sa.Text(), server_default="[]", nullable=False),
        sa.Column("suggested", sa.Text(), server_default="[]", nullable=False),
        sa.Column("sent", sa.Text()),
        sa.Column("seconds", sa.Float(), server_default="0", nullable=False),
        sa.Column("tokens_asked", sa.Integer()),
        sa.Column("tokens_answered", sa.Integer()),
    )


def _add(table: str, *columns: "sa.Column[Any]") -> None:
    for column in columns:
        op.add_column(table, column)
