"""Version 6: who has the form of which work in use, for some seconds each."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; it is empty."""
    op.create_table(
        "editing",
        sa.Column("page", sa.Text, primary_key=True),
        sa.Column("work", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("until", sa.Integer, nullable=False),
        sqlite_strict=True,
    )
