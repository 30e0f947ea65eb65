"""Faults of single rows and values: their level, what they say, and what to do about them."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["ROW_KINDS"]

_DRAW = N_("Give the row its place in the file.")

ROW_KINDS: Mapping[str, FaultKind] = {
    # geometry
    "no-location": FaultKind("Q", N_("{layer} row {row} ({file}) has no location: {value}."), _DRAW),
    "not-finite": FaultKind(
        "Q", N_("{layer} row {row} ({file}) has a coordinate that is not a number: {value}."), _DRAW
    ),
    "geometry-unreadable": FaultKind(
        "Q", N_("{layer} row {row} ({file}) has a geometry that cannot be read."), N_("Draw it again.")
    ),
    "collection-without": FaultKind(
        "Q", N_("{layer} row {row} ({file}) is a collection without {wanted}."), N_("Draw it as {wanted}.")
    ),
    "collection-extracted": FaultKind(
        "F",
        N_("{layer} ({file}): {wanted} taken out of {count} collections, first in row {row}."),
        N_("Nothing to do."),
    ),
    "zero-length": FaultKind(
        "Q", N_("{layer} row {row} ({file}) is a line without length at {value}."), N_("Draw the line, or delete it.")
    ),
    "vertices-repeated": FaultKind(
        "F",
        N_("{layer} ({file}): repeated vertices removed in {count} rows, first in row {row}."),
        N_("Nothing to do."),
    ),
    "z-dropped": FaultKind(
        "F",
        N_("{layer} ({file}): heights or measures dropped in {count} rows, first in row {row}."),
        N_("Nothing to do."),
    ),
    "parts-exploded": FaultKind(
        "F",
        N_("{layer} ({file}): {count} multi-part rows split into their parts, first row {row}; codes are kept."),
        N_("Nothing to do."),
    ),
    "point-of-several": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) has {value} points; a settlement has one."),
        N_("Keep the point that a road should reach."),
    ),
    "polygon-repaired": FaultKind(
        "F",
        N_("{layer} row {row} ({file}): a self-intersecting polygon was repaired; {before} m² before, {after} after."),
        N_("Check it on a map where the two differ."),
    ),
    "point-inside": FaultKind(
        "W",
        N_("{layer} ({file}): {count} polygons have no reaching point (first in row {row}); a point inside was taken."),
        N_("Add reach_lon and reach_lat, in degrees."),
    ),
    "reach-far": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): its reaching point {value} lies {distance} km outside its polygon."),
        N_("Correct reach_lon and reach_lat (degrees; longitude first), or clear them."),
    ),
    "road-repeated": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) repeats the line of row {twin} ({field} {value})."),
        N_("Delete one of the two."),
    ),
    "twins-disagree": FaultKind(
        "W",
        N_(
            "{layer} ({file}): rows {twins} draw the same line and disagree on {field} ({value}); it counts as unknown."
        ),
        N_("Say which is right, and delete the other."),
    ),
    "drawn-twice": FaultKind(
        "W",
        N_("{layer} ({file}): row {row} ({field} {value}) runs along row {twin} within {distance} m all its way."),
        N_("If they are one road, delete one of the two."),
    ),
    "outside-boundary": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}), {value}, lies {distance} m outside the boundary."),
        N_("Correct its coordinates, or the boundary."),
    ),
    # codes and text
    "value-missing": FaultKind("Q", N_("{layer} row {row} ({file}) has no {field}."), N_("Fill it in.")),
    "code-float": FaultKind(
        "E",
        N_("{layer} ({file}): the codes in {field} are decimal numbers, such as {value} (row {row})."),
        N_("Save the column as text, from the original list."),
    ),
    "code-exponent": FaultKind(
        "E",
        N_("{layer} ({file}): digits are lost in {field}, such as {value} (row {row})."),
        N_("Format the column as text and fill it again from the original list."),
    ),
    "code-zeros-lost": FaultKind(
        "E",
        N_(
            "{layer} ({file}): codes in {field} have lost leading zeros, such as {value} (row {row}), meant as {meant}."
        ),
        N_("Save the column as text, from the original list."),
    ),
    "code-length": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} {value} is not a code of {wanted} digits."),
        N_('Correct it, or write code_system = "any" under [county].'),
    ),
    "code-repeated": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} {value} stands also in row {twins}."),
        N_("Give each its own code."),
    ),
    "village-unknown": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): there is no village {value}."),
        N_("Correct {field}; the nearest known is {nearest}."),
    ),
    "text-trimmed": FaultKind(
        "F",
        N_("{layer} ({file}): stray spaces removed from {field} in {count} rows, first in row {row}: {value}."),
        N_("Nothing to do."),
    ),
    "text-cut": FaultKind(
        "F",
        N_("{layer} ({file}): half characters at the ends of {count} texts left out, first in row {row}."),
        N_("The text was longer than its column is wide: give the file as GeoPackage."),
    ),
    "text-controls": FaultKind(
        "F",
        N_("{layer} ({file}): invisible characters removed from {field} in {count} rows, first in row {row}: {value}."),
        N_("Nothing to do."),
    ),
    "text-wide": FaultKind(
        "F",
        N_("{layer} ({file}): full-width characters in {field} made plain in {count} rows, first row {row}: {value}."),
        N_("Nothing to do."),
    ),
    # values
    "number-unreadable": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is not a {wanted}."),
        N_("Correct the value, or clear it."),
    ),
    "number-too-low": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is below {wanted}."),
        N_("Correct the value, or clear it."),
    ),
    "boolean-unreadable": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is neither yes nor no."),
        N_("Write yes or no (是 or 否), or map the word in [layers.{layer}.values.{field}]."),
    ),
    "word-unknown": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is none of {wanted}."),
        N_("The nearest is {nearest}. Correct it, or map the word in [layers.{layer}.values.{field}]."),
    ),
    "surface-unlisted": FaultKind(
        "W",
        N_(
            "{layer} ({file}): nobody listed what {field} {value} means ({count} rows, first row {row}); it is unknown."
        ),
        N_('Add it to [layers.{layer}.values.{field}]: a surface code, or "unknown".'),
    ),
    "row-ragged": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) has {value} fields; the header has {wanted}."),
        N_("Correct the separators and quotes of the line."),
    ),
}
