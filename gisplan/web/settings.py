"""What a desk is served with: its county, its address, and whom it answers."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from gisplan.ledger.accounts.retention import KEEP_ACCOUNTS, KEEP_LOG

__all__ = ["KEEP_NAMES", "KEEP_REPORTS", "PORT", "BackupPlan", "DeskSettings", "is_any", "is_loopback"]

PORT = 8765
"""The port of the desk, where none is given."""

KEEP_REPORTS = 90
"""For how many days reports are kept, where nothing else is asked for."""

KEEP_NAMES = 30
"""For how many days reports are kept that list households by name."""

_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_ANY = ("0.0.0.0", "::", "")  # addresses that stand for all of a computer's own


def is_any(host: str) -> bool:
    """Return whether a host stands for all addresses of a computer."""
    return host in _ANY


def is_loopback(host: str) -> bool:
    """Return whether only this computer can reach a host.

    Examples
    --------
    >>> [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "desk.lan")]
    [True, True, True, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class BackupPlan:
    """Where backups go, at which hour of the county's time, and how many of them stay."""

    folder: Path
    at: time = time(2)
    keep: int = 14


@dataclass(frozen=True)
class DeskSettings:
    """What a desk is served with.

    Parameters
    ----------
    county : path
        The county's folder, or its gisplan.toml.
    host : str
        The address that it listens at.
    port : int
        The port.
    names : tuple of str
        More names by which browsers may call it.
    tls : bool
        Whether it has a certificate.
    read_only : bool
        Whether nothing may be recorded.
    language : str or None
        The language of the pages where neither the account nor the browser chooses.
    url : str or None
        Another store than the county's own.
    backup : BackupPlan or None
        The backups on a schedule; None for none.
    workers : int
        How many reports are made at the same time; 0 leaves them to other servers of the ledger.
    keep_reports, keep_names : int
        For how many days reports are kept, and those that list households by name.
    keep_accounts, keep_log : int
        For how many days disabled accounts are kept, and the log of accounts.
    """

    county: Path
    host: str = "127.0.0.1"
    port: int = PORT
    names: tuple[str, ...] = ()
    tls: bool = False
    read_only: bool = False
    language: str | None = None
    url: str | None = None
    backup: BackupPlan | None = None
    workers: int = 1
    keep_reports: int = KEEP_REPORTS
    keep_names: int = KEEP_NAMES
    keep_accounts: int = KEEP_ACCOUNTS
    keep_log: int = KEEP_LOG

    @property
    def scheme(self) -> str:
        """Return "https" or "http"."""
        return "https" if self.tls else "http"

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """The names that a request's Host may have, without the port."""
        own = () if is_any(self.host) else (f"[{self.host}]" if ":" in self.host else self.host,)
        return frozenset(name.lower() for name in (*_LOCAL, *own, *self.names))

    @property
    def is_local(self) -> bool:
        """Whether only this computer can reach it."""
        return is_loopback(self.host)

    @property
    def address(self) -> str:
        """The address to type into a browser."""
        name = self.names[0] if self.names else next(iter(sorted(self.allowed_hosts - set(_LOCAL))), _LOCAL[1])
        return f"{self.scheme}://{name}:{self.port}/"
