"""Version 8: the queue of jobs, whose results the desk keeps as reports."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table; it is empty."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("arguments", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("same", _PLAIN, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked", _PLAIN, nullable=False),
        sa.Column("state", _PLAIN, nullable=False),
        sa.Column("worker", sa.Text),
        sa.Column("beat", sa.Integer, nullable=False),
        sa.Column("progress", sa.Text),
        sa.Column("cancelled_by", sa.Text),
        sa.Column("begun", _PLAIN),
        sa.Column("ended", _PLAIN),
        sa.Column("store", sa.Text),
        sa.Column("last_event", sa.Integer),
        sa.Column("as_of", sa.Text),
        sa.Column("files", sa.Text),
        sa.Column("fault", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("jobs_same", "jobs", ["same", "id"])
    op.create_index("jobs_state", "jobs", ["state", "id"])
