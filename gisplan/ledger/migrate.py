"""The version of a store, and the way to today's."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import Connection, inspect, text

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _

__all__ = ["VERSIONS", "find_version", "upgrade"]

VERSIONS = ("0001", "0002")
"""Every version a store was ever of, today's last."""


def find_version(connection: Connection) -> str | None:
    """The version of a store; None where nothing is there yet.

    Raises
    ------
    LedgerStoreError
        The database holds something else, or was made by a later gisplan.
    """
    names = inspect(connection).get_table_names()
    if not names:
        return None
    if "alembic_version" not in names or "events" not in names:
        raise LedgerStoreError(_("The database holds other tables, and no ledger: name an empty one for the ledger."))
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    if version not in VERSIONS:
        told = _("The ledger is of version {0}, made by a later gisplan; this one knows up to {1}: update gisplan.")
        raise LedgerStoreError(told.format(version, VERSIONS[-1]))
    return str(version)


def upgrade(connection: Connection, version: str = VERSIONS[-1]) -> None:
    """Bring a store to a version, in the transaction that `connection` is in: wholly, or not at all."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(files("gisplan.ledger") / "migrations").replace("%", "%%"))
    command.upgrade(config, version)
