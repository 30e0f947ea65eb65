"""Private copies of the files that a county names: copied, hashed and checked; only they are ever read.

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
from gisplan.io.faults.catalogue import FaultContext, has_errors
from gisplan.io.files.formats import (
    FORMATS,
    OLD_OFFICE,
    Format,
    check_geojson,
    check_geopackage,
    describe_head,
    looks_like,
    read_head,
)
from gisplan.io.files.shapefile import check_shapefile, find_sidecars, unpack_shapefile

__all__ = ["MAX_BYTES", "Source", "show_path", "stage_source"]

MAX_BYTES = 2 << 30


@dataclass(frozen=True)
class Source:
    """A layer's file, on its way to be read.

    Parameters
    ----------
    table : LayerTable
        What the county file says of the layer.
    file : str
        Its path, as it is shown.
    format : Format, optional
        What it is by its name.
    staged : Path, optional
        Its private copy; of a shapefile, the .shp.
    sha256 : str
        The hash of what was copied. A shapefile's is the SHA-256 of the hexadecimal hashes of its parts, sorted and
        joined by line feeds.
    encoding : str, optional
        The encoding in which GDAL is to read its text.
    faults : tuple of Fault
        What is wrong with it.
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

    @property
    def context(self) -> FaultContext:
        """What all faults of the file name."""
        return FaultContext(self.file, self.table.name)

    def with_fault(self, code: str, **details: Any) -> Source:
        """Return the source with one more fault."""
        return replace(self, faults=(*self.faults, self.context.fault(code, **details)))


def stage_source(table: LayerTable, county_folder: Path, workdir: Path) -> Source:
    """Copy a layer's file into a private folder and check what can be checked before it is read.

    Parameters
    ----------
    table : LayerTable
        What the county file says of the layer.
    county_folder : Path
        Relative paths start here.
    workdir : Path
        The private folder.

    Returns
    -------
    Source
        Its `faults` say why it may not be read.
    """
    path = county_folder / table.path
    source = Source(table, show_path(path, county_folder))
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        return source.with_fault("format-unknown")
    if not path.is_file():
        others = [ending for ending in (".shx", ".dbf") if path.with_suffix(ending).is_file()]
        if suffix == ".shp" and others:
            return source.with_fault("sidecar-missing", value=".shp")
        return source.with_fault("file-missing")
    source = replace(source, format=FORMATS[suffix])
    try:
        return _stage(source, path, workdir)
    except PermissionError as error:
        return source.with_fault("file-no-permission", reason=error.strerror or str(error))
    except OSError as error:
        return source.with_fault("file-unreadable", reason=error.strerror or str(error))


def _stage(source: Source, path: Path, workdir: Path) -> Source:
    """Copy all parts of a file, and check their first bytes and their content."""
    suffix, name = path.suffix.lower(), source.table.name
    parts = find_sidecars(path) if suffix == ".shp" else {suffix: path}
    size = sum(part.stat().st_size for part in parts.values())
    if size > MAX_BYTES:
        return source.with_fault("file-too-large", value=str(size), limit=MAX_BYTES)
    hashes = [copy_file(part, workdir / f"{name}{ending}") for ending, part in parts.items()]
    digest = hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(sorted(hashes)).encode("ascii")).hexdigest()
    source = replace(source, sha256=digest)
    for ending in parts:
        fault = _check_head(source, read_head(workdir / f"{name}{ending}"), ending)
        if fault is not None:
            return replace(source, faults=(*source.faults, fault))
    if suffix == ".zip":
        refusal = unpack_shapefile(workdir / f"{name}.zip", workdir, name, most_bytes=MAX_BYTES)
        if refusal is not None:
            return source.with_fault(refusal.code, value=refusal.value, **refusal.params)
    return _check_content(source, path, workdir)


def _check_head(source: Source, head: bytes, ending: str) -> Fault | None:
    """Check that a part begins as its ending says."""
    if ending == ".xlsx" and head.startswith(OLD_OFFICE):
        return source.context.fault("workbook-closed")
    if looks_like(ending, head):
        return None
    expected = FORMATS[ending].name if ending in FORMATS and ending != ".zip" else ending
    return source.context.fault("content-mismatch", value=describe_head(head), expected=expected)


def _check_content(source: Source, path: Path, workdir: Path) -> Source:
    """Check that the copy is whole, and find the encoding of its text."""
    table, suffix = source.table, path.suffix.lower()
    staged = workdir / f"{table.name}{'.shp' if suffix == '.zip' else suffix}"
    encoding: str | None = None
    faults: list[Fault] = []
    if suffix in (".shp", ".zip"):
        encoding, faults = check_shapefile(staged, source.context, stated=table.encoding)
    elif suffix in (".geojson", ".json"):
        faults = check_geojson(staged, source.context, stated=table.encoding)
    elif suffix == ".gpkg":
        faults = check_geopackage(staged, path, source.context)
    else:
        encoding = table.encoding
    return replace(source, staged=staged, encoding=encoding, faults=(*source.faults, *faults))


def copy_file(source: Path, target: Path) -> str:
    """Copy a file and return the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(1 << 20):
            digest.update(block)
            writing.write(block)
    return digest.hexdigest()


def show_path(path: Path, county_folder: Path) -> str:
    """Return a path as it is shown: relative to the county's folder, with forward slashes on every machine."""
    try:
        return Path(os.path.relpath(path, county_folder)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()
