"""File geodatabases: a folder `x.gdb` as one file, and one in a zip archive; no link in it is followed."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from gisplan.base.language import N_
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.vector.archive import MOST_ENTRIES, check_entry

__all__ = ["find_gdb_damage", "find_gdb_in", "list_gdb_parts", "unpack_gdb"]

_MAIN = "a00000001.gdbtable"
_TABLE_HEAD = 40
_USED = re.compile(
    r"gdb|timestamps|a[0-9a-f]{8}\.(?:gdbtable|gdbtablx|gdbindexes|spx|atx|freelist|horizon|cdf)", re.IGNORECASE
)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def list_gdb_parts(folder: Path) -> dict[str, Path]:
    """Return the files of a geodatabase that are read, by their names in small letters.

    Raises
    ------
    FileRefused
        It is no geodatabase, or a file in it is a link.
    """
    parts: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if not _USED.fullmatch(path.name):
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
    for table in sorted(folder.glob("*.gdbtable")):
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


def find_gdb_in(archive: Path) -> set[str]:
    """Return the geodatabases in an archive, by the paths of their folders; none where it cannot be opened."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return {folder for entry in opened.infolist() if (folder := _gdb_folder(entry)) is not None}
    except _DAMAGE:
        return set()


def unpack_gdb(archive: Path, target: Path, *, most_bytes: int) -> None:
    """Unpack the one geodatabase of an archive; a member's own path is never used.

    Raises
    ------
    FileRefused
        It is damaged, holds several, or unpacks to far more than its size.
    """
    found = find_gdb_in(archive)
    if len(found) > 1:
        raise FileRefused("layers-several", has=", ".join(sorted(found)[:20]))
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = list(_list_used(opened))
            if len(entries) > MOST_ENTRIES:
                raise FileRefused("content-refused", reason=f"it has more than {MOST_ENTRIES} files")
            if sum(entry.file_size for entry in entries) > most_bytes:
                raise FileRefused("content-refused", reason=f"it would unpack to more than {most_bytes} bytes")
            target.mkdir()
            for entry in entries:
                check_entry(entry, most_bytes)
                with opened.open(entry) as stream:
                    _path(entry, target).write_bytes(stream.read(entry.file_size + 1))
    except _DAMAGE as error:
        raise FileRefused("truncated", reason=str(error) or N_("the archive is damaged")) from error
    if not (target / _MAIN).is_file():
        raise FileRefused("content-mismatch", reason=N_("a folder of other files"), expected="FileGDB")


def _list_used(opened: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Yield the members that belong to a geodatabase."""
    for entry in opened.infolist():
        if _gdb_folder(entry) is not None and not entry.is_dir() and _USED.fullmatch(_name(entry)):
            yield entry


def _path(entry: zipfile.ZipInfo, target: Path) -> Path:
    return target / _name(entry).lower()


def _name(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename.replace("\\", "/")).name


def _gdb_folder(entry: zipfile.ZipInfo) -> str | None:
    """Return the folder of a member, if it is a geodatabase."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    folder = path if entry.is_dir() else path.parent
    return str(folder) if folder.suffix.lower() == ".gdb" and "__MACOSX" not in folder.parts else None
