"""Files that a form brings: kept by the ledger before they are recorded, and named by a signed text until then."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger import Attachment
from gisplan.web.works.entries import may_record

if TYPE_CHECKING:
    from gisplan.ledger import WorkState
    from gisplan.web.call import Call
    from gisplan.web.desk.desk import Desk

__all__ = ["CAMERA", "FILES", "KEPT", "keep_uploads", "read_kept", "sign_file"]

CAMERA, FILES, KEPT = "photo", "files", "kept"
"""The fields of a form: photos taken for it, files chosen for it, and files that it brought before."""

_LONGITUDE, _LATITUDE = "longitude", "latitude"


def keep_uploads(call: Call, work: WorkState) -> tuple[Attachment, ...]:
    """Keep the files of a form, and return them with those that it brought before.

    Raises
    ------
    HTTPException
        403 where the account may not record the work.
    LedgerError
        A file cannot be kept, and why.
    """
    if not may_record(call, work):
        raise HTTPException(403)
    return (*read_kept(call.desk, call.body.all(KEPT)), *_keep(call))


def _keep(call: Call) -> Iterator[Attachment]:
    """Keep each file; the place of the device belongs to photos that were taken for this form alone."""
    place = _read_place(call)
    for field in (CAMERA, FILES):
        for upload in call.body.uploads.get(field, []):
            yield call.desk.ledger.keep(upload.content, upload.name, place=place if field == CAMERA else None)


def _read_place(call: Call) -> tuple[float, float] | None:
    """Read where the device was, as its browser says it; None where it does not."""
    try:
        longitude, latitude = (float(call.body.get(name)) for name in (_LONGITUDE, _LATITUDE))
    except ValueError:
        return None
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None


def sign_file(desk: Desk, file: Attachment) -> str:
    """Name a kept file in a form that is sent again: nobody can change when and where a photo was taken."""
    text = base64.urlsafe_b64encode(json.dumps(asdict(file)).encode()).decode()
    return f"{text}.{_sign(desk, text)}"


def read_kept(desk: Desk, names: Iterable[str]) -> Iterator[Attachment]:
    """Read files that were kept before, by what `sign_file` named them.

    Raises
    ------
    LedgerError
        A name is not of this process of the desk.
    """
    for signed in names:
        text, _dot, signature = signed.rpartition(".")
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), _sign(desk, text).encode()):
            raise LedgerError(_("The desk was started anew since: choose the files again."))
        yield Attachment(**json.loads(base64.urlsafe_b64decode(text)))


def _sign(desk: Desk, text: str) -> str:
    return hmac.new(desk.file_key.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
