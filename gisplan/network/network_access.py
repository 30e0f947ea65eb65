"""Places on the network: where points enter it, and at what cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, ragged_arange
from gisplan.network.network import RoadNetwork

__all__ = ["Positions", "find_cheapest_entries", "find_nearest_positions"]

_PAIRS_AT_ONCE = 1 << 21
TIE_M = 1e-4  # costs that are nearer than this are equal: drawn lengths are no finer
_SLACK_M = 0.01  # far above rounding: an edge that may win by less is still tried
_FIRST_LOOK = 0.125  # of `access_m`: nodes this near say how much an entry may cost at most


@dataclass(frozen=True)
class Positions:
    """One position on the network for each of K points; edge -1 where there is none.

    Attributes
    ----------
    edge : (K,) int64
    at_m : (K,) float64
        Distance along the edge from its `u`, in metres.
    xy : (K, 2) float64
    off_m : (K,) float64
        Straight distance from the point, in metres.
    to_v : (K,) bool
        The way leads to the edge's `v`, not to its `u`.
    cost_m : (K,) float64
        What getting there and on from there costs.
    """

    edge: Ints
    at_m: Floats
    xy: Floats
    off_m: Floats
    to_v: NDArray[np.bool_]
    cost_m: Floats


def find_nearest_positions(network: RoadNetwork, points: Floats, *, within_m: float) -> Positions:
    """The nearest position on a road for each of the points, (K, 2), within `within_m` metres."""
    edges = len(network.edges["u"])
    return find_cheapest_entries(
        network,
        points,
        weight=np.zeros(edges),
        cost_u=np.zeros(edges),
        cost_v=np.zeros(edges),
        rank=network.edges["road"],
        access_m=within_m,
        offroad_factor=1.0,
    )


def find_cheapest_entries(
    network: RoadNetwork,
    points: Floats,
    *,
    weight: Floats,
    cost_u: Floats,
    cost_v: Floats,
    rank: Ints,
    access_m: float,
    offroad_factor: float,
) -> Positions:
    """The position on a road at which it costs each point least to enter the network.

    The cost is `offroad_factor` a metre to the road in a straight line, `weight` (0 or 1) a metre
    along the edge to one of its ends, and what going on from that end costs. On a straight piece
    the best place is where the way bends like light (Snell): `h / sqrt(f² - 1)` beyond the foot of
    the perpendicular h. Ties go to the edge with the lowest `rank`, then the lowest number.

    Parameters
    ----------
    points : (K, 2) float64
    weight, cost_u, cost_v : (E,) float64
        Cost a metre along each edge, and onward from its ends; infinite where there is no way on.
    rank : (E,) int64
    """
    columns = network.edges
    usable = np.flatnonzero((columns["road"] >= 0) & (np.isfinite(cost_u) | np.isfinite(cost_v)))
    best = Positions(
        edge=np.full(len(points), -1, dtype=np.int64),
        at_m=np.full(len(points), np.nan),
        xy=np.full((len(points), 2), np.nan),
        off_m=np.full(len(points), np.nan),
        to_v=np.zeros(len(points), dtype=bool),
        cost_m=np.full(len(points), np.nan),
    )
    for point, edge in _pairs_in_question(network, points, usable, cost_u, cost_v, access_m, offroad_factor):
        owner, tried = _enter(network, points, point, edge, weight, cost_u, cost_v, access_m, offroad_factor)
        who, pick, least = _pick(owner, tried, rank)
        for name in ("edge", "at_m", "xy", "off_m", "to_v"):
            getattr(best, name)[who] = getattr(tried, name)[pick]
        best.cost_m[who] = least
    return best


def _pairs_in_question(
    network: RoadNetwork,
    points: Floats,
    usable: Ints,
    cost_u: Floats,
    cost_v: Floats,
    access_m: float,
    factor: float,
) -> Iterator[tuple[Ints, Ints]]:
    """Pairs (point, edge) of which the edge may be the point's best entry, all of a point's in one batch.

    An entry costs at most what it costs at a node near by, and at least the way to the edge's box
    and what going on from the edge's better end costs.
    """
    if not len(usable) or not len(points):
        return
    tree = shapely.STRtree(network.edges["geometry"][usable])
    point, found = _query_boxes(tree, points, np.full(len(points), _FIRST_LOOK * access_m))
    enough = np.full(len(points), np.inf)
    for end, cost in (("u", cost_u[usable[found]]), ("v", cost_v[usable[found]])):
        off = np.hypot(*(points[point] - network.nodes[network.edges[end][usable[found]]]).T)
        np.minimum.at(enough, point, np.where(off <= access_m, factor * off + cost, np.inf))
    enough += _SLACK_M
    point, found = _query_boxes(
        tree, points, np.minimum(access_m, enough / factor) if factor else np.full(len(points), access_m)
    )
    edge = usable[found]
    low, high = _boxes(network)
    step = np.maximum(np.maximum(low[edge] - points[point], points[point] - high[edge]), 0.0)
    may = factor * np.hypot(step[:, 0], step[:, 1]) + np.minimum(cost_u, cost_v)[edge] <= enough[point]
    yield from _batch(network, point[may], edge[may])


def _query_boxes(tree: shapely.STRtree, points: Floats, within_m: Floats) -> tuple[Ints, Ints]:
    """Pairs (point, geometry of the tree) whose boxes come within so many metres, by point."""
    reach = within_m[:, None]
    point, found = tree.query(shapely.box(*(points - reach).T, *(points + reach).T))
    order = np.argsort(point, kind="stable")
    return point[order].astype(np.int64), found[order]


def _boxes(network: RoadNetwork) -> tuple[Floats, Floats]:
    """The least and the greatest coordinates of each edge, (E, 2) each."""
    xy, first = network.edge_coordinates
    return np.minimum.reduceat(xy, first[:-1]), np.maximum.reduceat(xy, first[:-1])


def _batch(network: RoadNetwork, point: Ints, edge: Ints) -> Iterator[tuple[Ints, Ints]]:
    """The pairs in batches of bounded size, all of a point's in one."""
    pieces = np.diff(network.edge_coordinates[1])[edge]
    batch = np.cumsum(pieces) // _PAIRS_AT_ONCE
    cuts = np.flatnonzero((np.diff(batch, prepend=0) > 0) & (np.diff(point, prepend=-1) > 0))
    last = 0
    for cut in [*cuts.tolist(), len(point)]:
        stop = np.searchsorted(point, point[cut - 1], side="right") if cut else 0
        if stop > last:
            yield point[last:stop], edge[last:stop]
            last = int(stop)


