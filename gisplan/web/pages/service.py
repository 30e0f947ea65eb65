"""What programs ask for: files of the pages, news, health and figures."""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from gisplan.base.language import use_language
from gisplan.ledger.events.clock import format_instant
from gisplan.web.render import json_answer
from gisplan.web.static_files import app_version, read_static_files
from gisplan.web.works.news import describe_editing, list_news, list_news_since

if TYPE_CHECKING:
    from gisplan.web.call import Call
    from gisplan.web.desk.hub import Heard

__all__ = ["health", "live", "live_state", "metrics", "static"]

_CHECK_S = 5.0  # how often a stream looks whether its session lasts
_VERSIONED = re.compile(r"v-([0-9a-f]+)/(.+)")
_YEAR_S = 365 * 24 * 3600


def static(call: Call) -> Response:
    """Answer a script or style of the pages; only what the package holds has an address.

    An address with the version of the pages never answers anything else, so browsers may keep what it answers.
    """
    versioned = _VERSIONED.fullmatch(call.places["name"])
    found = read_static_files().get(versioned[2] if versioned else call.places["name"])
    if found is None:
        raise HTTPException(404)
    fixed = versioned is not None and versioned[1] == app_version()
    kept = f"public, max-age={_YEAR_S}, immutable" if fixed else "no-cache"
    headers = {"cache-control": kept, "etag": f'"{found.tag}"'}
    if call.if_none_match == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)


def health(call: Call) -> Response:
    """Answer whether the ledger can be read, and how the backups are."""
    desk = call.desk
    state = {"last_event": desk.ledger.last_event, "read_only": desk.settings.read_only}
    return json_answer({"status": "ok", **state, "backup": desk.backups.summarise()})


def metrics(call: Call) -> Response:
    """Answer the figures of this process in the text format of Prometheus."""
    desk = call.desk
    failed = desk.backups.summarise()["state"] in ("failed", "incomplete")
    jobs = {(("state", state),): count for state, count in desk.workers.jobs.count().items()}
    gauges: dict[str, tuple[str, Mapping[Any, float]]] = {
        "last_event": ("Number of the last event of the ledger.", {(): desk.ledger.last_event}),
        "listeners": ("Open streams of news.", {(): desk.hub.listeners}),
        "jobs": ("Reports that are kept or under way, by state.", jobs),
        "backup_failed": ("1 where the last backup failed or lacks photos.", {(): float(failed)}),
    }
    return Response(desk.metrics.format(gauges), media_type="text/plain; version=0.0.4")


def live_state(call: Call) -> Response:
    """Answer what was recorded after an event: what the stream says, for whom it does not reach."""
    after, record = (call.asked(name, "0") for name in ("after", "record"))
    return json_answer(list_news(call, *(int(text) if text.isdecimal() else 0 for text in (after, record))))


def live(call: Call) -> Response:
    """Answer the stream of what is recorded, as server-sent events."""
    if call.desk.hub.is_full:
        raise HTTPException(503)
    headers = {"x-accel-buffering": "no"}
    return StreamingResponse(_stream(call), media_type="text/event-stream", headers=headers)


async def _stream(call: Call) -> AsyncIterator[str]:
    """Yield what happens, as long as the session lasts."""
    yield "retry: 2000\n\n"
    before: Heard | None = None
    checked = float("-inf")
    async for heard in call.desk.hub.listen():
        if time.monotonic() - checked >= _CHECK_S:
            if not await anyio.to_thread.run_sync(_may_listen, call):
                yield "event: ended\ndata: {}\n\n"
                return
            checked = time.monotonic()
        yield await anyio.to_thread.run_sync(_write_message, call, before, heard)
        before = heard or before


def _write_message(call: Call, before: Heard | None, heard: Heard | None) -> str:
    """Write a message of the stream: what is now, and what was recorded since the message before."""
    if heard is None:
        return f": {format_instant(call.desk.ledger.clock())}\n\n"
    document: Mapping[str, Any] = {**vars(heard), "editing": describe_editing(call, heard.editing)}
    if before is not None and _count(before) != _count(heard):
        with use_language(call.language):
            document = {**list_news_since(call, before, heard), "jobs": heard.jobs, "scenarios": heard.scenarios}
    return f"id: {heard.last_event}\ndata: {json.dumps(document, ensure_ascii=False)}\n\n"


def _count(heard: Heard) -> tuple[int, int]:
    return heard.last_event, heard.last_record


def _may_listen(call: Call) -> bool:
    """Return whether who listens is still signed in."""
    desk = call.desk
    if call.session is None:
        return desk.one_person() is not None
    return desk.sessions.find_by_hash(call.session.token_sha256) is not None
