"""Shapefiles: whether their parts are whole, and the encoding of their texts."""

from __future__ import annotations

import struct
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.dbf.text import blank_cut_names, blank_cut_texts, read_table_text
from gisplan.io.files.encodings import choose_encoding

if TYPE_CHECKING:
    from gisplan.base.arrays import Ints

__all__ = ["SIDECARS", "check_shapefile", "find_sidecars"]

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
