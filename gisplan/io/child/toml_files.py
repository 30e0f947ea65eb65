"""TOML files, the county file and standards: opened here, parsed in the reading process."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from gisplan.base.faults import Fault
from gisplan.io.child.answers import decode_fault, decode_toml
from gisplan.io.child.limits import ReadOptions
from gisplan.io.child.process import ReadingProcess, reading_process
from gisplan.io.config.county_file import FILE_NAME, CountyFile, check_document
from gisplan.io.config.network_settings import REPLACING
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.open_file import FileRefused, open_file, read_state

__all__ = ["MAX_TOML_BYTES", "TomlFile", "parse_county_file", "read_county_file", "read_toml"]

MAX_TOML_BYTES = 1 << 20
"""The largest county file or standard that is read."""


def read_county_file(path: str | os.PathLike[str], *, options: ReadOptions | None = None) -> CountyFile:
    """Read a county file and report all its faults.

    Parameters
    ----------
    path : str or path
        The county's folder, or its gisplan.toml.
    options : ReadOptions, optional
        What reading may use.

    Returns
    -------
    CountyFile
        Its content; `faults` holds the reason where it cannot be read.
    """
    with reading_process(options) as process:
        return parse_county_file(path, process)


def parse_county_file(
    path: str | os.PathLike[str],
    process: ReadingProcess,
    *,
    next_up: str = "",
    meanwhile: Callable[[], object] | None = None,
) -> CountyFile:
    """Read a county file as `read_county_file` does, in a process that has been started.

    `meanwhile` is called while it is parsed.
    """
    given = Path(path)
    file = given / FILE_NAME if given.is_dir() else given
    folder, context = file.parent, FaultContext(file.name, "county")
    lines = {"network": REPLACING}
    read = read_toml(file, context, process, folder=folder, next_up=next_up, meanwhile=meanwhile, lines=lines)
    if read.document is None:
        return CountyFile(folder, file.name, faults=() if read.fault is None else (read.fault,))
    return replace(check_document(read.document, folder, file.name), setting_lines=read.lines["network"])


class TomlFile(NamedTuple):
    """What was read of a TOML file.

    Attributes
    ----------
    document : dict or None
    fault : Fault or None
        Why there is no document.
    lines : mapping of table to key to line
        Of the keys whose lines were asked for.
    """

    document: dict[str, Any] | None
    fault: Fault | None = None
    lines: Mapping[str, Mapping[str, int]] = {}


def read_toml(
    file: Path,
    context: FaultContext,
    process: ReadingProcess,
    *,
    folder: Path,
    next_up: str = "",
    meanwhile: Callable[[], object] | None = None,
    lines: Mapping[str, Sequence[str]] | None = None,
) -> TomlFile:
    """Read a TOML file.

    Parameters
    ----------
    file : Path
        The file.
    context : FaultContext
        What its fault names.
    process : ReadingProcess
        The process that parses it.
    folder : Path
        Where the file must really be, if the options of the process do not allow others.
    next_up : str
        What the process will be asked for next.
    meanwhile : callable, optional
        Called while the process parses the file.
    lines : mapping of str to sequence of str, optional
        The keys of tables whose lines are wanted.

    Returns
    -------
    TomlFile
    """
    try:
        content = _read_bytes(file, None if process.options.allow_outside else folder)
    except FileNotFoundError:
        return TomlFile(None, context.fault("county-file-missing"))
    except FileRefused as refused:
        return TomlFile(None, context.fault(refused.code, **refused.params))
    except PermissionError as error:
        return TomlFile(None, context.fault("file-no-permission", reason=error.strerror or str(error)))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return TomlFile(None, context.fault("county-file-unreadable", reason=reason))
    (process.workdir / "document.toml").write_bytes(content)
    item = {"do": "toml", "name": "document", "file": "document.toml", "shown": context.file}
    process.send([{**item, "lines": dict(lines or {})}], next_up=next_up)
    if meanwhile is not None:
        meanwhile()
    answer = process.receive()["document"]
    if "limit" in answer:
        kind = str(answer["limit"])
        return TomlFile(None, context.fault(f"reading-{kind}", limit=process.show_limit(kind)))
    if "faults" in answer:
        return TomlFile(None, decode_fault(context.file, context.layer, answer["faults"][0]))
    if "document" not in answer:
        return TomlFile(None, context.fault("county-file-unreadable", reason=str(answer["error"])))
    return TomlFile(decode_toml(answer["document"]), lines=answer["lines"])


def _read_bytes(file: Path, folder: Path | None) -> bytes:
    """Read a small file whole."""
    with open_file(file, folder) as stream:
        state = read_state(os.fstat(stream.fileno()))
        if state.size > MAX_TOML_BYTES:
            raise FileRefused("file-too-large", value=str(state.size), limit=MAX_TOML_BYTES)
        content = b"".join(iter(lambda: stream.read(1 << 16), b""))[: MAX_TOML_BYTES + 1]
        if len(content) != state.size or read_state(os.fstat(stream.fileno())) != state:
            raise FileRefused("file-changed", value=file.name)
    return content
