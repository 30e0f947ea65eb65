"""The accounts of a store: made, changed, disabled and listed."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from gisplan.base.display import visible
from gisplan.base.errors import AccountError
from gisplan.base.language import N_, _
from gisplan.ledger.accounts.log import write_log
from gisplan.ledger.accounts.passwords import hash_password, refuse_weak
from gisplan.ledger.events.clock import format_instant
from gisplan.ledger.kinds import check_text
from gisplan.ledger.reader import now
from gisplan.ledger.store.engine import read_transaction, write_transaction
from gisplan.ledger.tables import SESSIONS, USERS

__all__ = [
    "ROLES",
    "ROLE_LABELS",
    "SEES_HOUSEHOLDS",
    "Account",
    "Accounts",
    "check_name",
    "find_row",
    "keep_an_administrator",
    "make_account",
]

ROLES = ("viewer", "clerk", "planner", "admin")
"""What an account may do, each with all that the ones before it may."""

ROLE_LABELS = {"viewer": N_("viewer"), "clerk": N_("clerk"), "planner": N_("planner"), "admin": N_("administrator")}

SEES_HOUSEHOLDS = {"viewer": "none", "clerk": "own towns", "planner": "all", "admin": "all"}
"""Whose names of households each role sees: a clerk all of them if the account records every town and programme, and
none if it names programmes, as the names are of no programme."""

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Account:
    """One account.

    Parameters
    ----------
    id : int
        Its number in the store; 0 where the desk is one person's tool and has no accounts.
    name : str
        The name that signs what is recorded.
    role : str
        One of `ROLES`.
    towns, programmes : tuple of str
        The towns and programmes whose works a clerk may record; empty for all.
    language : str or None
        The language of the pages; None for that of the browser.
    created : str
        When it was made.
    disabled : bool
        Whether it may not sign in.
    """

    id: int
    name: str
    role: str
    towns: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    language: str | None = None
    created: str = ""
    disabled: bool = False

    def may(self, role: str) -> bool:
        """Return whether it may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)

    @property
    def may_see_names(self) -> bool:
        """Whether it may see all households by name."""
        sees = SEES_HOUSEHOLDS[self.role]
        return sees == "all" or (sees == "own towns" and not self.towns and not self.programmes)

    def may_see_names_of(self, town: str | None) -> bool:
        """Return whether it may see the households of a town by name."""
        own = SEES_HOUSEHOLDS[self.role] == "own towns" and not self.programmes and bool(town) and town in self.towns
        return self.may_see_names or own

    def may_record(self, town: str | None, programme: str | None) -> bool:
        """Return whether it may record works of a town and programme."""
        if self.role != "clerk":
            return self.may("planner")
        return (not self.towns or town in self.towns) and (not self.programmes or programme in self.programmes)


