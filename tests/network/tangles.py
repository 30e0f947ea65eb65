"""Random road networks as messy as real ones, each from one seed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

__all__ = ["OFFSETS", "SNAPS_M", "draw_tangle", "frame_of", "number_nodes"]

CRS = "EPSG:32648"
SNAPS_M = (0.0, 1.0, 5.0, 10.0, 20.0)
OFFSETS = ((0.0, 0.0), (500_000.0, 3_590_000.0))


def frame_of(lines: list[shapely.LineString], **columns: list[object]) -> gpd.GeoDataFrame:
    """Lines as a frame in metres."""
    return gpd.GeoDataFrame(columns, geometry=lines, crs=CRS)


def draw_tangle(
    seed: int,
    *,
    snap_m: float = 10.0,
    most: int = 12,
    whole: bool | None = None,
    offset: tuple[float, float] | None = None,
    structures: bool = True,
    sizes_m: tuple[float, ...] = (12, 40, 150, 600),
) -> gpd.GeoDataFrame:
    """Roads with shared stretches, T-junctions, near ends, rings, lollipops, duplicates, bridges and levels.

    Parameters
    ----------
    most : int
        At most so many roads.
    whole : bool, optional
        All coordinates are whole metres, so that distances often equal the tolerance.
    sizes_m : tuple of float
        Sides of the square that holds most of the roads.
    """
    rng = np.random.default_rng(seed)
    whole = bool(rng.integers(2)) if whole is None else whole
    offset = OFFSETS[rng.integers(2)] if offset is None else offset
    size = float(rng.choice(sizes_m))
    lines: list[np.ndarray] = []
    for _ in range(rng.integers(1, most + 1)):
        xy = _draw_line(rng, lines, size, snap_m, whole=whole)
        xy = np.round(xy) if whole else xy
        if len(np.unique(xy, axis=0)) > 1:
            lines.append(xy)
    if not lines:
        lines = [np.array([(0.0, 0.0), (size, 0.0)])]
    frame = frame_of([shapely.LineString(xy + offset) for xy in lines])
    if structures:
        frame["bridge"] = rng.random(len(frame)) < 0.15
        frame["tunnel"] = rng.random(len(frame)) < 0.1
        frame["level"] = rng.choice([0.0, 0.0, 0.0, 1.0, -1.0, np.nan], len(frame))
    return frame


def number_nodes(roads: gpd.GeoDataFrame, seed: int, *, share: float = 0.7) -> gpd.GeoDataFrame:
    """The same roads, most of which have numbered nodes; at some places lie two nodes that are not joined."""
    rng = np.random.default_rng(seed)
    lines = [shapely.remove_repeated_points(line) for line in roads.geometry]
    places: dict[tuple[float, ...], int] = {}
    nodes: list[np.ndarray | None] = []
    for line in lines:
        own = [10 * places.setdefault(xy, len(places)) + int(rng.choice([0, 0, 0, 0, 1])) for xy in line.coords]
        nodes.append(np.array(own) if rng.random() < share else None)
    return roads.set_geometry(gpd.GeoSeries(lines, crs=roads.crs)).assign(nodes=nodes)


def _draw_line(
    rng: np.random.Generator, lines: list[np.ndarray], size: float, snap_m: float, *, whole: bool
) -> np.ndarray:
    kind = rng.integers(8) if lines else 0
    other = lines[rng.integers(len(lines))] if lines else np.empty((0, 2))
    walk = rng.uniform(0, size, (rng.integers(2, 7), 2))
    if kind == 1:  # begins at a gap of the tolerance, or next to it, beside another road
        at = shapely.LineString(other).interpolate(rng.uniform(0, 1), normalized=True).coords[0]
        angle = rng.uniform(0, 2 * np.pi)
        gap = snap_m * rng.choice([0.0, 0.5, 1.0, 1.0 + 1e-9, 1.0 - 1e-9, 1.2])
        side = (
            np.array([(3, 4), (5, 0), (0, -5)][rng.integers(3)]) * gap / 5
            if whole
            else (gap * np.array([np.cos(angle), np.sin(angle)]))
        )
        walk[0] = (np.round(at) if whole else at) + side
    elif kind == 2:  # a T-junction or a shared node
        walk[-1] = other[rng.integers(len(other))]
    elif kind == 3:  # shares a stretch
        begin = rng.integers(len(other) - 1)
        walk = np.vstack([walk, other[begin : begin + rng.integers(2, 4)]])
    elif kind == 4:  # a duplicate, in either direction
        walk = other[:: rng.choice([-1, 1])]
    elif kind == 5:  # a closed ring
        walk = np.vstack([walk, rng.uniform(0, size, (1, 2)), walk[:1]])
    elif kind == 6:  # a lollipop
        walk = np.vstack([walk, rng.uniform(0, size, (2, 2)), walk[-1:]])
    elif kind == 7:  # along a straight piece of another, beginning inside it
        a, b = other[:2]
        walk = np.array([a + (b - a) * t for t in rng.choice([-0.5, 0.25, 0.5, 1.5, 2.0], 2, replace=False)])
    return walk
