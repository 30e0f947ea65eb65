"""List the files of a folder: those that may be layers, and each one that is left aside with the reason."""

from __future__ import annotations

import os
from collections.abc import Collection
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

from gisplan.base.language import N_
from gisplan.io.config.county_file import FILE_NAME
from gisplan.io.files.formats import FORMATS, RASTERS, find_ending

__all__ = ["ANSWERS_NAME", "SKIP_REASONS", "FolderList", "LeftAside", "count_readable", "list_files"]

ANSWERS_NAME = "gisplan-answers.toml"
"""The file beside the county file in which answers are recorded."""

_OWN = (FILE_NAME, ANSWERS_NAME)
# parts of a file of another name: what they end with, and what that ends with
_PARTS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".qix", ".fix", ".shp.xml"), ".shp"),
    ((".dat", ".map", ".id", ".ind"), ".tab"),
    ((".mid",), ".mif"),
    ((".tfw", ".tif.aux.xml", ".tif.ovr"), ".tif"),
    ((".gpkg-wal", ".gpkg-shm", ".gpkg-journal"), ".gpkg"),
)

_MOST_FOLDERS = 1000
LeftAside = Literal["name", "folder", "format", "part", "hidden", "missing", "raster"]


class FolderList(NamedTuple):
    """The names of files that may be layers, and of everything else with the reason why it is not read."""

    names: list[str]
    left: list[tuple[str, LeftAside]]


def list_files(folder: Path, only: str | None = None) -> FolderList:
    """List a folder in the order of its names; parts of a shapefile that is there are not named beside it.

    Parameters
    ----------
    folder : Path
        An existing folder.
    only : str, optional
        The name of the one file that is wanted.
    """
    paths = sorted(folder.iterdir()) if only is None else [folder / only]
    present = {path.name.casefold() for path in paths}
    found = FolderList([], [])
    for path in paths:
        reason = None if path.name in _OWN else _judge(path, present)
        if reason == "layer":
            found.names.append(path.name)
        elif reason is not None:
            # a name that is no text, or that has characters which are not shown, is shown by their code points
            found.left.append((path.name.encode("utf-8", "replace").decode("utf-8"), reason))
    return found


def count_readable(folder: Path) -> int:
    """Count the files of a folder that may be layers, and those of the folders in it.

    Parameters
    ----------
    folder : Path
        An existing folder; what cannot be read counts as empty, and of many folders only the first thousand count.
    """
    walk = islice(os.walk(folder), _MOST_FOLDERS)
    return sum(_is_readable(Path(place, name)) for place, folders, names in walk for name in (*folders, *names))


def _is_readable(path: Path) -> bool:
    """Return whether a path is a file that may be a layer, or a folder that counts as one."""
    return find_ending(path) in FORMATS and not path.name.startswith((".", "~$"))


def _judge(path: Path, present: Collection[str]) -> LeftAside | Literal["layer"] | None:
    """Return what a path is; None for a part of another file, and for hidden files of other programs."""
    ending = find_ending(path)
    if path.name.startswith((".", "~$")):
        return "hidden" if ending in FORMATS or path.is_dir() else None
    if not path.name.isprintable():
        return "name"
    if path.is_dir() and ending not in FORMATS:
        return "folder"
    if ending in FORMATS:
        return "layer" if path.exists() else "missing"
    return "raster" if ending in RASTERS and path.exists() else _judge_part(path.name.casefold(), present)


def _judge_part(name: str, present: Collection[str]) -> LeftAside | None:
    for endings, whole in _PARTS:
        own = next((ending for ending in endings if name.endswith(ending)), None)
        if own is not None:
            return None if name.removesuffix(own) + whole in present else "part"
    return "format"


SKIP_REASONS = {
    "format": N_("gisplan does not read files that end so, but {formats}"),
    "folder": N_(
        "a folder, and folders are not searched; files in it that gisplan reads: {readable}. If they belong to the "
        'county, move them here, or run gisplan init "{folder}"'
    ),
    "part": N_("a part of a file that is not there"),
    "hidden": N_("hidden; show it if it belongs to the county"),
    "missing": N_("a link to nothing"),
    "other": N_("not a layer that gisplan reads"),
    "facilities": N_("looks like facilities, but no column says what each is, such as 学校, 卫生室 or 水厂"),
    "place": N_("looks like {rival}, but has no columns of coordinates, such as 经度 and 纬度 or lon and lat"),
    "columns": N_("looks like {rival} by name, but not by its columns ({columns}): see docs/columns.md"),
    "rival": N_("{rival} looks more like this layer"),
    "name": N_("its name contains characters that cannot be written; rename it"),
    "raster": N_(
        "a GeoTIFF whose name does not say that it holds heights; if it does, write its name as path in [layers.relief]"
    ),
    "relief": N_("one file of heights is read; join those of a county into one GeoTIFF"),
}
"""Why a file is not used, by the reason's code."""
