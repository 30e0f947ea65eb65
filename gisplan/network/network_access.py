"""Positions on the network: where points enter it, and at what cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, ragged_arange
from gisplan.network.network import RoadNetwork

__all__ = ["EntryCosts", "Positions", "find_cheapest_entries", "find_nearest_positions"]

_PAIRS_AT_ONCE = 1 << 21
TIE_M = 1e-4  # costs that are nearer than this are equal: drawn lengths are no finer
_SLACK_M = 0.01  # far above rounding: an edge that may be better by less is still tried
_FIRST_RADIUS = 0.125  # of `access_m`: nodes this near bound what an entry may cost


@dataclass(frozen=True)
class Positions:
    """One position on the network for each of K points; edge -1 where there is none.

    Attributes
    ----------
    edge : (K,) int64
        The edge on which it lies.
    at_m : (K,) float64
        Distance along the edge from its `u`, in metres.
    xy : (K, 2) float64
        Coordinates in metres.
    off_m : (K,) float64
        Straight distance from the point, in metres.
    to_v : (K,) bool
        The path leads to the edge's `v`, not to its `u`.
    cost_m : (K,) float64
        What getting there and on from there costs.
    """

    edge: Ints
    at_m: Floats
    xy: Floats
    off_m: Floats
    to_v: Mask
    cost_m: Floats


@dataclass(frozen=True)
class EntryCosts:
    """What it costs to enter a network of E edges and to go on.

    Attributes
    ----------
    weight : (E,) float64
        Cost of a metre along each edge: 0 or 1.
    cost_u, cost_v : (E,) float64
        Cost of going on from the edge's two ends; infinite where no path goes on.
    rank : (E,) int64
        Of edges that cost the same, the one with the lowest rank is taken.
    access_m : float
        A point may enter the network this far away, in metres.
    offroad_factor : float
        Cost of a metre off the network.
    """

    weight: Floats
    cost_u: Floats
    cost_v: Floats
    rank: Ints
    access_m: float
    offroad_factor: float


def find_nearest_positions(network: RoadNetwork, points: Floats, *, within_m: float) -> Positions:
    """Find the nearest position on a road for each of the points.

    Parameters
    ----------
    network : RoadNetwork
        The network, of any roads.
    points : (K, 2) float64
        Coordinates in metres.
    within_m : float
        The greatest straight distance, in metres.

    Returns
    -------
    Positions
        Edge -1 for points that no road comes near.
    """
    zero = np.zeros(len(network.edges["u"]))
    costs = EntryCosts(zero, zero, zero, network.edges["road"], access_m=within_m, offroad_factor=1.0)
    return find_cheapest_entries(network, points, costs)


def find_cheapest_entries(network: RoadNetwork, points: Floats, costs: EntryCosts) -> Positions:
    """Find the position on a road at which it costs each point, of (K, 2), least to enter the network.

    The cost is `offroad_factor` a metre to the road in a straight line, `weight` (0 or 1) a metre
    along the edge to one of its ends, and what going on from that end costs. On a straight piece
    the cheapest position is where the path bends as light does (Snell's law), see `_optimal_offset`. Ties
    go to the edge with the lowest `rank`, then the lowest number.
    """
    best = Positions(
        edge=np.full(len(points), -1, dtype=np.int64),
        at_m=np.full(len(points), np.nan),
        xy=np.full((len(points), 2), np.nan),
        off_m=np.full(len(points), np.nan),
        to_v=np.zeros(len(points), dtype=bool),
        cost_m=np.full(len(points), np.nan),
    )
    for point, edge in _find_candidate_pairs(network, points, costs):
        owner, tried = _enter_edges(network, points, point, edge, costs)
        who, pick, least = _pick(owner, tried, costs.rank)
        for name in ("edge", "at_m", "xy", "off_m", "to_v"):
            getattr(best, name)[who] = getattr(tried, name)[pick]
        best.cost_m[who] = least
    return best


def _find_candidate_pairs(network: RoadNetwork, points: Floats, costs: EntryCosts) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs (point, edge) of which the edge may be the point's best entry, all of a point's in one batch.

    An entry costs at most what it costs at a node near by, and at least the distance to the edge's box
    and what going on from the edge's better end costs.
    """
    usable = (network.edges["road"] >= 0) & (np.isfinite(costs.cost_u) | np.isfinite(costs.cost_v))
    if not usable.any() or not len(points):
        return
    bound = _bound_by_nodes(network, points, usable, costs)
    factor, within_m = costs.offroad_factor, np.full(len(points), costs.access_m)
    within_m = np.minimum(costs.access_m, bound / factor) if factor else within_m
    point, edge = _query_boxes(network, points, within_m, usable)
    candidate = _bound_by_boxes(network, points[point], edge, costs) <= bound[point]
    yield from _batch(network, point[candidate], edge[candidate])


def _bound_by_nodes(network: RoadNetwork, points: Floats, usable: Mask, costs: EntryCosts) -> Floats:
    """Return what each point's entry costs at most, by the nodes near it; infinite where there is none."""
    point, edge = _query_boxes(network, points, np.full(len(points), _FIRST_RADIUS * costs.access_m), usable)
    bound = np.full(len(points), np.inf)
    for end, onward in (("u", costs.cost_u[edge]), ("v", costs.cost_v[edge])):
        off = np.hypot(*(points[point] - network.nodes[network.edges[end][edge]]).T)
        np.minimum.at(bound, point, np.where(off <= costs.access_m, costs.offroad_factor * off + onward, np.inf))
    return bound + _SLACK_M


def _bound_by_boxes(network: RoadNetwork, points: Floats, edge: Ints, costs: EntryCosts) -> Floats:
    """Return what each point's entry to its edge costs at least, by the edge's bounding box."""
    boxes = network.edge_boxes
    step = np.maximum(np.maximum(boxes.low[edge] - points, points - boxes.high[edge]), 0.0)
    bound: Floats = costs.offroad_factor * np.hypot(step[:, 0], step[:, 1])
    return bound + np.minimum(costs.cost_u, costs.cost_v)[edge]


def _query_boxes(network: RoadNetwork, points: Floats, within_m: Floats, usable: Mask) -> tuple[Ints, Ints]:
    """Find the pairs (point, usable edge) whose boxes come within so many metres, by point."""
    half = within_m[:, None]
    point, edge = network.edge_boxes.query(points - half, points + half)
    return point[usable[edge]], edge[usable[edge]]


def _batch(network: RoadNetwork, point: Ints, edge: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs in batches of bounded size, all of a point's in one."""
    pieces = np.diff(network.edge_coordinates[1])[edge]
    batch = np.cumsum(pieces) // _PAIRS_AT_ONCE
    cuts = np.flatnonzero((np.diff(batch, prepend=0) > 0) & (np.diff(point, prepend=-1) > 0))
    last = 0
    for cut in [*cuts.tolist(), len(point)]:
        stop = np.searchsorted(point, point[cut - 1], side="right") if cut else 0
        if stop > last:
            yield point[last:stop], edge[last:stop]
            last = int(stop)


class _Projection(NamedTuple):
    """Points seen from straight pieces: direction and length of the piece, foot of the perpendicular, its height."""

    unit: Floats
    length: Floats
    foot: Floats
    height: Floats


class _PiecesInReach(NamedTuple):
    """Straight pieces that points may enter, between `low` and `high` metres along the piece."""

    point: Ints
    edge: Ints
    piece: Ints
    unit: Floats
    foot: Floats
    height: Floats
    low: Floats
    high: Floats


def _enter_edges(
    network: RoadNetwork, points: Floats, point: Ints, edge: Ints, costs: EntryCosts
) -> tuple[Ints, Positions]:
    """Try the best position on each straight piece of each pair's edge, towards either end; and its point."""
    reached = _find_pieces_in_reach(network, points, point, edge, costs.access_m)
    offset = _optimal_offset(reached.height, costs.weight[reached.edge], costs.offroad_factor)
    tried = [_enter_pieces(network, reached, offset, costs, to_v=to_v) for to_v in (False, True)]
    names = Positions.__dataclass_fields__
    both = Positions(*(np.concatenate([getattr(t, n) for t in tried]) for n in names))
    return np.r_[reached.point, reached.point], both


def _find_pieces_in_reach(
    network: RoadNetwork, points: Floats, point: Ints, edge: Ints, access_m: float
) -> _PiecesInReach:
    xy, first = network.edge_coordinates
    pair, k = ragged_arange(np.diff(first)[edge] - 1)
    point, edge = point[pair], edge[pair]
    piece = first[edge] + k
    seen = _project(xy, piece, points[point])
    with np.errstate(invalid="ignore"):
        half = np.sqrt(access_m**2 - seen.height**2)
        low, high = np.maximum(seen.foot - half, 0.0), np.minimum(seen.foot + half, seen.length)
        near = np.flatnonzero(low <= high)
    return _PiecesInReach(
        point=point[near],
        edge=edge[near],
        piece=piece[near],
        unit=seen.unit[near],
        foot=seen.foot[near],
        height=seen.height[near],
        low=low[near],
        high=high[near],
    )


def _project(xy: Floats, piece: Ints, points: Floats) -> _Projection:
    step, toward = xy[piece + 1] - xy[piece], points - xy[piece]
    length = np.hypot(step[:, 0], step[:, 1])
    unit = np.divide(step, length[:, None], out=np.zeros_like(step), where=length[:, None] > 0)
    foot = toward[:, 0] * unit[:, 0] + toward[:, 1] * unit[:, 1]
    height = np.hypot(toward[:, 0] - foot * unit[:, 0], toward[:, 1] - foot * unit[:, 1])
    return _Projection(unit, length, foot, height)


def _enter_pieces(
    network: RoadNetwork, reached: _PiecesInReach, offset: Floats, costs: EntryCosts, *, to_v: bool
) -> Positions:
    """Enter each piece at its best position for going on to one end of its edge."""
    edge, foot = reached.edge, reached.foot
    whole = network.edges["length_m"][edge]
    at = np.clip(foot + offset if to_v else foot - offset, reached.low, reached.high)
    off = np.hypot(at - foot, reached.height)
    along = np.minimum(network.edge_along[reached.piece] + at, whole)
    onward = (costs.cost_v if to_v else costs.cost_u)[edge]
    cost = costs.offroad_factor * off + costs.weight[edge] * (whole - along if to_v else along) + onward
    xy = network.edge_coordinates[0][reached.piece] + reached.unit * at[:, None]
    return Positions(edge, along, xy, off, np.full(len(at), to_v), cost)


def _optimal_offset(height: Floats, weight: Floats, factor: float) -> Floats:
    """Return how far beyond the foot of the perpendicular the cheapest entry lies.

    With a perpendicular of h metres and a metre off the road f times as dear as one along it, the cost
    `f sqrt(h² + x²) - x` is least at `x = h / sqrt(f² - 1)` (Snell's law at grazing exit). It is infinite
    where a metre off the road is no dearer, and 0 where a metre along the road costs nothing.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        offset = height / np.sqrt(np.maximum(factor**2 - weight**2, 0.0))
    return np.where(weight == 0, 0.0, np.where(factor <= weight, np.inf, offset))


def _pick(owner: Ints, tried: Positions, rank: Ints) -> tuple[Ints, Ints, Floats]:
    """Pick the best entry of each point: the points that have one, its number, and its cost."""
    real = np.flatnonzero(np.isfinite(tried.cost_m))
    least = np.full(owner.max(initial=-1) + 1, np.inf)
    np.minimum.at(least, owner[real], tried.cost_m[real])
    tied = real[tried.cost_m[real] <= least[owner[real]] + TIE_M]
    edge = tried.edge[tied]
    order = tied[np.lexsort((tried.to_v[tied], tried.at_m[tied], tried.cost_m[tied], edge, rank[edge], owner[tied]))]
    who, begin = np.unique(owner[order], return_index=True)
    return who, order[begin], least[who]
