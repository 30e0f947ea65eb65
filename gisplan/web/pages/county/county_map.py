"""The map of the county and the dossier, as they were last made from the ledger."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from gisplan.web.render import json_answer, page
from gisplan.web.security.guard import POLICY

if TYPE_CHECKING:
    from gisplan.web.call import Call

__all__ = ["show", "show_dossier", "show_page", "state"]

_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]+)"')
_OF_DOSSIER = re.compile(r"(index|village-[A-Za-z0-9-]{1,80})\.html")


def show(call: Call) -> Response:
    """Show the map in its frame, and say of which record it is."""
    code = call.asked("village")
    values = {**describe_made(call), "village": code if code.isalnum() else ""}
    response = page(call, "map.html", values)
    response.headers["content-security-policy"] = f"{POLICY}; frame-src 'self'"
    return response


def describe_made(call: Call) -> dict[str, Any]:
    """Describe how far the map is: what it shows, and what it does not show yet."""
    pages = call.desk.pages
    made, last_event = pages.ask(), call.desk.ledger.last_event
    return {
        "made": made.number if made is not None else "",
        "event": made.last_event if made is not None else 0,
        "as_of": made.as_of if made is not None else "",
        "last_event": last_event,
        "making": pages.making,
        "failed": pages.failed,
        "stale": made is not None and made.last_event < last_event,
    }


def state(call: Call) -> Response:
    """Answer how far the map is; whoever asks has newer ones made."""
    return json_answer(describe_made(call))


def show_page(call: Call) -> Response:
    """Answer the map itself, which the desk alone may frame."""
    return _answer_made(call, "map.html", ancestors="'self'")


def show_dossier(call: Call) -> Response:
    """Answer a page of the dossier, or its index."""
    name = call.places["name"]
    if not _OF_DOSSIER.fullmatch(name):
        raise HTTPException(404)
    return _answer_made(call, name, ancestors="'none'")


def _answer_made(call: Call, name: str, *, ancestors: str) -> Response:
    """Answer a page that a process has made, with the policy that it states itself."""
    made = call.desk.pages.ask()
    try:
        content = made.read(f"{call.language}/{name}") if made is not None else None
    except OSError:
        content = None
    policy = _POLICY.search(content) if content is not None else None
    if content is None or policy is None:
        raise HTTPException(404)
    headers = {
        "content-security-policy": f"{policy[1].decode()}; frame-ancestors {ancestors}",
        "x-frame-options": "SAMEORIGIN" if ancestors == "'self'" else "DENY",
        "cache-control": "private, no-cache",
        "etag": f'"{hashlib.sha256(content).hexdigest()[:16]}"',
    }
    if call.if_none_match == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/html", headers=headers)
