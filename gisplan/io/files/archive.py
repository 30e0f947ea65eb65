"""Zipped shapefiles: opened with suspicion, and unpacked under our own names."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import has_errors, make_fault
from gisplan.io.files.encodings import decode_text
from gisplan.io.files.signatures import HEAD_BYTES, describe_head, looks_like

__all__ = ["Problem", "check_geojson", "check_geopackage", "unpack_shapefile"]

MAX_ENTRIES = 100
MAX_RATIO = 100
# a small table of blanks packs better than any bomb needs to: the ratio is asked of larger ones
RATIO_FROM_BYTES = 1 << 20
_USED = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_HARMLESS = (
    ".sbn",
    ".sbx",
    ".qix",
    ".xml",
    ".txt",
    ".qpj",
    ".qmd",
    ".fbn",
    ".fbx",
    ".ain",
    ".aih",
    ".atx",
    ".ixs",
    ".mxs",
)


@dataclass(frozen=True)
class Problem:
    """Why an archive is refused: a fault's code, value and parameters."""

    code: str
    value: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


def unpack_shapefile(archive: Path, workdir: Path, name: str, *, most_bytes: int) -> Problem | None:
    """Unpack the one shapefile of an archive as `name.shp` and so on; None when all is well.

    A member's own path is never used, and nothing but the five sidecars is unpacked.
    """
    try:
        with _open(archive) as opened:
            entries = [entry for entry in opened.infolist() if not _is_clutter(entry)]
            problem = _check_archive(opened.infolist(), entries, most_bytes)
            for entry in [] if problem else entries:
                ending = _ending(entry)
                if ending not in _USED:
                    continue
                head = opened.open(entry).read(HEAD_BYTES)
                if not looks_like(ending, head):
                    wanted = {"wanted": f"a {ending}"}
                    return Problem("content-mismatch", describe_head(head), wanted)
                _extract(opened, entry, workdir / f"{name}{ending}")
            return problem
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        return Problem("truncated", params={"reason": str(error) or N_("the archive is damaged")})


def _open(archive: Path) -> zipfile.ZipFile:
    """Old archives from Chinese Windows hold their names in GBK."""
    try:
        return zipfile.ZipFile(archive, metadata_encoding="gbk")
    except UnicodeDecodeError:
        return zipfile.ZipFile(archive)


def _check_archive(
    all_entries: list[zipfile.ZipInfo], entries: list[zipfile.ZipInfo], most_bytes: int
) -> Problem | None:
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
    used = [_path(entry) for entry in entries if _ending(entry) in _USED]
    stems = sorted({str(path.with_suffix("")).casefold() for path in used})
    if len(stems) > 1:
        return Problem("layers-several", params={"has": ", ".join(stems)})
    if not used:
        return _refuse(N_("it holds no shapefile"))
    endings = [path.suffix.lower() for path in used]
    if len(set(endings)) < len(endings):
        return _refuse(N_("it holds one part of the shapefile twice"))
    return None if ".shp" in endings else Problem("sidecar-missing", ".shp")


def _refuse(reason: str) -> Problem:
    return Problem("zip-refused", params={"reason": reason})


def _path(entry: zipfile.ZipInfo) -> PurePosixPath:
    """A member's path; some archivers on Windows write it with backslashes."""
    return PurePosixPath(entry.filename.replace("\\", "/"))


def _ending(entry: zipfile.ZipInfo) -> str:
    return _path(entry).suffix.lower()


def _is_clutter(entry: zipfile.ZipInfo) -> bool:
    """Folders, and what macOS and file managers leave in archives."""
    path = _path(entry)
    return entry.is_dir() or "__MACOSX" in path.parts or path.name.startswith(".") or path.name == "Thumbs.db"


def _extract(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """Unpack one member, and not a byte more than it declares."""
    with opened.open(entry) as reading, target.open("wb") as writing:
        left = entry.file_size
        while left > 0 and (block := reading.read(min(left, 1 << 20))):
            writing.write(block)
            left -= len(block)


_HARMLESS_CRS = ("name", "epsg", "ogc")
_SHOWN = 80


def check_geopackage(staged: Path, original: Path, *, layer: str, file: str) -> list[Fault]:
    """Whether a GeoPackage has all the pages its header counts, and nobody is writing to it."""
    with staged.open("rb") as stream:
        header = stream.read(100)
    width = int.from_bytes(header[16:18], "big")
    width = 65536 if width == 1 else width
    pages = int.from_bytes(header[28:32], "big")
    # the page count holds only when the last writer was one that kept it
    kept = header[24:28] == header[92:96]
    size = staged.stat().st_size
    if len(header) < 100 or (kept and size < pages * width):
        reason = f"it has {size} bytes of {pages * width}"
        return [make_fault("truncated", file=file, layer=layer, reason=reason)]
    journal = original.with_name(f"{original.name}-wal")
    if journal.is_file() and journal.stat().st_size > 0:
        reason = f"{journal.name} beside it shows that another program has it open"
        return [make_fault("file-unreadable", file=file, layer=layer, reason=reason)]
    return []


def check_geojson(staged: Path, *, layer: str, file: str, stated: str | None) -> tuple[str | None, list[Fault]]:
    """Whether a GeoJSON is complete; a copy in another encoding is brought to UTF-8."""
    data = staged.read_bytes()
    text, faults = decode_text(data, stated=stated, layer=layer, file=file)
    if text is None or has_errors(faults):
        return None, faults
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        return None, [*faults, make_fault("truncated", file=file, layer=layer, reason=str(error))]
    link = _find_crs_link(document)
    if link is not None:
        return None, [*faults, make_fault("crs-link", file=file, layer=layer, field="crs", value=link)]
    encoded = text.encode("utf-8")
    if encoded != data:
        staged.write_bytes(encoded)
    return None, faults


def _find_crs_link(document: Any) -> str | None:
    """A CRS that is given by a link, anywhere: GDAL would fetch it from the network."""
    waiting = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += [part for part in item if isinstance(part, dict | list)]
            continue
        for key, value in item.items():
            word = key.casefold()
            if word == "crs" and isinstance(value, dict) and not _is_named(value):
                return json.dumps(value, ensure_ascii=False)[:_SHOWN]
            if isinstance(value, dict | list) and word not in ("coordinates", "properties"):
                waiting.append(value)
    return None


def _is_named(crs: dict[str, Any]) -> bool:
    return any(key.casefold() == "type" and str(value).casefold() in _HARMLESS_CRS for key, value in crs.items())
