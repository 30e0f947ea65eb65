"""Rows and vertices that lie far from the county, and files that do as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import CRS

from gisplan.base.arrays import Ints, Mask, Objects, fill_objects
from gisplan.base.language import N_
from gisplan.county.orientation.layers import NOT_JUDGED, ORIENTATION
from gisplan.io.files.point_shapes import PointShapes, find_coordinates
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.places.clusters import WIDEST_M, CountyPlaces, compare_places, find_county_places
from gisplan.io.layers.places.datum_change import format_crs
from gisplan.io.layers.places.likely_crs import find_likely_crs
from gisplan.io.layers.places.place_table import Places, collect_places
from gisplan.io.layers.places.vertices import Vertices

__all__ = ["check_places"]

_FARTHEST_KM = 20_000.0  # half of the way around the Earth


def check_places(drafts: Mapping[str, LayerDraft], county_crs: CRS) -> dict[str, LayerDraft]:
    """Quarantine rows that lie far from the county, or have a vertex there; refuse files of which most rows do.

    Parameters
    ----------
    drafts : mapping of str to LayerDraft
        All layers, those that are not refused in the county's CRS.
    county_crs : pyproj.CRS
        The county's.

    Returns
    -------
    dict of str to LayerDraft
    """
    placed = {name: draft for name, draft in drafts.items() if draft.source_shapes is not None and not draft.refused}
    # no verdict may rest on the others, so they do not say where the county is
    deciding = {name: draft for name, draft in placed.items() if name not in NOT_JUDGED}
    places = collect_places(deciding) if deciding else None
    if places is None or not len(places.xy):
        return dict(drafts)
    names = list(deciding)
    numbers = {name: names.index(name) if name in deciding else -1 for name in ("villages", "boundary")}
    county = find_county_places(places, _find_areas(deciding), county_crs=county_crs, **numbers)
    checked = {**drafts, **dict(_judge_layers(deciding, places, county, county_crs))}
    following = {name: draft for name, draft in placed.items() if name in NOT_JUDGED}
    places = collect_places(following) if following else None
    if places is not None and len(places.xy):
        checked |= _judge_layers(following, places, compare_places(places, county, county_crs), county_crs)
    return checked


def _judge_layers(
    drafts: Mapping[str, LayerDraft], places: Places, county: CountyPlaces, county_crs: CRS
) -> Iterator[tuple[str, LayerDraft]]:
    """Yield the layers of which some places are not the county's, judged."""
    for number, (name, draft) in enumerate(drafts.items()):
        own = np.flatnonzero(places.layer == number)
        if county.beyond[own].any() or not county.near[own].all():
            yield name, _judge(_Judged(draft, places, own, county, county_crs))


def _find_areas(drafts: Mapping[str, LayerDraft]) -> Objects:
    """Return the polygons of all layers, each part alone, without vertices that stick out of it."""
    drawn = [draft for draft in drafts.values() if not isinstance(draft.shapes, PointShapes)]
    shapes = [draft.shapes[~draft.rejected & (shapely.get_dimensions(draft.shapes) == 2)] for draft in drawn]
    parts: Objects = shapely.get_parts(np.concatenate([fill_objects(0), *shapes]))
    bounds = shapely.bounds(parts)
    for place in np.flatnonzero((bounds[:, 2:] - bounds[:, :2] > WIDEST_M).any(axis=1)):
        parts[place] = _without_spikes(parts[place])
    broken = ~shapely.is_valid(parts)
    parts[broken] = shapely.make_valid(parts[broken])
    return parts


def _without_spikes(polygon: shapely.Geometry) -> shapely.Geometry:
    """Return the outline of a polygon without the vertices whose two edges are too long, where an area is left."""
    ring = shapely.get_coordinates(shapely.get_exterior_ring(polygon))
    long = np.hypot(*np.diff(ring, axis=0).T) > WIDEST_M
    rest = ring[~(np.r_[True, long] & np.r_[long, True])]
    return shapely.polygons(rest) if len(np.unique(rest, axis=0)) > 2 else polygon


