"""The first and the last that a request passes: its Host is checked, its size limited, and safe headers are added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from gisplan.web.settings import DeskSettings

__all__ = ["POLICY", "Guard", "host_name", "safe_headers"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Nothing is loaded from elsewhere, and no script or style stands inside a page."""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(self), microphone=()",
    "cache-control": "no-store",
}
_STRICT_TRANSPORT = "max-age=31536000"


def host_name(host: str) -> str:
    """Return the name of a Host header, without its port.

    Examples
    --------
    >>> [host_name(h) for h in ("desk.lan:8765", "[::1]:80", "DESK", "[::1].x")]
    ['desk.lan', '[::1]', 'desk', '[::1].x']
    """
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()


def safe_headers(settings: DeskSettings) -> dict[str, str]:
    """Return the headers that every answer of a desk has, unless a page sets them itself."""
    return {**_HEADERS, **({"strict-transport-security": _STRICT_TRANSPORT} if settings.tls else {})}


class Guard:
    """Answer 400 where the Host is not the desk's own (against DNS rebinding), and add headers to every answer.

    A header that a page sets itself is kept.
    """

    def __init__(self, app: ASGIApp, settings: DeskSettings) -> None:
        self.app = app
        self.hosts = settings.allowed_hosts
        self.headers = safe_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        hosts = Headers(scope=scope).getlist("host")
        if not self._allows(hosts):
            refusal = PlainTextResponse("400: this desk does not have this name. See gisplan serve --name.\n", 400)
            await refusal(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)

    def _allows(self, hosts: Iterable[str]) -> bool:
        """Return whether there is one Host, and it is one of the desk's names."""
        names = list(hosts)
        return len(names) == 1 and host_name(names[0]) in self.hosts
