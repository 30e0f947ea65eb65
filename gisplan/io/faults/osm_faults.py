"""The texts of faults of files of OpenStreetMap, and of layers made from it."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["OSM_KINDS"]

_NOTHING = N_("No action needed.")

OSM_KINDS: Mapping[str, FaultKind] = {
    "osm-no-theme": FaultKind(
        "E",
        N_("{layer}: nothing is taken from OpenStreetMap for this layer ({file}), only for: {has}."),
        N_("Give another file: correct path in [layers.{layer}]."),
    ),
    "osm-theme-wrong": FaultKind(
        "E",
        N_("{layer}: layer = {value} is no tag of {file}."),
        N_('Write a tag, or a tag and its values, such as layer = "place=village,hamlet" in [layers.{layer}].'),
    ),
    "osm-unreadable": FaultKind(
        "E",
        N_("{layer}: {file} is cut or damaged: {reason}."),
        N_("Copy it again from its source, or download it again."),
    ),
    "osm-crowd": FaultKind(
        "E",
        N_("{layer}: the node {value} of {file} is on {has} ways; the limit is {limit}."),
        N_("Correct the node in an editor of OpenStreetMap: no junction has so many roads."),
    ),
    "osm-versions": FaultKind(
        "E",
        N_("{layer}: {file} has several versions of one object ({count} of those that were read: {value})."),
        N_("Keep only the newest version of each object: osmium time-filter, or an extract without history."),
    ),
    "osm-deleted": FaultKind(
        "F",
        N_("{layer}: {count} objects of {file} are deleted and were left out: {value}."),
        N_("No action needed if they no longer exist; otherwise restore them in OpenStreetMap, or in your copy."),
    ),
    "osm-left-out": FaultKind(
        "F",
        N_("{layer}: {count} objects of {file} are of other kinds and were left out: {value}."),
        N_('If they belong to the layer, write all its kinds in [layers.{layer}], such as layer = "{example}".'),
    ),
    "osm-rows-left-out": FaultKind(
        "F",
        N_("{layer}: {count} rows of {file} are no roads for motor traffic and were left out: {value}."),
        N_("If some of them are roads, write where in [layers.{layer}] with the values of highway that are."),
    ),
    "osm-closed": FaultKind(
        "W",
        N_("{layer}: {count} roads of {file} are closed to the public's motor traffic and were left out: {value}."),
        N_("Look at them if a village lies along one; correct access in OpenStreetMap, or in your copy."),
    ),
    "osm-nodes-missing": FaultKind(
        "W",
        N_("{layer}: {count} ways of {file} have nodes that it lacks, and are drawn as far as it has them: {value}."),
        N_("Cut the file with whole ways: osmium extract --strategy complete_ways."),
    ),
    "osm-areas-incomplete": FaultKind(
        "W",
        N_("{layer}: {count} areas of {file} are not whole and were left out: {value}."),
        N_(
            "To have them too, take the extract of a larger region, or give the layer as another file. Who cuts "
            "extracts with osmium: osmium extract --strategy smart."
        ),
    ),
    "osm-boundary-level": FaultKind(
        "F",
        N_("{layer}: the {count} areas of {file} with {value} were taken; it has {has}."),
        N_('If it is another level, write it in [layers.{layer}], such as layer = "admin_level=6".'),
    ),
    "osm-places-twice": FaultKind(
        "F",
        N_("{layer}: {count} areas of {file} are there as a point, too, and were left out: {value}."),
        _NOTHING,
    ),
    "osm-tag-repeated": FaultKind(
        "E",
        N_("{layer} row {row} ({file}): other_tags has {field} several times, with different values: {value}."),
        N_("Convert the file again from OpenStreetMap, or correct other_tags of the row."),
    ),
    "osm-values-unread": FaultKind(
        "W",
        N_("{layer} ({file}): {count} values of {field} do not say it and were taken as unknown: {value}."),
        N_("Correct them in OpenStreetMap, or in your copy."),
    ),
    "osm-converted": FaultKind(
        "F",
        N_(
            "{layer}: {file} was made from OpenStreetMap: its roads are joined where they share a vertex, and nowhere "
            "else. Read from its column other_tags: {value}."
        ),
        N_('If the lines were changed since, write topology = "geometry" in [layers.roads].'),
    ),
    "osm-facilities-converted": FaultKind(
        "F",
        N_("{layer}: {file} was made from OpenStreetMap; by their tags {value} of its {has} rows are facilities."),
        N_("The others were left out. If a column has their kinds, name it: kind in [layers.{layer}.columns]."),
    ),
    "osm-ends-unshared": FaultKind(
        "W",
        N_(
            "{layer} ({file}): places where a road ends near another, or crosses it, and shares no node with it: "
            "{count}; the nearest is in row {row}: {one}, {other_segment}: {gap_m} m."
        ),
        N_(
            "Look at them on the gap map. Where the roads meet on the ground, join them by a node in OpenStreetMap, "
            "or in your copy."
        ),
    ),
}
