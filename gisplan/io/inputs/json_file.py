"""A JSON file of a planner, parsed in the limited reading process: what is no JSON, or too large, is refused."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any, NamedTuple

from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.io.child.process import reading_process
from gisplan.io.faults.catalogue import FaultContext, explain_fault
from gisplan.io.files.open_file import FileRefused, open_file
from gisplan.io.files.staging import copy_stream

__all__ = ["LARGEST", "JsonFile", "read_json_file"]

LARGEST = 64 << 20
"""Bytes of the largest file that is read: a million edits have fewer."""


class JsonFile(NamedTuple):
    """The content of a file, and its checksum."""

    document: Any
    sha256: str


def read_json_file(name: str, kind: str, remedy: str, *, keep: Any = True) -> JsonFile:
    """Have a JSON file parsed in the reading process.

    Parameters
    ----------
    name : str
        The file as messages call it.
    kind : str
        What it is of: "edits" or "scenario".
    remedy : str
        A translated sentence that says what to give instead.
    keep : mapping or True
        The pattern of what is kept of it: see `gisplan.io.child.answers.pick`.

    Raises
    ------
    PlanError
        There is no such file, it cannot be read, it is too large, or it is no JSON in UTF-8.
    """
    with reading_process() as process:
        target = process.workdir / f"{kind}.json"
        _copy(name, target, remedy)
        item = {"do": "json", "name": kind, "file": target.name, "keep": keep, "shown": name}
        process.send([item], size=target.stat().st_size)
        answer = process.receive()[kind]
        if "limit" in answer:
            limit = str(answer["limit"])
            fault = FaultContext(name, kind).fault(f"reading-{limit}", limit=process.show_limit(limit))
            raise PlanError(" ".join(explain_fault(fault, translate=_)))
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
    if "document" not in answer:
        message = _("{0} is not JSON in UTF-8 ({1}). {2}")
        raise PlanError(message.format(name, _(str(answer["error"])), remedy))
    return JsonFile(answer["document"], digest)


def _copy(name: str, target: Path, remedy: str) -> None:
    """Copy the file into the private folder."""
    try:
        with open_file(Path(name)) as stream:
            if os.fstat(stream.fileno()).st_size > LARGEST:
                raise PlanError(_("{0} is over {1} MB. {2}").format(name, LARGEST >> 20, remedy))
            copy_stream(stream, target)
    except FileRefused as refused:
        reason = _(str(refused.params.get("reason", "")))
        raise PlanError(_("{0} is not read: it is {1}. Give a file.").format(name, reason)) from refused
    except OSError as error:
        message = _("{0} cannot be read ({1}). Check the name, and your permission to read it.")
        raise PlanError(message.format(name, error.strerror or error)) from error
