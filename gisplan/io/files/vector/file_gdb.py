"""File geodatabases: a folder `x.gdb` as one file; no link in it is followed."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from gisplan.base.language import N_
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.vector.archive import MOST_ENTRIES

__all__ = ["GDB_PART", "find_gdb_damage", "list_gdb_parts"]

_MAIN = "a00000001.gdbtable"
_TABLE_HEAD = 40
GDB_PART = re.compile(
    r"gdb|timestamps|a[0-9a-f]{8}\.(?:gdbtable|gdbtablx|gdbindexes|spx|atx|freelist|horizon|cdf)", re.IGNORECASE
)


def list_gdb_parts(folder: Path) -> dict[str, Path]:
    """Return the files of a geodatabase that are read, by their names in small letters.

    Raises
    ------
    FileRefused
        It is no geodatabase, or a file in it is a link.
    """
    parts: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if not GDB_PART.fullmatch(path.name):
            continue
        if path.is_symlink():
            raise FileRefused("file-irregular", reason=N_("a link"))
        parts[path.name.lower()] = path
        if len(parts) > MOST_ENTRIES:
            raise FileRefused("content-refused", reason=f"it has more than {MOST_ENTRIES} files")
    if _MAIN not in parts:
        raise FileRefused("content-mismatch", reason=N_("a folder of other files"), expected="FileGDB")
    return parts


def find_gdb_damage(folder: Path) -> str | None:
    """Find a table of a copied geodatabase that is shorter than it says; GDAL would read it as empty."""
    for table in sorted({path.with_suffix(".gdbtable") for path in folder.glob("*.gdbtabl[ex]")}):
        if not table.is_file():
            return f"{table.name} is missing"
        size, index = table.stat().st_size, table.with_suffix(".gdbtablx")
        stated = _read_numbers(table, "<24xq")
        if stated is None or size < stated[0]:
            return f"{table.name} has {size} bytes of {stated[0] if stated else _TABLE_HEAD}"
        numbers = _read_numbers(index, "<4xI4xI") if index.is_file() else None
        if numbers is None or index.stat().st_size < 16 + 1024 * numbers[0] * numbers[1]:
            return f"{index.name} does not lead to all rows of {table.name}"
    return None


def _read_numbers(path: Path, form: str) -> tuple[int, ...] | None:
    """Read numbers at the beginning of a file; None where it ends before."""
    size = struct.calcsize(form)
    with path.open("rb") as stream:
        head = stream.read(size)
    return struct.unpack(form, head) if len(head) == size else None
