"""The texts of faults of a layer as a whole, and of its geometry and coordinates."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["GEOMETRY_KINDS", "LAYER_KINDS"]

LAYER_KINDS: Mapping[str, FaultKind] = {
    # coordinates
    "crs-missing": FaultKind(
        "E",
        N_("{layer}: {file} does not state its coordinate system."),
        N_('Ask the supplier of the file, and state crs in [layers.{layer}], such as crs = "EPSG:4490".'),
    ),
    "crs-link": FaultKind(
        "E",
        N_("{layer}: {file} gives its coordinate system by a link, which is never followed: {value}."),
        N_("Delete the member crs from the file and state crs in [layers.{layer}]."),
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
        N_("{layer}: no exact transformation is known from {value} ({file}) to {expected}."),
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
        N_("{layer} ({file}): read as {crs}, row {row} lies at {value}, far outside {expected}."),
        N_(
            "State the CRS the file is really in (zone, central meridian) in [layers.{layer}], or correct [county] crs."
        ),
    ),
    # how roads are connected
    "road-islands": FaultKind(
        "W",
        N_(
            "{layer} ({file}): {count} of {total} road parts lie on {networks} networks that touch no trunk road, "
            "first in row {row}: {value}. {settlements} settlements have no other road near."
        ),
        N_("Look at them on the gap map: is a road missing, or an end not connected?"),
    ),
    "structure-with-side-roads": FaultKind(
        "W",
        N_(
            "{layer} row {row} ({file}): {value} is a bridge or tunnel from end to end ({field}), but {count} side "
            "roads end beside it and are not joined to it."
        ),
        N_("If only a part of it is a bridge or tunnel, divide the line and mark that part only."),
    ),
    # against the other layers
    "far-away": FaultKind(
        "E",
        N_("{layer} ({file}) lies {distance} km away from the villages."),
        N_("Check its CRS: is it the right zone and central meridian?"),
    ),
    "outside-boundary": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}), {value}, lies {distance} m outside the boundary."),
        N_("Correct its coordinates, or the boundary."),
    ),
    "expected-villages": FaultKind(
        "W",
        N_("{expected} villages are expected, but {file} has {value}."),
        N_("Find the missing ones, or correct [county] expected_villages."),
    ),
    "village-unknown": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): there is no village {value}."),
        N_("Correct {field}; the nearest known is {nearest}."),
        N_("Correct {field}, or add the village to its layer."),
    ),
    "codes-unknown": FaultKind(
        "W",
        N_("{layer} ({file}): {field} contains codes that are not in {other}, first in row {row}: {value}."),
        N_("Correct them; the nearest known code to the first is {nearest}."),
        N_("Correct them, or add what they name to {other}."),
    ),
}


_DRAW = N_("Fill in the location of the row in the file.")

GEOMETRY_KINDS: Mapping[str, FaultKind] = {
    # missing or unreadable
    "geometry-wrong": FaultKind(
        "E",
        N_("{layer} ({file}) holds {value}, from row {row} on; it must hold {expected}."),
        N_("Correct path or layer in [layers.{layer}]."),
    ),
    "no-location": FaultKind("Q", N_("{layer} row {row} ({file}) has no location: {value}."), _DRAW),
    "not-finite": FaultKind(
        "Q", N_("{layer} row {row} ({file}) has a coordinate that is not a number: {value}."), _DRAW
    ),
    "geometry-unreadable": FaultKind(
        "Q", N_("{layer} row {row} ({file}) has a geometry that cannot be read."), N_("Draw it again.")
    ),
    "collection-without": FaultKind(
        "Q", N_("{layer} row {row} ({file}) is a collection without {expected}."), N_("Draw it as {expected}.")
    ),
    "collection-extracted": FaultKind(
        "F",
        N_("{layer} ({file}): {expected} taken out of {count} collections, first in row {row}."),
        N_("No action needed."),
    ),
    # cleaned
    "zero-length": FaultKind(
        "Q", N_("{layer} row {row} ({file}) is a line without length at {value}."), N_("Draw the line, or delete it.")
    ),
    "vertices-repeated": FaultKind(
        "F",
        N_("{layer} ({file}): repeated vertices removed in {count} rows, first in row {row}."),
        N_("No action needed."),
    ),
    "z-dropped": FaultKind(
        "F",
        N_("{layer} ({file}): heights or measures dropped in {count} rows, first in row {row}."),
        N_("No action needed."),
    ),
    "parts-exploded": FaultKind(
        "F",
        N_("{layer} ({file}): {count} multi-part rows split into their parts, first row {row}; codes are kept."),
        N_("No action needed."),
    ),
    "polygon-repaired": FaultKind(
        "F",
        N_("{layer} row {row} ({file}): a self-intersecting polygon was repaired; {before} m² before, {after} after."),
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
