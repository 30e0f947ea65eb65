"""The files of works: sent with a comment or as photos alone, and answered as nothing but what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from gisplan.base.errors import LedgerError
from gisplan.web.pages.work import find_work, show_work
from gisplan.web.render import disposition, redirect
from gisplan.web.works.entries import Outcome
from gisplan.web.works.shown_files import PHOTO, list_files
from gisplan.web.works.uploads import keep_uploads

if TYPE_CHECKING:
    from gisplan.web.call import Call

__all__ = ["comment", "show_file"]

_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def comment(call: Call) -> Response:
    """Record a comment on a work, with its photos and documents."""
    work = find_work(call)
    try:
        files = keep_uploads(call, work)
        made = call.desk.ledger.comment(
            work.code,
            call.body.get("text"),
            by=call.signer,
            kind=work.kind,
            attachments=files,
            entry=call.body.get("entry") or None,
        )
    except LedgerError as error:
        return show_work(call, work, outcome=Outcome(faults=tuple(str(error).split("\n"))))
    return redirect(f"/works/{work.number}?comment={made.number}#comments")


def show_file(call: Call) -> Response:
    """Answer a photo to be looked at, or a document to be saved; no browser runs what is in it."""
    work = find_work(call)
    ledger = call.desk.ledger
    listed = list_files(ledger.history(work.code, work.kind), ledger.comments(work.code, work.kind))
    found = next((one.file for one in listed if one.file.sha256 == call.places["sha256"]), None)
    if found is None:
        raise HTTPException(404)
    headers = {
        "etag": f'"{found.sha256}"',
        "cache-control": "private, no-cache",
        "content-disposition": disposition(found.name, inline=found.type == PHOTO),
        "content-security-policy": _POLICY,
    }
    if call.if_none_match == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(ledger.read_file(found), media_type=found.type, headers=headers)
