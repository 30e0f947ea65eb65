"""Sign in and out: sessions in the store, and what wrong passwords lead to."""

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
from gisplan.ledger.accounts.lock_out import minutes_left, read_locks
from gisplan.ledger.accounts.log import write_log
from gisplan.ledger.accounts.passwords import check_password, hash_password, mark_unknown, needs_new_hash
from gisplan.ledger.events.clock import format_instant, parse_instant
from gisplan.ledger.reader import now
from gisplan.ledger.store.engine import read_transaction, write_transaction
from gisplan.ledger.tables import SESSIONS, USERS

__all__ = ["UNUSED", "Session", "Sessions"]

UNUSED = timedelta(hours=12)
"""After how long without use a session ends."""

_LONGEST = timedelta(days=7)  # a session lasts at most
_SEEN_EVERY = timedelta(minutes=5)  # how often its use is written down
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
            The name or password is wrong, too many were, or the account is disabled.
        """
        plain = unicodedata.normalize("NFC", name).strip()[:_LONGEST_NAME]
        with read_transaction(self.engine) as connection:
            row = connection.execute(select(USERS).where(USERS.c.name == plain)).first()
        known = plain if row is not None else mark_unknown(plain)
        right = row is not None and check_password(row.password, password)
        token, now_ = secrets.token_urlsafe(32), self.clock()
        again = hash_password(password) if row is not None and right and needs_new_hash(row.password) else None
        with write_transaction(self.engine) as connection:
            # only now, so that many attempts at once are not more than so many in a row
            until = _lock_and_read(connection, known, now_, address)
            action = _judge(row, until=until, right=right)
            if row is not None and action == "in":
                values = {"password": again or row.password}
                connection.execute(update(USERS).where(USERS.c.id == row.id).values(values))
                _begin(connection, row.id, token, now_)
            if action != "locked":
                write_log(connection, format_instant(now_), known, action, address=address)
        _raise_refusal(action, until, now_)
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

    def confirm_password(self, account: Account, password: str, *, address: str | None = None) -> None:
        """Check the present password of who is signed in; wrong ones count like those of signing in.

        Raises
        ------
        AccountError
            It is wrong, or too many were.
        """
        with read_transaction(self.engine) as connection:
            stored = connection.execute(select(USERS.c.password).where(USERS.c.id == account.id)).scalar_one()
        right, now_ = check_password(stored, password), self.clock()
        with write_transaction(self.engine) as connection:
            until = _lock_and_read(connection, account.name, now_, address)
            if until is None and not right:
                write_log(connection, format_instant(now_), account.name, "wrong_old", address=address)
        if until is not None:
            _raise_refusal("locked", until, now_)
        if not right:
            raise AccountError(_("The present password is wrong."))

    def sign_out(self, session: Session, *, address: str | None = None) -> None:
        """End a session."""
        with write_transaction(self.engine) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token_sha256 == session.token_sha256))
            write_log(connection, format_instant(self.clock()), session.account.name, "out", address=address)


def _lock_and_read(connection: Connection, name: str, at: datetime, address: str | None) -> datetime | None:
    """Return until when an address is kept out of an account; say so in the log, once after each wrong password."""
    connection.execute(select(USERS.c.id).where(USERS.c.name == name).with_for_update())  # one attempt at a time
    locks = read_locks(connection, name, at)
    until = locks.until(address)
    if until is not None and (address or "") not in locks.logged:
        write_log(connection, format_instant(at), name, "locked", address=address)
    return until


def _judge(row: Row[Any] | None, *, until: datetime | None, right: bool) -> str:
    """Return how an attempt to sign in ends, as the log calls it."""
    if until is not None:
        return "locked"
    if row is None or not right:
        return "wrong"
    return "in" if row.disabled is None else "refused"


def _raise_refusal(action: str, until: datetime | None, at: datetime) -> None:
    if action == "locked" and until is not None:
        message = _(
            "Too many wrong passwords: try again in {0} minutes. An administrator can unlock the account, or set a "
            "new password."
        )
        raise AccountError(message.format(minutes_left(until, at)))
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


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