@dataclass(frozen=True)
class Accounts:
    """The accounts of the store of an engine; `clock` returns the time."""

    engine: Engine
    clock: Callable[[], datetime] = now

    def list(self) -> tuple[Account, ...]:
        """List all accounts by their name."""
        with read_transaction(self.engine) as connection:
            return tuple(make_account(row) for row in connection.execute(select(USERS).order_by(USERS.c.name)))

    def are_there(self) -> bool:
        """Return whether there is an account that may sign in."""
        with read_transaction(self.engine) as connection:
            query = select(func.count()).select_from(USERS).where(USERS.c.disabled.is_(None))
            return bool(connection.execute(query).scalar_one())

    def add(
        self,
        name: str,
        password: str,
        *,
        role: str = "viewer",
        towns: Sequence[str] = (),
        programmes: Sequence[str] = (),
        by: str | None = None,
    ) -> Account:
        """Make an account.

        Raises
        ------
        AccountError
            The name is taken or not usable, the role unknown, or the password easily guessed.
        """
        name = check_name(name)
        _check_role(role)
        refuse_weak(password, name)
        hashed, at = hash_password(password), format_instant(self.clock())
        columns = {"name": name, "password": hashed, "role": role, "created": at}
        limits = {"towns": _write_list(towns), "programmes": _write_list(programmes)}
        with write_transaction(self.engine) as connection:
            if connection.execute(select(USERS.c.id).where(USERS.c.name == name)).first() is not None:
                raise AccountError(_("There is an account {0} already: choose another name.").format(visible(name)))
            connection.execute(insert(USERS), [{**columns, **limits}])
            write_log(connection, at, name, "added", by=by, detail=role)
            return make_account(find_row(connection, name))

    def change(self, name: str, *, by: str | None = None, **values: Any) -> Account:
        """Change the role, towns, programmes or language of an account; who it is stays signed in.

        Raises
        ------
        AccountError
            There is no such account or role, or no administrator would be left.
        """
        columns: dict[str, Any] = {k: _write_list(v) if k in ("towns", "programmes") else v for k, v in values.items()}
        if "role" in columns:
            _check_role(columns["role"])
        with write_transaction(self.engine) as connection:
            row = find_row(connection, check_name(name))
            if columns.get("role", "admin") != "admin":
                keep_an_administrator(connection, row)
            connection.execute(update(USERS).where(USERS.c.id == row.id).values(columns))
            detail = "; ".join(f"{key}={value}" for key, value in sorted(columns.items()))
            write_log(connection, format_instant(self.clock()), row.name, "changed", by=by, detail=detail)
            return make_account(find_row(connection, row.name))

    def set_language(self, account: Account, language: str) -> None:
        """Keep the language that an account chose."""
        with write_transaction(self.engine) as connection:
            connection.execute(update(USERS).where(USERS.c.id == account.id).values(language=language))

    def disable(self, name: str, *, disabled: bool = True, by: str | None = None) -> Account:
        """Disable an account and end its sessions, or enable it again.

        Raises
        ------
        AccountError
            There is no such account, or no administrator would be left.
        """
        at = format_instant(self.clock())
        with write_transaction(self.engine) as connection:
            row = find_row(connection, check_name(name))
            if disabled:
                keep_an_administrator(connection, row)
                connection.execute(delete(SESSIONS).where(SESSIONS.c.user == row.id))
            connection.execute(update(USERS).where(USERS.c.id == row.id).values(disabled=at if disabled else None))
            write_log(connection, at, row.name, "disabled" if disabled else "enabled", by=by)
            return make_account(find_row(connection, row.name))

    def set_password(self, name: str, password: str, *, by: str | None = None) -> Account:
        """Set a password, end all sessions of the account, and unlock it.

        Raises
        ------
        AccountError
            There is no such account, or the password is easily guessed.
        """
        name = check_name(name)
        refuse_weak(password, name)
        with read_transaction(self.engine) as connection:
            find_row(connection, name)
        hashed = hash_password(password)
        with write_transaction(self.engine) as connection:
            row = find_row(connection, name)
            connection.execute(update(USERS).where(USERS.c.id == row.id).values(password=hashed))
            connection.execute(delete(SESSIONS).where(SESSIONS.c.user == row.id))
            write_log(connection, format_instant(self.clock()), row.name, "password", by=by)
            return make_account(find_row(connection, row.name))

    def unlock(self, name: str, *, by: str | None = None) -> Account:
        """Let everybody try again who is kept out of an account after wrong passwords.

        Raises
        ------
        AccountError
            There is no such account.
        """
        with write_transaction(self.engine) as connection:
            row = find_row(connection, check_name(name))
            write_log(connection, format_instant(self.clock()), row.name, "unlocked", by=by)
            return make_account(row)


def make_account(row: Row[Any]) -> Account:
    """Make an account of its row."""
    return Account(
        id=row.id,
        name=row.name,
        role=row.role,
        towns=tuple(json.loads(row.towns or "[]")),
        programmes=tuple(json.loads(row.programmes or "[]")),
        language=row.language,
        created=row.created,
        disabled=row.disabled is not None,
    )


def find_row(connection: Connection, name: str) -> Row[Any]:
    """Find the row of an account.

    Raises
    ------
    AccountError
        There is none; the message names those that there are.
    """
    row = connection.execute(select(USERS).where(USERS.c.name == name)).first()
    if row is None:
        names = ", ".join(visible(n) for n in connection.execute(select(USERS.c.name).order_by(USERS.c.name)).scalars())
        raise AccountError(_("There is no account {0}. There are: {1}.").format(visible(name), names or "–"))
    return row


def check_name(name: str) -> str:
    """Return a name in one spelling.

    Raises
    ------
    AccountError
        It cannot be shown as it is.
    """
    plain = unicodedata.normalize("NFC", name).strip()
    try:
        check_text("name", plain)
    except ValueError as error:
        raise AccountError(str(error)) from error
    if not 1 <= len(plain) <= _LONGEST_NAME or visible(plain) != plain:
        message = _("{0} is no name for an account: give 1 to {1} visible characters.")
        raise AccountError(message.format(visible(name[:_LONGEST_NAME]) or "''", _LONGEST_NAME))
    return plain


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise AccountError(_("There is no role {0}: choose one of {1}.").format(visible(role), ", ".join(ROLES)))


def keep_an_administrator(connection: Connection, row: Row[Any]) -> None:
    """Refuse a change by which nobody could manage the accounts any more.

    Raises
    ------
    AccountError
        The row is that of the only administrator.
    """
    others = select(func.count()).select_from(USERS)
    others = others.where(USERS.c.role == "admin", USERS.c.disabled.is_(None), USERS.c.id != row.id)
    if row.role == "admin" and row.disabled is None and not connection.execute(others).scalar_one():
        message = _("{0} is the only administrator: make another one first.")
        raise AccountError(message.format(visible(row.name)))


def _write_list(values: Sequence[str]) -> str | None:
    plain = list(dict.fromkeys(value.strip() for value in values if value.strip()))
    return json.dumps(plain, ensure_ascii=False) if plain else None
