"""End connections whose other end sends or reads too slowly, or has too many: uvicorn itself waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from gisplan.web.security.pace import Connections, Pace
from gisplan.web.settings import is_loopback

if TYPE_CHECKING:
    from h11._events import Event

__all__ = ["make_protocol"]

_AFTER_HEAD = (h11.SEND_BODY, h11.DONE, h11.MUST_CLOSE, h11.CLOSED, h11.ERROR)


def make_protocol(headers: Mapping[str, str], pace: Pace = Pace()) -> type[H11Protocol]:  # noqa: B008  # it is frozen
    """Make what speaks HTTP at each connection of a server.

    Parameters
    ----------
    headers : mapping of str to str
        What an answer to something that is no request has, beside its type.
    pace : Pace
        What is asked of the other end.

    Returns
    -------
    type
        A class, for the configuration of uvicorn.
    """
    shared = {"pace": pace, "open": Connections(), "safe_headers": dict(headers)}
    return type("PacedProtocol", (_Paced,), shared)


class _Counted(h11.Connection):
    """A connection that counts what it was given to send."""

    sent = 0

    def send_with_data_passthrough(self, event: Event) -> list[bytes] | None:
        parts = super().send_with_data_passthrough(event)
        self.sent += sum(map(len, parts or ()))
        return parts


class _Paced(H11Protocol):
    """Looks every few seconds how far a head, a body and an answer have come."""

    pace: Pace
    open: Connections
    safe_headers: Mapping[str, str]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.conn: _Counted = _Counted(h11.SERVER, self.config.h11_max_incomplete_event_size or 64 * 1024)
        self._head_since: float | None = None
        self._body: tuple[float, int] | None = None  # since when it comes, and how much has
        self._answer: tuple[float, int] | None = None  # since when it waits to be taken, and how much was by then
        self._looking: asyncio.TimerHandle | None = None
        self._address: str | None = None  # that counts this connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look, unless the address has too many connections; this computer itself may have any number."""
        super().connection_made(transport)
        host = self.client[0] if self.client else ""
        if not is_loopback(host):
            self._address = host
            if self.open.add(host) > self.pace.most:
                transport.abort()
                return
        # a browser opens a connection before it needs it: it stays as long as one that it has used
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        self._looking = self.loop.call_later(self.pace.look_s, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()
        self._unset_keepalive_if_required()
        if self._address is not None:
            self.open.remove(self._address)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what was sent, and note of what it is a part."""
        now = self.loop.time()
        if self._head_since is None and self.conn.their_state not in _AFTER_HEAD:
            self._head_since = now
        super().data_received(data)
        if self.conn.their_state in _AFTER_HEAD:
            self._head_since = None
        begun, count = self._body or (now, 0)
        self._body = (begun, count + len(data)) if self.conn.their_state is h11.SEND_BODY else None

    def send_400_response(self, msg: str) -> None:
        """Answer something that is no request, with the headers that every answer has."""
        headers = {"content-type": "text/plain; charset=utf-8", **self.safe_headers, "connection": "close"}
        encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
        events: tuple[Event, ...] = (
            h11.Response(status_code=400, headers=encoded, reason=b"Bad Request"),
            h11.Data(data=msg.encode("ascii")),
            h11.EndOfMessage(),
        )
        for event in events:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _look(self) -> None:
        now = self.loop.time()
        if self._is_head_late(now) or self._is_body_slow(now) or self._is_answer_slow(now):
            self.transport.abort()
            return
        self._looking = self.loop.call_later(self.pace.look_s, self._look)

    def _is_head_late(self, now: float) -> bool:
        return self._head_since is not None and now - self._head_since > self.pace.head_s

    def _is_body_slow(self, now: float) -> bool:
        if self._body is None:
            return False
        begun, count = self._body
        if self.flow.read_paused:  # it is the desk that is slow
            self._body = begun + self.pace.look_s, count
            return False
        return now - begun > self.pace.longest_s or self.pace.is_too_slow(now - begun, count)

    def _is_answer_slow(self, now: float) -> bool:
        waiting = self.transport.get_write_buffer_size()
        if not waiting:
            self._answer = None
            return False
        taken = self.conn.sent - waiting
        begun, before = self._answer = self._answer or (now, taken)
        return self.pace.is_too_slow(now - begun, taken - before)
