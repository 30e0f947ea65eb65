"""The OpenAPI document of the addresses for programs, made from the table of routes and the schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib.metadata import version
from importlib.resources import files
from typing import Any, Protocol

from gisplan.base.language import N_, _
from gisplan.web.api.operations import Operation
from gisplan.web.api.schemas import list_schemas
from gisplan.web.api.values import NUMBER, SHA256, TEXT, Schema, ref

__all__ = ["make_document"]

_PLACES: dict[str, Schema] = {"number": {**NUMBER, "minimum": 1}, "sha256": SHA256, "code": {**TEXT, "minLength": 1}}
_JSON = "application/json"
_ALWAYS = (422, 429)
_WITH_BODY = (400, 413, 415)
_EXPLAINED = {
    400: N_("Not readable"),
    401: N_("No valid token"),
    403: N_("Not allowed to this account"),
    404: N_("Not there"),
    409: N_("Changed by somebody since the version that was seen"),
    410: N_("A file that it names is not kept any more: send it again"),
    413: N_("Too large"),
    415: N_("Another media type"),
    422: N_("Not as the schema says, or refused by the ledger"),
    429: N_("Too many wrong tokens"),
    503: N_("The ledger cannot be reached just now"),
}

_SCOPES = {"viewer": (401,), "clerk": (401, 403), "planner": (401, 403)}


class HasOperation(Protocol):
    """What a route says of itself."""

    @property
    def method(self) -> str: ...

    @property
    def path(self) -> str: ...

    @property
    def role(self) -> str | None: ...

    @property
    def operation(self) -> Operation | None: ...


def make_document(routes: Iterable[HasOperation]) -> dict[str, Any]:
    """Make the document, in the language of whoever asks.

    Parameters
    ----------
    routes : iterable of Route
        The table of addresses; those that have an operation are in the document.

    Returns
    -------
    dict
        OpenAPI 3.1.
    """
    paths: dict[str, Any] = {}
    for route in routes:
        if route.operation is not None:
            path = re.sub(r":\w+\}", "}", route.path)
            paths.setdefault(path, {})[route.method.lower()] = _describe(route, path, route.operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("The desk of gisplan"),
            "version": version("gisplan"),
            "description": _("Make a token with gisplan user token, and send it as Authorization: Bearer …"),
        },
        "paths": paths,
        "components": {
            "schemas": {**list_schemas(), "Verdicts": _read_verdicts(), "OpenAPI": {"type": "object"}},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _describe(route: HasOperation, path: str, operation: Operation) -> dict[str, Any]:
    names = re.findall(r"\{(\w+)\}", path)
    places = [{"name": name, "in": "path", "required": True, "schema": _PLACES[name]} for name in names]
    query = [
        {"name": name, "in": "query", "description": _(one.text), "schema": one.schema}
        for name, one in operation.query.items()
    ]
    described: dict[str, Any] = {
        "summary": _(operation.summary),
        "operationId": _name(route.method, path),
        "parameters": [*places, *query],
        "responses": _list_answers(route, operation),
        "security": [{"token": []}] if route.role is not None else [],
    }
    if operation.takes:
        described["requestBody"] = {"required": True, "content": _describe_body(operation.takes)}
    return described


def _name(method: str, path: str) -> str:
    """Name an operation.

    Examples
    --------
    >>> _name("POST", "/api/works/{number}/undo")
    'post_works_number_undo'
    """
    return "_".join([method.lower(), *re.findall(r"\w+", path)[1:]])


def _describe_body(takes: str) -> dict[str, Any]:
    if takes != "files":
        return {_JSON: {"schema": ref(takes)}}
    many = {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": 10}
    degrees = {"type": "string", "description": _("where the device was when it took the photos, in degrees (WGS 84)")}
    properties = {"photo": many, "files": many, "longitude": degrees, "latitude": degrees}
    return {"multipart/form-data": {"schema": {"type": "object", "properties": properties}}}


def _list_answers(route: HasOperation, operation: Operation) -> dict[str, Any]:
    statuses = {*_ALWAYS, *operation.refuses, *_SCOPES.get(route.role or "", ())}
    if operation.takes:
        statuses |= {*_WITH_BODY}
    answer = {_JSON: {"schema": ref(operation.answers)}}
    if operation.answers == "file":
        answer = {"*/*": {"schema": {}}}
    found: dict[str, Any] = {"200": {"description": _("The answer."), "content": answer}}
    for status in sorted({*statuses, 503}):
        refused = "Refused" if operation.takes and status in (409, 422) else "Error"
        found[str(status)] = {"description": _(_EXPLAINED[status]), "content": {_JSON: {"schema": ref(refused)}}}
    return found


def _read_verdicts() -> Schema:
    """Read the schema of the verdicts, with references that hold inside of this document."""
    text = (files("gisplan") / "report" / "documents" / "verdicts.schema.json").read_text(encoding="utf-8")
    schema: Schema = _move(json.loads(text))
    return {name: value for name, value in schema.items() if not name.startswith("$") or name == "$defs"}


def _move(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: one.replace("#/", "#/components/schemas/Verdicts/") if name == "$ref" else _move(one)
            for name, one in value.items()
        }
    return [_move(one) for one in value] if isinstance(value, list) else value
