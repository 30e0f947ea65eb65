"""Sign in and out: sessions in the store, and accounts that are locked after wrong passwords."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from gisplan.base.errors import AccountError
from gisplan.base.language import _
from gisplan.ledger.accounts.accounts import Account, make_account
from gisplan.ledger.accounts.log import write_log
from gisplan.ledger.accounts.passwords import check_password, hash_password, needs_new_hash
from gisplan.ledger.events.clock import format_instant, parse_instant
from gisplan.ledger.reader import now
from gisplan.ledger.store.engine import read_transaction, write_transaction
from gisplan.ledger.tables import SESSIONS, USERS

__all__ = ["UNUSED", "Session", "Sessions"]

UNUSED = timedelta(hours=12)
"""After how long without use a session ends."""

_LONGEST = timedelta(days=7)  # a session lasts at most
_SEEN_EVERY = timedelta(minutes=5)  # how often its use is written down
_FAILURES = 5  # wrong passwords in a row after which an account is locked
_LOCKED = timedelta(minutes=15)
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Session:
    """A session: its account, and the token that the forms of its pages carry."""

    account: Account
    form_token: str
    token_sha256: str


@dataclass(frozen=True)
class Sessions:
    """The sessions of the store of an engine; `clock` returns the time."""

    engine: Engine
    clock: Callable[[], datetime] = now

    def sign_in(self, name: str, password: str, *, address: str | None = None) -> str:
        """Check a password and begin a session; return its token, which only the browser keeps.

        Raises
        ------
        AccountError
            The name or password is wrong, or the account is locked or disabled.
        """
        plain, now_ = unicodedata.normalize("NFC", name).strip()[:_LONGEST_NAME], self.clock()
        with read_transaction(self.engine) as connection:
            row = connection.execute(select(USERS).where(USERS.c.name == plain)).first()
        locked = row is not None and row.locked_until is not None and parse_instant(row.locked_until) > now_
        right = check_password(row.password if row is not None else None, password)
        action = _judge(row, locked=locked, right=right)
        token, at = secrets.token_urlsafe(32), format_instant(now_)
        again = hash_password(password) if row is not None and action == "in" and needs_new_hash(row.password) else None
        with write_transaction(self.engine) as connection:
            write_log(connection, at, plain, action, address=address)
            if row is not None and action == "in":
                values = {"failures": 0, "locked_until": None, "password": again or row.password}
                connection.execute(update(USERS).where(USERS.c.id == row.id).values(values))
                _begin(connection, row.id, token, now_)
            elif row is not None and action == "wrong":
                _count_failure(connection, row.id, now_)
        _raise_refusal(action)
        return token

    def find(self, token: str) -> Session | None:
        """Find the session of a token; None where it has ended, or its account is disabled."""
        return self.find_by_hash(_hash(token))

    def find_by_hash(self, key: str) -> Session | None:
        """Find the session of a token's hash; None where it has ended, or its account is disabled."""
        now_ = self.clock()
        columns = (SESSIONS.c.form_token, SESSIONS.c.seen, SESSIONS.c.expires)
        query = select(USERS, *columns).join(SESSIONS, SESSIONS.c.user == USERS.c.id)
        with read_transaction(self.engine) as connection:
            row = connection.execute(query.where(SESSIONS.c.token_sha256 == key)).first()
        if row is None or row.disabled is not None or parse_instant(row.expires) <= now_:
            return None
        seen = parse_instant(row.seen)
        if seen + UNUSED <= now_:
            return None
        if seen + _SEEN_EVERY <= now_:
            with write_transaction(self.engine) as connection:
                used = update(SESSIONS).where(SESSIONS.c.token_sha256 == key).values(seen=format_instant(now_))
                connection.execute(used)
        return Session(make_account(row), row.form_token, key)

    def is_password(self, account: Account, password: str) -> bool:
        """Return whether a password is that of an account."""
        with read_transaction(self.engine) as connection:
            stored = connection.execute(select(USERS.c.password).where(USERS.c.id == account.id)).scalar_one_or_none()
        return check_password(stored, password)

    def sign_out(self, session: Session, *, address: str | None = None) -> None:
        """End a session."""
        with write_transaction(self.engine) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token_sha256 == session.token_sha256))
            write_log(connection, format_instant(self.clock()), session.account.name, "out", address=address)


def _judge(row: Row[Any] | None, *, locked: bool, right: bool) -> str:
    """Return how an attempt to sign in ends, as the log calls it."""
    if row is None:
        return "wrong"
    if locked:
        return "locked"
    if not right:
        return "wrong"
    return "in" if row.disabled is None else "refused"


def _raise_refusal(action: str) -> None:
    if action == "locked":
        message = _("This account is locked after {0} wrong passwords: try again in {1} minutes, or ask for a new one.")
        raise AccountError(message.format(_FAILURES, _LOCKED.seconds // 60))
    if action == "refused":
        raise AccountError(_("This account is disabled: ask the administrator."))
    if action != "in":
        raise AccountError(_("The name or the password is wrong."))


def _begin(connection: Connection, user: int, token: str, at: datetime) -> None:
    """Begin a session, and remove those that have ended."""
    instants = {"created": format_instant(at), "seen": format_instant(at), "expires": format_instant(at + _LONGEST)}
    connection.execute(delete(SESSIONS).where(SESSIONS.c.expires <= instants["created"]))
    secret = {"token_sha256": _hash(token), "form_token": secrets.token_urlsafe(32)}
    connection.execute(insert(SESSIONS), [{"user": user, **secret, **instants}])


def _count_failure(connection: Connection, user: int, at: datetime) -> None:
    """Count a wrong password; lock the account after several in a row."""
    connection.execute(update(USERS).where(USERS.c.id == user).values(failures=USERS.c.failures + 1))
    failures = connection.execute(select(USERS.c.failures).where(USERS.c.id == user)).scalar_one()
    if failures >= _FAILURES:
        locked = {"failures": 0, "locked_until": format_instant(at + _LOCKED)}
        connection.execute(update(USERS).where(USERS.c.id == user).values(locked))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
