"""The texts of faults of the geometry of rows."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["GEOMETRY_KINDS"]

_DRAW = N_("Fill in the location of the row in the file.")

GEOMETRY_KINDS: Mapping[str, FaultKind] = {
    # missing or unreadable
    "geometry-wrong": FaultKind(
        "E",
        N_("{layer} ({file}) holds {value}, from row {row} on; it must hold {expected}."),
        N_("Correct path or layer in [layers.{layer}]."),
    ),
    "geometry-other": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) is not among the {expected} of the layer: its kind is {value}."),
        N_("No action needed where it belongs to another layer; else draw it as {expected}."),
    ),
    "no-location": FaultKind("Q", N_("{layer} row {row} ({file}) has no location: {value}."), _DRAW),
    "not-finite": FaultKind(
        "Q", N_("{layer} row {row} ({file}) has a coordinate that is no number, or too large for one: {value}."), _DRAW
    ),
    "degrees-packed": FaultKind(
        "E",
        N_("{layer} ({file}): {value} look like degrees, minutes and seconds without marks: {meant}?"),
        N_("Write them with their marks, or in decimal degrees."),
    ),
    "row-degrees-packed": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {value} looks like degrees, minutes and seconds without marks."),
        N_("Write them with their marks, such as 107°55′12″, or in decimal degrees."),
    ),
    "degrees-wrong": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {value} is not a longitude and a latitude in degrees, minutes and seconds."),
        N_(
            "Correct it: minutes and seconds are below 60; the longitude is east or west and at most 180°, the "
            "latitude north or south and at most 90°."
        ),
    ),
    "degrees-read": FaultKind(
        "F",
        N_(
            "{layer} ({file}): the coordinates of {count} rows are in degrees, minutes and seconds and were read, "
            "first in row {row}: {value} as {meant}."
        ),
        N_("No action needed."),
    ),
    "vertex-at-zero": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): vertex {vertex} of {vertices} lies at {value}, which is no place."),
        N_("Move or delete the vertex."),
    ),
    "geometry-unreadable": FaultKind(
        "Q", N_("{layer} row {row} ({file}) has a geometry that cannot be read: {value}."), N_("Draw it again.")
    ),
    "collection-without": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) is a collection without {expected}; it holds {value}."),
        N_("Draw it as {expected}."),
    ),
    "collection-extracted": FaultKind(
        "F",
        N_("{layer} ({file}): {expected} taken out of {count} collections, first in row {row} ({value})."),
        N_("No action needed."),
    ),
    # cleaned
    "zero-length": FaultKind(
        "Q", N_("{layer} row {row} ({file}) is a line without length at {value}."), N_("Draw the line, or delete it.")
    ),
    "zero-area": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) is an area of no size at {value}."),
        N_("Draw the area, or delete it."),
    ),
    "parts-left-out": FaultKind(
        "F",
        N_("{layer} ({file}): parts without length or area left out of {count} rows, first in row {row} at {value}."),
        N_("No action needed."),
    ),
    "vertices-repeated": FaultKind(
        "F",
        N_("{layer} ({file}): repeated vertices removed in {count} rows, first in row {row} at {value}."),
        N_("No action needed."),
    ),
    "z-dropped": FaultKind(
        "F",
        N_("{layer} ({file}): heights or measures dropped in {count} rows, first in row {row}: {value}."),
        N_("No action needed."),
    ),
    "parts-exploded": FaultKind(
        "F",
        N_("{layer} ({file}): {count} multi-part rows split, first row {row} into {value} parts; codes are kept."),
        N_("No action needed."),
    ),
    "polygon-repaired": FaultKind(
        "F",
        N_(
            "{layer} row {row} ({file}): a polygon that crosses itself at {value} was repaired: {before} m² before, "
            "{after} after."
        ),
        N_("Check it on a map where the two differ."),
    ),
    # the place of a settlement
    "point-of-several": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) has {value} points; a settlement has one."),
        N_("Keep only the point that a road should reach."),
    ),
    "point-inside": FaultKind(
        "W",
        N_("{layer} ({file}): {count} polygons have no reaching point (first in row {row}); a point inside was used."),
        N_("Add reach_lon and reach_lat, in degrees."),
    ),
    "reach-far": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): its reaching point {value} lies {distance} km outside its polygon."),
        N_("Correct reach_lon and reach_lat (degrees; longitude first), or clear them."),
    ),
    # roads drawn twice
    "road-repeated": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) repeats the line of row {duplicate} ({field} {value})."),
        N_("Delete one of the two."),
    ),
    "duplicates-disagree": FaultKind(
        "W",
        N_(
            "{layer} ({file}): rows {duplicates} draw the same line but differ in {field} ({value}); "
            "it counts as unknown."
        ),
        N_("Find out which is right, and delete the other."),
    ),
    "drawn-twice": FaultKind(
        "W",
        N_(
            "{layer} ({file}): row {row} ({field} {value}) runs within {distance} m of row {duplicate} along its whole "
            "length."
        ),
        N_("If they are one road, delete one of the two."),
    ),
}
