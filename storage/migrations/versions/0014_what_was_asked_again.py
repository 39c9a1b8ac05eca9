"""Which expired request a gesture asks for again; each is asked again once"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("gestures", sa.Column("again_of", Id))
    those = sa.text("again_of IS NOT NULL")
    op.create_index(
        "gestures_again_ix", "gestures", ["again_of"], unique=True, sqlite_where=those, postgresql_where=those
    )
