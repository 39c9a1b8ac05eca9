"""What a message is about as its agent sees it, and which versions were written after they said so"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("drafts", sa.Column("about", sa.Text()))
    op.add_column("draft_versions", sa.Column("about", sa.Text()))
