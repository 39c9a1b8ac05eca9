"""Whose gestures wait, who writes a note, and what was given of late, each found without a look at all there ever was"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    _index("asked", ["requester", "state"], "state IN ('requested', 'granted', 'approved')")
    _index("claimed", ["claimed_by"], "claimed_by IS NOT NULL")
    summed_up = ["requested_at", "requester", "needs", "cost", "state"]
    _index("given", summed_up, "state IN ('granted', 'approved', 'delivered')")


def _index(name: str, columns: list[str], where: str) -> None:
    those = sa.text(where)
    op.create_index(f"gestures_{name}_ix", "gestures", columns, sqlite_where=those, postgresql_where=those)
