"""The log of accounts: who signed in from where, who was refused, and who changed an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select

from gisplan.base.language import N_
from gisplan.ledger.events.clock import parse_instant
from gisplan.ledger.store.engine import read_transaction
from gisplan.ledger.tables import ACCOUNT_LOG

__all__ = ["ACTION_LABELS", "LogEntry", "make_entry", "read_log", "write_log"]

ACTION_LABELS = {
    "added": N_("account made"),
    "changed": N_("account changed"),
    "disabled": N_("account disabled"),
    "enabled": N_("account enabled"),
    "removed": N_("account removed"),
    "password": N_("password set"),
    "in": N_("signed in"),
    "out": N_("signed out"),
    "wrong": N_("wrong name or password"),
    "wrong_old": N_("wrong present password"),
    "locked": N_("refused: locked after wrong passwords"),
    "unlocked": N_("unlocked"),
    "token": N_("token made"),
    "revoked": N_("tokens revoked"),
    "wrong_token": N_("refused: unknown or ended token"),
    "refused": N_("refused: disabled"),
}
"""What an action of the log is called."""


@dataclass(frozen=True)
class LogEntry:
    """One line of the log: what happened to the account of a name, by whom, and from which address.

    A name that no account has is not written down, as it may be a password: a mark of it stands there.
    """

    at: datetime
    name: str
    action: str
    by: str | None
    address: str | None
    detail: str | None


def write_log(
    connection: Connection,
    at: str,
    name: str,
    action: str,
    *,
    by: str | None = None,
    address: str | None = None,
    detail: str | None = None,
) -> None:
    """Write a line into the log, in the transaction of `connection`."""
    columns = {"at": at, "name": name, "action": action, "by": by, "address": address, "detail": detail}
    connection.execute(insert(ACCOUNT_LOG), [columns])


def read_log(engine: Engine, *, name: str | None = None, most: int = 100) -> tuple[LogEntry, ...]:
    """Read the latest lines of the log, of one name or of all; the latest first."""
    query = select(ACCOUNT_LOG).order_by(ACCOUNT_LOG.c.id.desc()).limit(most)
    if name is not None:
        query = query.where(ACCOUNT_LOG.c.name == name)
    with read_transaction(engine) as connection:
        rows = connection.execute(query).all()
    return tuple(map(make_entry, rows))


def make_entry(row: Row[Any]) -> LogEntry:
    """Make a line of the log of its row."""
    return LogEntry(parse_instant(row.at), row.name, row.action, row.by, row.address, row.detail)
