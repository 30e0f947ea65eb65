"""The map of the county and the dossier, as they were last made from the ledger."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from gisplan.ledger.events.labels import escape_unprintable
from gisplan.ledger.events.standing import describe_standing
from gisplan.web.render import json_answer, page
from gisplan.web.security.guard import POLICY

if TYPE_CHECKING:
    from gisplan.web.call import Call

__all__ = ["show", "show_dossier", "show_page", "state", "works"]

_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]+)"')
_OF_DOSSIER = re.compile(r"(index|village-[A-Za-z0-9-]{1,80})\.html")


def show(call: Call) -> Response:
    """Show the map in its frame, and say of which record it is."""
    response = page(call, "map.html", {**describe_made(call), **_find_place(call)})
    response.headers["content-security-policy"] = f"{POLICY}; frame-src 'self'"
    return response


def _find_place(call: Call) -> dict[str, str]:
    """Find the village or work that is asked for: what the map's address ends with, and what the page's does."""
    code, number = call.asked("village"), call.asked("work")
    if code.isalnum():
        return {"place": f"settlement={quote(code)}", "query": urlencode({"village": code})}
    work = call.desk.works.find(int(number)) if number.isascii() and number.isdecimal() else None
    if work is None:
        return {"place": "", "query": ""}
    shown = escape_unprintable(work.code)
    return {"place": f"ledger_{work.kind}={quote(shown, safe='')}", "query": urlencode({"work": work.number})}


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


def works(call: Call) -> Response:
    """Answer how far those works are that have events after one: what the map that was made then does not show."""
    text = call.asked("after")
    after = int(text) if text.isascii() and text.isdecimal() else 0
    state = call.desk.works.state()
    key = ("map", state.store, state.last_event, state.on, after, call.language)
    return json_answer(call.desk.hub.share(key, lambda: _describe_works(call, after)))


def _describe_works(call: Call, after: int) -> dict[str, Any]:
    state = call.desk.works.changed_after(after)
    rows = [describe_standing(work, state.on) for work in state.works]
    return {"last_event": state.last_event, "works": rows}


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
