"""Read a verdict document from a file and check every field that is used."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from gisplan.base.errors import VerdictFileError
from gisplan.base.language import _
from gisplan.io.child.process import reading_process
from gisplan.io.faults.catalogue import FaultContext, explain_fault
from gisplan.io.files.open_file import FileRefused, open_file
from gisplan.io.files.staging import copy_stream

__all__ = ["LARGEST", "check_verdicts", "read_verdicts"]

LARGEST = 256 << 20
"""Bytes of the largest document that is read: a county eighty times as large as Zhenba has fewer."""

_SCHEMA = "gisplan.verdicts/3"
_READ = (_SCHEMA, "gisplan.verdicts/2")  # the older one lacks what is assumed, which is not compared
_FAMILY = "gisplan.verdicts/"
_VERSION = re.compile(r"gisplan\.verdicts/[0-9]{1,3}")
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_STATE = frozenset({"met", "missed", "unknown"})
_TARGET_STATE = _STATE | {"pending", None}  # None of one that is only a figure
_TEXT, _NUMBER, _COUNT = (str,), (int, float, type(None)), (int,)
_MAYBE = (str, type(None))
_WORK = {"layer": _TEXT, "row": _COUNT, "code": _MAYBE, "name": _MAYBE, "status": _MAYBE, "due": _MAYBE}

_CODE_CHANGE = {"old": _TEXT, "new": _TEXT, "day": _MAYBE}

_DOCUMENT: dict[str, Any] = {
    "county": {"code": _TEXT, "name": _TEXT},
    "standard": {"id": _TEXT},
    "as_of": _MAYBE,
    "settings": {},
    "verdict": {"state": _STATE, "scope": frozenset({"exit", "plan", "all"})},
    "inputs": [{"layer": _TEXT, "path": _TEXT, "sha256": _TEXT, "rows": _COUNT}],
    "targets": [{"id": _TEXT, "state": _TARGET_STATE, "actual": _NUMBER, "required": _NUMBER, "unit": _TEXT}],
    "criteria": [{"id": _TEXT, "kind": _TEXT, "role": _TEXT, "settlement": _TEXT}],
    "villages": [
        {"code": _MAYBE, "name": _MAYBE, "town": _MAYBE, "row": _COUNT, "judged_for_exit": (bool,), "state": _STATE}
        | {"people": _NUMBER}
    ],
    "settlements": [
        {"code": _MAYBE, "name": _MAYBE, "settlement": frozenset({"village", "group"}), "criterion": _TEXT}
        | {"state": _STATE, "people": _NUMBER, "row": _COUNT, "why": {"code": _TEXT, "params": {}, "text": _TEXT}}
        | {"evidence": {"distance_m": _NUMBER, "rows": [{"layer": _TEXT, "row": _COUNT, "column": _TEXT}]}}
    ],
}
"""The fields of a document that a comparison reads, and their types; other fields are ignored."""


def read_verdicts(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a document of the schema gisplan.verdicts/3 or gisplan.verdicts/2.

    Parameters
    ----------
    path : str or path
        The file.

    Returns
    -------
    dict
        The document.

    Raises
    ------
    VerdictFileError
        There is no such file, it is too large, it is no JSON, it is no verdict document, or another version
        of gisplan wrote it. The message names the file, and the field where there is one.
    """
    name = str(path)
    return check_verdicts(name, _load(name))


def check_verdicts(name: str, document: Any) -> dict[str, Any]:
    """Check a loaded document of the schema gisplan.verdicts/3 or gisplan.verdicts/2; `name` is what messages call it.

    Raises
    ------
    VerdictFileError
        It is no verdict document, or another version of gisplan wrote it.
    """
    found = document.get("schema") if isinstance(document, dict) else None
    if isinstance(found, str) and found.startswith(_FAMILY) and found not in _READ:
        version = found if _VERSION.fullmatch(found) else ascii(found)[:60]
        message = _(
            "{0} has the schema {1}, but this version of gisplan reads {2}: run gisplan gaps or gisplan verify "
            "again with this version."
        )
        raise VerdictFileError(message.format(name, version, _SCHEMA))
    if found not in _READ:
        raise VerdictFileError(
            _("{0} is not a verdict document: its schema is not {1}. Give a file written by gisplan gaps.").format(
                name, _SCHEMA
            )
        )
    _check(name, "", document, _DOCUMENT)
    _check(name, "code_changes", document.get("code_changes", []), [_CODE_CHANGE])
    for i, row in enumerate(document["settlements"]):
        evidence, field = row["evidence"], f"settlements[{i}].evidence"
        if evidence.get("listed_works") is not None:
            _check(name, f"{field}.listed_works", evidence["listed_works"], [_WORK])
        for number in ("value", "required"):
            _check(name, f"{field}.{number}", evidence.get(number), _NUMBER)
        _check(name, f"{field}.segments_to_survey", evidence.get("segments_to_survey", []), [_TEXT])
        _check(name, f"{field}.needs", evidence.get("needs", []), [_TEXT])
    return dict(document)


