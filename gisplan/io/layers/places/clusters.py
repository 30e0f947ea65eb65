"""Clusters of the places of a county: which of them are the county, and which are far from it.

Places near each other, or joined by a line, form a cluster. The county is the cluster where most layers have most of
their rows, and the others that two kinds of layers have in common (docs/decisions/0019).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from pyproj import CRS

from gisplan.base.arrays import Floats, Ints, Mask, Objects, sort_stably
from gisplan.base.crs import find_transform
from gisplan.base.graphs import connected_components, coo_array
from gisplan.io.layers.places.coordinates import NOWHERE_M, is_in_area
from gisplan.io.layers.places.place_table import CELL_M, Places

__all__ = ["NEAR_M", "WIDEST_M", "CountyPlaces", "compare_places", "find_county_places"]

NEAR_M = 50_000.0
"""Places at most this far apart lie together, whatever they are."""
WIDEST_M = 250_000.0
"""Islands of one county lie at most this far apart, but for those that its boundary holds."""
_SPREAD = 4.0  # in a wide county, so many times the median distance of rows is near
_PASSING_M = 10_000.0  # a long straight line has what lies so near to it
_KINDS = 3


@dataclass(frozen=True)
class CountyPlaces:
    """Which places are the county's.

    Parameters
    ----------
    near : (P,) bool
        Places that lie in the county.
    beyond : (P,) bool
        Places far outside the area where the county's CRS is used.
    boxes : (B,) object
        Boxes that hold all places of the county.
    near_m : float
        How near to one of them lies what lies with it.
    """

    near: Mask
    beyond: Mask
    boxes: Objects
    near_m: float


@dataclass(frozen=True)
class _Cells:
    """K cells that hold places: the cell of each place, and the box of the places in each."""

    of: Ints
    boxes: Objects
    tree: shapely.STRtree


def find_county_places(
    places: Places, areas: Objects, *, county_crs: CRS, villages: int, boundary: int
) -> CountyPlaces:
    """Find the places that lie in the county.

    Parameters
    ----------
    places : Places
        The places of all layers, at least one.
    areas : (A,) object
        Polygons: what lies in one lies with it.
    county_crs : pyproj.CRS
        The CRS of the places; where it is not used, there is no county.
    villages, boundary : int
        The numbers of these layers among all; -1 for a layer that is not there.

    Returns
    -------
    CountyPlaces
    """
    cells = _make_cells(places.xy)
    inside, around = _find_area(cells, county_crs)
    label, near_m = _label_cells(places, cells, areas, NEAR_M), NEAR_M
    if label.max() > 0:
        near_m = _measure_spread(places)
        label = _label_cells(places, cells, areas, near_m) if near_m > NEAR_M else label
    accepted = np.ones(len(cells.boxes), dtype=bool)
    if label.max() > 0:
        weight = (inside + around.astype(float)) / 2 if around.any() else np.ones(len(around))
        main = _find_main(places, label[cells.of], weight[cells.of], villages)
        accepted = _accept(places, cells, label, main=main, boundary=boundary)[label]
    return CountyPlaces(accepted[cells.of], ~around[cells.of], cells.boxes[accepted], near_m)


def compare_places(places: Places, county: CountyPlaces, county_crs: CRS) -> CountyPlaces:
    """Find which places of further layers lie in a county that others have shown.

    Parameters
    ----------
    places : Places
        The places of layers by which the county was not found, at least one.
    county : CountyPlaces
        The county.
    county_crs : pyproj.CRS
        The CRS of the places.

    Returns
    -------
    CountyPlaces
    """
    cells = _make_cells(places.xy)
    near = np.zeros(len(cells.boxes), dtype=bool)
    near[cells.tree.query(county.boxes, predicate="dwithin", distance=county.near_m)[1]] = True
    around = _find_area(cells, county_crs)[1]
    return replace(county, near=near[cells.of], beyond=~around[cells.of])


def _make_cells(xy: Floats) -> _Cells:
    column, line = np.floor(xy / CELL_M).astype(np.int64).T
    key = (column << 32) + line
    order = sort_stably(key)
    fresh = np.r_[True, np.diff(key[order]) != 0]
    of, first = np.empty(len(order), dtype=np.int64), np.flatnonzero(fresh)
    of[order] = np.cumsum(fresh) - 1
    # GEOS finds no distance from a box without an area
    low, high = np.minimum.reduceat(xy[order], first) - 0.5, np.maximum.reduceat(xy[order], first) + 0.5
    boxes = shapely.box(*low.T, *high.T)
    return _Cells(of, boxes, shapely.STRtree(boxes))


def _label_cells(places: Places, cells: _Cells, areas: Objects, near_m: float) -> Ints:
    """Number the clusters of cells that lie near each other, that a line joins, or that lie in one area."""
    links = [cells.tree.query(cells.boxes, predicate="dwithin", distance=near_m)]
    step = places.measure_steps()
    joined = np.flatnonzero(step <= np.where(places.shape == 2, WIDEST_M, near_m))
    links.append(np.stack([cells.of[joined - 1], cells.of[joined]]))
    area, cell = cells.tree.query(areas, predicate="intersects")
    begins = np.searchsorted(area, area)
    links.append(np.stack([cell[begins], cell]))
    a, b = np.concatenate(links, axis=1)
    graph = coo_array((np.ones(len(a), dtype=bool), (a, b)), shape=(len(cells.boxes),) * 2)
    label: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return label


def _measure_spread(places: Places) -> float:
    """Return what is near where rows are sparse: some times their median distance to the nearest other row."""
    first = places.find_rows()[0]
    if len(first) < 2:
        return NEAR_M
    from scipy.spatial import KDTree  # a tenth of a second, and only wide counties need it

    distance = KDTree(places.xy[first]).query(places.xy[first], k=2)[0][:, 1]
    return float(np.clip(_SPREAD * np.median(distance), NEAR_M, WIDEST_M))


def _find_area(cells: _Cells, county_crs: CRS) -> tuple[Mask, Mask]:
    """Return which cells lie where the county's CRS is used, and which lie there or somewhat outside."""
    xy = shapely.get_coordinates(shapely.centroid(cells.boxes))
    known: Mask = np.abs(xy).max(axis=1) < NOWHERE_M / 2
    geodetic = county_crs.geodetic_crs
    to_degrees = find_transform(county_crs, geodetic) if geodetic is not None else None
    if to_degrees is None:
        return known, known
    degrees = to_degrees(xy)
    known &= np.isfinite(degrees.sum(axis=1))
    degrees[~known] = 0.0
    lon, lat = degrees.T
    return known & is_in_area(county_crs, lon, lat, 0.0), known & is_in_area(county_crs, lon, lat)


