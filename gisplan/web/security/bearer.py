"""Tokens of other programs: read from the header, and what wrong ones may cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from starlette.requests import Request

    from gisplan.ledger.accounts.accounts import Account
    from gisplan.ledger.accounts.tokens import Tokens
    from gisplan.web.security.attempts import Attempts

__all__ = ["PATHS", "find_bearer", "read_bearer"]

PATHS = "/api/"
"""Where tokens are taken: a program that has one reaches no page."""

_SCHEME = "bearer "


def read_bearer(request: Request) -> str | None:
    """Return the token that a request brings, "" where it cannot be read; None where it brings none.

    A request with a token has no cookies for us, wherever it is sent.
    """
    headers = request.headers.getlist("authorization")
    tokens = [text[len(_SCHEME) :].strip() for text in headers if text.lower().startswith(_SCHEME)]
    if not tokens:
        return None
    return tokens[0] if len(tokens) == 1 and request.url.path.startswith(PATHS) else ""


def find_bearer(tokens: Tokens, attempts: Attempts, token: str, address: str) -> Account | None:
    """Find the account of a token; a wrong one is logged, and an address may send a few of them alone.

    Raises
    ------
    HTTPException
        429 where one address has sent too many wrong tokens.
    """
    account = tokens.find(token) if token else None
    if account is None:
        if not attempts.allow(address):
            raise HTTPException(429)
        tokens.log_refusal(token, address)
    return account
