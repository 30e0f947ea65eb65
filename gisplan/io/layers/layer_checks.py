"""One layer through all its checks, and then the layers against each other."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import shapely
from pyproj import CRS

from gisplan.base.faults import Fault
from gisplan.county.schema import LAYERS
from gisplan.io.config.county_file import CountyFile
from gisplan.io.faults.catalogue import make_fault
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.files.staging import Source
from gisplan.io.layers.columns import draft_layer
from gisplan.io.layers.coordinates import place_layer
from gisplan.io.layers.geometry import clean_shapes
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.roads import check_roads, explode_roads, find_drawn_twice
from gisplan.io.layers.settlements import (
    check_codes,
    check_inside,
    check_villages,
    find_reaching_points,
    repair_polygons,
)
from gisplan.io.layers.works import check_dates, check_named, check_parts, lists_of

__all__ = ["check_together", "draft_source"]

# a layer of one county that lies this far from its villages is in the wrong place
FAR_M = 100_000.0
_OF_VILLAGES = {"groups", *(name for name, layer in LAYERS.items() if layer.code == "village")}


def draft_source(source: Source, raw: RawLayer, county_file: CountyFile, crs: CRS | None) -> LayerDraft:
    """One layer, checked by itself and brought into the county's CRS."""
    draft = draft_layer(raw, source.table, file=source.file)
    draft = clean_shapes(draft, raw)
    if draft.layer.name not in ("roads", "boundary"):
        draft = check_codes(draft, code_system=county_file.code_system, county_code=county_file.code)
    draft = check_dates(check_parts(draft), county_file.as_of if type(county_file.as_of) is date else None)
    if crs is None or not _has_places(draft):
        return draft
    draft = place_layer(draft, raw, county_crs=crs, stated=source.table.crs)
    if draft.refused:
        return draft
    if draft.layer.name == "roads":
        return find_drawn_twice(explode_roads(check_roads(draft)))
    if draft.layer.name in ("villages", "boundary", "coverage"):
        draft = repair_polygons(draft)
    return find_reaching_points(draft, crs) if draft.layer.name == "villages" else draft


def _has_places(draft: LayerDraft) -> bool:
    """Whether rows have a place that needs a coordinate system; works may have none, tables never do."""
    layer = draft.layer
    return layer.shape is not None and not (layer.placeless and shapely.is_missing(draft.shapes).all())


def check_together(drafts: dict[str, LayerDraft], county_file: CountyFile) -> tuple[dict[str, LayerDraft], list[Fault]]:
    """The layers, checked against each other; only layers that were read whole are compared."""
    checked = dict(drafts)
    faults: list[Fault] = []
    villages = checked.get("villages")
    if villages is not None:
        faults += _count_villages(villages, county_file)
    if villages is not None:
        for name in _OF_VILLAGES & set(checked):
            checked[name] = check_villages(checked[name], villages)
    checked = _check_lists(checked)
    if any(draft.refused for draft in checked.values()):
        return checked, faults
    if villages is not None:
        for name, draft in checked.items():
            if name != "villages":
                checked[name] = _check_distance(draft, villages)
    boundary = checked.get("boundary")
    for name in ("villages", "groups"):
        if boundary is not None and not boundary.refused and name in checked:
            checked[name] = check_inside(checked[name], boundary, county_code=county_file.code)
    return checked, faults


def _check_lists(checked: dict[str, LayerDraft]) -> dict[str, LayerDraft]:
    """Works and roads that name villages, groups or roads that are not there."""
    known = {
        "villages": ("villages", "code"),
        "segments": ("roads", "segment"),
        "groups": ("groups", "code"),
        "shared_with": ("water_projects", "code"),
    }
    found = dict(checked)
    for name, draft in checked.items():
        for column in lists_of(name):
            layer, code = known[column]
            if layer in checked:
                draft = check_named(draft, column, checked[layer].frame[code].dropna())
        found[name] = draft
    return found


def _count_villages(villages: LayerDraft, county_file: CountyFile) -> list[Fault]:
    expected = county_file.expected_villages
    if expected is None or expected == villages.count:
        return []
    place: dict[str, Any] = {"file": villages.file, "layer": "villages", "field": "expected_villages"}
    return [make_fault("expected-villages", value=str(villages.count), wanted=expected, **place)]


def _check_distance(draft: LayerDraft, villages: LayerDraft) -> LayerDraft:
    """A layer wholly far away from the villages has the wrong CRS or zone."""
    here, there = shapely.total_bounds(villages.shapes), shapely.total_bounds(draft.shapes)
    if not (np.isfinite(here).all() and np.isfinite(there).all()):
        return draft
    distance = float(shapely.distance(shapely.box(*here), shapely.box(*there)))
    if distance <= FAR_M:
        return draft
    return draft.with_fault("far-away", field="geometry", distance=f"{distance / 1000:.0f}")
