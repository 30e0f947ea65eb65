"""GCJ-02, the datum of online maps in China: to and from WGS 84, and layers that were left in it.

GCJ-02 moves every place by some hundred metres, by a rule that is not published but known: the constants below are
those of the Krasovsky ellipsoid and of the sums of sines of eviltransform (MIT), checked there against online maps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import CRS

from gisplan.base.arrays import Floats, Ints, Mask, Objects, fill_objects
from gisplan.base.crs import Transform, find_transform
from gisplan.io.files.point_shapes import find_coordinates, find_missing, find_types
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["check_shift", "from_gcj02", "is_gcj02", "to_gcj02"]

_AXIS_M = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
_CHINA = (72.004, 0.8293, 137.8347, 55.8271)
_FAR_M, _NEAR_M = 100.0, 50.0  # a shifted settlement lies so far from any road, and so near to one when moved back
_LEAST = 5
_TIMES = 3  # so many times as many settlements come near a road as would by chance
_SAMPLE = 1000


def is_gcj02(text: str) -> bool:
    """Return whether a county file states GCJ-02, which has no code.

    Examples
    --------
    >>> is_gcj02("GCJ-02"), is_gcj02("gcj02"), is_gcj02("EPSG:4326")
    (True, True, False)
    """
    return "".join(letter for letter in text.casefold() if letter.isalnum()) in ("gcj02", "火星坐标", "火星坐标系")


def to_gcj02(degrees: Floats) -> Floats:
    """Move longitudes and latitudes from WGS 84 to GCJ-02; outside China nothing moves.

    Examples
    --------
    >>> to_gcj02(np.array([[116.397, 39.908]])).round(5).tolist()
    [[116.40324, 39.9094]]
    """
    lon, lat = degrees.T
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = _sum_sines(x, (20.0, 6.0), (20.0, 2.0))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    north += _sum_sines(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    east += _sum_sines(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    curve = 1.0 - _ECCENTRICITY * np.sin(np.radians(lat)) ** 2
    per_lat = np.radians(_AXIS_M) * (1.0 - _ECCENTRICITY) / curve**1.5
    per_lon = np.radians(_AXIS_M) / np.sqrt(curve) * np.cos(np.radians(lat))
    inside = ((degrees >= _CHINA[:2]) & (degrees <= _CHINA[2:])).all(axis=1)
    moved: Floats = degrees + np.where(inside, [east / per_lon, north / per_lat], 0.0).T
    return moved


def _sum_sines(value: Floats, *terms: tuple[float, float]) -> Floats:
    """Add sines of a value, each with an amplitude and a frequency."""
    waves = [amplitude * np.sin(frequency * value * np.pi) for amplitude, frequency in terms]
    total: Floats = np.sum(waves, axis=0) * 2.0 / 3.0
    return total


def from_gcj02(degrees: Floats) -> Floats:
    """Move longitudes and latitudes from GCJ-02 to WGS 84, to a millimetre.

    Examples
    --------
    >>> from_gcj02(to_gcj02(np.array([[108.0, 32.5]]))).round(8).tolist()
    [[108.0, 32.5]]
    """
    moved = degrees
    for _step in range(5):
        moved = degrees - (to_gcj02(moved) - moved)
    return moved


def check_shift(drafts: Mapping[str, LayerDraft], county_crs: CRS) -> dict[str, LayerDraft]:
    """Warn of layers of points, or of roads, that fit the other better when they are read as GCJ-02.

    Of a point far from every road it is asked whether it comes near one when moved from GCJ-02 to WGS 84. Moves as
    long in other directions say how many would by chance. Most of them must.
    """
    checked = dict(drafts)
    lines = _find_lines(checked.get("roads"))
    if not len(lines):
        return checked
    tree = shapely.STRtree(lines)
    steps: _Steps | None = None
    for name in ("villages", "groups", "seats"):
        draft = checked.get(name)
        if draft is None or draft.refused:
            continue
        rows = _choose_points(draft)
        points = np.asarray(draft.shapes[rows])
        far = rows[~_lie_near(tree, points, _FAR_M)]
        if len(far) < _LEAST:
            continue
        steps = steps or _Steps.of(county_crs)  # transformations take long to make, and few counties need these
        if steps is None:
            return checked
        step = steps.measure(draft, rows)
        found = _find_shifted(tree, points, step)
        if len(found):
            checked[name] = _warn(draft, rows[found], step[found])
        elif name == "villages" and len(fits := _find_shifted(tree, points, -step)):
            value = _median_m(step[fits])
            checked["roads"] = checked["roads"].with_fault("roads-shifted", value=value, count=len(fits))
    return checked


def _find_lines(roads: LayerDraft | None) -> Objects:
    if roads is None or roads.refused:
        return fill_objects(0)
    lines: Objects = np.asarray(roads.shapes[~roads.rejected & ~find_missing(roads.shapes)])
    return lines


@dataclass(frozen=True)
class _Steps:
    """From the county's CRS to degrees, and back."""

    there: Transform
    back: Transform

    @classmethod
    def of(cls, county_crs: CRS) -> _Steps | None:
        """Find the transformations of a county; None where it has none."""
        geodetic = county_crs.geodetic_crs
        there = find_transform(county_crs, geodetic) if geodetic is not None else None
        back = find_transform(geodetic, county_crs) if geodetic is not None else None
        return cls(there, back) if there is not None and back is not None else None

    def measure(self, draft: LayerDraft, rows: Ints) -> Floats:
        """Return how far, in metres, the points of some rows move when they are read as GCJ-02."""
        xy = find_coordinates(draft.shapes[rows])[0]
        moved: Floats = self.back(from_gcj02(self.there(xy))) - xy
        return moved


def _choose_points(draft: LayerDraft) -> Ints:
    """Choose some rows that are points."""
    rows = np.flatnonzero((find_types(draft.shapes) == 0) & ~draft.rejected)
    return rows[:: max(1, len(rows) // _SAMPLE)]


def _find_shifted(tree: shapely.STRtree, points: Objects, steps: Floats) -> Ints:
    """Find points that come near a road when they are moved, where more do than would by chance."""
    far = np.flatnonzero(~_lie_near(tree, points, _FAR_M))
    if len(far) < _LEAST or np.abs(steps).max() < _FAR_M:
        return far[:0]
    xy, step = shapely.get_coordinates(points[far]), steps[far]
    near = _lie_near(tree, shapely.points(xy + step), _NEAR_M)
    if near.sum() < max(_LEAST, len(far) / 2):
        return far[:0]
    turned = step[:, ::-1] * [1.0, -1.0]
    others = [_lie_near(tree, shapely.points(xy + move), _NEAR_M).sum() for move in (-step, turned, -turned)]
    return far[near] if near.sum() > _TIMES * max(others) else far[:0]


def _lie_near(tree: shapely.STRtree, points: Objects, metres: float) -> Mask:
    """Return which points lie so near to a road."""
    return np.isin(np.arange(len(points)), tree.query(points, predicate="dwithin", distance=metres)[0])


def _median_m(steps: Floats) -> str:
    return f"{np.median(np.hypot(*steps.T)):.0f} m"


def _warn(draft: LayerDraft, rows: Ints, steps: Floats) -> LayerDraft:
    shifted = np.isin(np.arange(draft.count), rows)
    return draft.with_summary_fault("rows-shifted", shifted, field="geometry", value=_median_m(steps))
