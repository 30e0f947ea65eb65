"""The page that says why there is no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.base.language import N_, _
from gisplan.web.render import page

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.web.call import Call

__all__ = ["explain_status", "show_error"]

_MESSAGES = {
    400: N_("The request cannot be read. Go back, and try again."),
    401: N_("You are not signed in, or no longer. Sign in, and do it again."),
    403: N_("Your account may not do this, or the page is out of date. Go back, open the page anew, and try again."),
    404: N_("There is no such page."),
    405: N_("There is no such page."),
    409: N_("Someone else was first. Go back, and open the page anew."),
    410: N_("A file is not kept any more. Choose it again."),
    413: N_("This is more than the desk accepts at once. Send less, or a smaller file."),
    415: N_("The desk does not take this type of file or form."),
    422: N_("This cannot be recorded. Go back, and correct it."),
    429: N_("Too many attempts. Wait for a minute, and try again."),
    500: N_("The desk failed. Its log says why; what was acknowledged before is recorded."),
    503: N_("The ledger is busy or cannot be reached. Nothing was recorded: try again."),
}


def explain_status(status: int) -> str:
    """Explain in a sentence what a status means."""
    return _(_MESSAGES.get(status, _MESSAGES[500]))


def show_error(call: Call, status: int, message: str = "") -> Response:
    """Show a page with a status and the reason in a sentence.

    Parameters
    ----------
    call : Call
    status : int
        As HTTP has it.
    message : str
        The reason; default: what the status means.
    """
    reason = message or explain_status(status)
    return page(call, "error.html", {"status": status, "lines": reason.split("\n")}, status=status)
