"""Shapefiles: the encoding of their texts, and those that come in a zip archive."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.dbf.text import blank_cut_names, blank_cut_texts, read_table_text
from gisplan.io.files.encodings import choose_encoding
from gisplan.io.files.formats import HEAD_BYTES, describe_head, looks_like

if TYPE_CHECKING:
    from gisplan.base.arrays import Ints

__all__ = ["SIDECARS", "Refusal", "check_shapefile", "find_sidecars", "unpack_shapefile"]

SIDECARS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
"""The parts of a shapefile that are read."""

_MISSING = {".shx": "shx-missing", ".dbf": "sidecar-missing"}
_SHP_HEADER = 100  # bytes before the first record, of the .shp and of the .shx
_SHX_RECORD = 8
_DBF_FIELD = 32  # bytes that describe one field in the header of a .dbf


def find_sidecars(path: Path, endings: Collection[str] = SIDECARS) -> dict[str, Path]:
    """Find the parts of a shapefile or another file of several, by ending, whatever the case of their names."""
    stem = path.stem.casefold()
    beside = {item.suffix.lower(): item for item in sorted(path.parent.iterdir()) if item.stem.casefold() == stem}
    exact = {item.suffix.lower(): item for item in path.parent.iterdir() if item.stem == path.stem}
    found = {**beside, **exact, path.suffix.lower(): path}
    return {ending: found[ending] for ending in endings if ending in found}


def check_shapefile(
    staged: Path, context: FaultContext, *, stated: str | None, columns: Collection[str] | None = None
) -> tuple[str | None, list[Fault]]:
    """Check the parts of a shapefile, and find the encoding of its text.

    Parameters
    ----------
    staged : Path
        The private copy of the .shp, its sidecars beside it.
    context : FaultContext
        The file and its layer.
    stated : str or None
        The encoding that the county file states.
    columns : collection of str, optional
        The columns that are read; all where none are given.

    Returns
    -------
    encoding : str or None
        None where the file is refused.
    faults : list of Fault
    """
    missing = [ending for ending in _MISSING if not staged.with_suffix(ending).is_file()]
    if missing:
        return None, [context.fault(_MISSING[ending], value=ending) for ending in missing]
    reason = _find_truncation(staged)
    if reason is not None:
        return None, [context.fault("truncated", reason=reason)]
    cpg = staged.with_suffix(".cpg")
    own = cpg.read_text(encoding="ascii", errors="replace").strip() if cpg.is_file() else None
    table = staged.with_suffix(".dbf")
    text = read_table_text(table)
    encoding, faults = choose_encoding(text, context, stated=stated, own=own)
    if encoding is None:
        return None, faults
    from gisplan.io.files.dbf.values import check_dbf_values  # with numpy, which other formats do not need

    faults += check_dbf_values(table, encoding, context, columns=columns)
    names = blank_cut_names(table, text, encoding)
    faults += [context.fault("name-cut", field=name, value=name) for name in names]
    rows = blank_cut_texts(table, text, encoding)
    if rows:
        faults.append(context.fault("text-cut", row=rows[0], count=len(rows), rows=rows))
    return encoding, faults


def _find_truncation(staged: Path) -> str | None:
    """Find what the headers promise and the files do not hold; None where they are complete."""
    for ending in (".shp", ".shx"):
        part = staged.with_suffix(ending)
        size = part.stat().st_size
        promised = 2 * struct.unpack(">i", _read(part, 24, 4).ljust(4, b"\0"))[0]
        if size < _SHP_HEADER or size < promised:
            return f"the {ending} has {size} bytes of {max(promised, _SHP_HEADER)}"
    dbf = staged.with_suffix(".dbf")
    count, header, width = struct.unpack("<IHH", _read(dbf, 4, 8))
    if header <= _DBF_FIELD or width < 1:
        return f"the header of the .dbf has {header} bytes, and its rows have {width}"
    if dbf.stat().st_size < header + count * width:
        return f"the .dbf has {dbf.stat().st_size} bytes of {header + count * width}"
    from gisplan.io.files.dbf.values import find_dbf_damage

    damage = find_dbf_damage(dbf)
    if damage is not None:
        return damage
    shapes = (staged.with_suffix(".shx").stat().st_size - _SHP_HEADER) // _SHX_RECORD
    if shapes != count:
        return f"it has {shapes} shapes and {count} rows"
    return _find_shape_beyond_end(staged)


def _find_shape_beyond_end(staged: Path) -> str | None:
    """Find a shape that ends after the .shp does, by the .shx."""
    import numpy as np

    index = np.frombuffer(staged.with_suffix(".shx").read_bytes()[_SHP_HEADER:], dtype=">i4").astype(np.int64)
    pairs = index[: len(index) // 2 * 2].reshape(-1, 2)
    ends = 2 * pairs.sum(axis=1) + 8
    size = staged.stat().st_size
    beyond = np.flatnonzero((ends > size) | (pairs < 0).any(axis=1))
    if len(beyond):
        return f"the shape of row {int(beyond[0]) + 1} ends after the .shp does"
    heads = _read_heads(staged, 2 * pairs[:, 0])
    apart = np.flatnonzero(heads[:, 1] != pairs[:, 1])
    if len(apart):
        return f"the .shx and the .shp do not have the same length for the shape of row {int(apart[0]) + 1}"
    back = np.flatnonzero(np.diff(heads[:, 0]) < 0)
    if len(back) and len(np.unique(heads[:, 0])) == len(heads):
        return f"the .shx leads to another shape for row {int(back[0]) + 1}"
    return None


def _read_heads(staged: Path, starts: Ints) -> Ints:
    """Read the number and the length that stand before each shape."""
    import numpy as np

    content = np.frombuffer(staged.read_bytes(), dtype=np.uint8)
    heads = content[starts[:, None] + np.arange(_SHX_RECORD)]
    return np.ascontiguousarray(heads).view(">i4").astype(np.int64)


def _read(path: Path, start: int, count: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(start)
        return stream.read(count)


MAX_ENTRIES = 100
MAX_RATIO = 100
# a small table of blanks may be packed tighter than a bomb: the ratio is checked of larger ones
RATIO_FROM_BYTES = 1 << 20
_USED = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_INDEXES = (".sbn", ".sbx", ".qix", ".fbn", ".fbx", ".ain", ".aih", ".atx", ".ixs", ".mxs")
_HARMLESS = (*_INDEXES, ".xml", ".txt", ".qpj", ".qmd")


@dataclass(frozen=True)
class Refusal:
    """Why an archive is refused: a fault's code, value and parameters."""

    code: str
    value: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


