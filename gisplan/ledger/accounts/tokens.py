"""Tokens by which other programs use an account: shown once, kept as a hash, for a limited time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update

from gisplan.base.errors import AccountError
from gisplan.base.language import _
from gisplan.ledger.accounts.accounts import Account, find_row, make_account
from gisplan.ledger.accounts.log import write_log
from gisplan.ledger.events.clock import format_instant, parse_instant
from gisplan.ledger.reader import now
from gisplan.ledger.store.engine import read_transaction, write_transaction
from gisplan.ledger.tables import TOKENS, USERS

__all__ = ["DAYS", "MOST_DAYS", "Token", "Tokens"]

DAYS = 90
"""How many days a token is valid, where nothing else is asked for."""

MOST_DAYS = 366
"""How many days a token is valid at most."""

_BEGIN = "gisplan_"  # so that a token that was copied somewhere is found by who searches for such
_MOST_CHARACTERS = 200  # of what is sent as a token
_USED_EVERY = timedelta(minutes=5)  # how often its use is written down
_UNKNOWN = "–"  # the name in the log, where a token is nobody's


@dataclass(frozen=True)
class Token:
    """A token as it is listed; what it was itself is not kept.

    Parameters
    ----------
    id : int
    account : str
        The name of its account, whose role, towns and programmes it has.
    created, expires : datetime
    used : datetime or None
        When it was used last, to five minutes.
    revoked : datetime or None
    """

    id: int
    account: str
    created: datetime
    expires: datetime
    used: datetime | None
    revoked: datetime | None

    def is_valid(self, at: datetime) -> bool:
        """Return whether it may be used at a time, as long as its account may."""
        return self.revoked is None and at < self.expires


@dataclass(frozen=True)
class Tokens:
    """The tokens of the store of an engine; `clock` returns the time."""

    engine: Engine
    clock: Callable[[], datetime] = now

    def make(self, name: str, *, days: int = DAYS, by: str | None = None) -> tuple[str, Token]:
        """Make a token of an account; return it, which is not shown again, and how it is listed.

        Raises
        ------
        AccountError
            There is no such account, it is disabled, or so many days are not allowed.
        """
        if not 1 <= days <= MOST_DAYS:
            raise AccountError(_("A token is valid for 1 to {0} days: {1}.").format(MOST_DAYS, days))
        token, at = _BEGIN + secrets.token_urlsafe(32), self.clock()
        with write_transaction(self.engine) as connection:
            row = find_row(connection, name)
            if row.disabled is not None:
                raise AccountError(_("The account {0} is disabled.").format(row.name))
            instants = {"created": format_instant(at), "expires": format_instant(at + timedelta(days=days))}
            connection.execute(insert(TOKENS), [{"user": row.id, "token_sha256": _hash(token), **instants}])
            write_log(connection, instants["created"], row.name, "token", by=by, detail=instants["expires"][:10])
            made = connection.execute(_query().where(TOKENS.c.token_sha256 == _hash(token))).one()
        return token, _make_token(made)

    def revoke(self, name: str, *, by: str | None = None) -> int:
        """Revoke all valid tokens of an account; return how many there were.

        Raises
        ------
        AccountError
            There is no such account.
        """
        at = format_instant(self.clock())
        with write_transaction(self.engine) as connection:
            row = find_row(connection, name)
            valid = update(TOKENS).where(TOKENS.c.user == row.id, TOKENS.c.revoked.is_(None), TOKENS.c.expires > at)
            count = int(connection.execute(valid.values(revoked=at)).rowcount)
            if count:
                write_log(connection, at, row.name, "revoked", by=by, detail=str(count))
        return count

    def list(self, name: str | None = None) -> tuple[Token, ...]:
        """List the tokens of an account, or of all, the newest first."""
        query = _query().order_by(TOKENS.c.id.desc())
        if name is not None:
            query = query.where(USERS.c.name == name)
        with read_transaction(self.engine) as connection:
            return tuple(map(_make_token, connection.execute(query)))

    def find(self, token: str) -> Account | None:
        """Find the account of a token; None where it is unknown, revoked or expired, or its account disabled."""
        row, at = self._find_row(token), self.clock()
        if row is None or row.disabled is not None or not _make_token(row).is_valid(at):
            return None
        if row.used is None or parse_instant(row.used) + _USED_EVERY <= at:
            with write_transaction(self.engine) as connection:
                used = update(TOKENS).where(TOKENS.c.id == row.token).values(used=format_instant(at))
                connection.execute(used)
        return make_account(row)

    def log_refusal(self, token: str, address: str | None) -> None:
        """Write into the log that a token was refused, and whose it is if that is known."""
        row = self._find_row(token)
        name = row.name if row is not None else _UNKNOWN
        with write_transaction(self.engine) as connection:
            write_log(connection, format_instant(self.clock()), name, "wrong_token", address=address)

    def _find_row(self, token: str) -> Row[Any] | None:
        key = _hash(token[:_MOST_CHARACTERS])
        with read_transaction(self.engine) as connection:
            return connection.execute(_query().where(TOKENS.c.token_sha256 == key)).first()


def _query() -> Any:
    columns = (TOKENS.c.id.label("token"), TOKENS.c.created.label("made"), TOKENS.c.expires, TOKENS.c.used)
    joined = TOKENS.join(USERS, USERS.c.id == TOKENS.c.user)
    return select(USERS, *columns, TOKENS.c.revoked).select_from(joined)


def _make_token(row: Row[Any]) -> Token:
    used, revoked = (parse_instant(text) if text else None for text in (row.used, row.revoked))
    return Token(row.token, row.name, parse_instant(row.made), parse_instant(row.expires), used, revoked)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
