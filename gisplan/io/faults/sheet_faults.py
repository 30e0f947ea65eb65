"""Faults of CSV files and workbooks: what they hold, their header, and rows that are no records."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["SHEET_KINDS"]

SHEET_KINDS: Mapping[str, FaultKind] = {
    # CSV
    "csv-columns": FaultKind(
        "E",
        N_("{layer}: {file} has no columns for the location of a row."),
        N_("Add lon and lat (degrees), or x (east) and y (north) in metres, or a column of WKT. It has: {has}."),
    ),
    "csv-geometry": FaultKind(
        "E",
        N_("{layer}: {file} has no column with the lines or areas of its rows."),
        N_("Name a column of WKT: wkt in [layers.{layer}.columns]; or give the layer as a map. It has: {has}."),
    ),
    "csv-no-final-newline": FaultKind(
        "W",
        N_("{layer} row {row} ({file}): the last line has no end and may be cut off: {value}. Rows may be missing."),
        N_("Compare its last line with the original."),
    ),
    "csv-quotes": FaultKind(
        "E",
        N_("{layer} row {row} ({file}): the quotes cannot be read ({reason}): {value}."),
        N_("Correct the quotes of this line, or save the file as .xlsx."),
    ),
    "csv-rows-joined": FaultKind(
        "W",
        N_(
            "{layer} ({file}): a text in quotes holds the end of a line and as many separators as a row, so it may be "
            "several rows: {value}. Rows that begin in line {has}."
        ),
        N_("Delete the quotes that do not belong there; if it is one text, no action is needed."),
    ),
    "separator-unclear": FaultKind(
        "E",
        N_("{layer}: the columns of {file} may be separated by {value} or by {other}."),
        N_('State it in [layers.{layer}]: separator = "{value}", or "{other}".'),
    ),
    "nul-bytes": FaultKind(
        "E",
        N_("{layer}: lines of {file} hold NUL, which no text does: {value}. It is damaged, or in another encoding."),
        N_('Copy it again from its source; if it is in UTF-16, write encoding = "utf-16" in [layers.{layer}].'),
    ),
    "decimal-read": FaultKind(
        "F",
        N_("{layer} ({file}): {field} has decimal commas, which were read as points, such as {value}."),
        N_("No action needed."),
    ),
    "decimal-unclear": FaultKind(
        "E",
        N_("{layer} ({file}): {value} in {field} may be thousands or a decimal fraction."),
        N_('State the decimal mark in [layers.{layer}]: decimal = ",", or ".".'),
    ),
    "decimal-mixed": FaultKind(
        "E",
        N_("{layer} ({file}): {field} has decimal commas and decimal points: {value}, {other}."),
        N_("Write all its numbers with the same mark."),
    ),
    "decimal-wrong": FaultKind(
        "E",
        N_("{layer} ({file}): {value} in {field} has another decimal mark than {expected}."),
        N_("Correct decimal in [layers.{layer}], or the number."),
    ),
    "row-ragged": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) has {value} fields; the header has {expected}."),
        N_("Correct the separators and quotes of the line."),
    ),
    # workbooks
    "workbook-closed": FaultKind(
        "E",
        N_("{layer}: {file} has a password, or is an old .xls."),
        N_("Open it, remove the password, and save it as .xlsx."),
    ),
    "workbook-refused": FaultKind(
        "E", N_("{layer}: the workbook {file} is refused: {reason}."), N_("Save only this sheet in a new workbook.")
    ),
    "workbook-time-huge": FaultKind(
        "E",
        N_("{layer}: cells of {file} show a number as a time that is too long for a program to count: {value}."),
        N_("Correct the number, or give the cell the format General."),
    ),
    "workbook-damaged": FaultKind(
        "E",
        N_("{layer}: the workbook {file} is damaged at {value}: {reason}."),
        N_("Open it in a spreadsheet program and save it again, or copy it again from its source."),
    ),
    "formula-uncached": FaultKind(
        "E",
        N_("{layer}: cells of {file} hold a formula without a value, or an error: {value}."),
        N_("Open the workbook in a spreadsheet program, let it calculate, and save it."),
    ),
    "cells-merged": FaultKind(
        "W",
        N_("{layer} ({file}): {field} is one cell over several rows, first row {row}: each counts {value}."),
        N_("If it is their sum, unmerge the cell, and give each row its own value."),
    ),
    "code-merged": FaultKind(
        "W",
        N_("{layer} ({file}): {field} is one cell over several rows, first row {row}: each has the code {value}."),
        N_("If the rows are different ones, unmerge the cell, and give each row its own code."),
    ),
    "place-merged": FaultKind(
        "W",
        N_("{layer} ({file}): {field} is one cell over several rows, first row {row}: all lie at {value}."),
        N_("If they lie at different places, unmerge the cell, and give each row its own coordinate."),
    ),
    "columns-merged": FaultKind(
        "W",
        N_("{layer} ({file}): {field} and {has} are one cell in row {row}: {value} counts for both."),
        N_("Unmerge the cell, and give each column its own value."),
    ),
    "merged-overlap": FaultKind(
        "E",
        N_("{layer}: in the sheet {has} of {file} the merged cells {value} overlap others, so one value is lost."),
        N_("Unmerge these cells, and give each its own value."),
    ),
    "sheets-hidden": FaultKind(
        "E",
        N_("{layer}: the visible sheets of {file} hold nothing; not read, because hidden: {has}."),
        N_("Unhide the sheet with the rows."),
    ),
    # header and end
    "header-found": FaultKind(
        "F",
        N_("{layer}: the names of the columns of {file} were taken from its first {count} rows: {value}."),
        N_("If these names are wrong, keep a single row of names at the top."),
    ),
    "header-unclear": FaultKind(
        "E",
        N_("{layer}: {file} has several or merged header rows, and not all mapped names are in them: {has}."),
        N_("Correct the names in [layers.{layer}.columns], or keep a single row of names at the top of the sheet."),
    ),
    "header-repeated": FaultKind(
        "E", N_("{layer}: {file} has more than one column {field}."), N_("Give every column its own name.")
    ),
    "form-end": FaultKind(
        "F",
        N_("{layer}: {file} ends with {count} rows that are not data but the foot of the form: {value}."),
        N_("No action needed."),
    ),
    "row-heading": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) holds nothing but {value}: it looks like a heading or a note."),
        N_("Delete it if it is one; if it is a row of data, fill in its other columns."),
    ),
    "total-row": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) is a sum of other rows: {value}."),
        N_("Setting it aside loses nothing; delete the row to avoid this message."),
    ),
}
