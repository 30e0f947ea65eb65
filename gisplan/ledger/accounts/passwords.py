"""Hash and check passwords, at most two at once: each takes 64 MB and a fifth of a second."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from gisplan.base.errors import AccountError, ExtraMissingError
from gisplan.base.language import _

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = ["AT_ONCE", "SHORTEST", "check_password", "hash_password", "mark_unknown", "needs_new_hash", "refuse_weak"]

SHORTEST = 10
"""Characters that a password has at least."""

AT_ONCE = 2
"""How many passwords are hashed at the same time."""

_LONGEST = 200  # longer texts are no passwords, and take long to hash
_places = BoundedSemaphore(AT_ONCE)
_FEWEST = 4  # different characters
_SALT = b"gisplan account log"
_UNKNOWN, _MARK = "?", 8  # what the mark of an unknown name begins with, and how many digits follow


def refuse_weak(password: str, name: str) -> None:
    """Refuse a password that is easily guessed.

    Raises
    ------
    AccountError
        It is too short or too long, has few different characters, or contains the name.
    """
    if not SHORTEST <= len(password) <= _LONGEST:
        raise AccountError(_("A password has {0} to {1} characters: choose another.").format(SHORTEST, _LONGEST))
    if len(set(password)) < _FEWEST or name.casefold() in password.casefold():
        message = _("This password is easily guessed: choose one with more different characters and without the name.")
        raise AccountError(message)


def hash_password(password: str) -> str:
    """Return the hash of a password, with its salt and parameters."""
    with _places:
        return _hasher().hash(_normalise(password))


def check_password(stored: str, password: str) -> bool:
    """Return whether a password is that of a hash."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _places:
        try:
            _hasher().verify(stored, _normalise(password)[:_LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return True


def mark_unknown(name: str) -> str:
    """Return what stands for a name that no account has: the same for the same name, and hard to guess the name from.

    It takes as long as checking a password, so who tries names cannot measure which of them exist.
    """
    with _places:
        hashed = _hasher().hash(_normalise(name)[:_LONGEST], salt=_SALT)
    return _UNKNOWN + hashlib.sha256(hashed.encode()).hexdigest()[:_MARK]


def needs_new_hash(stored: str) -> bool:
    """Return whether a hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def _normalise(password: str) -> str:
    """Return the password in one spelling, whatever keyboard or system it comes from."""
    return unicodedata.normalize("NFKC", password)


@cache
def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher
    except ModuleNotFoundError as error:
        message = _("The desk needs the extra: python -m pip install gisplan[web]")
        raise ExtraMissingError(message) from error
    return PasswordHasher()
