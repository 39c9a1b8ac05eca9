"""When the customer's message that a draft answers stood in Slack: from then on 'today' is told"""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("drafts", sa.Column("said_at", Instant()))
