"""How long accounts and their log are kept: an account by a command, disabled ones and old lines after a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, select

from gisplan.ledger.accounts.accounts import check_name, find_row, keep_an_administrator
from gisplan.ledger.accounts.log import write_log
from gisplan.ledger.events.clock import format_instant
from gisplan.ledger.store.engine import write_transaction
from gisplan.ledger.tables import ACCOUNT_LOG, SESSIONS, TOKENS, USERS

__all__ = ["KEEP_ACCOUNTS", "KEEP_LOG", "Removed", "remove_account", "remove_old_accounts"]

KEEP_ACCOUNTS = 365
"""For how many days disabled accounts are kept: a colleague may come back."""

KEEP_LOG = 365
"""For how many days the log of accounts is kept: longer than the six months that are asked for of network logs."""


@dataclass(frozen=True)
class Removed:
    """What was removed as it was old: accounts, and lines of the log."""

    accounts: int
    lines: int


def remove_account(engine: Engine, name: str, now: datetime, *, by: str | None = None) -> None:
    """Remove an account with its sessions and tokens; what it recorded keeps its name.

    Raises
    ------
    AccountError
        There is no such account, or no administrator would be left.
    """
    with write_transaction(engine) as connection:
        row = find_row(connection, check_name(name))
        keep_an_administrator(connection, row)
        _remove(connection, row)
        write_log(connection, format_instant(now), row.name, "removed", by=by)


def remove_old_accounts(engine: Engine, now: datetime, *, accounts: int, log: int) -> Removed:
    """Remove accounts that were disabled so many days ago, and what is as old in the log and among ended tokens.

    Parameters
    ----------
    engine : Engine
    now : datetime
    accounts, log : int
        Days.
    """
    disabled, written = (format_instant(now - timedelta(days=days)) for days in (accounts, log))
    with write_transaction(engine) as connection:
        old = connection.execute(select(USERS).where(USERS.c.disabled < disabled).with_for_update()).all()
        for row in old:
            _remove(connection, row)
            write_log(connection, format_instant(now), row.name, "removed", detail="disabled")
        connection.execute(delete(TOKENS).where((TOKENS.c.expires < written) | (TOKENS.c.revoked < written)))
        lines = connection.execute(delete(ACCOUNT_LOG).where(ACCOUNT_LOG.c.at < written)).rowcount
    return Removed(len(old), int(lines))


def _remove(connection: Connection, row: Row[Any]) -> None:
    connection.execute(delete(SESSIONS).where(SESSIONS.c.user == row.id))
    connection.execute(delete(TOKENS).where(TOKENS.c.user == row.id))
    connection.execute(delete(USERS).where(USERS.c.id == row.id))
