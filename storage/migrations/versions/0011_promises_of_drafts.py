"""Until when a draft's reply promises an answer, which follow-up keeps it, and which drafts are still to be looked at"""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0011"
down_revision = "0010"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("draft_versions", sa.Column("promised_by", Instant()))
    op.add_column("drafts", sa.Column("followup", Id))
    _index("ready", ["agent", "id"], "state = 'ready'")
    _index("kept", ["followup"], "followup IS NOT NULL")


def _index(name: str, columns: list[str], where: str) -> None:
    those = sa.text(where)
    op.create_index(f"drafts_{name}_ix", "drafts", columns, sqlite_where=those, postgresql_where=those)
