"""Cut lines where they touch, and join them there."""

from __future__ import annotations

from typing import Any

import numpy as np

from gisplan.network.lines import Floats, Ints, Lines
from gisplan.network.touches import SAME_M, Touches

__all__ = ["node_lines"]


def node_lines(lines: Lines, touches: Touches) -> dict[str, Any]:
    """Nodes and edges of the lines, cut at the touches: the fields of a `RoadNetwork`.

    Nodes are numbered along the lines, line after line; so are the lines' edges. Joins follow.
    """
    count = len(touches)
    line = np.concatenate([touches.a, touches.b])
    at = np.concatenate([touches.at_a, touches.at_b])
    piece = np.concatenate([touches.piece_a, touches.piece_b])
    length = lines.length_m
    inside = np.flatnonzero((at > SAME_M) & (at < length[line] - SAME_M))
    inside = inside[np.argsort(_order_key(line[inside], at[inside], lines))]
    fresh = np.ones(len(inside), dtype=bool)
    fresh[1:] = (np.diff(line[inside]) != 0) | (np.diff(at[inside]) > SAME_M)
    cut = inside[fresh]

    cuts = np.bincount(line[cut], minlength=len(lines))
    start = np.cumsum(cuts + 2) - cuts - 2
    node = np.where(at <= SAME_M, start[line], start[line] + cuts[line] + 1)
    node[inside] = np.cumsum(fresh)[:] + 2 * line[inside]

    nodes = _place_nodes(lines, start, cuts, cut, line, at, piece)
    u, v, gap = _join(node[:count], node[count:], touches.gap_m, len(nodes["nodes"]))
    road = nodes["node_road"]
    along = np.arange(len(nodes["node_at"]), dtype=np.int64)
    along = along[np.diff(road, append=-1) == 0]
    none = np.full(len(along), -1, dtype=np.int64)
    columns = {
        "u": np.r_[along, u],
        "v": np.r_[along + 1, v],
        "length_m": np.r_[nodes["node_at"][along + 1] - nodes["node_at"][along], gap],
        "road": np.r_[road[along], np.full(len(u), -1, dtype=np.int64)],
        "join_a": np.r_[none, road[u]],
        "join_b": np.r_[none, road[v]],
    }
    return {**nodes, "columns": columns}


def _place_nodes(
    lines: Lines, start: Ints, cuts: Ints, cut: Ints, line: Ints, at: Floats, piece: Ints
) -> dict[str, Any]:
    """Every line's start, cuts and end, in this order."""
    size = 2 * len(lines) + len(cut)
    node_at, node_piece, nodes = np.zeros(size), np.empty(size, dtype=np.int64), np.empty((size, 2))
    end, first, last = start + cuts + 1, lines.first[:-1], lines.first[1:] - 1
    between = 2 * line[cut] + 1 + np.arange(len(cut))
    node_at[end], node_at[between] = lines.length_m, at[cut]
    node_piece[start], node_piece[end], node_piece[between] = first, last - 1, piece[cut]
    along, p = lines.along, piece[cut]
    share = np.clip((at[cut] - along[p]) / (along[p + 1] - along[p]), 0.0, 1.0)[:, None]
    nodes[start], nodes[end] = lines.xy[first], lines.xy[last]
    nodes[between] = lines.xy[p] + share * (lines.xy[p + 1] - lines.xy[p])
    road = np.repeat(np.arange(len(lines), dtype=np.int64), cuts + 2)
    return {"nodes": nodes, "node_road": road, "node_at": node_at, "node_piece": node_piece}


def _order_key(line: Ints, at: Floats, lines: Lines) -> Ints:
    """A number that orders places by line, then along it, to far less than `SAME_M`: one sort, not two."""
    bits = 62 - len(lines).bit_length()
    scale = float(1 << bits) / (lines.length_m.max(initial=0.0) + 1.0)
    key: Ints = (line << bits) | (at * scale).astype(np.int64)
    return key


def _join(u: Ints, v: Ints, gap: Floats, size: int) -> tuple[Ints, Ints, Floats]:
    """One join for each pair of nodes, with its least gap; `u` is always the lower node."""
    pair = np.minimum(u, v) * size + np.maximum(u, v)
    order = np.argsort(pair)
    pair = pair[order]
    fresh = np.flatnonzero(np.diff(pair, prepend=-1))
    if not len(fresh):
        return pair, pair, gap
    return pair[fresh] // size, pair[fresh] % size, np.minimum.reduceat(gap[order], fresh)
