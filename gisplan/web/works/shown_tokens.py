"""The tokens of other programs, as the pages of accounts list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.labels import escape_unprintable

if TYPE_CHECKING:
    from datetime import timezone

    from gisplan.ledger.accounts.tokens import Token
    from gisplan.web.desk.desk import Desk

__all__ = ["list_tokens"]

_MOST = 100


def list_tokens(desk: Desk, name: str | None = None) -> list[dict[str, Any]]:
    """List the tokens of an account, or of all, the newest first.

    Parameters
    ----------
    desk : Desk
    name : str, optional
        The account.
    """
    zone, now = parse_utc_offset(desk.ledger.utc_offset), desk.ledger.clock()
    return [_describe(token, zone, ended=not token.is_valid(now)) for token in desk.tokens.list(name)[:_MOST]]


def _describe(token: Token, zone: timezone, *, ended: bool) -> dict[str, Any]:
    return {
        "account": escape_unprintable(token.account),
        "made": f"{token.created.astimezone(zone):%Y-%m-%d}",
        "until": f"{token.expires.astimezone(zone):%Y-%m-%d}",
        "used": f"{token.used.astimezone(zone):%Y-%m-%d %H:%M}" if token.used else "",
        "ended": ended,
    }
