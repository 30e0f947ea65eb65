"""Faults of files that cannot be opened, trusted or decoded."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["FILE_KINDS"]

_STATE = N_("Correct the line in gisplan.toml.")

FILE_KINDS: Mapping[str, FaultKind] = {
    # files
    "file-missing": FaultKind("E", N_("{layer}: there is no file {file}."), N_("Correct path in [layers.{layer}].")),
    "file-no-permission": FaultKind(
        "E", N_("{layer}: no permission to read {file} ({reason})."), N_("Get permission to read the file.")
    ),
    "file-unreadable": FaultKind(
        "E", N_("{layer}: {file} cannot be read ({reason})."), N_("Save it again with the program that made it.")
    ),
    "file-too-large": FaultKind(
        "E",
        N_("{layer}: {file} holds {value} bytes; the limit is {limit}."),
        N_("Clip it to the county."),
    ),
    "file-outside": FaultKind(
        "E",
        N_("{layer}: {file} is outside the county's folder."),
        N_("Copy it into the folder; or, if you trust the county file, give --allow-outside."),
    ),
    "file-irregular": FaultKind(
        "E", N_("{layer}: {file} is not read: it is {reason}."), N_("Give a file: correct path in [layers.{layer}].")
    ),
    "path-refused": FaultKind(
        "E", N_("{layer}: {file} cannot be the path of a file: {reason}."), N_("Correct path in [layers.{layer}].")
    ),
    "file-changed": FaultKind(
        "E",
        N_("{layer}: {value} was changed while it was read."),
        N_("Wait until the program that writes it has finished, and run the command again."),
    ),
    "reading-time": FaultKind(
        "E",
        N_("{layer}: reading {file} took more than {limit} seconds."),
        N_("Clip it to the county, or give more time: --read-seconds."),
    ),
    "reading-memory": FaultKind(
        "E",
        N_("{layer}: reading {file} takes more than {limit} GB of memory."),
        N_("Clip it to the county, or give more memory: --read-gb."),
    ),
    "reading-answer": FaultKind(
        "E",
        N_("{layer}: {file} holds far more than its size says: over {limit} MB."),
        N_("Open and save it again in the program that made it."),
    ),
    "reading-ended": FaultKind(
        "E",
        N_("{layer}: {file} was not read: the time was used up by {value}."),
        N_("Correct that file first."),
    ),
    "sheet-too-large": FaultKind(
        "E",
        N_("{layer}: {file} has {value} cells; the limit is {limit}."),
        N_("Delete the columns and rows that are not needed."),
    ),
    "text-too-long": FaultKind(
        "E",
        N_("{layer} row {row} ({file}): {field} has {has} characters; the limit is {limit}. It begins with {value}."),
        N_("Shorten it."),
    ),
    "layers-many": FaultKind(
        "E", N_("{layer}: {file} has {value} layers; the limit is {limit}."), N_("Save the one layer as its own file.")
    ),
    "layer-no-table": FaultKind(
        "E",
        N_("{layer}: the layer {value} of {file} is not read: {reason}."),
        N_("Export the layer as a GeoPackage of its own."),
    ),
    "layer-geometry-column": FaultKind(
        "E",
        N_("{layer}: {file} names {value} as the geometry of {expected}: there must be one such column."),
        N_("Export the layer as a GeoPackage of its own."),
    ),
    "layer-without-geometry": FaultKind(
        "E",
        N_("{layer}: the table {value} of {file} has no geometry."),
        N_("Give the layer with its geometry; or correct path or layer in [layers.{layer}]."),
    ),
    "cell-of-other-kind": FaultKind(
        "E",
        N_("{layer} row {row} ({file}): {field} = {value} is {reason}; the column must hold {expected}."),
        N_("Correct or clear the value in a GIS."),
    ),
    "text-not-utf-8": FaultKind(
        "E",
        N_("{layer} row {row} ({file}): {field} is no text in UTF-8: {value}."),
        N_("Correct the value in a GIS, or save the file again with its right encoding."),
    ),
    "rows-unread": FaultKind(
        "E",
        N_("{layer}: {file} has {expected} rows, but only {value} could be read."),
        N_("Open and save it again in a GIS."),
    ),
    "feature-wrong": FaultKind(
        "E",
        N_("{layer} row {row} ({file}): {value} is no Feature of GeoJSON."),
        N_("Correct or delete it: other programs would leave it out without a word."),
    ),
    "coordinates-no-numbers": FaultKind(
        "E",
        N_("{layer} row {row} ({file}): {value} in its coordinates is no number."),
        N_("Write coordinates as numbers, without quotation marks."),
    ),
    "rows-deleted": FaultKind(
        "W",
        N_("{layer}: {count} rows of {file} are marked as deleted and were left out, the first behind row {value}."),
        N_("If they are valid, restore them in the program that deleted them."),
    ),
    "rows-stated-wrong": FaultKind(
        "W",
        N_("{layer}: {file} states {value} rows, but has {expected}; all were read."),
        N_("Open and save it again in a GIS."),
    ),
    "triggers-ignored": FaultKind(
        "F",
        N_("{layer}: {file} has {count} triggers of its own, which are never run: {value}."),
        N_("No action needed."),
    ),
    "format-unknown": FaultKind(
        "E",
        N_("{layer}: gisplan does not read files like {file}."),
        N_(
            "Use .shp, .gdb, .gpkg, .geojson, .json, .fgb, .parquet, .kml, .kmz, .gpx, .tab, .mif, .dxf, .csv, .tsv, "
            ".xlsx, .xls, .xlsb, .ods, .osm.pbf or .osm; or .zip, .csv.gz or .geojson.gz with one of them in it."
        ),
    ),
    "content-mismatch": FaultKind(
        "E",
        N_("{layer}: the content of {file} is not {expected} as its extension says; it is {reason}."),
        N_("Save it in the format of its extension, or rename it to its real format."),
    ),
    "content-refused": FaultKind(
        "E", N_("{layer}: {file} is refused: {reason}."), N_("Save it again with the program that made it.")
    ),
    "elements-unread": FaultKind(
        "W",
        N_("{layer}: {count} elements of {file} are no placemarks and are not read: {value}."),
        N_("What a network link leads to is never fetched: save it as a file of its own."),
    ),
    "values-several": FaultKind(
        "W",
        N_("{layer} ({file}), row {row}, {field}: the file has different values for one: {value}. Such rows: {count}."),
        N_("Keep the right value: until then it is read as one text that is none of them."),
    ),
    "placemarks-nested": FaultKind(
        "W",
        N_("{layer}: {count} placemarks of {file} are inside another one and are not read; the first is in row {row}."),
        N_("Move them out of it."),
    ),
    "folders-alike": FaultKind(
        "E",
        N_("{layer}: layer = {value} may mean several things: folders of {file} have “/”, “*” or “.” in their names."),
        N_("Rename these folders."),
    ),
    "entities-unread": FaultKind(
        "W",
        N_("{layer}: {count} entities of {file} are not read: {value}."),
        N_("Bind drawings that it refers to, and explode what belongs to the layer, then save it as DXF again."),
    ),
    "extra-missing": FaultKind(
        "E",
        N_("{layer}: to read {file}, gisplan needs the extra {value}, which is not installed."),
        N_('Install it: python -m pip install "gisplan[{value}]".'),
    ),
    "zip-refused": FaultKind(
        "E",
        N_("{layer}: the archive {file} is refused: {reason}."),
        N_("Zip the files of layers alone, such as .shp with its .shx, .dbf, .prj and .cpg, or .csv."),
    ),
    "sidecar-missing": FaultKind(
        "E",
        N_("{layer}: {file} has no {value} file beside it."),
        N_("Copy the {value} file from the source of the others."),
    ),
    "shx-missing": FaultKind(
        "E",
        N_("{layer}: {file} has no {value} file beside it."),
        N_("Copy the .shx too, or rebuild it: ogr2ogr --config SHAPE_RESTORE_SHX YES rebuilt.shp {file}."),
    ),
    "truncated": FaultKind("E", N_("{layer}: {file} is incomplete: {reason}."), N_("Copy it again from its source.")),
    "number-too-long": FaultKind(
        "E",
        N_("{layer} row {row} ({file}): {field} is a number of {has} digits, which begins with {value}."),
        N_("Correct the number; a code stands in quotes."),
    ),
    "damaged": FaultKind(
        "E",
        N_("{layer}: {file} is damaged: {reason}."),
        N_("Copy it again from its source, or open and save it again in a GIS."),
    ),
    "geojson-sequence": FaultKind(
        "E",
        N_("{layer}: {file} has a feature in each line, not one collection of features."),
        N_("Save it in a GIS as GeoJSON or GeoPackage, or convert it: ogr2ogr new.gpkg GeoJSONSeq:{file}."),
    ),
    "coordinate-no-number": FaultKind(
        "E",
        N_("{layer}: line {line} of {file} has a coordinate that is no number: {value}."),
        N_("Correct it, or export the file again with a point for decimals."),
    ),
    "mid-row-ragged": FaultKind(
        "E",
        N_("{layer} row {row} ({file}) has {value} fields in the .mid; the .mif names {expected} columns."),
        N_("Correct the separators and quotes of the line."),
    ),
    "layers-several": FaultKind(
        "E", N_("{layer}: {file} holds several layers: {has}."), N_("Choose one: layer = ... in [layers.{layer}].")
    ),
    "layer-not-in-file": FaultKind(
        "E", N_("{layer}: {file} has no layer {value}; it has: {has}."), N_("Correct layer in [layers.{layer}].")
    ),
    "layer-empty": FaultKind(
        "E", N_("{layer}: {file} holds no rows."), N_("Remove the layer from gisplan.toml, or give its rows.")
    ),
    "reader-failed": FaultKind(
        "E",
        N_("{layer}: {file} cannot be read ({reason})."),
        N_("Open and save it again in a GIS; if it still fails, send it with a report."),
    ),
    # encodings
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
    "encodings-mixed": FaultKind(
        "E",
        N_("{layer}: the text of {file} is partly in UTF-8, partly not: {value} in line {line}, or {other}?"),
        N_('Save all of it in one encoding. If it is in GB18030, write encoding = "gb18030" in [layers.{layer}].'),
    ),
    "encoding-detected": FaultKind(
        "F",
        N_("{layer}: {file} does not state its encoding; it was read as {value}. A sample: {sample}"),
        N_("If the sample is garbled, state encoding in [layers.{layer}]."),
    ),
    "encoding-ambiguous": FaultKind(
        "E",
        N_("{layer}: {file} does not state its encoding, and its text may be UTF-8 ({value}) or GB18030 ({other})."),
        N_('State it in [layers.{layer}]: encoding = "utf-8", or "gb18030".'),
    ),
    "name-cut": FaultKind(
        "F",
        N_("{layer} ({file}): the name of the column {field} ends in an incomplete character, which was removed."),
        N_("A shapefile cuts names after 10 bytes; map the column by this name in [layers.{layer}.columns]."),
    ),
    "column-cut": FaultKind(
        "E",
        N_("{layer} ({file}): the column {value} looks like {field}, cut after 10 bytes."),
        N_('Write {field} = "{value}" in [layers.{layer}.columns], or what else the column is.'),
    ),
    "columns-collide": FaultKind(
        "E",
        N_("{layer} ({file}): {count} columns are called {value}, and {field} is one of them."),
        N_("A shapefile cuts names after 10 bytes: give the file as GeoPackage, or each column its own short name."),
    ),
    "encoding-claimed": FaultKind(
        "F",
        N_("{layer}: {file} states the encoding {has}, but its text is in {value} and was read so. A sample: {sample}"),
        N_("If the sample is garbled, state encoding in [layers.{layer}]."),
    ),
    "text-cut": FaultKind(
        "F",
        N_("{layer} ({file}): {count} texts end in an incomplete character, which was removed, first in row {row}."),
        N_("The text is longer than the column allows: give the file as GeoPackage."),
    ),
}
