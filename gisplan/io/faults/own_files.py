"""Remedies for files that no county file names, such as locks and standards: they have no table of layers in one."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.language import N_

__all__ = ["OWN_FILE_REMEDIES"]

_UTF_8 = N_("Save it as UTF-8.")
_PATH = N_("Correct its path.")

OWN_FILE_REMEDIES: Mapping[str, str] = {
    # files
    "file-missing": _PATH,
    "path-refused": _PATH,
    "file-irregular": N_("Give a file."),
    "file-too-large": N_("Keep in it only what is needed."),
    "reading-time": N_("Keep in it only what is needed, or give more time: --read-seconds."),
    "reading-memory": N_("Keep in it only what is needed, or give more memory: --read-gb."),
    "layers-several": N_("Keep a single sheet or layer in it."),
    "layer-not-in-file": N_("Name a sheet or layer that it has."),
    "layer-without-geometry": N_("Give the layer with its geometry."),
    "layer-empty": N_("Give a file with rows."),
    "csv-geometry": N_("Give the layer as GeoPackage, Shapefile, GeoJSON or FlatGeobuf."),
    # encodings
    "encoding-unknown": _UTF_8,
    "encoding-wrong": _UTF_8,
    "encodings-mixed": _UTF_8,
    "encoding-detected": N_("If the sample is garbled, save it as UTF-8."),
    "encoding-claimed": N_("If the sample is garbled, save it as UTF-8."),
    "encoding-ambiguous": _UTF_8,
    "name-cut": N_("A shapefile cuts names after 10 bytes: give the file as GeoPackage."),
    "column-cut": N_("A shapefile cuts names after 10 bytes: give the file as GeoPackage."),
    # separators and decimal marks
    "separator-unclear": N_("Save it as .xlsx."),
    "nul-bytes": N_("Copy it again from its source, or save it as UTF-8."),
    "decimal-unclear": N_("Write its numbers with a decimal point and without marks between thousands."),
    # columns and values
    "column-missing": N_("Name one of its columns {field}. Columns: {has}."),
    "column-unread": N_("If it is, name it {field}."),
    "header-unclear": N_("Keep a single row of names at the top of the sheet."),
    "crs-link": N_("Delete the member crs from the file."),
    "word-unknown": N_("Write one of these."),
    "boolean-unreadable": N_("Write yes or no (是 or 否)."),
    "code-length": N_("Correct it."),
    "date-in-future": N_("Correct the date: a milestone not reached yet has no date."),
    "surface-unlisted": N_("Write one of the surface codes."),
    "codes-with-words": N_("No action needed."),
    "number-unreadable": N_("Correct the value, or clear it."),
    "status-assumed": N_("Write the status of each road that is not built."),
}
"""What to do instead, by the code of the fault."""