def _load(name: str) -> Any:
    """Open the file and have it parsed, without NaN and infinities; only the fields that are used are kept."""
    with reading_process() as process:
        _copy(name, process.workdir / "verdicts.json")
        size = (process.workdir / "verdicts.json").stat().st_size
        item = {"do": "json", "name": "verdicts", "file": "verdicts.json", "keep": _PATTERN, "shown": name}
        process.send([item], size=size)
        answer = process.receive()["verdicts"]
        if "limit" in answer:
            kind = str(answer["limit"])
            fault = FaultContext(name, _("verdicts")).fault(f"reading-{kind}", limit=process.show_limit(kind))
            raise VerdictFileError(" ".join(explain_fault(fault, translate=_)))
    if "document" not in answer:
        message = _("{0} is not JSON in UTF-8 ({1}). Give an unchanged file written by gisplan gaps.")
        raise VerdictFileError(message.format(name, _(str(answer["error"]))))
    return answer["document"]


def _copy(name: str, target: Path) -> None:
    """Copy the file into the private folder."""
    path = Path(name)
    try:
        if path.is_dir():
            raise VerdictFileError(_("{0} is a folder: give the verdicts.json in it.").format(name))
        with open_file(path) as stream:
            if os.fstat(stream.fileno()).st_size > LARGEST:
                raise VerdictFileError(_("{0} is over {1} MB: not a verdict document.").format(name, LARGEST >> 20))
            copy_stream(stream, target)
    except FileRefused as refused:
        reason = _(str(refused.params.get("reason", "")))
        raise VerdictFileError(_("{0} is not read: it is {1}. Give a file.").format(name, reason)) from refused
    except (OSError, ValueError) as error:
        if isinstance(error, VerdictFileError):
            raise
        message = _("{0} cannot be read ({1}). Check the name, and your permission to read it.")
        raise VerdictFileError(message.format(name, getattr(error, "strerror", None) or error)) from error


def _pattern_of(expected: Any) -> Any:
    """Return the keys of what is checked, for the process to keep no others; all of what is not checked in detail."""
    if isinstance(expected, dict) and expected:
        return {key: _pattern_of(kind) for key, kind in expected.items()}
    if isinstance(expected, list):
        return [_pattern_of(expected[0])]
    return True


_PATTERN: dict[str, Any] = {**_pattern_of(_DOCUMENT), "schema": True, "code_changes": True}
_PATTERN["settlements"][0]["evidence"] = True
# a comparison shows whatever differs between two standards
_PATTERN["criteria"] = _PATTERN["targets"] = True


def _check(name: str, field: str, value: Any, expected: Any) -> None:
    """Refuse a value that is not of the expected type, inside objects and lists too."""
    if isinstance(expected, dict):
        if not isinstance(value, dict):
            _refuse_value(name, field, value)
        for key, kind in expected.items():
            inner = f"{field}.{key}" if field else key
            if key not in value:
                raise VerdictFileError(_("{0} lacks {1}: write the document again with gisplan.").format(name, inner))
            _check(name, inner, value[key], kind)
        return
    if isinstance(expected, list):
        if not isinstance(value, list):
            _refuse_value(name, field, value)
        for i, item in enumerate(value):
            _check(name, f"{field}[{i}]", item, expected[0])
        return
    fits = value in expected if isinstance(expected, frozenset) and isinstance(value, str | None) else False
    if isinstance(expected, tuple):
        fits = isinstance(value, expected) and (not isinstance(value, bool) or bool in expected)
    if not fits or (isinstance(value, str) and _HIDDEN.search(value)):
        _refuse_value(name, field, value)


def _refuse_value(name: str, field: str, value: Any) -> None:
    shown = ascii(value)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    message = _("{0}: {1} cannot be {2}. Write the document again with gisplan.")
    raise VerdictFileError(message.format(name, field or _("the document"), shown))
