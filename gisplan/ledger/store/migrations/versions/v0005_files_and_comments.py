"""Version 5: the files of events, comments, the ids of entries, and which event another one undoes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, which are null in rows recorded before, and the table of files, which is empty."""
    for name in ("entry", "entry_sha256"):
        op.add_column("batches", sa.Column(name, sa.Text))
    # Alembic writes no foreign key of a column that is added to a table of SQLite
    op.execute("ALTER TABLE batches ADD COLUMN comment_on INTEGER CONSTRAINT batches_comment_on REFERENCES works (id)")
    op.execute("ALTER TABLE events ADD COLUMN undoes INTEGER CONSTRAINT events_undoes REFERENCES events (id)")
    op.create_index("batches_entry", "batches", ["entry"], unique=True)
    op.create_index("batches_comment_on", "batches", ["comment_on"])
    _create_attachments()


def _create_attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("batch", sa.Integer, sa.ForeignKey("batches.id", name="attachments_batch"), nullable=False),
        sa.Column("work", sa.Integer, sa.ForeignKey("works.id", name="attachments_work"), nullable=False),
        sa.Column("event", sa.Integer, sa.ForeignKey("events.id", name="attachments_event")),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("original_sha256", sa.Text, nullable=False),
        sa.Column("taken", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("stated_by", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("attachments_work", "attachments", ["work", "id"])
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER attachments_no_{action.lower()} BEFORE {action} ON attachments "
                "BEGIN SELECT RAISE(ABORT, 'attachments are never changed: record a correction'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER attachments_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON attachments "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
