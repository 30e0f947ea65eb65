"""The application: the table of addresses behind the guard."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response
from starlette.routing import Route as Address

from gisplan.base.language import use_language
from gisplan.web.desk.metrics import NO_ROUTE
from gisplan.web.dispatch import identify_or_nobody, make_endpoint
from gisplan.web.pages.errors import explain_status, show_error
from gisplan.web.render import json_answer
from gisplan.web.routes import ROUTES
from gisplan.web.security.bearer import PATHS
from gisplan.web.security.guard import Guard

if TYPE_CHECKING:
    from starlette.requests import Request

    from gisplan.web.desk.desk import Desk

__all__ = ["make_app"]


class _Number(Convertor[int]):
    """A number in an address: of so many digits that every database can compare it."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("number", _Number())


def make_app(desk: Desk) -> Guard:
    """Make the application of a desk.

    Parameters
    ----------
    desk : Desk
        The desk, which `gisplan.web.desk.open_desk` opens.

    Returns
    -------
    Guard
        An ASGI application: the guard is outside of all else, so that no answer leaves without its headers.
    """
    addresses = [Address(route.path, make_endpoint(desk, route), methods=[route.method]) for route in ROUTES]

    async def refuse(request: Request, error: Exception) -> Response:
        begun, status = time.perf_counter(), getattr(error, "status_code", 500)
        answer = await run_in_threadpool(_show_refusal, desk, request, status)
        desk.metrics.count(request.method, NO_ROUTE, status, time.perf_counter() - begun)
        return answer

    app = Starlette(routes=addresses, exception_handlers={404: refuse, 405: refuse})
    return Guard(app, desk.settings)


def _show_refusal(desk: Desk, request: Request, status: int) -> Response:
    call = identify_or_nobody(desk, request)
    with use_language(call.language):
        if call.path.startswith(PATHS):
            return json_answer({"error": explain_status(status)}, status=status)
        return show_error(call, status)
