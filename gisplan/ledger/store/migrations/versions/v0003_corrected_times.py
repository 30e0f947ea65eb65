"""Version 3: a batch may state on which day earlier batches were truly recorded, if a clock was wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; in rows recorded before they are null."""
    for name in ("corrects_first", "corrects_last"):
        op.add_column("batches", sa.Column(name, sa.Integer))
    op.add_column("batches", sa.Column("corrected_day", sa.Text))