def unpack_shapefile(archive: Path, workdir: Path, name: str, *, most_bytes: int) -> Refusal | None:
    """Unpack the one shapefile of an archive as `name.shp` and so on.

    A member's own path is never used, and nothing but the five parts of a shapefile is unpacked.

    Parameters
    ----------
    archive : Path
        The private copy of the archive.
    workdir : Path
        Where the parts go.
    name : str
        What they are called.
    most_bytes : int
        How much they may hold together.

    Returns
    -------
    Refusal or None
        None where all parts are unpacked.
    """
    try:
        with _open(archive) as opened:
            entries = [entry for entry in opened.infolist() if not _is_clutter(entry)]
            refusal = _check_entries(opened.infolist(), entries, most_bytes)
            for entry in [] if refusal else [entry for entry in entries if _ending(entry) in _USED]:
                ending = _ending(entry)
                head = opened.open(entry).read(HEAD_BYTES)
                if not looks_like(ending, head):
                    return Refusal(
                        "content-mismatch", params={"reason": describe_head(head), "expected": f"a {ending}"}
                    )
                _extract(opened, entry, workdir / f"{name}{ending}")
            return refusal
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        return Refusal("truncated", params={"reason": str(error) or N_("the archive is damaged")})


def _open(archive: Path) -> zipfile.ZipFile:
    """Open an archive; old ones from Chinese Windows hold their names in GBK."""
    try:
        return zipfile.ZipFile(archive, metadata_encoding="gbk")
    except UnicodeDecodeError:
        return zipfile.ZipFile(archive)


def _check_entries(
    all_entries: list[zipfile.ZipInfo], entries: list[zipfile.ZipInfo], most_bytes: int
) -> Refusal | None:
    """Refuse what is too large or encrypted, and what is no single shapefile."""
    if len(all_entries) > MAX_ENTRIES:
        return _refuse(f"it has {len(all_entries)} entries, more than {MAX_ENTRIES}")
    for entry in entries:
        if entry.flag_bits & 0x1:
            return _refuse(f"{entry.filename} is encrypted")
        if entry.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * max(entry.compress_size, 1)):
            return _refuse(f"{entry.filename} would unpack to more than {MAX_RATIO} times its size")
        if _ending(entry) not in (*_USED, *_HARMLESS):
            return _refuse(f"{entry.filename} is no part of a shapefile")
    if sum(entry.file_size for entry in entries) > most_bytes:
        return _refuse(f"it would unpack to more than {most_bytes} bytes")
    return _check_parts([_path(entry) for entry in entries if _ending(entry) in _USED])


def _check_parts(used: list[PurePosixPath]) -> Refusal | None:
    """Refuse several shapefiles, none, and one that is not whole."""
    stems = sorted({str(path.with_suffix("")).casefold() for path in used})
    if len(stems) > 1:
        return Refusal("layers-several", params={"has": ", ".join(stems)})
    if not used:
        return _refuse(N_("it contains no shapefile"))
    endings = [path.suffix.lower() for path in used]
    if len(set(endings)) < len(endings):
        return _refuse(N_("it contains one part of the shapefile twice"))
    return None if ".shp" in endings else Refusal("sidecar-missing", ".shp")


def _refuse(reason: str) -> Refusal:
    return Refusal("zip-refused", params={"reason": reason})


def _path(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Return a member's path; some archivers on Windows write it with backslashes."""
    return PurePosixPath(entry.filename.replace("\\", "/"))


def _ending(entry: zipfile.ZipInfo) -> str:
    return _path(entry).suffix.lower()


def _is_clutter(entry: zipfile.ZipInfo) -> bool:
    """Return whether a member is a folder, or what macOS and file managers leave in archives."""
    path = _path(entry)
    return entry.is_dir() or "__MACOSX" in path.parts or path.name.startswith(".") or path.name == "Thumbs.db"


def _extract(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """Unpack one member, and not a byte more than it declares."""
    with opened.open(entry) as reading, target.open("wb") as writing:
        left = entry.file_size
        while left > 0 and (block := reading.read(min(left, 1 << 20))):
            writing.write(block)
            left -= len(block)
