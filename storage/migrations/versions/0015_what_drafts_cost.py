"""What each version of a draft cost, and in whose place the phrasebook wrote it"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("draft_versions", sa.Column("cost", sa.BigInteger()))
    op.add_column("draft_versions", sa.Column("currency", sa.Text()))
    op.add_column("draft_versions", sa.Column("instead_of", sa.Text()))
    op.add_column("draft_versions", sa.Column("instead_of_version", sa.Text()))
