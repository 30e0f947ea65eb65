"""Private copies of the files that a county names: copied and hashed; only they are ever read.

What is hashed, checked and read are the same bytes, whatever happens to the file meanwhile; a file that changes
until it has been read is refused.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from gisplan.base.faults import Fault
from gisplan.county.orientation.layers import RELIEF
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import FaultContext, has_errors
from gisplan.io.files.formats import (
    FORMATS,
    HEAD_BYTES,
    OLD_OFFICE,
    RASTERS,
    Format,
    describe_head,
    find_ending,
    looks_like,
)
from gisplan.io.files.open_file import FileRefused, FileState, check_path, open_file, read_state
from gisplan.io.files.shapefile import SIDECARS, find_sidecars
from gisplan.io.files.vector.file_gdb import list_gdb_parts
from gisplan.io.files.vector.mapinfo import MIF_PARTS, TAB_PARTS

__all__ = ["MAX_BYTES", "Source", "copy_stream", "find_change", "show_path", "stage_source"]

_HOT_JOURNAL = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"  # SQLite overwrites it when the change is complete

_PACKED, _PACKED_TIMES = (".zip", ".gz", ".kmz"), 10

_PARTS = {".shp": SIDECARS, ".tab": TAB_PARTS, ".mif": MIF_PARTS}

MAX_BYTES = 2 << 30
"""The largest file that is read, and the most that an archive may unpack to."""


@dataclass(frozen=True)
class Source:
    """A layer's file, on its way to be read.

    Parameters
    ----------
    table : LayerTable
        What the county file says of the layer.
    file : str
        Its path, as it is shown.
    format : Format, optional
        What it is by its name.
    staged : Path, optional
        Its private copy; of a shapefile, the .shp.
    sha256 : str
        The hash of what was copied. Of several parts it is the SHA-256 of their hexadecimal hashes, sorted and
        joined by line feeds.
    states : mapping of Path to FileState
        Its parts as they were when they were copied.
    faults : tuple of Fault
        What is wrong with it.
    """

    table: LayerTable
    file: str
    format: Format | None = None
    staged: Path | None = None
    sha256: str = ""
    states: Mapping[Path, FileState] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether the copy may be read."""
        return self.staged is not None and not has_errors(self.faults)

    @property
    def size(self) -> int:
        """How much of the disk its parts take, in bytes."""
        return sum(state.allocated for state in self.states.values())

    @property
    def weight(self) -> int:
        """The bytes by which the limits of reading it are scaled: what is packed counts ten times."""
        packed = self.staged is not None and self.staged.suffix in _PACKED
        return min(_PACKED_TIMES * self.size, MAX_BYTES) if packed else self.size

    @property
    def context(self) -> FaultContext:
        """What all faults of the file name."""
        return FaultContext(self.file, self.table.name)

    def with_fault(self, code: str, **details: Any) -> Source:
        """Return the source with one more fault."""
        return replace(self, faults=(*self.faults, self.context.fault(code, **details)))


def stage_source(
    table: LayerTable, county_folder: Path | None, workdir: Path, *, allow_outside: bool = False
) -> Source:
    """Copy a layer's file into a private folder and check how it begins.

    Parameters
    ----------
    table : LayerTable
        What the county file says of the layer.
    county_folder : Path or None
        Relative paths start here, and files must be in it. None where the user gives the path: relative to the
        current folder, and anywhere.
    workdir : Path
        The private folder.
    allow_outside : bool
        Whether the file may be anywhere else, too.

    Returns
    -------
    Source
        Its `faults` say why it may not be read.
    """
    source = Source(table, table.path)
    by_user, folder = county_folder is None, county_folder or Path()
    anywhere = by_user or allow_outside
    try:
        check_path(table.path, allow_outside=anywhere, by_user=by_user)
        path = folder / table.path
        source = replace(source, file=show_path(path, folder))
        if find_ending(path) not in (RASTERS if table.name == RELIEF else FORMATS):
            return source.with_fault("relief-format" if table.name == RELIEF else "format-unknown")
        return _stage(source, path, None if anywhere else folder, workdir)
    except FileRefused as refused:
        return source.with_fault(refused.code, **refused.params)
    except FileNotFoundError:
        return _refuse_missing(source, folder / table.path)
    except PermissionError as error:
        return source.with_fault("file-no-permission", reason=error.strerror or str(error))
    except (OSError, ValueError) as error:
        return source.with_fault("file-unreadable", reason=getattr(error, "strerror", None) or str(error))


