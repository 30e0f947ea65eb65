"""Sign in and out, change the password, choose the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from gisplan.base.errors import AccountError
from gisplan.base.language import _
from gisplan.ledger.accounts.passwords import SHORTEST
from gisplan.web.render import page, redirect
from gisplan.web.security.origin import LANGUAGE_COOKIE, session_cookie

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.web.call import Call

__all__ = ["change_password", "choose_language", "show_password", "show_sign_in", "sign_in", "sign_out"]

_YEAR_S = 365 * 24 * 3600


def show_sign_in(call: Call) -> Response:
    """Show the form by which one signs in."""
    if call.account is not None:
        return redirect(local_path(call.asked("next")))
    return _sign_in_page(call, call.asked("next"))


def sign_in(call: Call) -> Response:
    """Begin a session, and go to the page that was asked for."""
    if not call.desk.attempts.allow(call.address):
        raise HTTPException(429)
    name, following = call.body.get("name"), call.body.get("next")
    try:
        token = call.desk.sessions.sign_in(name, call.body.get("password"), address=call.address)
    except AccountError as error:
        return _sign_in_page(call, following, name=name, error=str(error), status=401)
    response = redirect(local_path(following))
    secure = call.desk.settings.tls
    response.set_cookie(session_cookie(tls=secure), token, secure=secure, httponly=True, samesite="lax", path="/")
    return response


def sign_out(call: Call) -> Response:
    """End the session."""
    if call.session is not None:
        call.desk.sessions.sign_out(call.session, address=call.address)
    response = redirect("/sign-in")
    secure = call.desk.settings.tls
    response.delete_cookie(session_cookie(tls=secure), secure=secure, httponly=True, samesite="lax", path="/")
    return response


def show_password(call: Call) -> Response:
    """Show the form by which one changes one's password."""
    return page(call, "password.html", {"error": "", "shortest": SHORTEST})


def change_password(call: Call) -> Response:
    """Change the password of who is signed in, end all of its sessions, and ask to sign in again."""
    if call.session is None:
        raise HTTPException(403)
    if not call.desk.attempts.allow(call.address):
        raise HTTPException(429)
    try:
        _check_change(call)
        call.desk.accounts.set_password(call.signer, call.body.get("new"), by=call.signer)
    except AccountError as error:
        return page(call, "password.html", {"error": str(error), "shortest": SHORTEST}, status=422)
    return redirect("/sign-in")


def _check_change(call: Call) -> None:
    assert call.session is not None
    if call.body.get("new") != call.body.get("again"):
        raise AccountError(_("The two new passwords differ: type them again."))
    call.desk.sessions.confirm_password(call.session.account, call.body.get("old"), address=call.address)


def choose_language(call: Call) -> Response:
    """Keep the chosen language, and show the page again."""
    language = call.body.get("language")
    if language not in ("en", "zh"):
        raise HTTPException(400)
    if call.session is not None:
        call.desk.accounts.set_language(call.session.account, language)
    response = redirect(local_path(call.body.get("back")))
    secure = call.desk.settings.tls
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR_S, secure=secure, samesite="lax", path="/")
    return response


def local_path(path: str) -> str:
    """Return a path of this desk; the first page where it is anything else.

    Examples
    --------
    >>> [local_path(path) for path in ("/works?q=a", "//elsewhere", "https://elsewhere", "")]
    ['/works?q=a', '/', '/', '/']
    """
    plain = path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"


def _sign_in_page(call: Call, following: str, *, name: str = "", error: str = "", status: int = 200) -> Response:
    return page(call, "sign_in.html", {"next": following, "name": name, "error": error}, status=status)
