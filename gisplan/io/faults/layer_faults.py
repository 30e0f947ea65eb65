"""The texts of faults of a layer as a whole, and of its coordinates."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["LAYER_KINDS"]

LAYER_KINDS: Mapping[str, FaultKind] = {
    # coordinates
    "crs-missing": FaultKind(
        "E",
        N_("{layer}: {file} does not state its coordinate system; it begins with {value}."),
        N_('Ask the supplier of the file, and state crs in [layers.{layer}], such as crs = "EPSG:4490".'),
    ),
    "crs-link": FaultKind(
        "E",
        N_("{layer}: {file} gives its coordinate system by a link, which is never followed: {value}."),
        N_("Delete the member crs from the file and state crs in [layers.{layer}]."),
    ),
    "crs-name-unknown": FaultKind(
        "E",
        N_("{layer}: {file} names a coordinate system that is not known: {value}."),
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
    "crs-overrides": FaultKind(
        "W",
        N_("{layer}: {file} states {value}, but [layers.{layer}] states crs = {stated}, which goes first."),
        N_(
            "Find out which is right. If the file is, delete crs from [layers.{layer}]; if not, write the file again "
            "with its true coordinate system."
        ),
    ),
    "crs-of-file-impossible": FaultKind(
        "W",
        N_(
            "{layer}: {file} states {value}, which coordinates such as {first} cannot be in; they were read in "
            "{stated}, as [layers.{layer}] states."
        ),
        N_("No action needed where the places are right on the map; write the file again with its true system."),
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
        N_("{layer} ({file}): read as {crs}, row {row} at {value} lies far outside {expected}."),
        N_(
            "State the CRS the file is really in (zone, central meridian) in [layers.{layer}], or correct "
            "[county] crs. The CRS that would fit: {likely}."
        ),
    ),
    # how roads are connected
    "surfaces-blank": FaultKind(
        "W",
        N_(
            "{layer} ({file}): {count} of {total} roads have no surface; settlements that are unknown because of it: "
            "{unknown}."
        ),
        N_(
            "Have them surveyed. Until then, [layers.roads.assume.surface] may state a surface for each class: such "
            "verdicts stay unknown and say what they would be."
        ),
    ),
    "surfaces-assumed": FaultKind(
        "W",
        N_(
            "{layer} ({file}): {count} of {total} roads have no surface; assumed by class: {assumed}. Settlements that "
            "are unknown because of it: {unknown}; met if assumed: {met}, missed if assumed: {missed}."
        ),
        N_("Have them surveyed: no verdict counts as met by an assumption, unless --accept-assumed is given."),
    ),
    "road-islands": FaultKind(
        "W",
        N_(
            "{layer} ({file}): road parts not connected to any trunk road: {count} of {total}, first in row {row}: "
            "{value}. Separate networks: {networks}. Settlements with no other road near: {settlements}."
        ),
        N_("Look at them on the gap map: is a road missing, or an end not connected?"),
    ),
    "near-misses": FaultKind(
        "W",
        N_(
            "{layer} ({file}): road ends near another road that they do not touch: {count}; the nearest is in row "
            "{row}: {one}, {other_segment}: {gap_m} m."
        ),
        N_(
            "Look at them on the gap map; where two roads meet, draw them together: that is better than a larger "
            "tolerance. snap_m = {snap_m} in [network] would join the nearest, and snap_m = {most_m} all of them, "
            "and others that do not meet."
        ),
    ),
    "structure-with-side-roads": FaultKind(
        "W",
        N_(
            "{layer} row {row} ({file}): {value} is a bridge or tunnel from end to end ({field}), but {count} side "
            "roads end beside it and are not joined to it."
        ),
        N_("If only a part of it is a bridge or tunnel, divide the line and mark that part only."),
    ),
    "ends-kept-apart": FaultKind(
        "W",
        N_(
            "{layer} ({file}): road ends joined to a bridge or tunnel and not to a nearer road that it passes: "
            "{count}; the first is in row {row}: {one}, {other_segment}: {gap_m} m. "
            "The bridge or tunnel is {deck}, {deck_gap_m} m from the end."
        ),
        N_(
            "If the end belongs to the nearer road, set snap_m in [network] below {deck_gap_m}, or draw the end "
            "farther from the bridge or tunnel."
        ),
    ),
    "joins-beside-crossings": FaultKind(
        "W",
        N_(
            "{layer} ({file}): ends of bridges or tunnels joined to a road that they cross on another level, because "
            "they end near it: {count}; the first is in row {row}: {one}, {other_segment}: {gap_m} m."
        ),
        N_(
            "If the two are not connected on the ground, set a smaller snap_m in [network], or draw the bridge or "
            "tunnel longer."
        ),
    ),
    # the same of some rows
    "row-swapped": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): longitude and latitude look swapped: {value}."),
        N_("Swap the two, so that x is the longitude."),
    ),
    "row-metres-as-degrees": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {value} are not degrees, but {crs} is in degrees."),
        N_("Give the row its place in the CRS of the others."),
    ),
    "row-degrees-as-metres": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {value} look like degrees, but {crs} is in metres."),
        N_("Give the row its place in the CRS of the others."),
    ),
    # against the other layers
    "far-away": FaultKind(
        "E",
        N_("{layer} ({file}), read as {crs}, lies {distance} km away from the other layers, row {row} at {value}."),
        N_("State the CRS the file is really in: crs in [layers.{layer}]. The CRS that would fit: {likely}."),
    ),
    "far-off": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) at {value} lies {distance} km away from the rest of the county."),
        N_("Correct its coordinates (a mistyped digit, another zone?). If it is right, give a boundary that holds it."),
    ),
    "vertex-far-off": FaultKind(
        "Q",
        N_(
            "{layer} row {row} ({file}): vertex {vertex} of {vertices}, at {value}, lies {distance} km away from the "
            "rest of the county."
        ),
        N_("Correct the vertex. If it is right, give a boundary that holds it."),
    ),
    "place-left-out": FaultKind(
        "W",
        N_(
            "{layer} ({file}): the location of {count} rows is no place in the county and was left out, first row "
            "{row}: {value}."
        ),
        N_("Correct or clear the location; the rows count all the same."),
    ),
    "outside-boundary": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}), {value}, lies {distance} m outside the boundary."),
        N_("Correct its coordinates; or, if they are right, the boundary: the area in which it lies is not in it."),
    ),
    "expected-villages": FaultKind(
        "W",
        N_("{expected} villages are expected, but {file} has {value}."),
        N_("Find the missing ones, or correct [county] expected_villages."),
    ),
    "village-unknown": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): there is no village {value}."),
        N_("Correct {field} ({nearest} is much like it), or add the village to the villages."),
        N_("Correct {field}, or add the village to the villages."),
    ),
    "trunk-classes-absent": FaultKind(
        "E",
        N_("{layer} ({file}): no road has a {field} of trunk_classes, {value}. The roads have: {has}."),
        N_("Correct trunk_classes in [network], or add the trunk roads: every village would be cut off from them."),
    ),
    "trunk-classes-usual": FaultKind(
        "W",
        N_("{layer} ({file}): no road is a trunk road of the {field} {value}. The roads have: {has}."),
        N_("Name the county's own classes of trunk roads: trunk_classes in [network]."),
    ),
    "area-kind-filled": FaultKind(
        "F",
        N_(
            "{layer} ({file}): {count} rows without {field} were taken as {value}, as [county] states, first row {row}."
        ),
        N_("No action needed; fill in {field} where it is another."),
    ),
    "villages-without-row": FaultKind(
        "W",
        N_("{layer} ({file}) has no row for {count} villages: {value}."),
        N_("Add their rows; until then what is decided by this layer is unknown there."),
    ),
    "codes-unknown": FaultKind(
        "W",
        N_("{layer} ({file}): {field} contains codes that are not in {other}, first in row {row}: {value}."),
        N_("Correct them ({nearest} is much like the first), or add what they name to {other}."),
        N_("Correct them, or add what they name to {other}."),
    ),
}
