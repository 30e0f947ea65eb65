"""Read the body of a request: never more than its route allows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

if TYPE_CHECKING:
    from starlette.types import Message

__all__ = ["Body", "Upload", "read_body"]

_MOST_FIELDS = 5_000
_MOST_FILES = 10
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Upload:
    """A file that was sent: its name without folders, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Body:
    """What a request brings: the fields and files of a form, or a JSON document."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    uploads: dict[str, list[Upload]] = field(default_factory=dict)
    document: Any = None

    @property
    def files(self) -> dict[str, Upload]:
        """The first file of each field that has one."""
        return {name: uploads[0] for name, uploads in self.uploads.items()}

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of a field."""
        values = self.fields.get(name)
        return values[0] if values else default

    def has(self, name: str) -> bool:
        """Return whether the form has a field."""
        return name in self.fields

    def all(self, name: str) -> list[str]:
        """Return all values of a field."""
        return self.fields.get(name, [])


async def read_body(request: Request, largest: int, files: int = 0) -> Body:
    """Read the body of a request: at most `largest` bytes, and so many more where it is a form with files.

    Raises
    ------
    HTTPException
        413 where it is larger than allowed, 415 where it is of another type, 400 where it cannot be read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    content = await _read_bytes(request, largest + (files if kind == _FORMS[1] else 0))
    if not content:
        return Body()
    if kind == "application/json":
        return Body(document=_parse(content))
    if kind not in _FORMS:
        raise HTTPException(415)
    return await _read_form(request, content, largest)


async def _read_bytes(request: Request, largest: int) -> bytes:
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > largest:
        raise HTTPException(413)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > largest:
            raise HTTPException(413)
        parts.append(part)
    return b"".join(parts)


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None


async def _read_form(request: Request, content: bytes, largest: int) -> Body:
    async def replay() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    body = Body()
    try:
        form = await Request(request.scope, replay).form(
            max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=largest
        )
    except (MultiPartException, HTTPException, ValueError):
        raise HTTPException(400) from None
    async with _closing(form):
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    upload = Upload(_plain_name(value.filename), await value.read())
                    body.uploads.setdefault(name, []).append(upload)
            else:
                body.fields.setdefault(name, []).append(value)
    return body


class _closing:  # noqa: N801  # used as a function
    """Close a form's temporary files at the end."""

    def __init__(self, form: Any) -> None:
        self.form = form

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, *_error: object) -> None:
        await self.form.close()


def _plain_name(name: str) -> str:
    """Return a file's name without the folders that some browsers send.

    Examples
    --------
    >>> _plain_name("C:\\\\temp\\\\../a.xlsx")
    'a.xlsx'
    """
    return name.replace("\\", "/").rpartition("/")[2][:200]
