"""Version 2: the evidence of an event, the sheet of a batch, and what a restored store was restored from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; in rows recorded before they are null."""
    for name in ("attachment", "attachment_sha256"):
        op.add_column("events", sa.Column(name, sa.Text))
    for name in ("source", "source_sha256"):
        op.add_column("batches", sa.Column(name, sa.Text))
    op.add_column("store", sa.Column("parent", sa.Text))
    op.add_column("store", sa.Column("parent_event", sa.Integer))
