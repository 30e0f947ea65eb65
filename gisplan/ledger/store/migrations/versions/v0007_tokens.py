"""Version 7: the tokens by which other programs use an account."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table; it is empty."""
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user", sa.Integer, sa.ForeignKey("users.id", name="tokens_user"), nullable=False),
        sa.Column("token_sha256", sa.Text, nullable=False),
        sa.Column("created", _PLAIN, nullable=False),
        sa.Column("expires", _PLAIN, nullable=False),
        sa.Column("used", _PLAIN),
        sa.Column("revoked", _PLAIN),
        sa.UniqueConstraint("token_sha256", name="tokens_token_sha256"),
        sqlite_strict=True,
    )
