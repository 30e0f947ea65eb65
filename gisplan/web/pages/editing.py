"""Who has the form of a work in use: its page says so every few seconds, and when it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from gisplan.ledger.accounts.editing import Editing
from gisplan.web.desk.editors import make_page_key
from gisplan.web.pages.work import find_work
from gisplan.web.render import json_answer
from gisplan.web.works.entries import may_record

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.web.call import Call

__all__ = ["mark"]

_LONGEST = 40  # characters of the name that a page gives itself


def mark(call: Call) -> Response:
    """Note that the form of a work is in use, or that its page was left: `{"page": "k3x", "use": true}`.

    Raises
    ------
    HTTPException
        403 where the account may not record the work; 400 where the document is another.
    """
    work, document = find_work(call), call.body.document
    if not may_record(call, work):
        raise HTTPException(403)
    page = document.get("page") if isinstance(document, dict) else None
    if not isinstance(page, str) or not 0 < len(page) <= _LONGEST or call.account is None:
        raise HTTPException(400)
    key = make_page_key(call.account.id, page)
    if document.get("use") is True:
        call.desk.editors.mark(key, Editing(work.number, call.signer))
    else:
        call.desk.editors.drop(key)
    return json_answer({})
