"""Faults of the county file itself, and of the columns that it names."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["COUNTY_FILE_KINDS"]

_STATE = N_("Correct the line in gisplan.toml.")

COUNTY_FILE_KINDS: Mapping[str, FaultKind] = {
    "county-file-missing": FaultKind(
        "E",
        N_("There is no county file {file}."),
        N_("Give a folder that holds a gisplan.toml, or the file itself."),
    ),
    "county-file-unreadable": FaultKind(
        "E", N_("{file} is not valid TOML: {reason}."), N_("Correct it at the place stated; save the file as UTF-8.")
    ),
    "toml-nested": FaultKind(
        "E",
        N_("{file} line {row}: more than {limit} tables, lists or parts of a key in each other: {value}."),
        N_("Correct the line: no such file needs more than six."),
    ),
    "toml-values": FaultKind(
        "E",
        N_("{file} line {row}: more than {limit} tables, keys and items of lists up to this line: {value}."),
        N_("Keep in it only what is needed."),
    ),
    "toml-word": FaultKind(
        "E",
        N_("{file} line {row}: {value} goes on for {has} characters without quotes; the limit is {limit}."),
        N_("Shorten it; a text stands in quotes."),
    ),
    "standard-refused": FaultKind(
        "E",
        N_("[county] standard: {reason}"),
        N_("Correct standard in [county]; gisplan standards lists those that gisplan has."),
    ),
    "key-missing": FaultKind("E", N_("[{table}] has no {field}."), N_("Add {field} to [{table}] in gisplan.toml.")),
    "rotation-missing": FaultKind(
        "E",
        N_("{file}: [{table}] has rotations, but not the convention by which they turn: the two differ in sign."),
        N_(
            'State rotation = "coordinate_frame" in [{table}] where the formula of the parameters has +rz in the line '
            'of X, and rotation = "position_vector" where it has -rz there; ask the survey office.'
        ),
    ),
    "key-unknown": FaultKind(
        "E",
        N_("[{table}] has an unknown key: {field}."),
        N_("Nearest known: {nearest}. Correct or remove it."),
        N_("Remove it; these keys are known: {known}."),
    ),
    "key-renamed": FaultKind(
        "F",
        N_("[{table}] {field} is called {other} today; it was read as that."),
        N_("Write {other} instead of {field} in gisplan.toml."),
    ),
    "key-value": FaultKind("E", N_("[{table}] {field} = {value}: it must be {expected}."), _STATE),
    "value-replaced": FaultKind(
        "W",
        N_("{file} line {row}: {field} = {value} replaces the {own} of the standard {standard}, for: {criteria}."),
        N_("Remove the line, so that the standard's own value counts; keep it only where it was decided so."),
    ),
    "value-fixed": FaultKind(
        "E",
        N_("{file} line {row}: {field} = {value}, but the standard {standard} has fixed = true and {own}: {criteria}."),
        N_("Remove the line: no county file changes what the standard fixes."),
    ),
    "layer-unknown": FaultKind(
        "E",
        N_("There is no layer called {field}."),
        N_("Nearest known: {nearest}. Correct or remove it."),
        N_("Remove it; these layers are known: {known}."),
    ),
    "layer-missing": FaultKind(
        "E", N_("The county has no layer {layer}."), N_("Add [layers.{layer}] to gisplan.toml.")
    ),
    "column-unknown": FaultKind(
        "E",
        N_("[layers.{layer}.columns] has an unknown column: {field}."),
        N_("Nearest known: {nearest}. Write gisplan's own column name to the left of the equals sign."),
        N_("Remove it; these columns are known: {known}."),
    ),
    "column-unread": FaultKind(
        "W",
        N_("{layer} ({file}): the column {value} is not read, though it looks like the {field} of this layer."),
        N_('If it is, write {field} = "{value}" in [layers.{layer}.columns].'),
    ),
    "column-not-in-file": FaultKind(
        "E",
        N_("{layer} ({file}): {field} is mapped to the column {value}, which the file does not have."),
        N_("Nearest in the file: {nearest}. Columns: {has}."),
        N_("Correct its name, or remove the line. Columns: {has}."),
    ),
    "column-missing": FaultKind(
        "E",
        N_("{layer} ({file}) has no column for {field}."),
        N_("State in [layers.{layer}.columns] which column it is. Columns: {has}."),
    ),
    "where-wrong": FaultKind(
        "E",
        N_("[layers.{layer}] where, character {at} ({value}): {reason}."),
        N_("Correct where in [layers.{layer}], such as where = \"class in ('C', 'Y') and name is not null\"."),
    ),
    "where-column": FaultKind(
        "E",
        N_("{layer} ({file}): where names the column {value} (character {at}), which the file does not have."),
        N_("Nearest in the file: {nearest}. A text stands in single quotes. Columns: {has}."),
        N_("Correct its name; a text stands in single quotes. Columns: {has}."),
    ),
    "where-kind": FaultKind(
        "E",
        N_("{layer} ({file}): where compares {value} (character {at}) with a text, and the column holds numbers."),
        N_("Write the number without quotes; like is for columns of texts."),
    ),
    "where-nothing": FaultKind(
        "E",
        N_("{layer} ({file}): where leaves out all {count} rows: {value}."),
        N_("Correct where in [layers.{layer}], or remove the layer."),
    ),
    "where-unread": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): where compares {column} with a number, and {value} is none."),
        N_("Correct the cell, or compare the column with texts in single quotes."),
    ),
    "class-not-in-file": FaultKind(
        "W",
        N_("[layers.roads.assume.surface] has the class {value}, which no road of {file} has. It has: {has}."),
        N_("Nearest in the file: {nearest}. Correct or remove it."),
        N_("Remove it."),
    ),
    "crs-unknown": FaultKind(
        "E",
        N_("{value} is not a coordinate system ({table})."),
        N_("Write an EPSG code, such as EPSG:4545."),
    ),
    "crs-not-metric": FaultKind(
        "E",
        N_("[county] crs = {value} is not in metres."),
        N_("Choose a projected CRS in metres, such as EPSG:4545."),
    ),
}
