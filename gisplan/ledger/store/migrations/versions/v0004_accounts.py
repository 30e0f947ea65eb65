"""Version 4: the accounts of the desk, who is signed in, and the log of both."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables; they are empty."""
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", _PLAIN, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("towns", sa.Text),
        sa.Column("programmes", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("created", _PLAIN, nullable=False),
        sa.Column("disabled", _PLAIN),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", _PLAIN),
        sa.UniqueConstraint("name", name="users_name"),
        sqlite_strict=True,
    )
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.Text, primary_key=True),
        sa.Column("user", sa.Integer, sa.ForeignKey("users.id", name="sessions_user"), nullable=False),
        sa.Column("form_token", sa.Text, nullable=False),
        sa.Column("created", _PLAIN, nullable=False),
        sa.Column("seen", _PLAIN, nullable=False),
        sa.Column("expires", _PLAIN, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "account_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", _PLAIN, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("by", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("detail", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("account_log_by_name", "account_log", ["name", "id"])
