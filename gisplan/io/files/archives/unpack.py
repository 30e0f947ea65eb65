"""Unpack what a layer is read from into the private folder: no path of a member is used, and limits hold."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from gisplan.base.language import N_
from gisplan.io.files.archives.members import Chosen, choose_member, list_members, member_path
from gisplan.io.files.formats import FORMATS, HEAD_BYTES, describe_head, looks_like
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.vector.archive import MAX_RATIO, MOST_ENTRIES, RATIO_FROM_BYTES, check_entries

__all__ = ["unpack_gzip", "unpack_member"]

_DAMAGE = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def unpack_gzip(packed: Path, target: Path, *, most_bytes: int, encoding: str | None = None) -> None:
    """Unpack a file, and check that it begins as the rest of its name says.

    Parameters
    ----------
    packed : Path
        The private copy.
    target : Path
        Where its content goes; the ending says what it should be.
    most_bytes : int
        How much it may hold.
    encoding : str, optional
        The encoding that the county file states.

    Raises
    ------
    FileRefused
        It is damaged, holds something else, or unpacks to far more than its size.
    """
    allowed = max(RATIO_FROM_BYTES, MAX_RATIO * packed.stat().st_size)
    with _name_damage(), gzip.open(packed) as reading:
        written = _copy(reading, target, min(most_bytes, allowed))
    if written > most_bytes:
        raise FileRefused("content-refused", reason=f"it would unpack to more than {most_bytes} bytes")
    if written > allowed:
        raise FileRefused("content-refused", reason=f"it would unpack to more than {MAX_RATIO} times its size")
    _check_head(target, target.suffix, encoding)


def unpack_member(
    archive: Path, target: Path, layer: str | None, *, most_bytes: int, encoding: str | None = None
) -> tuple[Path, Chosen]:
    """Unpack the member of an archive that is read.

    Parameters
    ----------
    archive : Path
        The private copy of the archive.
    target : Path
        Where it goes, without an ending.
    layer : str or None
        What the county file calls it.
    most_bytes : int
        How much it may hold.
    encoding : str, optional
        The encoding that the county file states.

    Returns
    -------
    path : Path
        The file; its other parts are beside it.
    chosen : Chosen
        Which member it is, and the layer in it.

    Raises
    ------
    FileRefused
        The archive is damaged, holds something else, or unpacks to far more than its size.
    SeveralLayers
        It has several members, and none is named.
    """
    with _name_damage(), _open(archive) as opened:
        if len(opened.infolist()) > MOST_ENTRIES:
            raise _refuse(f"it has {len(opened.infolist())} entries, more than {MOST_ENTRIES}")
        entries = [entry for entry in opened.infolist() if not _is_clutter(entry)]
        chosen = choose_member(list_members(entries), layer)
        member = chosen.member
        if member.ending not in member.parts and member.ending != ".gdb":
            raise FileRefused("sidecar-missing", value=member.ending)
        check_entries(list(member.parts.values()), most_bytes, code="zip-refused")
        place = target.with_name(target.name + member.ending)
        if member.ending == ".gdb":
            place.mkdir(exist_ok=True)
        for name, entry in member.parts.items():
            part = place / name if member.ending == ".gdb" else place.with_suffix(name)
            with opened.open(entry) as reading:
                if _copy(reading, part, entry.file_size) > entry.file_size:
                    raise FileRefused("truncated", reason=f"{entry.filename} holds more than it says")
            _check_head(part, part.suffix, encoding)
    return place, chosen


@contextmanager
def _name_damage() -> Iterator[None]:
    """Turn what the libraries say of a damaged archive into a refusal."""
    try:
        yield
    except _DAMAGE as error:
        raise FileRefused("truncated", reason=str(error) or N_("the archive is damaged")) from error


def _open(archive: Path) -> zipfile.ZipFile:
    """Open an archive; old ones from Chinese Windows hold their names in GBK."""
    try:
        return zipfile.ZipFile(archive, metadata_encoding="gbk")
    except UnicodeDecodeError:
        return zipfile.ZipFile(archive)


def _refuse(reason: str) -> FileRefused:
    return FileRefused("zip-refused", reason=reason)


def _is_clutter(entry: zipfile.ZipInfo) -> bool:
    """Return whether a member is a folder, or what macOS and file managers leave in archives."""
    path = member_path(entry)
    return entry.is_dir() or "__MACOSX" in path.parts or path.name.startswith(".") or path.name == "Thumbs.db"


def _copy(reading: IO[bytes] | gzip.GzipFile, target: Path, most: int) -> int:
    """Unpack up to so many bytes and one more; return how many there were."""
    left = most + 1
    with target.open("wb") as writing:
        while left > 0 and (block := reading.read(min(left, 1 << 20))):
            writing.write(block)
            left -= len(block)
    return most + 1 - left


def _check_head(path: Path, ending: str, encoding: str | None) -> None:
    """Refuse a file that does not begin as its ending says."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not looks_like(ending, head, encoding):
        expected = FORMATS[ending].name if ending in FORMATS else ending
        raise FileRefused("content-mismatch", reason=describe_head(head), expected=expected)
