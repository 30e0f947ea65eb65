"""Shapefiles: their parts, whether these are complete, and the text of their table.

The .dbf is read as bytes before GDAL sees it: its encoding must be known, and characters that the width of a field has
cut in half are blanked out in the private copy.
"""

from __future__ import annotations

import codecs
import struct
from pathlib import Path

from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.encodings import EncodedText, choose_encoding

__all__ = ["SIDECARS", "check_shapefile", "find_sidecars"]

SIDECARS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
"""The parts of a shapefile that are read."""

_MISSING = {".shx": "shx-missing", ".dbf": "sidecar-missing"}
_SHP_HEADER = 100  # bytes before the first record, of the .shp and of the .shx
_SHX_RECORD = 8
_DBF_FIELD = 32  # bytes that describe one field in the header of a .dbf


def find_sidecars(path: Path) -> dict[str, Path]:
    """Find the parts of a shapefile, by ending, whatever the case of their names."""
    stem = path.stem.casefold()
    beside = {item.suffix.lower(): item for item in sorted(path.parent.iterdir()) if item.stem.casefold() == stem}
    exact = {item.suffix.lower(): item for item in path.parent.iterdir() if item.stem == path.stem}
    found = {**beside, **exact, ".shp": path}
    return {ending: found[ending] for ending in SIDECARS if ending in found}


def check_shapefile(staged: Path, context: FaultContext, *, stated: str | None) -> tuple[str | None, list[Fault]]:
    """Check the parts of a shapefile, and find the encoding of its text.

    Parameters
    ----------
    staged : Path
        The private copy of the .shp, its sidecars beside it.
    context : FaultContext
        The file and its layer.
    stated : str or None
        The encoding that the county file states.

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
    text = _read_table_text(table)
    encoding, faults = choose_encoding(text, context, stated=stated, own=own)
    rows = _blank_cut_characters(table, text, encoding) if encoding is not None else []
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
    if dbf.stat().st_size < header + count * width:
        return f"the .dbf has {dbf.stat().st_size} bytes of {header + count * width}"
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
    return f"the shape of row {int(beyond[0]) + 1} ends after the .shp does" if len(beyond) else None


def _read(path: Path, start: int, count: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(start)
        return stream.read(count)


def _read_table_text(dbf: Path) -> EncodedText:
    """Read the records of a .dbf and the names of its columns, as bytes."""
    data = dbf.read_bytes()
    count, header, width = struct.unpack("<IHH", data[4:12])
    fields: list[tuple[bytes, int, int]] = []
    names: list[bytes] = []
    start = 1
    for place in range(_DBF_FIELD, header - 1, _DBF_FIELD):
        if data[place : place + 1] in (b"\r", b""):
            break
        length = data[place + 16]
        names.append(data[place : place + 11].split(b"\0")[0])
        if data[place + 11 : place + 12] == b"C":
            fields.append((names[-1], start, start + length))
        start += length
    return EncodedText(data[header : header + count * width], width, tuple(fields), tuple(names))


def _blank_cut_characters(dbf: Path, text: EncodedText, encoding: str) -> list[int]:
    """Blank out the halves of characters at the ends of full fields, in the copy; return the rows.

    A text longer than its field was cut by bytes. GDAL would refuse the whole file for it.
    """
    if text.width == 0 or _is_decodable(text.data, encoding):
        return []
    start_of_data = struct.unpack("<H", dbf.read_bytes()[8:10])[0]
    decoder = codecs.getincrementaldecoder(encoding)
    rows: list[int] = []
    with dbf.open("r+b") as stream:
        for number, row in enumerate(range(0, len(text.data), text.width), 1):
            for _name, start, end in text.fields:
                own = decoder()
                own.decode(text.data[row + start : row + end].rstrip(b" \0"))
                half = own.getstate()[0]
                if half:
                    stream.seek(start_of_data + row + end - len(half))
                    stream.write(b" " * len(half))
                    rows.append(number)
    return rows


def _is_decodable(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