def _enter(
    network: RoadNetwork,
    points: Floats,
    point: Ints,
    edge: Ints,
    weight: Floats,
    cost_u: Floats,
    cost_v: Floats,
    access_m: float,
    factor: float,
) -> tuple[Ints, Positions]:
    """The best place on each straight piece of each pair's edge, towards either end of the edge, and its point."""
    xy, first = network.edge_coordinates
    pair, k = ragged_arange(np.diff(first)[edge] - 1)
    point, edge = point[pair], edge[pair]
    piece = first[edge] + k
    step, toward = xy[piece + 1] - xy[piece], points[point] - xy[piece]
    length = np.hypot(step[:, 0], step[:, 1])
    unit = np.divide(step, length[:, None], out=np.zeros_like(step), where=length[:, None] > 0)
    foot = toward[:, 0] * unit[:, 0] + toward[:, 1] * unit[:, 1]
    height = np.hypot(toward[:, 0] - foot * unit[:, 0], toward[:, 1] - foot * unit[:, 1])
    with np.errstate(invalid="ignore"):
        half = np.sqrt(access_m**2 - height**2)
        low, high = np.maximum(foot - half, 0.0), np.minimum(foot + half, length)
        near = np.flatnonzero(low <= high)
    point, edge, piece, low, high = point[near], edge[near], piece[near], low[near], high[near]
    unit, foot, height = unit[near], foot[near], height[near]
    whole, bend = network.edges["length_m"][edge], _bend(height, weight[edge], factor)
    tried = []
    for to_v, onward in ((False, cost_u[edge]), (True, cost_v[edge])):
        at = np.clip(foot + bend if to_v else foot - bend, low, high)
        off = np.hypot(at - foot, height)
        along = np.minimum(network.edge_along[piece] + at, whole)
        cost = factor * off + weight[edge] * (whole - along if to_v else along) + onward
        place = xy[piece] + unit * at[:, None]
        tried.append(Positions(edge, along, place, off, np.full(len(at), to_v), cost))
    names = Positions.__dataclass_fields__
    return np.r_[point, point], Positions(*(np.concatenate([getattr(t, n) for t in tried]) for n in names))


def _bend(height: Floats, weight: Floats, factor: float) -> Floats:
    """How far beyond the foot of the perpendicular the cheapest entry lies; infinite where walking is cheaper."""
    with np.errstate(divide="ignore", invalid="ignore"):
        bend = height / np.sqrt(np.maximum(factor**2 - weight**2, 0.0))
    return np.where(weight == 0, 0.0, np.where(factor <= weight, np.inf, bend))


def _pick(owner: Ints, tried: Positions, rank: Ints) -> tuple[Ints, Ints, Floats]:
    """The points that have an entry, the number of the best entry of each, and the least cost."""
    real = np.flatnonzero(np.isfinite(tried.cost_m))
    least = np.full(owner.max(initial=-1) + 1, np.inf)
    np.minimum.at(least, owner[real], tried.cost_m[real])
    tied = real[tried.cost_m[real] <= least[owner[real]] + TIE_M]
    edge = tried.edge[tied]
    order = tied[np.lexsort((tried.to_v[tied], tried.at_m[tied], tried.cost_m[tied], edge, rank[edge], owner[tied]))]
    who, begin = np.unique(owner[order], return_index=True)
    return who, order[begin], least[who]
