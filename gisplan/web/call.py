"""A request as pages see it: who asks, in which language, with what; nothing of HTTP's details."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gisplan.web.security.body import Body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.ledger.accounts.accounts import Account
    from gisplan.ledger.accounts.sessions import Session
    from gisplan.web.desk.desk import Desk

__all__ = ["Call"]


@dataclass(frozen=True)
class Call:
    """A request whose sender is known and whose size, origin and role were checked.

    Parameters
    ----------
    desk : Desk
        The desk that is served.
    account : Account or None
        Who asks; None where nobody is signed in, which only a few routes allow.
    session : Session or None
        The session of the account; None where the desk has no accounts.
    path : str
        The path of the address.
    places : mapping
        What stands in the address at the places that its route names.
    query : mapping of str to list of str
        What stands behind the question mark.
    address : str
        The address of the sender.
    language : str
        "en" or "zh".
    form_token : str
        What the forms of the pages carry.
    body : Body
        What was sent.
    if_none_match : str
        The version of a file that the browser has.
    by_token : bool
        Whether another program asks, by a token; it has no session, and its writes no token of a form.
    """

    desk: Desk
    account: Account | None
    session: Session | None
    path: str
    places: Mapping[str, Any]
    query: Mapping[str, list[str]]
    address: str
    language: str
    form_token: str
    body: Body = field(default_factory=Body)
    if_none_match: str = ""
    by_token: bool = False

    @property
    def signer(self) -> str:
        """The name that signs what is recorded."""
        return self.account.name if self.account is not None else ""

    @property
    def owner(self) -> str:
        """What marks data on a device as those of this account on this desk; empty where nobody is signed in."""
        if self.account is None:
            return ""
        text = "\n".join((self.desk.name, str(self.account.id), self.account.name))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def asked(self, name: str, default: str = "") -> str:
        """Return the first value of a name behind the question mark."""
        values = self.query.get(name)
        return values[0].strip() if values else default