def _find_main(places: Places, label: Ints, weight: Floats, villages: int) -> int:
    """Find the cluster where most layers have most of their rows; of two alike, that of the villages."""
    first = places.find_rows()[0]
    layer, label, weight = places.layer[first], label[first], weight[first]
    share = weight / np.bincount(layer)[layer]
    votes = np.bincount(label, weights=share)
    of_villages = np.bincount(label, weights=share * (layer == villages))
    return int(np.lexsort((np.bincount(label), of_villages.round(9), votes.round(9)))[-1])


def _find_kinds(places: Places, cells: _Cells, label: Ints) -> Mask:
    """Find which kinds each cluster has: points, lines, polygons; a long straight line is also where it passes."""
    kinds = np.zeros((int(label.max()) + 1, _KINDS), dtype=bool)
    kinds[label[cells.of], places.shape] = True
    long = np.flatnonzero((places.measure_steps() > NEAR_M) & (places.shape == 1))
    if len(long):
        lines = shapely.linestrings(np.stack([places.xy[long - 1], places.xy[long]], axis=1))
        kinds[label[cells.tree.query(lines, predicate="dwithin", distance=_PASSING_M)[1]], 1] = True
    return kinds


def _accept(places: Places, cells: _Cells, label: Ints, *, main: int, boundary: int) -> Mask:
    """Return the clusters that are the county: the main one, and those that the rows of two kinds confirm.

    These may be as far apart as islands are; what lies on the county's boundary, at any distance.
    """
    confirmed = _find_kinds(places, cells, label).sum(axis=1) > 1
    on_boundary = np.zeros(len(confirmed), dtype=bool)
    on_boundary[label[cells.of][places.layer == boundary]] = True
    sound = confirmed | on_boundary
    sound[main] = True
    chosen = np.flatnonzero(sound[label])
    a, b = shapely.STRtree(cells.boxes[chosen]).query(cells.boxes[chosen], predicate="dwithin", distance=WIDEST_M)
    links = (np.ones(len(a), dtype=bool), (label[chosen[a]], label[chosen[b]]))
    group = connected_components(coo_array(links, shape=(len(sound),) * 2), directed=False)[1]
    accepted: Mask = sound & ((group == group[main]) | (confirmed & on_boundary))
    return accepted
