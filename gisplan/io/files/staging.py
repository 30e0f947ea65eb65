"""From the files that a county names to private copies that were checked: only those are ever read.

What is hashed, checked and read are the same bytes, whatever happens to the file meanwhile.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gisplan.base.faults import Fault
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import has_errors, make_fault
from gisplan.io.files.archive import check_geojson, check_geopackage, unpack_shapefile
from gisplan.io.files.shapefile import check_shapefile, find_sidecars
from gisplan.io.files.signatures import FORMATS, OLD_OFFICE, Format, describe_head, looks_like, read_head

__all__ = ["MAX_BYTES", "Source", "show_path", "stage_source"]

MAX_BYTES = 2 << 30


@dataclass(frozen=True)
class Source:
    """A layer's file: `staged` is its private copy, `sha256` the hash of what was copied.

    A shapefile's hash is the SHA-256 of the hexadecimal hashes of its sidecars, sorted and joined
    by line feeds; any other file's is its own.
    """

    table: LayerTable
    file: str
    format: Format | None = None
    staged: Path | None = None
    sha256: str = ""
    encoding: str | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether the copy may be read."""
        return self.staged is not None and not has_errors(self.faults)


def stage_source(table: LayerTable, county_folder: Path, workdir: Path) -> Source:
    """Copy a layer's file into a private folder and check what can be checked before it is read.

    Parameters
    ----------
    table : LayerTable
        What the county file says of the layer.
    county_folder : Path
        Relative paths start here.
    room : Path
        The private folder.
    """
    path = county_folder / table.path
    source = Source(table, show_path(path, county_folder))
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        return _refuse(source, "format-unknown")
    if not path.is_file():
        stem = [name for name in (".shx", ".dbf") if path.with_suffix(name).is_file()]
        if suffix == ".shp" and stem:
            return _refuse(source, "sidecar-missing", value=".shp")
        return _refuse(source, "file-missing")
    source = replace(source, format=FORMATS[suffix])
    try:
        return _stage(source, path, suffix, workdir)
    except PermissionError as error:
        return _refuse(source, "file-no-permission", reason=error.strerror or str(error))
    except OSError as error:
        return _refuse(source, "file-unreadable", reason=error.strerror or str(error))


def _stage(source: Source, path: Path, suffix: str, workdir: Path) -> Source:
    parts = find_sidecars(path) if suffix == ".shp" else {suffix: path}
    size = sum(part.stat().st_size for part in parts.values())
    if size > MAX_BYTES:
        return _refuse(source, "file-too-large", value=str(size), limit=MAX_BYTES)
    name = source.table.name
    hashes = [copy_file(part, workdir / f"{name}{ending}") for ending, part in parts.items()]
    digest = hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(sorted(hashes)).encode("ascii")).hexdigest()
    source = replace(source, sha256=digest)
    for ending in parts:
        head = read_head(workdir / f"{name}{ending}")
        if ending == ".xlsx" and head.startswith(OLD_OFFICE):
            return _refuse(source, "workbook-closed")
        if not looks_like(ending, head):
            wanted = FORMATS[ending].name if ending in FORMATS and ending != ".zip" else ending
            return _refuse(source, "content-mismatch", value=describe_head(head), wanted=wanted)
    if suffix == ".zip":
        problem = unpack_shapefile(workdir / f"{name}.zip", workdir, name, most_bytes=MAX_BYTES)
        if problem is not None:
            return _refuse(source, problem.code, value=problem.value, **problem.params)
    return _check_content(source, path, suffix, workdir)


def _check_content(source: Source, path: Path, suffix: str, workdir: Path) -> Source:
    """Is the copy whole, and in which encoding is its text?"""
    table = source.table
    if suffix in (".shp", ".zip"):
        staged = workdir / f"{table.name}.shp"
        encoding, faults = check_shapefile(staged, layer=table.name, file=source.file, stated=table.encoding)
    elif suffix in (".geojson", ".json"):
        staged = workdir / f"{table.name}{suffix}"
        encoding, faults = check_geojson(staged, layer=table.name, file=source.file, stated=table.encoding)
    elif suffix == ".gpkg":
        staged = workdir / f"{table.name}{suffix}"
        encoding, faults = None, check_geopackage(staged, path, layer=table.name, file=source.file)
    else:
        staged, encoding, faults = workdir / f"{table.name}{suffix}", table.encoding, []
    return replace(source, staged=staged, encoding=encoding, faults=(*source.faults, *faults))


def copy_file(source: Path, target: Path) -> str:
    """Copy a file and return the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(1 << 20):
            digest.update(block)
            writing.write(block)
    return digest.hexdigest()


def _refuse(source: Source, code: str, *, value: str | None = None, **params: Any) -> Source:
    fault = make_fault(code, file=source.file, layer=source.table.name, value=value, **params)
    return replace(source, faults=(*source.faults, fault))


def show_path(path: Path, county_folder: Path) -> str:
    """A path as it is shown: relative to the county's folder, with forward slashes on every machine."""
    try:
        return Path(os.path.relpath(path, county_folder)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()
