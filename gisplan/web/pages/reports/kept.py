"""The files of a report: saved by the browser, or, of a page, shown with the policy that it states itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from gisplan.ledger.jobs.job import Job, KeptFile
from gisplan.web.jobs.worker import find_kept_files
from gisplan.web.pages.reports.describe import name_kind
from gisplan.web.pages.reports.reports import find_job
from gisplan.web.render import disposition

if TYPE_CHECKING:
    from gisplan.web.call import Call

__all__ = ["answer"]

_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]+)"')
_HEAD = 16_384  # bytes of a page within which it states its policy
_OF_FILES = "default-src 'none'; frame-ancestors 'none'; sandbox"
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def answer(call: Call) -> Response:
    """Answer a file of a report; with `?show` a page is shown and not saved."""
    job = find_job(call)
    found = next((file for file in job.files if file.name == call.places["name"]), None)
    path = find_kept_files(call.desk.ledger).find(found) if found is not None else None
    if found is None or path is None:
        raise HTTPException(404)
    shown = bool(call.asked("show")) and found.name.endswith(".html")
    headers = {
        "etag": f'"{found.sha256}"',
        "cache-control": "private, no-cache",
        "content-disposition": disposition(_name(call, job, found), inline=shown),
        "content-security-policy": f"{_read_policy(path)}; frame-ancestors 'none'" if shown else _OF_FILES,
    }
    if call.if_none_match == headers["etag"]:
        return Response(status_code=304, headers=headers)
    media_type = _TYPES.get(found.name.rpartition(".")[2], "application/octet-stream")
    return FileResponse(path, media_type=media_type, headers=headers)


def _name(call: Call, job: Job, file: KeptFile) -> str:
    """Name a file for whoever keeps it: with the county, the report and its day."""
    return "-".join((call.desk.name, name_kind(job), job.as_of or "", file.name.replace("/", "-")))


def _read_policy(path: Path) -> str:
    """Read the policy that a page states.

    Raises
    ------
    HTTPException
        404 where it states none: it is no page of gisplan.
    """
    with path.open("rb") as file:
        found = _POLICY.search(file.read(_HEAD))
    if found is None:
        raise HTTPException(404)
    return found[1].decode()
