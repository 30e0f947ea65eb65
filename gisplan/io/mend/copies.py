"""A copy of a county with mended files; whatever would be read otherwise is copied as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
import tomlkit

from gisplan.base.language import N_
from gisplan.io.check.steps import OpenCheck
from gisplan.io.config.county_file import FILE_NAME, CountyFile
from gisplan.io.files.staging import Source
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.mend.values import MendedLayer, ValueChange, mend_values, read_whole
from gisplan.io.mend.write import choose_ending, has_plain_names, write_layer
from gisplan.io.read import read_all_layers
from gisplan.io.reading import start_reading

__all__ = ["MARK", "MENDED", "MendedCopy", "MendedCounty", "mend_county"]

MARK = "# Written by gisplan check --fix."
"""The first line of a county file that points to mended copies."""

MENDED = "mended"
"""The folder of the mended files."""

_FAULTS = ("text-trimmed", "text-controls", "text-wide", "unit-read", "percent-fraction", "encoding-detected")
_DROPPED = ("layer", "encoding", "separator", "decimal")
_OTHERWISE = N_("copied unchanged: a mended copy would be read otherwise")
_UNREAD = N_("copied unchanged: not all of its columns can be read")
_REFUSED = N_("copied unchanged: it is refused")
_NAMES = N_("copied unchanged: names of its columns differ only in case, or are those that a GeoPackage needs itself")
_MERGED = N_("copied unchanged: it has merged cells, and whether they are sums is for you to say")


@dataclass(frozen=True)
class MendedCopy:
    """What became of one layer's file.

    Attributes
    ----------
    layer, file : str
    copy : str
        The file in the copy, relative to its folder.
    changes : tuple of ValueChange
        The values that were mended.
    note : str
        Why it was copied unchanged though it has something to mend, a message of gisplan's; "" otherwise.
    """

    layer: str
    file: str
    copy: str
    changes: tuple[ValueChange, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class MendedCounty:
    """A copy of a county.

    Attributes
    ----------
    copies : tuple of MendedCopy
        One for each layer.
    files : tuple of str
        All files that were written, relative to the folder.
    """

    copies: tuple[MendedCopy, ...]
    files: tuple[str, ...]


def mend_county(check: OpenCheck, folder: Path) -> MendedCounty:
    """Write a copy of a county with mended files into an empty folder, and read it: what differs is copied unchanged.

    Parameters
    ----------
    check : OpenCheck
        The county, its files still open.
    folder : Path
        An empty folder.

    Returns
    -------
    MendedCounty
    """
    mended: dict[str, MendedLayer] = {}
    notes: dict[str, str] = {}
    for source in check.reading.sources:
        found = _mend_source(check, source)
        if isinstance(found, MendedLayer):
            mended[source.table.name] = found
        elif found:
            notes[source.table.name] = found
    while True:
        files = _write_county(check, mended, folder)
        wrong = _find_differences(check, folder) & mended.keys() if mended else set()
        if not wrong:
            break
        notes |= dict.fromkeys(wrong, _OTHERWISE)
        mended = {name: layer for name, layer in mended.items() if name not in wrong}
        for name in files:
            (folder / name).unlink()
    copies = [_describe(source, mended, notes) for source in check.reading.sources]
    return MendedCounty(tuple(copies), tuple(files))


def _mend_source(check: OpenCheck, source: Source) -> MendedLayer | str:
    """Return a mended layer, or why there is none; "" where nothing is to be mended."""
    draft = check.result.drafts.get(source.table.name)
    if draft is None or draft.refused or not source.usable:
        return _REFUSED
    found = {fault.code for fault in check.report.faults if fault.layer == source.table.name}
    if not found & set(_FAULTS) and not source.table.encoding:
        return ""
    raw = read_whole(check.reading, source)
    if raw is None:
        return _UNREAD
    if source.format is not None and not source.format.is_sheet and not has_plain_names(raw.fields):
        return _NAMES
    return _MERGED if any(areas.any() for areas in raw.merged.values()) else mend_values(source, raw, draft)


def _describe(source: Source, mended: Mapping[str, MendedLayer], notes: Mapping[str, str]) -> MendedCopy:
    name = source.table.name
    if name not in mended:
        return MendedCopy(name, source.file, source.table.path, note=notes.get(name, ""))
    return MendedCopy(name, source.file, _name_copy(mended[name]), mended[name].changes)


def _name_copy(layer: MendedLayer) -> str:
    return f"{MENDED}/{layer.source.table.name}{choose_ending(layer)}"


def _write_county(check: OpenCheck, mended: Mapping[str, MendedLayer], folder: Path) -> list[str]:
    """Write the county file, the mended files and the others; return their names."""
    county_file = check.reading.county_file
    document = tomlkit.parse((county_file.folder / county_file.file).read_text(encoding="utf-8-sig"))
    files: list[str] = []
    for name, layer in mended.items():
        copy = _name_copy(layer)
        (folder / copy).parent.mkdir(exist_ok=True)
        write_layer(layer, folder / copy)
        files.append(copy)
        table = document["layers"][name]
        table["path"] = copy
        for key in _DROPPED:
            table.pop(key, None)
    for path, part in dict(_list_unchanged(check, mended, county_file)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(part, folder / path)
        files.append(path)
    text = f"{MARK}\n{tomlkit.dumps(document)}"
    (folder / FILE_NAME).write_text(text, encoding="utf-8", newline="\n")
    return [*files, FILE_NAME]


def _list_unchanged(
    check: OpenCheck, mended: Mapping[str, MendedLayer], county_file: CountyFile
) -> Iterator[tuple[str, Path]]:
    """Yield the files that are copied as they are: those of layers that are not mended, and the standard."""
    folder = county_file.folder
    for source in check.reading.sources:
        if source.table.name not in mended:
            yield from ((path.relative_to(folder).as_posix(), path) for path in source.states)
    if county_file.standard is not None and (folder / county_file.standard).is_file():
        yield county_file.standard, folder / county_file.standard


def _find_differences(check: OpenCheck, folder: Path) -> set[str]:
    """Read the copy, and return the layers that are not as they were."""
    reading = start_reading(folder, options=check.reading.process.options)
    try:
        result = read_all_layers(reading, keep_files=True)
    finally:
        reading.close()
    before, after = check.result.drafts, result.drafts
    return {name for name in before if name not in after or not _are_alike(before[name], after[name])}


def _are_alike(one: LayerDraft, other: LayerDraft) -> bool:
    """Return whether two layers have the same rows, values and places, and the same rows set aside."""
    return (
        one.frame.equals(other.frame)
        and np.array_equal(one.rejected, other.rejected)
        and one.left_out == other.left_out
        and one.refused == other.refused
        and np.array_equal(shapely.to_wkb(one.drawn), shapely.to_wkb(other.drawn))
    )
