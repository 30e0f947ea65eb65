"""Version 10: wrong passwords are counted from the log of accounts, by name and address, and no longer by account."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the counts of wrong passwords in a row."""
    op.drop_column("users", "failures")
    op.drop_column("users", "locked_until")
