"""When wrong passwords keep an address, or everybody, out of an account; counted from the log of accounts.

The log is in the store, so a restart forgets nothing, and names that no account has are counted like others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Select, select

from gisplan.ledger.accounts.log import LogEntry, make_entry
from gisplan.ledger.events.clock import format_instant
from gisplan.ledger.store.engine import read_transaction
from gisplan.ledger.tables import ACCOUNT_LOG

__all__ = [
    "ADDRESS_WINDOW",
    "FEWEST_ADDRESSES",
    "MOST_OF_ACCOUNT",
    "MOST_OF_ADDRESS",
    "Locks",
    "find_locks",
    "list_locks",
    "minutes_left",
    "read_locks",
]

MOST_OF_ADDRESS = 5
"""Wrong passwords for one account from one address, after which this address waits: who mistypes needs two or three."""

ADDRESS_WINDOW = timedelta(minutes=15)
"""The time within which they are counted: 480 guesses a day, against a password of at least ten characters."""

MOST_OF_ACCOUNT = 50
"""Wrong passwords from all addresses after which the account is locked for all: no office mistypes as often."""

FEWEST_ADDRESSES = 5
"""From so many addresses at least: one colleague with a PC and a phone cannot lock another one out."""

_ACCOUNT_WINDOW = timedelta(hours=1)
_FAILURES = ("wrong", "wrong_old")
_ENDS = ("added", "password", "unlocked")  # after which nothing before counts
_COUNTED = (*_FAILURES, *_ENDS, "in", "locked")


@dataclass(frozen=True)
class Locks:
    """Who is kept out of an account, each until when.

    Parameters
    ----------
    account : datetime or None
        Until when everybody is; None where nobody but `addresses` is.
    addresses : mapping of str to datetime
        Until when single addresses are.
    logged : frozenset of str
        The addresses whose refusal is in the log since their last wrong password.
    """

    account: datetime | None = None
    addresses: Mapping[str, datetime] = field(default_factory=dict)
    logged: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.account is not None or bool(self.addresses)

    def until(self, address: str | None) -> datetime | None:
        """Return until when an address is kept out; None where it is not."""
        found = [one for one in (self.account, self.addresses.get(address or "")) if one is not None]
        return max(found, default=None)


def find_locks(entries: Iterable[LogEntry], now: datetime) -> Locks:
    """Find who is kept out of an account.

    Parameters
    ----------
    entries : iterable of LogEntry
        What the log has of it, the latest last.
    now : datetime
    """
    failures: list[tuple[datetime, str]] = []  # since the last new password
    own: dict[str, list[datetime]] = {}  # of each address, since it last signed in
    logged: set[str] = set()
    for entry in entries:
        address = entry.address or ""
        if entry.action in _ENDS:
            failures, own, logged = [], {}, set()
        elif entry.action == "in":
            own.pop(address, None)
        elif entry.action == "locked":
            logged.add(address)
        elif entry.action in _FAILURES:
            failures.append((entry.at, address))
            own.setdefault(address, []).append(entry.at)
            logged.discard(address)
    ends = {address: _find_end(times, MOST_OF_ADDRESS, ADDRESS_WINDOW) for address, times in own.items()}
    addresses = {address: end for address, end in ends.items() if end is not None and end > now}
    return Locks(_find_end_for_all(failures, now), addresses, frozenset(logged))


def _find_end(times: list[datetime], most: int, window: timedelta) -> datetime | None:
    """Return when fewer than so many of the times are within the window; None where they never were that many."""
    return times[-most] + window if len(times) >= most else None


def _find_end_for_all(failures: list[tuple[datetime, str]], now: datetime) -> datetime | None:
    recent = [(at, address) for at, address in failures if at > now - _ACCOUNT_WINDOW]
    if len({address for _at, address in recent}) < FEWEST_ADDRESSES:
        return None
    return _find_end([at for at, _address in recent], MOST_OF_ACCOUNT, _ACCOUNT_WINDOW)


def read_locks(connection: Connection, name: str, now: datetime) -> Locks:
    """Read who is kept out of the account of a name."""
    rows = connection.execute(_query(now).where(ACCOUNT_LOG.c.name == name))
    return find_locks(map(make_entry, rows), now)


def list_locks(engine: Engine, now: datetime) -> dict[str, Locks]:
    """List the names that anybody is kept out of."""
    entries: dict[str, list[LogEntry]] = {}
    with read_transaction(engine) as connection:
        for row in connection.execute(_query(now)):
            entries.setdefault(row.name, []).append(make_entry(row))
    found = {name: find_locks(listed, now) for name, listed in entries.items()}
    return {name: locks for name, locks in found.items() if locks}


def minutes_left(until: datetime, now: datetime) -> int:
    """Return in how many whole minutes a lock has ended.

    Examples
    --------
    >>> now = datetime(2019, 7, 1, 8, 0)
    >>> minutes_left(datetime(2019, 7, 1, 8, 14, 10), now), minutes_left(now, now)
    (15, 1)
    """
    return max(1, math.ceil((until - now).total_seconds() / 60))


def _query(now: datetime) -> Select[Any]:
    since = format_instant(now - max(ADDRESS_WINDOW, _ACCOUNT_WINDOW))
    query = select(ACCOUNT_LOG).where(ACCOUNT_LOG.c.at > since, ACCOUNT_LOG.c.action.in_(_COUNTED))
    return query.order_by(ACCOUNT_LOG.c.id)
