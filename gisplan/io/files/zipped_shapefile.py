"""Zipped shapefiles: checked before they are opened, and unpacked under names of our own."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from gisplan.base.language import N_
from gisplan.io.files.signatures import HEAD_BYTES, describe_head, looks_like

__all__ = ["Refusal", "unpack_shapefile"]

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
                    return Refusal("content-mismatch", describe_head(head), {"expected": f"a {ending}"})
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