def _refuse_missing(source: Source, path: Path) -> Source:
    others = [ending for ending in (".shx", ".dbf") if path.with_suffix(ending).is_file()]
    if path.suffix.lower() == ".shp" and others:
        return source.with_fault("sidecar-missing", value=".shp")
    return source.with_fault("file-missing")


def _stage(source: Source, path: Path, folder: Path | None, workdir: Path) -> Source:
    """Copy all parts of a file, and check their first bytes."""
    suffix, name = find_ending(path), source.table.name
    if path.is_dir() and suffix != ".gdb":
        return source.with_fault("file-missing")
    source = replace(source, format={**FORMATS, **RASTERS}[suffix], staged=workdir / f"{name}{suffix}")
    hashes: list[str] = []
    for target, part in _list_parts(path, workdir / f"{name}{suffix}").items():
        with open_file(part, folder) as stream:
            source = _admit(source, part, stream)
            head = stream.read(HEAD_BYTES)
            source = _check_head(source, head, target.suffix if suffix in (*_PARTS, ".gdb") else suffix)
            if has_errors(source.faults):
                return source
            hashes.append(copy_stream(stream, target, head=head))
    digest = hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(sorted(hashes)).encode("ascii")).hexdigest()
    return _check_rest(replace(source, sha256=digest), path)


def _list_parts(path: Path, staged: Path) -> dict[Path, Path]:
    """Return the parts of a file by the places of their copies; a geodatabase is a folder."""
    suffix = staged.suffix
    if suffix == ".gdb" and not path.is_file():
        parts = list_gdb_parts(path)
        staged.mkdir()
        return {staged / name: part for name, part in parts.items()}
    if suffix not in _PARTS:
        return {staged: path}
    return {staged.with_suffix(ending): part for ending, part in find_sidecars(path, _PARTS[suffix]).items()}


def _admit(source: Source, part: Path, stream: BinaryIO) -> Source:
    """Note the state of one more part, and refuse the file if it is too large now."""
    source = replace(source, states={**source.states, part: read_state(os.fstat(stream.fileno()))})
    size = sum(state.size for state in source.states.values())
    return source.with_fault("file-too-large", value=str(size), limit=MAX_BYTES) if size > MAX_BYTES else source


def _check_rest(source: Source, path: Path) -> Source:
    """Refuse a file that was changed while it was copied, or that another program is writing to."""
    changed = find_change(source)
    if changed is not None:
        return source.with_fault("file-changed", value=changed)
    journal = _find_journal(path) if path.suffix.lower() == ".gpkg" else None
    if journal is not None:
        reason = f"{journal.name} beside it shows that another program has it open"
        return source.with_fault("file-unreadable", reason=reason)
    return source


def _find_journal(path: Path) -> Path | None:
    """Return the journal of a database with what is not in it yet, or must be taken back; None where there is none."""
    ahead, back = path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal")
    if ahead.is_file() and ahead.stat().st_size > 0:
        return ahead
    if not back.is_file():
        return None
    with open_file(back) as stream:
        return back if stream.read(len(_HOT_JOURNAL)) == _HOT_JOURNAL else None


def find_change(source: Source) -> str | None:
    """Return the name of a part that has changed since it was copied; None where none has."""
    for part, state in source.states.items():
        try:
            if read_state(part.stat()) != state:
                return part.name
        except OSError:
            return part.name
    return None


def _check_head(source: Source, head: bytes, ending: str) -> Source:
    """Refuse the file where a part does not begin as its ending says."""
    if has_errors(source.faults) or looks_like(ending, head, source.table.encoding):
        return source
    if ending in (".xlsx", ".xlsb", ".ods") and head.startswith(OLD_OFFICE):
        return source.with_fault("workbook-closed")
    known = {**FORMATS, **RASTERS}
    expected = known[ending].name if ending in known and not ending.endswith(_PACKED) else ending
    return source.with_fault("content-mismatch", reason=describe_head(head), expected=expected)


def copy_stream(stream: BinaryIO, target: Path, *, head: bytes = b"") -> str:
    """Copy the rest of a file behind its first bytes, and return the SHA-256 of what was copied."""
    digest = hashlib.sha256(head)
    left = MAX_BYTES - len(head)
    with target.open("wb") as writing:
        writing.write(head)
        while left > 0 and (block := stream.read(min(left, 1 << 20))):
            digest.update(block)
            writing.write(block)
            left -= len(block)
    return digest.hexdigest()


def show_path(path: Path, county_folder: Path) -> str:
    """Return a path as it is shown: relative to the county's folder, with forward slashes on every machine."""
    try:
        return Path(os.path.relpath(path, county_folder)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()
