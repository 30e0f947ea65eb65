"""Cut lines where they touch, and join them there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats
from gisplan.network.contacts import SAME_M, Contacts
from gisplan.network.lines import Lines

__all__ = ["CutLines", "cut_lines", "make_edges"]


@dataclass(frozen=True)
class CutLines:
    """Lines cut at touches: the nodes (fields of a `RoadNetwork`), and the two nodes of each touch."""

    nodes: dict[str, Any]
    u: Ints
    v: Ints


def cut_lines(lines: Lines, contacts: Contacts) -> CutLines:
    """Put a node at every end of a line and wherever it is touched; numbered along the lines, line after line."""
    line, at, piece, inner, number = _sort_cuts(lines, contacts)
    nodes = _place_nodes(lines, line, at, piece)
    cuts = np.bincount(line, minlength=len(lines)).astype(np.int32)
    start = np.cumsum(cuts + 2, dtype=np.int32) - cuts - 2
    ends = []
    for (piece, at), inside, own in zip(_sides(contacts), inner, number, strict=True):
        node = start[lines.line_of[piece]]
        beyond = np.flatnonzero(at > SAME_M)
        node[beyond] += cuts[lines.line_of[piece[beyond]]] + 1
        node[inside] = own
        ends.append(node)
    return CutLines(nodes, ends[0], ends[1])


def _sort_cuts(lines: Lines, contacts: Contacts) -> tuple[Ints, Floats, Ints, list[Ints], list[Ints]]:
    """Where lines are cut (line, distance along it, piece), in order; the touches away from ends, and their nodes."""
    inner = [_find_inner(lines, *side) for side in _sides(contacts)]
    piece = np.concatenate([p[i] for (p, _), i in zip(_sides(contacts), inner, strict=True)])
    at = np.concatenate([a[i] for (_, a), i in zip(_sides(contacts), inner, strict=True)])
    line = lines.line_of[piece]
    order = np.argsort(_order_key(line, at, lines))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.diff(line[order]) != 0
    fresh[1:] |= np.diff(at[order]) > SAME_M
    number = np.empty(len(order), dtype=np.int32)
    number[order] = np.cumsum(fresh, dtype=np.int32)
    number += 2 * line
    cut = order[fresh]
    return line[cut], at[cut], piece[cut], inner, np.split(number, [len(inner[0])])


def make_edges(cut: CutLines, gap_m: Floats) -> dict[str, Any]:
    """The lines' edges, from each node to the next, then a join for each touch, from the lower row to the higher."""
    road, at = cut.nodes["node_road"], cut.nodes["node_at"]
    u, v, gap = _join(cut.u, cut.v, gap_m, len(at))
    swap = np.flatnonzero(road[u] > road[v])
    u[swap], v[swap] = v[swap], u[swap]
    along = np.flatnonzero(at[1:] > at[:-1]).astype(np.int32)  # at falls to 0 where a line begins
    length = np.concatenate([at[along + 1] - at[along], gap])
    return {"u": np.r_[along, u], "v": np.r_[along + 1, v], "length_m": length}


def _sides(contacts: Contacts) -> tuple[tuple[Ints, Floats], tuple[Ints, Floats]]:
    return (contacts.piece_a, contacts.at_a), (contacts.piece_b, contacts.at_b)


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
    share = np.clip((at - along[piece]) / (along[piece + 1] - along[piece]), 0.0, 1.0)
    nodes[start], nodes[end] = lines.xy[first], lines.xy[last]
    for axis in (0, 1):  # one after the other: half the memory
        xy = lines.xy[:, axis]
        nodes[between, axis] = xy[piece] + share * (xy[piece + 1] - xy[piece])
    return {"nodes": nodes, "node_road": np.repeat(lines.row, cuts + 2), "node_at": node_at, "node_piece": node_piece}


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
