"""What programs ask for: files of the pages, news, health and figures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from gisplan.base.language import use_language
from gisplan.ledger.events.clock import format_instant
from gisplan.web.render import json_answer
from gisplan.web.works.news import describe_editing, list_news
from gisplan.wording.palette import SCHEMES, text_colour

if TYPE_CHECKING:
    from gisplan.web.call import Call
    from gisplan.web.desk.hub import Heard

__all__ = ["health", "live", "live_state", "metrics", "static"]

# as the registry of Windows may have other types, by which browsers run no modules
_TYPES = {".css": "text/css", ".mjs": "text/javascript", ".js": "text/javascript", ".svg": "image/svg+xml"}
_PALETTE = "palette.css"
_ENDED = "event: ended\ndata: {}\n\n"


@dataclass(frozen=True)
class _File:
    content: bytes
    media_type: str
    tag: str


def static(call: Call) -> Response:
    """Answer a script or style of the pages; only what the package holds has an address."""
    found = _read_files().get(call.places["name"])
    if found is None:
        raise HTTPException(404)
    headers = {"cache-control": "no-cache", "etag": f'"{found.tag}"'}
    if call.if_none_match == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)


@cache
def _read_files() -> Mapping[str, _File]:
    """Read all scripts and styles, by their path below `static/`; and the palette as a style."""
    found = {name: _make_file(name, content) for name, content in _walk(files("gisplan.web") / "static")}
    return {**found, _PALETTE: _make_file(_PALETTE, _write_palette().encode())}


def _walk(folder: Traversable, above: str = "") -> list[tuple[str, bytes]]:
    rows: list[tuple[str, bytes]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        name = f"{above}{item.name}"
        if item.is_dir():
            rows += _walk(item, f"{name}/")
        elif f".{name.rpartition('.')[2]}" in _TYPES:
            rows.append((name, item.read_bytes()))
    return rows


def _make_file(name: str, content: bytes) -> _File:
    kind = _TYPES[f".{name.rpartition('.')[2]}"]
    return _File(content, f"{kind}; charset=utf-8", hashlib.sha256(content).hexdigest()[:16])


def _write_palette() -> str:
    """Write the palette as variables of a style: light, and dark where the system is."""
    light, dark = (_write_scheme(SCHEMES[name]) for name in ("light", "dark"))
    return f":root {{{light}}}\n@media (prefers-color-scheme: dark) {{ :root {{{dark}}} }}\n"


def _write_scheme(colours: Mapping[str, str]) -> str:
    on_states = {f"on_{name}": text_colour(colours[name]) for name in ("met", "missed", "unknown")}
    return "".join(f"--{name.replace('_', '-')}:{colour};" for name, colour in {**colours, **on_states}.items())


def health(call: Call) -> Response:
    """Answer whether the ledger can be read, and how the backups are."""
    desk = call.desk
    state = {"last_event": desk.ledger.last_event, "read_only": desk.settings.read_only}
    return json_answer({"status": "ok", **state, "backup": desk.backups.summarise()})


def metrics(call: Call) -> Response:
    """Answer the figures of this process in the text format of Prometheus."""
    failed = call.desk.backups.summarise()["state"] in ("failed", "incomplete")
    gauges = {
        "last_event": call.desk.ledger.last_event,
        "listeners": call.desk.hub.listeners,
        "backup_failed": float(failed),
    }
    return Response(call.desk.metrics.format(gauges), media_type="text/plain; version=0.0.4")


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
    async for heard in call.desk.hub.listen():
        message = await anyio.to_thread.run_sync(_write_message, call, before, heard)
        yield message
        if message == _ENDED:
            return
        before = heard or before


def _write_message(call: Call, before: Heard | None, heard: Heard | None) -> str:
    """Write a message of the stream: what is now, and what was recorded since the message before."""
    if not _may_listen(call):
        return _ENDED
    if heard is None:
        return f": {format_instant(call.desk.ledger.clock())}\n\n"
    document: Mapping[str, Any] = {**vars(heard), "editing": describe_editing(call, heard.editing)}
    if before is not None and _count(before) != _count(heard):
        with use_language(call.language):
            document = {**list_news(call, *_count(before)), "jobs": heard.jobs}
    return f"id: {heard.last_event}\ndata: {json.dumps(document, ensure_ascii=False)}\n\n"


def _count(heard: Heard) -> tuple[int, int]:
    return heard.last_event, heard.last_record


def _may_listen(call: Call) -> bool:
    """Return whether who listens is still signed in."""
    desk = call.desk
    if call.session is None:
        return desk.one_person() is not None
    return desk.sessions.find_by_hash(call.session.token_sha256) is not None
