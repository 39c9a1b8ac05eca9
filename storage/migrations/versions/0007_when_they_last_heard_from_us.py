"""When a customer last heard from us, found without a look at all that there ever was"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _index("followups", "closed_at", "done")
    _index("drafts", "closed_at", "used")
    _index("gestures", "delivered_at", "delivered")


def _index(table: str, at: str, state: str) -> None:
    those = sa.text(f"state = '{state}'")
    op.create_index(
        f"{table}_heard_ix", table, ["customer_id", at], sqlite_where=those, postgresql_where=those
    )
