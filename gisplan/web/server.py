"""Serve a desk until it is stopped: answers that are being made are finished, and streams end at once."""

from __future__ import annotations

import gc
import logging
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from anyio import CapacityLimiter, to_thread

from gisplan.base.errors import DeskError
from gisplan.base.language import _
from gisplan.ledger.accounts.passwords import AT_ONCE
from gisplan.web.app import make_app
from gisplan.web.desk.desk import THREADS
from gisplan.web.lock import only_server
from gisplan.web.security.guard import safe_headers
from gisplan.web.security.slow_clients import make_protocol

if TYPE_CHECKING:
    from gisplan.web.desk.desk import Desk

__all__ = ["Certificate", "serve"]

_STOP_S = 10  # how long answers may take after the server was asked to stop
_KEEP_ALIVE_S = 75  # so long a connection is kept between two requests: a browser that uses it anew finds it open
_COLLECT = (1_000, 10, 10)  # a command collects its garbage hardly ever; a server would keep that of all requests
_BACKLOG = 256
_LOG = logging.getLogger("gisplan.web")


@dataclass(frozen=True)
class Certificate:
    """The files of a TLS certificate and of its key, both PEM."""

    certificate: Path
    key: Path


class _Server(uvicorn.Server):
    """A server that, asked to stop, ends its streams, which would keep it waiting, and its processes."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self.desk = desk

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, with as many threads as there are connections to the database."""
        gc.freeze()  # what was imported stays
        gc.set_threshold(*_COLLECT)
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        self.desk.hashing = CapacityLimiter(AT_ONCE)
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Stop: called by a signal."""
        self.desk.hub.close()
        self.desk.pages.close()
        self.desk.scenarios.close()
        self.desk.backups.close()
        self.desk.workers.close()
        self.desk.old_accounts.close()
        # not as the library does, which sends itself the signal again at the end: nothing would be cleared away
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def serve(
    desk: Desk, certificate: Certificate | None = None, *, browse: bool = False, say: Callable[[str], object]
) -> None:
    """Serve a desk until a signal ends it.

    Parameters
    ----------
    desk : Desk
    certificate : Certificate, optional
        For TLS.
    browse : bool
        Open the browser.
    say : callable
        Called with the address once it listens.

    Raises
    ------
    DeskError
        The port is taken, or another server has the store.
    """
    settings = desk.settings
    with only_server(desk.ledger, settings.address), _listen(settings.host, settings.port) as listening:
        config = uvicorn.Config(
            make_app(desk),
            http=make_protocol(safe_headers(settings)),
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            timeout_graceful_shutdown=_STOP_S,
            timeout_keep_alive=_KEEP_ALIVE_S,
            backlog=_BACKLOG,
            h11_max_incomplete_event_size=64 * 1024,
            ssl_certfile=None if certificate is None else certificate.certificate,
            ssl_keyfile=None if certificate is None else certificate.key,
        )
        desk.villages.start()
        desk.backups.start()
        desk.workers.start()
        desk.old_accounts.start()
        say(settings.address)
        if browse:
            threading.Thread(target=webbrowser.open, args=(settings.address,), daemon=True).start()
        try:
            _Server(config, desk).run([listening])
        finally:
            desk.workers.close()
            desk.workers.join()


def _listen(host: str, port: int) -> socket.socket:
    """Bind the address before anything else, so that a port that is taken is explained."""
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=_BACKLOG
        )
    except OSError as error:
        message = _("The desk cannot listen at {0}, port {1} ({2}): give another --port or --host.")
        raise DeskError(message.format(host, port, error.strerror or error)) from None
