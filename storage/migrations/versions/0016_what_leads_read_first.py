"""Which version of a draft a lead was asked to read before it is sent, and what they said"""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0016"
down_revision = "0015"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("draft_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("verdict", sa.Text()),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("lead", sa.Text()),
        sa.Column("answered_at", Instant()),
        sa.CheckConstraint("verdict IN ('fine', 'changes')", name=op.f("reviews_verdict_ck")),
        sa.CheckConstraint("(verdict IS NULL) = (lead IS NULL)", name=op.f("reviews_lead_ck")),
        sa.CheckConstraint("(verdict IS NULL) = (answered_at IS NULL)", name=op.f("reviews_answered_ck")),
        sa.CheckConstraint("lead IS NULL OR lead <> asked_by", name=op.f("reviews_four_eyes_ck")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("reviews_draft_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("reviews_pk")),
        sa.UniqueConstraint("draft_id", "version", name=op.f("reviews_draft_id_version_uq")),
        sqlite_autoincrement=True,
    )
