"""Cut lines where they touch, and join them there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplan.network.lines import Floats, Ints, Lines
from gisplan.network.touches import SAME_M, Touches

__all__ = ["node_lines"]


def node_lines(lines: Lines, touches: Touches) -> dict[str, Any]:
    """Nodes and edges of the lines, cut at the touches: the fields of a `RoadNetwork`.

    Nodes are numbered along the lines, line after line; so are the lines' edges. Joins follow.
    """
    inner = [_find_inner(lines, *side) for side in _sides(touches)]
    line = np.concatenate([lines.line_of[p[i]] for (p, _), i in zip(_sides(touches), inner, strict=True)])
    at = np.concatenate([a[i] for (_, a), i in zip(_sides(touches), inner, strict=True)])
    order = np.argsort(_order_key(line, at, lines))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (np.diff(line[order]) != 0) | (np.diff(at[order]) > SAME_M)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.cumsum(fresh, dtype=np.int32)
    piece = np.concatenate([p[i] for (p, _), i in zip(_sides(touches), inner, strict=True)])
    cut = order[fresh]
    nodes = _place_nodes(lines, line[cut], at[cut], piece[cut])
    cuts = np.bincount(line[cut], minlength=len(lines))
    start = (np.cumsum(cuts + 2) - cuts - 2).astype(np.int32)
    number = np.split(rank + 2 * line, [len(inner[0])])
    ends = []
    for (piece, at), inside, own in zip(_sides(touches), inner, number, strict=True):
        node = start[lines.line_of[piece]]
        beyond = np.flatnonzero(at > SAME_M)
        node[beyond] += (cuts[lines.line_of[piece[beyond]]] + 1).astype(np.int32)
        node[inside] = own
        ends.append(node)
    joins = _join(ends[0], ends[1], touches.gap_m, len(nodes["nodes"]))
    return {**nodes, "columns": _make_edges(nodes, *joins)}


def _sides(touches: Touches) -> tuple[tuple[Ints, Floats], tuple[Ints, Floats]]:
    return (touches.piece_a, touches.at_a), (touches.piece_b, touches.at_b)


def _find_inner(lines: Lines, piece: Ints, at: Floats) -> Ints:
    """The touches that do not lie at an end of the line."""
    inner = np.flatnonzero(at > SAME_M)
    return inner[at[inner] < lines.length_m[lines.line_of[piece[inner]]] - SAME_M]


def _place_nodes(lines: Lines, line: Ints, at: Floats, piece: Ints) -> dict[str, Any]:
    """Every line's start, its cuts (sorted along the lines), and its end."""
    cuts = np.bincount(line, minlength=len(lines))
    start = np.cumsum(cuts + 2) - cuts - 2
    end, between = start + cuts + 1, 2 * line + 1 + np.arange(len(line))
    size = 2 * len(lines) + len(line)
    node_at, node_piece, nodes = np.zeros(size), np.empty(size, dtype=np.int32), np.empty((size, 2))
    first, last = lines.first[:-1], lines.first[1:] - 1
    node_at[end], node_at[between] = lines.length_m, at
    node_piece[start], node_piece[end], node_piece[between] = first, last - 1, piece
    along = lines.along
    share = np.clip((at - along[piece]) / (along[piece + 1] - along[piece]), 0.0, 1.0)[:, None]
    nodes[start], nodes[end] = lines.xy[first], lines.xy[last]
    nodes[between] = lines.xy[piece] + share * (lines.xy[piece + 1] - lines.xy[piece])
    return {"nodes": nodes, "node_road": np.repeat(lines.row, cuts + 2), "node_at": node_at, "node_piece": node_piece}


def _make_edges(nodes: dict[str, Any], u: Ints, v: Ints, gap: Floats) -> dict[str, Any]:
    """The lines' edges, from each node to the next, and the joins, from the lower row to the higher."""
    road, at = nodes["node_road"], nodes["node_at"]
    along = np.flatnonzero(at[1:] > at[:-1]).astype(np.int32)  # at falls to 0 where a line begins
    count, size = len(along), len(along) + len(u)
    swap = road[u] > road[v]
    u, v = np.where(swap, v, u), np.where(swap, u, v)
    columns = {name: np.full(size, -1, dtype=np.int32) for name in ("u", "v", "road", "join_a", "join_b")}
    columns["u"][:count], columns["u"][count:] = along, u
    columns["v"][:count], columns["v"][count:] = along + 1, v
    columns["road"][:count] = road[along]
    columns["join_a"][count:], columns["join_b"][count:] = road[u], road[v]
    return {**columns, "length_m": np.concatenate([at[along + 1] - at[along], gap])}


def _order_key(line: Ints, at: Floats, lines: Lines) -> NDArray[np.int64]:
    """A number that orders places by line, then along it, to far less than `SAME_M`: one sort, not two."""
    bits = 62 - len(lines).bit_length()
    scale = float(1 << bits) / (lines.length_m.max(initial=0.0) + 1.0)
    key: NDArray[np.int64] = (line.astype(np.int64) << bits) | (at * scale).astype(np.int64)
    return key


def _join(u: Ints, v: Ints, gap: Floats, size: int) -> tuple[Ints, Ints, Floats]:
    """One join for each pair of nodes, with its least gap."""
    pair = np.minimum(u, v).astype(np.int64) * size
    pair += np.maximum(u, v)
    order = np.argsort(pair)
    pair = pair[order]
    fresh = np.flatnonzero(np.diff(pair, prepend=-1))
    if not len(fresh):
        return pair, pair, gap
    least = np.minimum.reduceat(gap[order], fresh)
    pair = pair[fresh]
    return (pair // size).astype(np.int32), (pair % size).astype(np.int32), least
