"""FlatGeobuf: whether its head counts the rows that are there; GDAL reads no more rows than the head says."""

from __future__ import annotations

import struct
from pathlib import Path

from gisplan.base.language import N_
from gisplan.io.files.open_file import FileRefused

__all__ = ["check_flatgeobuf"]

_MAGIC_BYTES = 8
_COUNT, _NODE_SIZE = 8, 9  # places of the number of rows, and of the width of the index, in the head


def check_flatgeobuf(path: Path) -> None:
    """Refuse a file without an index whose head states another number of rows than there are.

    Where there is an index, a wrong number makes GDAL fail. A number of 0 says that it is not known.

    Parameters
    ----------
    path : Path
        The private copy.

    Raises
    ------
    FileRefused
        The numbers differ, or the head cannot be read.
    """
    content = path.read_bytes()
    try:
        (size,) = struct.unpack_from("<I", content, _MAGIC_BYTES)
        start = _MAGIC_BYTES + 4
        stated = _read_number(content, start, _COUNT, "<Q", 0)
        if _read_number(content, start, _NODE_SIZE, "<H", 16) or not stated:
            return
    except struct.error as error:
        raise FileRefused("damaged", reason=N_("its head is not whole")) from error
    count = _count_rows(content, start + size)
    if count != stated:
        raise FileRefused("damaged", reason=f"its head states {stated} rows, and {count} are there")


def _read_number(content: bytes, head: int, field: int, form: str, default: int) -> int:
    """Read a number of the head, a table whose fields are found by a list of places before or behind it."""
    table = head + int(struct.unpack_from("<I", content, head)[0])
    places = table - int(struct.unpack_from("<i", content, table)[0])
    if places < head or 6 + 2 * field > struct.unpack_from("<H", content, places)[0]:
        return default
    (place,) = struct.unpack_from("<H", content, places + 4 + 2 * field)
    return int(struct.unpack_from(form, content, table + place)[0]) if place else default


def _count_rows(content: bytes, place: int) -> int:
    """Count the rows, each behind its size, of which the last may be cut."""
    count, end, read = 0, len(content) - 3, struct.Struct("<I").unpack_from
    while place < end:
        place += 4 + read(content, place)[0]
        count += 1
    return count
