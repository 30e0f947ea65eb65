"""Writes come from the desk's own pages: the Origin is the desk's, and the form's token that of the session."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["LANGUAGE_COOKIE", "TOKEN_FIELD", "TOKEN_HEADER", "has_own_origin", "has_token", "session_cookie"]

TOKEN_FIELD = "form_token"  # the name of the field
TOKEN_HEADER = "x-form-token"
"""Where a script sends the token that a form has in its field."""

LANGUAGE_COOKIE = "desk_language"
"""The cookie of the chosen language."""


def session_cookie(*, tls: bool) -> str:
    """Return the name of the session's cookie; with TLS the browser keeps it to this host alone."""
    return "__Host-desk" if tls else "desk_session"


def has_own_origin(request: Request, scheme: str) -> bool:
    """Return whether a request states an Origin, and it is scheme://Host.

    On plain HTTP to a name of the LAN browsers send no `Sec-Fetch-Site`, but they do send `Origin`.
    """
    origins = request.headers.getlist("origin")
    return len(origins) == 1 and origins[0].lower() == f"{scheme}://{request.headers.get('host', '').lower()}"


def has_token(given: str | None, expected: str) -> bool:
    """Return whether a form's token is the session's; compared in constant time.

    Examples
    --------
    >>> [has_token(given, "abc") for given in ("abc", "ab", "", None)]
    [True, False, False, False]
    """
    return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
