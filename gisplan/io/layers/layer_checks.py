"""The checks of one layer, in their order, and the checks of the layers against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pyproj import CRS

from gisplan.base.arrays import fill_objects, return_free_memory
from gisplan.base.faults import Fault
from gisplan.county.schema import LAYERS
from gisplan.io.config.county_file import CountyFile
from gisplan.io.faults.catalogue import make_fault
from gisplan.io.files.point_shapes import find_coordinates, find_missing
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.files.staging import Source
from gisplan.io.layers.assemble import (
    check_codes_named,
    check_dates,
    check_lengths,
    check_parts,
    list_code_columns,
)
from gisplan.io.layers.code_changes import follow_code_changes
from gisplan.io.layers.columns import draft_layer
from gisplan.io.layers.geometry import clean_shapes, clean_vertices
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.left_out_rows import keep_rows, quarantine_undecided
from gisplan.io.layers.places.coordinates import reproject_layer
from gisplan.io.layers.places.datum_change import format_crs, has_exact_degrees
from gisplan.io.layers.places.outliers import check_places
from gisplan.io.layers.places.shifted_layers import check_shift
from gisplan.io.layers.roads import assume_statuses, assume_surfaces, check_roads, explode_roads, find_duplicate_roads
from gisplan.io.layers.settlements import (
    check_codes,
    check_inside,
    check_villages,
    fill_area_kind,
    find_reaching_points,
    repair_polygons,
)
from gisplan.io.layers.topology import NODES, number_vertices
from gisplan.io.osm.other_tags import join_by_nodes, read_other_tags

__all__ = ["check_layer", "check_layers"]

_SHOWN = 20
_VILLAGE_LAYERS = {"groups", *(name for name, layer in LAYERS.items() if layer.code == "village")}


def check_layer(source: Source, raw: RawLayer, county_file: CountyFile, crs: CRS | None) -> LayerDraft:
    """Check one layer by itself, and bring it into the county's CRS."""
    raw, faults = read_other_tags(raw, source.table, source.context)
    kept = keep_rows(raw, source.table.where, context=source.context)
    raw = kept.raw
    draft = draft_layer(raw, source.table, file=source.file)
    return_free_memory()
    draft = replace(draft, left_out=kept.left_out, faults=(*faults, *kept.faults, *draft.faults))
    draft = quarantine_undecided(draft, kept.cells)
    if join_by_nodes(raw, source.table):
        draft = draft.with_column(NODES, fill_objects(draft.count) if raw.nodes is None else raw.nodes)
    if source.table.assumed_surfaces:
        draft = assume_surfaces(draft, source.table.assumed_surfaces)
    draft = clean_shapes(draft, raw)
    return_free_memory()
    if draft.layer.name == "villages" and county_file.area_kind is not None:
        draft = fill_area_kind(draft, county_file.area_kind)
    if draft.layer.name not in ("roads", "boundary"):
        draft = check_codes(draft, code_system=county_file.code_system, county_code=county_file.code)
    draft = check_dates(check_parts(draft), _date_of(county_file))
    if crs is None or not _has_places(draft):
        return draft
    return reproject_layer(draft, raw, county_crs=crs, table=source.table, parameters=county_file.to_wgs84)


def _date_of(county_file: CountyFile) -> date | None:
    return county_file.as_of if type(county_file.as_of) is date else None


def _finish_layer(draft: LayerDraft, crs: CRS) -> LayerDraft:
    """Clean the geometry of a layer whose rows lie where they should, and compare them with each other."""
    if draft.refused or draft.source_shapes is None:
        return draft
    draft = check_lengths(clean_vertices(draft))
    if draft.layer.shape == "polygon" or draft.layer.areas:
        draft = repair_polygons(draft)
    draft = replace(draft, source_shapes=None)
    if draft.layer.name == "roads":
        return number_vertices(find_duplicate_roads(explode_roads(assume_statuses(check_roads(draft)))))
    return find_reaching_points(draft, crs) if draft.layer.areas else draft


def _has_places(draft: LayerDraft) -> bool:
    """Return whether rows have a geometry, and so need a coordinate system; works may have none, tables never do."""
    layer = draft.layer
    return layer.shape is not None and not (layer.placeless and find_missing(draft.shapes).all())


def _check_county_datum(villages: LayerDraft, crs: CRS | None, county_file: CountyFile) -> Iterator[Fault]:
    """Warn of a county on a local datum: its maps are drawn in longitude and latitude."""
    placed = villages.shapes[~villages.rejected & ~find_missing(villages.shapes)]
    if crs is not None and not villages.refused and not has_exact_degrees(crs, find_coordinates(placed)[0]):
        yield make_fault("county-datum", file=county_file.file, field="crs", value=format_crs(crs))


def check_layers(
    drafts: dict[str, LayerDraft], county_file: CountyFile, crs: CRS | None
) -> tuple[dict[str, LayerDraft], list[Fault]]:
    """Check the layers against each other; only layers that are not refused are compared."""
    checked = dict(drafts)
    if crs is not None:
        checked = {name: _finish_layer(draft, crs) for name, draft in check_places(checked, crs).items()}
        checked = check_shift(checked, crs)
    checked = follow_code_changes(checked, _date_of(county_file))
    faults: list[Fault] = []
    villages = checked.get("villages")
    if villages is not None:
        faults += [*_check_village_count(villages, county_file), *_check_county_datum(villages, crs, county_file)]
        for name in _VILLAGE_LAYERS & set(checked):
            checked[name] = check_villages(checked[name], villages)
    checked = _check_named_codes(checked)
    if "roads" in checked:
        faults += _check_trunk_classes(checked["roads"], county_file.settings)
    if any(draft.refused for draft in checked.values()):
        return checked, faults
    boundary = checked.get("boundary")
    for name in ("villages", "groups"):
        if boundary is not None and not boundary.refused and name in checked:
            checked[name] = check_inside(checked[name], boundary, county_code=county_file.code)
    return checked, faults


def _check_named_codes(checked: dict[str, LayerDraft]) -> dict[str, LayerDraft]:
    """Warn of rows that name villages, groups, roads or works that are not in the county."""
    known_in = {
        "villages": ("villages", "code"),
        "segments": ("roads", "segment"),
        "groups": ("groups", "code"),
        "shared_with": ("water_projects", "code"),
    }
    found = dict(checked)
    for name, draft in checked.items():
        for column in list_code_columns(name):
            layer, code = known_in[column]
            if layer in checked:
                draft = check_codes_named(draft, column, layer, checked[layer].frame[code].dropna())
        found[name] = draft
    return found


def _check_trunk_classes(roads: LayerDraft, settings: Mapping[str, Any]) -> list[Fault]:
    """Refuse stated classes of trunk roads of which no road is; where no class is known, none can be wrong."""
    trunk, classes = settings.get("trunk_classes", ()), roads.frame["class"].dropna()
    if roads.refused or not trunk or not len(classes) or classes.isin(trunk).any():
        return []
    has = ", ".join(sorted(classes.astype(str).unique())[:_SHOWN])
    return [roads.context.fault("trunk-classes-absent", field="class", value=", ".join(trunk), has=has)]


def _check_village_count(villages: LayerDraft, county_file: CountyFile) -> list[Fault]:
    """Warn of more or fewer villages than the county file expects."""
    expected = county_file.expected_villages
    if expected is None or expected == villages.count:
        return []
    details = {"value": str(villages.count), "expected": expected}
    return [villages.context.fault("expected-villages", field="expected_villages", **details)]
