"""Every fault the porch can find: its level, what it says, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gisplan.base.faults import Fault, FaultKind, describe_fault
from gisplan.base.language import N_
from gisplan.io.faults.row_faults import ROW_KINDS
from gisplan.io.faults.table_faults import TABLE_KINDS

__all__ = ["KINDS", "explain_fault", "has_errors", "make_fault", "nearest"]

_STATE = N_("Correct the line in gisplan.toml.")

KINDS: Mapping[str, FaultKind] = {
    **ROW_KINDS,
    **TABLE_KINDS,
    # the county file
    "county-file-missing": FaultKind(
        "E",
        N_("There is no county file {file}."),
        N_("Give a folder that holds a gisplan.toml, or the file itself."),
    ),
    "county-file-unreadable": FaultKind(
        "E", N_("{file} is not valid TOML: {reason}."), N_("Correct the place it names; save the file as UTF-8.")
    ),
    "key-missing": FaultKind("E", N_("[{table}] has no {field}."), N_("Add {field} to [{table}] in gisplan.toml.")),
    "key-unknown": FaultKind(
        "E",
        N_("[{table}] has a key that gisplan does not know: {field}."),
        N_("Nearest known: {nearest}. Correct or remove it."),
    ),
    "key-value": FaultKind("E", N_("[{table}] {field} = {value}: it must be {wanted}."), _STATE),
    "layer-unknown": FaultKind(
        "E", N_("There is no layer called {field}."), N_("Nearest known: {nearest}. Correct or remove it.")
    ),
    "layer-missing": FaultKind(
        "E", N_("The county has no layer {layer}."), N_("Add [layers.{layer}] to gisplan.toml.")
    ),
    "column-unknown": FaultKind(
        "E",
        N_("[layers.{layer}] maps a column that gisplan does not know: {field}."),
        N_("Nearest known: {nearest}. The canonical name stands left of the equals sign."),
    ),
    "column-not-in-file": FaultKind(
        "E",
        N_("{layer} ({file}): {field} is to come from the column {value}, which the file does not have."),
        N_("Nearest in the file: {nearest}. It has: {has}."),
    ),
    "column-missing": FaultKind(
        "E",
        N_("{layer} ({file}) has no column for {field}."),
        N_("Say in [layers.{layer}.columns] which column it is. The file has: {has}."),
    ),
    "crs-unknown": FaultKind(
        "E",
        N_("{value} is no coordinate system ({table})."),
        N_("Write an EPSG code, such as EPSG:4545."),
    ),
    "crs-not-metric": FaultKind(
        "E",
        N_("[county] crs = {value} is not in metres."),
        N_("Choose a projected CRS in metres, such as EPSG:4545."),
    ),
    # files
    "file-missing": FaultKind("E", N_("{layer}: there is no file {file}."), N_("Correct path in [layers.{layer}].")),
    "file-no-permission": FaultKind(
        "E", N_("{layer}: {file} may not be read ({reason})."), N_("Give yourself the right to read it.")
    ),
    "file-unreadable": FaultKind(
        "E", N_("{layer}: {file} cannot be read ({reason})."), N_("Save it again from the program it came from.")
    ),
    "file-too-large": FaultKind(
        "E",
        N_("{layer}: {file} holds {value} bytes; the limit is {limit}."),
        N_("Cut it down to the county."),
    ),
    "format-unknown": FaultKind(
        "E",
        N_("{layer}: gisplan does not read files like {file}."),
        N_("Use .shp, .zip (one shapefile), .gpkg, .geojson, .json, .fgb, .csv or .xlsx."),
    ),
    "content-mismatch": FaultKind(
        "E",
        N_("{layer}: the content of {file} is not {wanted}, as its name says; it begins with {value}."),
        N_("Save it again in the format of its name, or name it for what it is."),
    ),
    "zip-refused": FaultKind(
        "E",
        N_("{layer}: the archive {file} is refused: {reason}."),
        N_("Zip one shapefile alone: its .shp, .shx, .dbf, .prj and .cpg."),
    ),
    "sidecar-missing": FaultKind(
        "E",
        N_("{layer}: {file} lacks its {value}."),
        N_("Copy the {value} from where the others came from."),
    ),
    "shx-missing": FaultKind(
        "E",
        N_("{layer}: {file} lacks its {value}."),
        N_("Copy the .shx too, or rebuild it: ogr2ogr --config SHAPE_RESTORE_SHX YES rebuilt.shp {file}."),
    ),
    "truncated": FaultKind(
        "E", N_("{layer}: {file} is incomplete: {reason}."), N_("Copy it again from where it came from.")
    ),
    "layers-several": FaultKind(
        "E", N_("{layer}: {file} holds several layers: {has}."), N_("Choose one: layer = ... in [layers.{layer}].")
    ),
    "layer-not-in-file": FaultKind(
        "E", N_("{layer}: {file} has no layer {value}; it has: {has}."), N_("Correct layer in [layers.{layer}].")
    ),
    "layer-empty": FaultKind("E", N_("{layer}: {file} holds no rows."), N_("Leave the layer out, or give its rows.")),
    "reader-failed": FaultKind(
        "E",
        N_("{layer}: {file} cannot be read ({reason})."),
        N_("Open and save it again in a GIS; if it still fails, send it with a report."),
    ),
    "encoding-unknown": FaultKind(
        "E",
        N_("{layer}: there is no text encoding {value} ({file})."),
        N_('Write encoding = "gb18030" or "utf-8" in [layers.{layer}].'),
    ),
    "encoding-wrong": FaultKind(
        "E",
        N_("{layer}: the text of {file} is not in {value}."),
        N_('State the right encoding in [layers.{layer}], such as "gb18030".'),
    ),
    "encoding-detected": FaultKind(
        "F",
        N_("{layer}: {file} does not state its encoding; it was read as {value}. A sample: {sample}"),
        N_("If the sample reads wrong, state encoding in [layers.{layer}]."),
    ),
    "csv-columns": FaultKind(
        "E",
        N_("{layer}: {file} has no columns for the place of a row."),
        N_("Add lon and lat (degrees), or x (east) and y (north) in metres. It has: {has}."),
    ),
    "csv-geometry": FaultKind(
        "E",
        N_("{layer}: {file} is a sheet, which holds points alone."),
        N_("Give the layer as GeoPackage, Shapefile, GeoJSON or FlatGeobuf."),
    ),
    "csv-no-final-newline": FaultKind(
        "W",
        N_("{layer}: the last line of {file} has no end; rows may be missing."),
        N_("Compare its last line with the original."),
    ),
    "header-repeated": FaultKind(
        "E", N_("{layer}: {file} has more than one column {field}."), N_("Give every column its own name.")
    ),
    # the layer as a whole
    "geometry-wrong": FaultKind(
        "E",
        N_("{layer} ({file}) holds {value}, from row {row} on; it must hold {wanted}."),
        N_("Correct path or layer in [layers.{layer}]."),
    ),
    "crs-missing": FaultKind(
        "E",
        N_("{layer}: {file} does not say its coordinate system."),
        N_('Ask where it came from and state crs in [layers.{layer}], such as crs = "EPSG:4490".'),
    ),
    "crs-link": FaultKind(
        "E",
        N_("{layer}: {file} gives its coordinate system by a link, which is never followed: {value}."),
        N_("Take the member crs out of the file and state crs in [layers.{layer}]."),
    ),
    "crs-assumed": FaultKind(
        "F",
        N_("{layer}: {file} does not state its coordinate system; its degrees were taken as {value}."),
        N_("State crs in [layers.{layer}] if it is another."),
    ),
    "crs-assumed-metric": FaultKind(
        "W",
        N_("{layer}: {file} does not state its coordinate system; its x (east) and y (north) were taken as {value}."),
        N_("State crs in [layers.{layer}]."),
    ),
    "datum-refused": FaultKind(
        "E",
        N_("{layer}: no real transformation is known from {value} ({file}) to {wanted}."),
        N_("Have the data transformed with the local parameters of the survey office, and state the new crs."),
    ),
    "swapped": FaultKind(
        "E",
        N_("{layer} ({file}): longitude and latitude look swapped (row {row}: {value})."),
        N_("Swap the two, so that x is the longitude."),
    ),
    "metres-as-degrees": FaultKind(
        "E",
        N_("{layer} ({file}): coordinates such as {value} (row {row}) are not degrees, but {crs} is in degrees."),
        N_("State the projected CRS the file is really in: crs in [layers.{layer}]."),
    ),
    "degrees-as-metres": FaultKind(
        "E",
        N_("{layer} ({file}): coordinates such as {value} (row {row}) look like degrees, but {crs} is in metres."),
        N_('State the geographic CRS the file is really in, such as crs = "EPSG:4490" in [layers.{layer}].'),
    ),
    "wrong-zone": FaultKind(
        "E",
        N_("{layer} ({file}): read as {crs}, row {row} lies at {value}, far outside {wanted}."),
        N_(
            "State the CRS the file is really in (zone, central meridian) in [layers.{layer}], or correct [county] crs."
        ),
    ),
    "far-away": FaultKind(
        "E",
        N_("{layer} ({file}) lies {distance} km away from the villages."),
        N_("Check its CRS: is it the right zone and central meridian?"),
    ),
    "expected-villages": FaultKind(
        "W",
        N_("{wanted} villages are expected, and {file} has {value}."),
        N_("Find the missing ones, or correct [county] expected_villages."),
    ),
}


def make_fault(
    code: str,
    *,
    file: str | None = None,
    layer: str | None = None,
    row: int | None = None,
    field: str | None = None,
    value: str | None = None,
    **params: Any,
) -> Fault:
    """A fault of a known kind, with the kind's level."""
    return Fault(code, KINDS[code].level, file, layer, row, field, value, params)


def explain_fault(fault: Fault, *, translate: Callable[[str], str] = str) -> tuple[str, str]:
    """A fault's sentence and its remedy, in the language of `translate`."""
    return describe_fault(fault, KINDS, translate=translate)


def has_errors(faults: Iterable[Fault]) -> bool:
    """Whether any fault refuses a file."""
    return any(fault.level == "E" for fault in faults)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known spelling nearest to a word; a name cut at 10 bytes finds its cut form."""
    from difflib import get_close_matches

    names = list(known)
    cut = word.encode("utf-8")[:10].decode("utf-8", "ignore")
    if cut in names:
        return cut
    lowered = {name.casefold(): name for name in names}
    found = get_close_matches(word.casefold(), lowered, n=1, cutoff=0.5)
    return lowered[found[0]] if found else "–"