@dataclass(frozen=True)
class _Judged:
    """A layer and its places: the numbers of its own among all, and which of all are the county's."""

    draft: LayerDraft
    places: Places
    own: Ints
    county: CountyPlaces
    county_crs: CRS

    def rows_with(self, marked: Mask) -> Mask:
        """Return which rows of the layer have some of the marked places of its own."""
        return np.bincount(self.places.row[self.own][marked], minlength=self.draft.count) > 0

    def find_vertices(self, marked: Mask) -> Vertices:
        """Return the vertices of the layer, in the file's own CRS, that are marked places."""
        assert self.draft.source_shapes is not None
        xy, owner = find_coordinates(self.draft.source_shapes)
        own = self.own[marked]
        whole = self.rows_with(marked) & ~self.rows_with(~marked)
        found = whole[owner]
        found[np.searchsorted(owner, self.places.row[own]) + self.places.vertex[own]] = True
        return Vertices(xy, owner, found)

    def measure_km(self, marked: Mask) -> list[str]:
        """Measure how far the first marked place of each row is from the county, in kilometres."""
        first = np.unique(self.places.row[self.own][marked], return_index=True)[1]
        points = shapely.points(self.places.xy[self.own][marked][first])
        tree = shapely.STRtree(self.county.boxes)
        metres = tree.query_nearest(points, all_matches=False, return_distance=True)[1]
        return [f"{min(km, _FARTHEST_KM):.0f}" for km in metres / 1000]


def _judge(layer: _Judged) -> LayerDraft:
    """Refuse the file where most rows are far, else quarantine the rows that are, and those with a vertex that is."""
    draft, far, beyond = layer.draft, ~layer.county.near[layer.own], layer.county.beyond[layer.own]
    rows = layer.rows_with(np.ones(len(far), dtype=bool)).sum()
    outside = layer.rows_with(beyond) & ~layer.rows_with(~beyond)
    away = layer.rows_with(far) & ~layer.rows_with(~far)
    if draft.layer.name in ORIENTATION:
        return _judge_orientation(layer, outside=outside, away=away)
    if 2 * outside.sum() > rows:
        area = f"the area of {format_crs(layer.county_crs)}"
        return _refuse(layer, "wrong-zone", outside, expected=area)
    if 2 * away.sum() > rows:
        return _refuse(layer, "far-away", away, distance=layer.measure_km(far)[0])
    if not far.any():
        return draft
    vertices = layer.find_vertices(far)
    if draft.layer.placeless:
        return vertices.leave_out_places(draft)
    in_part = layer.rows_with(far) & ~away
    for code, chosen in (("far-off", away), ("vertex-far-off", in_part)):
        marked = far & chosen[layer.places.row[layer.own]]
        params = [{"distance": km} for km in layer.measure_km(marked)] if marked.any() else []
        draft = vertices.only(chosen).quarantine(draft, code, params=params)
    return draft


def _judge_orientation(layer: _Judged, *, outside: Mask, away: Mask) -> LayerDraft:
    """Refuse the file where all rows are far: it may be of a whole province, and maps show what is near."""
    some = layer.rows_with(np.ones(len(layer.own), dtype=bool))
    if (some & ~away).any():
        return layer.draft
    if 2 * outside.sum() > some.sum():
        return _refuse(layer, "wrong-zone", outside, expected=f"the area of {format_crs(layer.county_crs)}")
    return _refuse(layer, "far-away", away, distance=layer.measure_km(~layer.county.near[layer.own])[0])


def _refuse(layer: _Judged, code: str, rows: Mask, **params: str) -> LayerDraft:
    """Refuse the file, with the first place of the first row as the file has it, and the CRS that would fit."""
    draft = layer.draft
    assert draft.source_shapes is not None
    xy, owner = find_coordinates(draft.source_shapes)
    wrong = Vertices(xy, owner, rows[owner])
    likely = find_likely_crs(xy[wrong.marked], draft.crs, county_crs=layer.county_crs, boxes=layer.county.boxes)
    named = ", ".join(map(format_crs, likely)) or N_("none that is known")
    crs = "" if draft.crs is None else format_crs(draft.crs)
    return wrong.refuse(draft, code, crs=crs, likely=named, **params)
