"""What happened in a week or a month, found without a look at all that there ever was"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    op.create_index("drafts_created_at_ix", "drafts", ["created_at"])
    those = sa.text("decided_at IS NOT NULL")
    op.create_index("gestures_decided_ix", "gestures", ["decided_at"], sqlite_where=those, postgresql_where=those)
