"""Version 1: the store, its batches, works and events, and the triggers that refuse changes of events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_APPEND_ONLY = ("events", "batches")


def upgrade() -> None:
    """Create the tables and the triggers."""
    _create_store_and_batches()
    _create_works_and_events()
    if op.get_bind().dialect.name == "sqlite":
        _protect_sqlite()
    else:
        _protect_postgresql()


def _create_store_and_batches() -> None:
    op.create_table(
        "store",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("county", sa.Text, nullable=False),
        sa.Column("utc_offset", sa.Text, nullable=False),
        sa.Column("created", _PLAIN, nullable=False),
        sa.Column("last_event", sa.Integer, nullable=False),
        sa.Column("last_batch", sa.Integer, nullable=False),
        sa.CheckConstraint("one = 1", name="store_has_one_row"),
        sqlite_strict=True,
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("recorded", _PLAIN, nullable=False),
        sa.Column("received", _PLAIN),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sqlite_strict=True,
    )


def _create_works_and_events() -> None:
    op.create_table(
        "works",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("code", _PLAIN, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("kind", "code", name="works_kind_code"),
        sqlite_strict=True,
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("batch", sa.Integer, sa.ForeignKey("batches.id", name="events_batch"), nullable=False),
        sa.Column("work", sa.Integer, sa.ForeignKey("works.id", name="events_work"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("field", _PLAIN, nullable=False),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
        sa.Column("happened", _PLAIN, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("broke", sa.Text),
        sa.Column("override", sa.Text),
        sa.UniqueConstraint("work", "version", name="events_work_version"),
        sqlite_strict=True,
    )
    op.create_index("events_by_field", "events", ["work", "field", "id"])


def _protect_sqlite() -> None:
    for table in _APPEND_ONLY:
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} are never changed: record a correction'); END"
            )


def _protect_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% are never changed: record a correction', TG_TABLE_NAME; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
