"""What the ledger's database answers with, turned into messages that say what to do next."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound

from gisplan.base.errors import GisplanError, LedgerStoreError
from gisplan.base.language import N_, _

__all__ = ["explain_database_error", "is_connection_lost", "reading_stored_rows", "translate_errors"]

_BUSY = N_("Someone else is writing to the ledger ({0}): try again in a moment.")
_FULL = N_("The disk is full ({0}): free some space and try again. Nothing was changed.")
_DAMAGED = N_("The ledger is damaged ({0}): restore a backup with gisplan ledger restore.")
_DENIED = N_("You have no right to write to the ledger ({0}): ask its administrator.")
_LOST = N_(
    "The connection to the ledger's database was lost ({0}). Nothing was changed: try again when the server runs."
)
_PASSWORD = N_(
    "The database server refused the user or the password ({0}): correct the user in [ledger] url, and the password in "
    "PostgreSQL's password file."
)
_HOST = N_("The database server cannot be reached ({0}): check host and port in [ledger] url, and the network.")
_REFUSED = N_("The database server refused the connection ({0}): correct the options in [ledger] url.")
_UNKNOWN_DATABASE = N_(
    "The database server has no such database ({0}): correct [ledger] url, or create the database with encoding UTF8."
)
_REMEDIES = (
    ("locked", _BUSY),
    ("lock timeout", _BUSY),
    ("deadlock", _BUSY),
    ("starting up", _BUSY),
    ("too many clients", _BUSY),
    ("full", _FULL),
    ("No space left", _FULL),
    ("malformed", _DAMAGED),
    ("file format", _DAMAGED),
    ("decode to UTF-8", _DAMAGED),
    ("no such table", _DAMAGED),
    ("no such column", _DAMAGED),
    ("has no column", _DAMAGED),
    ("not a database", N_("The ledger's file is not a database ({0}): restore a backup with gisplan ledger restore.")),
    ("readonly", _DENIED),
    ("read-only", _DENIED),
    (
        "unable to open",
        N_("The ledger's file or its folder cannot be opened ({0}): check that you have the right to write there."),
    ),
    ("disk I/O", N_("The disk failed ({0}): check the disk, and restore a backup if the ledger is damaged.")),
    ("password", _PASSWORD),
    ("authentication", _PASSWORD),
    ("role", _PASSWORD),
    ("resolve host", _HOST),
    ("translate host", _HOST),
    ("not known", _HOST),
    ("refused", _HOST),
    ("timeout", _HOST),
    ("No such file", _HOST),
    ("shutting down", _LOST),
    ("invalid response", _HOST),
    ("SSL", _REFUSED),
    ("configuration parameter", _REFUSED),
    ("connection option", _REFUSED),
    ("connection failed", _HOST),
    ("terminating connection", _LOST),
    ("connection", _LOST),
    ("never changed", N_("The ledger refused the change ({0}).")),
    ("", N_("The ledger cannot be used ({0}). Nothing was changed.")),
)
_STATES = {
    "08": _LOST,
    "28": _PASSWORD,
    "3D": _UNKNOWN_DATABASE,
    "42501": _DENIED,
    "42P01": _DAMAGED,
    "42703": _DAMAGED,
    "25006": _DENIED,
    "53100": _FULL,
    "53300": _BUSY,
    "55P03": _BUSY,
    "40": _BUSY,
    "57P03": _BUSY,
    "57P": _LOST,
}
"""Remedies by PostgreSQL's code of the error, or its beginning; its texts may be in any language."""


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn an error of the database into one that says what to do next; it never holds a password."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise LedgerStoreError(explain_database_error(error)) from None
    except (NoResultFound, MultipleResultsFound, UnicodeDecodeError) as error:  # SQLite quotes what is damaged
        raise LedgerStoreError(_(_DAMAGED).format(error)) from None


@contextmanager
def reading_stored_rows() -> Iterator[None]:
    """Tell that the ledger is damaged where its rows hold what gisplan never writes."""
    try:
        yield
    except GisplanError:
        raise
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        cause = f"{type(error).__name__}: {error}"
        raise LedgerStoreError(_(_DAMAGED).format(cause)) from error


def explain_database_error(error: Exception) -> str:
    """Explain an error of SQLite, psycopg or SQLAlchemy, and what to do."""
    cause = _find_cause(error)
    return _(_find_remedy(cause, _find_state(error))).format(cause)


def is_connection_lost(error: Exception) -> bool:
    """Return whether an error means that the server's answer never came."""
    return (
        bool(getattr(error, "connection_invalidated", False))
        or _find_remedy(_find_cause(error), _find_state(error)) == _LOST
    )


def _find_cause(error: Exception) -> str:
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _find_state(error: Exception) -> str:
    return getattr(getattr(error, "orig", error), "sqlstate", None) or ""


def _find_remedy(cause: str, state: str) -> str:
    for code, remedy in _STATES.items():
        if state.startswith(code):
            return remedy
    if "database" in cause and "does not exist" in cause:
        return _UNKNOWN_DATABASE
    return next(remedy for sign, remedy in _REMEDIES if sign in cause)
