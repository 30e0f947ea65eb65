"""Zip archives of maps: what is in them is checked before anything is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from gisplan.base.language import N_
from gisplan.io.files.open_file import FileRefused

__all__ = ["MAX_RATIO", "MOST_ENTRIES", "RATIO_FROM_BYTES", "check_entries", "read_kmz"]

MOST_ENTRIES = 10_000
"""A KMZ holds the pictures of its placemarks too."""
MAX_RATIO = 100
RATIO_FROM_BYTES = 1 << 20
"""A small table of blanks may be packed tighter than a bomb: the ratio is checked of larger ones."""
_ENCRYPTED = 0x1
_MAIN = "doc.kml"
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def read_kmz(path: Path, *, most_bytes: int) -> bytes:
    """Return the KML in a KMZ: its doc.kml, else the only one.

    Raises
    ------
    FileRefused
        It is damaged, holds none or several, or unpacks to far more than its size.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise FileRefused("content-refused", reason=f"it has {len(entries)} entries, more than {MOST_ENTRIES}")
            entry = _find_kml([entry for entry in entries if not entry.is_dir()])
            check_entries([entry], most_bytes, code="content-refused")
            with archive.open(entry) as stream:
                return stream.read(entry.file_size + 1)
    except _DAMAGE as error:
        raise FileRefused("truncated", reason=str(error) or N_("the archive is damaged")) from error


def _find_kml(entries: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """Return the one entry that is read."""
    found = [entry for entry in entries if PurePosixPath(entry.filename).suffix.lower() == ".kml"]
    found = [entry for entry in found if "__MACOSX" not in PurePosixPath(entry.filename).parts]
    main = [entry for entry in found if entry.filename.lower() == _MAIN]
    found = main or found
    if not found:
        raise FileRefused("content-refused", reason=N_("it contains no KML"))
    if len(found) > 1:
        names = ", ".join(entry.filename for entry in found[:5])
        raise FileRefused("content-refused", reason=f"it contains several KML: {names}")
    return found[0]


def check_entries(entries: Sequence[zipfile.ZipInfo], most_bytes: int, *, code: str) -> None:
    """Refuse entries that are encrypted, or unpack to far more than their size, by a fault of a code."""
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise FileRefused(code, reason=f"{entry.filename} is encrypted")
        if entry.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * max(entry.compress_size, 1)):
            raise FileRefused(code, reason=f"{entry.filename} would unpack to more than {MAX_RATIO} times its size")
    if sum(entry.file_size for entry in entries) > most_bytes:
        raise FileRefused(code, reason=f"it would unpack to more than {most_bytes} bytes")
