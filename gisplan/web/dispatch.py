"""From a request to an answer: who asks, what the role allows, whether a write is the desk's own; then the page."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

import anyio.to_thread
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gisplan.base.errors import AccountError, GisplanError, LedgerConflictError, LedgerStoreError
from gisplan.base.language import use_language
from gisplan.web.api.check import check_document, check_query
from gisplan.web.call import Call
from gisplan.web.pages.errors import explain_status, show_error
from gisplan.web.render import json_answer, redirect
from gisplan.web.security.bearer import find_bearer, read_bearer
from gisplan.web.security.body import Body, read_body
from gisplan.web.security.origin import (
    LANGUAGE_COOKIE,
    TOKEN_FIELD,
    TOKEN_HEADER,
    has_own_origin,
    has_token,
    session_cookie,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from gisplan.web.api.operations import Operation
    from gisplan.web.desk.desk import Desk
    from gisplan.web.routes import Route

__all__ = ["identify", "identify_or_nobody", "make_endpoint"]

Answer = TypeVar("Answer")

_LOG = logging.getLogger(__name__)
_STATUS = ((LedgerStoreError, 503), (LedgerConflictError, 409), (AccountError, 422), (GisplanError, 422))


def make_endpoint(desk: Desk, route: Route) -> Callable[[Request], Awaitable[Response]]:
    """Make what answers the requests of a route."""

    async def answer(request: Request) -> Response:
        begun = time.perf_counter()
        response = await _answer(desk, route, request)
        desk.metrics.count(route.method, route.template, response.status_code, time.perf_counter() - begun)
        return response

    return answer


async def _answer(desk: Desk, route: Route, request: Request) -> Response:
    call = _anonymous(desk, request)
    try:
        call = await run_in_threadpool(identify, desk, request)
        refusal = _check_role(route, call)
        if refusal is not None:
            return await run_in_threadpool(_in_language, refuse, call, route, refusal)
        if route.operation is not None:
            await run_in_threadpool(_in_language, _check_query, call, route.operation)
        if route.method == "POST":
            call = await _read_write(route, request, call)
            if route.operation is not None:
                await run_in_threadpool(_in_language, _check_document, call, route.operation)
        limiter = desk.hashing if route.hashes else None
        return await anyio.to_thread.run_sync(_in_language, route.answer, call, limiter=limiter)
    except HTTPException as error:
        return await run_in_threadpool(_in_language, refuse, call, route, error.status_code)
    except GisplanError as error:
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        return await run_in_threadpool(_in_language, refuse, call, route, status, str(error))
    except Exception:  # noqa: BLE001  # one page that fails must not end the desk; the log has the reason
        _LOG.exception("%s %s failed", route.method, route.path)
        return await run_in_threadpool(_in_language, refuse, call, route, 500)


def _check_query(call: Call, operation: Operation) -> None:
    check_query(operation, call.query)


def _check_document(call: Call, operation: Operation) -> None:
    check_document(operation, call.body.document)


def _in_language(answer: Callable[..., Answer], call: Call, *more: object) -> Answer:
    with use_language(call.language):
        return answer(call, *more)


def identify(desk: Desk, request: Request) -> Call:
    """Find who sends a request: by a token, by the cookie of the session, or by the desk that is one person's tool.

    Raises
    ------
    HTTPException
        429 where too many wrong tokens were sent.
    """
    call = _anonymous(desk, request)
    bearer = read_bearer(request)
    if bearer is not None:
        found = find_bearer(desk.tokens, desk.wrong_tokens, bearer, call.address)
        return Call(**{**vars(call), "account": found, "by_token": True})
    token = request.cookies.get(session_cookie(tls=desk.settings.tls))
    session = desk.sessions.find(token) if token else None
    account = session.account if session is not None else desk.one_person()
    language = call.language
    if account is not None and account.language is not None and LANGUAGE_COOKIE not in request.cookies:
        language = account.language
    form_token = session.form_token if session is not None else desk.process_token
    return Call(**{**vars(call), **_known(account, session, language, form_token)})


def identify_or_nobody(desk: Desk, request: Request) -> Call:
    """Find who sends a request to an address that there is not; nobody where that cannot be found out."""
    try:
        return identify(desk, request)
    except (HTTPException, GisplanError):
        return _anonymous(desk, request)


def _known(account: object, session: object, language: str, form_token: str) -> dict[str, object]:
    return {"account": account, "session": session, "language": language, "form_token": form_token}


def _anonymous(desk: Desk, request: Request) -> Call:
    query: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        query.setdefault(name, []).append(value)
    return Call(
        desk=desk,
        account=None,
        session=None,
        path=request.url.path,
        places=request.path_params,
        query=query,
        address=request.client.host if request.client is not None else "",
        language=_choose_language(desk, request),
        form_token=desk.process_token,
        if_none_match=request.headers.get("if-none-match", ""),
    )


def _choose_language(desk: Desk, request: Request) -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE) or desk.settings.language
    if chosen in ("zh", "en"):
        return chosen
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


def _check_role(route: Route, call: Call) -> int | None:
    """Return the status by which a request is refused, if its sender has not the role."""
    if route.role is None:
        return None
    if call.account is None:
        return 401
    if not call.account.may(route.role):
        return 403
    return 403 if route.method == "POST" and call.desk.settings.read_only and not route.always else None


async def _read_write(route: Route, request: Request, call: Call) -> Call:
    """Read what is written, if it comes from one of the desk's own pages, or from a program that has a token.

    Raises
    ------
    HTTPException
        403 where the Origin or the token is missing or another's; 413, 415 or 400 as `read_body` raises it.
    """
    if not call.by_token and not has_own_origin(request, call.desk.settings.scheme):
        raise HTTPException(403)
    body = await read_body(request, route.largest, route.files)
    if not call.by_token and route.role is not None and not has_token(_given_token(request, body), call.form_token):
        raise HTTPException(403)
    return Call(**{**vars(call), "body": body})


def _given_token(request: Request, body: Body) -> str | None:
    return body.get(TOKEN_FIELD) or request.headers.get(TOKEN_HEADER)


def refuse(call: Call, route: Route, status: int, message: str = "") -> Response:
    """Answer that a request is refused: a document for scripts, a page for people."""
    if route.kind == "data":
        answer = json_answer({"error": message or explain_status(status)}, status=status)
        if status == 401:
            answer.headers["www-authenticate"] = "Bearer"
        return answer
    if status == 401 and route.method == "GET":
        asked = call.path + ("?" + "&".join(_list_query(call)) if call.query else "")
        return redirect(f"/sign-in?next={quote(asked, safe='')}")
    return show_error(call, status, message)


def _list_query(call: Call) -> list[str]:
    return [f"{quote(name)}={quote(value)}" for name, values in call.query.items() for value in values]
