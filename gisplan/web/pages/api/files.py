"""Files that other programs send: kept first, and then named by an entry or a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.web.pages.work import find_work
from gisplan.web.render import json_answer
from gisplan.web.works.uploads import CAMERA, FILES, keep_uploads, sign_file

if TYPE_CHECKING:
    from starlette.responses import Response

    from gisplan.web.call import Call

__all__ = ["keep"]


def keep(call: Call) -> Response:
    """Keep the files of a form, each as the ledger will have it; answer by what to name them.

    Raises
    ------
    HTTPException
        403 where the account may not record the work.
    LedgerError
        There is no file, or one cannot be kept, and why.
    """
    kept = keep_uploads(call, find_work(call))
    if not kept:
        message = _("No file was sent: send a form (multipart/form-data) with files in the fields {0} or {1}.")
        raise LedgerError(message.format(CAMERA, FILES))
    return json_answer({"files": [{**vars(file), "kept": sign_file(call.desk, file)} for file in kept]})
