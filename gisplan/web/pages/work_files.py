"""The files of works: sent with a comment or as photos alone, and answered as nothing but what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from gisplan.base.errors import LedgerError
from gisplan.web.desk.thumbnails import SIDE
from gisplan.web.pages.work import find_work, show_work
from gisplan.web.render import disposition, redirect
from gisplan.web.works.entries import Outcome
from gisplan.web.works.shown_files import PHOTO, list_files
from gisplan.web.works.uploads import keep_uploads

if TYPE_CHECKING:
    from gisplan.ledger import Attachment
    from gisplan.web.call import Call

__all__ = ["comment", "show_file", "show_small"]

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
    found = _find_file(call)
    return _answer(call, found, found.sha256, lambda: call.desk.ledger.read_file(found))


def show_small(call: Call) -> Response:
    """Answer the small picture of a photo for lists; the photo itself where there is none."""
    found, ledger = _find_file(call), call.desk.ledger
    if found.type != PHOTO:
        raise HTTPException(404)
    small = call.desk.thumbnails.get(found.sha256, found.name, lambda: ledger.read_file(found))
    tag = f"{found.sha256}-{SIDE}" if small is not None else found.sha256
    return _answer(call, found, tag, lambda: small if small is not None else ledger.read_file(found))


def _find_file(call: Call) -> Attachment:
    """Find a file among those of the work that the address names.

    Raises
    ------
    HTTPException
        404 where the work has no such file.
    """
    work, ledger = find_work(call), call.desk.ledger
    listed = list_files(ledger.history(work.code, work.kind), ledger.comments(work.code, work.kind))
    found = next((one.file for one in listed if one.file.sha256 == call.places["sha256"]), None)
    if found is None:
        raise HTTPException(404)
    return found


def _answer(call: Call, found: Attachment, tag: str, read: Callable[[], bytes]) -> Response:
    headers = {
        "etag": f'"{tag}"',
        "cache-control": "private, no-cache",
        "content-disposition": disposition(found.name, inline=found.type == PHOTO),
        "content-security-policy": _POLICY,
    }
    if call.if_none_match == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(read(), media_type=found.type, headers=headers)
