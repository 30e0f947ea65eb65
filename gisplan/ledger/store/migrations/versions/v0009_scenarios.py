"""Version 9: the scenarios of planners, with every change of them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables, which are empty, and what refuses changes of their rows."""
    op.create_table(
        "scenarios",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("begun", sa.Text, nullable=False),
        sa.Column("created", _PLAIN, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("copy_of", sa.Integer, sa.ForeignKey("scenarios.id", name="scenarios_copy_of")),
        sa.Column("copy_of_change", sa.Integer),
        sqlite_strict=True,
    )
    op.create_table(
        "scenario_changes",
        sa.Column(
            "scenario", sa.Integer, sa.ForeignKey("scenarios.id", name="scenario_changes_scenario"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("recorded", _PLAIN, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("change", sa.Text),
        sa.Column("comment", sa.Text),
        sa.Column("entry", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("scenario_changes_entry", "scenario_changes", ["entry"], unique=True)
    for table in ("scenarios", "scenario_changes"):
        _protect(table)


def _protect(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} are never changed: record another change'); END"
            )
    else:
        op.execute(
            f"CREATE TRIGGER {table}_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
