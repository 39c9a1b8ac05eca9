"""The earlier promises of a follow-up, and the currency of what was given, found without a look at all there ever was"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_index(op.f("past_promises_followup_id_ix"), "past_promises", ["followup_id"])
    op.drop_index("gestures_given_ix", "gestures")
    summed_up = ["requested_at", "requester", "needs", "cost", "state", "currency"]
    given = sa.text("state IN ('granted', 'approved', 'delivered')")
    op.create_index("gestures_given_ix", "gestures", summed_up, sqlite_where=given, postgresql_where=given)
