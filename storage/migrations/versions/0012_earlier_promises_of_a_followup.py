"""The earlier promises of a follow-up, found without a look at all there ever were"""

from alembic import op

revision = "0012"
down_revision = "0010"


def upgrade() -> None:
    op.create_index(op.f("past_promises_followup_id_ix"), "past_promises", ["followup_id"])
