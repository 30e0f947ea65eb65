"""Roads digitised twice, a little beside each other: their kilometres would count twice."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.io.draft import Draft

__all__ = ["TWICE_M", "find_drawn_twice"]

# two drawings of one road lie at most this far apart
TWICE_M = 10.0
# below this length parallel connectors are usual
_SHORTEST_M = 5 * TWICE_M
_ALIKE = 0.9
_SAMPLES = np.linspace(0.0, 1.0, 9)

Pairs = NDArray[np.int64]
Shapes = NDArray[np.object_]


def find_drawn_twice(draft: Draft) -> Draft:
    """Warn of each road that runs along another of like length all its way.

    Cheap tests come first: like ends, like lengths, nine points on the way; few pairs are left
    whose every vertex is then measured.
    """
    good = np.flatnonzero(~draft.bad)
    lines = draft.shapes[good]
    lengths = shapely.length(lines)
    pairs = _like_ends(lines)
    pairs = pairs[lengths[pairs].min(axis=1) >= _SHORTEST_M]
    pairs = pairs[lengths[pairs].min(axis=1) >= _ALIKE * lengths[pairs].max(axis=1)]
    pairs = pairs[_near_on_the_way(lines, pairs)]
    segments = draft.frame["segment"].to_numpy(dtype=object)
    for first, second in pairs.tolist():
        if not _runs_along(lines[second], lines[first]) or not _runs_along(lines[first], lines[second]):
            continue
        draft = draft.with_fault(
            "drawn-twice",
            row=int(draft.rows[good[second]]),
            field="segment",
            value=str(segments[good[second]]),
            twin=int(draft.rows[good[first]]),
            distance=f"{TWICE_M:.0f}",
        )
    return draft


def _like_ends(lines: Shapes) -> Pairs:
    """Pairs of lines, lower number first, whose two ends lie near each other, in either direction."""
    starts, ends = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    if not len(lines):
        return np.empty((0, 2), dtype=np.int64)
    near = 2 * TWICE_M
    a, b = shapely.STRtree(starts).query(starts, predicate="dwithin", distance=near)
    same = (a < b) & shapely.dwithin(ends[a], ends[b], near)
    c, d = shapely.STRtree(ends).query(starts, predicate="dwithin", distance=near)
    turned = (c < d) & shapely.dwithin(ends[c], starts[d], near)
    pairs = np.concatenate([np.column_stack([a[same], b[same]]), np.column_stack([c[turned], d[turned]])])
    return np.unique(pairs.astype(np.int64), axis=0)


def _near_on_the_way(lines: Shapes, pairs: Pairs) -> NDArray[np.bool_]:
    others = lines[pairs[:, 0]][:, None]
    points = shapely.line_interpolate_point(lines[pairs[:, 1]][:, None], _SAMPLES, normalized=True)
    near: NDArray[np.bool_] = (shapely.distance(points, others) <= TWICE_M).all(axis=1)
    return near


def _runs_along(line: shapely.Geometry, other: shapely.Geometry) -> bool:
    """Whether every vertex of a line lies near the other."""
    shapely.prepare(other)
    return bool(shapely.dwithin(shapely.points(shapely.get_coordinates(line)), other, TWICE_M).all())
