"""Faults of a layer as a whole: its coordinate system, and how it fits the other layers."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["LAYER_KINDS"]

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
    ),
    "codes-unknown": FaultKind(
        "W",
        N_("{layer} ({file}): {field} contains codes that are not in {other}, first in row {row}: {value}."),
        N_("Correct them; the nearest known code to the first is {nearest}."),
    ),
}
