"""Cut lines where they touch, and join them there by junction edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask
from gisplan.network.contacts import Contacts
from gisplan.network.lines import SAME_M, Lines

__all__ = ["CutLines", "cut_lines", "make_edges"]


@dataclass(frozen=True)
class CutLines:
    """Lines cut at contacts: the nodes (fields of a `RoadNetwork`), and the two nodes of each contact."""

    nodes: dict[str, Any]
    u: Ints
    v: Ints


class _Side(NamedTuple):
    """Where contacts lie on their first lines, or on their second ones: piece, line, distance along it."""

    piece: Ints
    line: Ints
    at: Floats


class _Cuts(NamedTuple):
    """The places at which lines are cut, in order: line, distance along it, piece.

    `inner`: which contacts do not lie at an end of line a, and of line b; `node`: the nodes of those.
    """

    line: Ints
    at: Floats
    piece: Ints
    inner: list[Mask]
    node: list[Ints]


def cut_lines(lines: Lines, contacts: Contacts) -> CutLines:
    """Put a node at every end of a line and wherever it is touched; numbered along the lines, line after line."""
    sides = [
        _Side(piece, lines.line_of[piece], at)
        for piece, at in ((contacts.piece_a, contacts.at_a), (contacts.piece_b, contacts.at_b))
    ]
    cuts = _sort_cuts(lines, sides)
    nodes = _place_nodes(lines, cuts)
    count = np.bincount(cuts.line, minlength=len(lines)).astype(np.int32)
    end = np.cumsum(count + 2, dtype=np.int32) - 1
    start = end - count - 1
    ends = []
    for side, inner, own in zip(sides, cuts.inner, cuts.node, strict=True):
        node = np.where(side.at > SAME_M, end[side.line], start[side.line])
        node[inner] = own
        ends.append(node)
    return CutLines(nodes, ends[0], ends[1])


def _sort_cuts(lines: Lines, sides: list[_Side]) -> _Cuts:
    """Sort the contacts away from ends along the lines; those within `SAME_M` of each other are one cut."""
    inner: list[Mask] = []
    for side in sides:
        inner.append((side.at > SAME_M) & (side.at < lines.length_m[side.line] - SAME_M))
    piece, line, at = (
        np.concatenate([column.compress(i) for column, i in zip(columns, inner, strict=True)])
        for columns in zip(*sides, strict=True)
    )
    order = np.argsort(_order_key(line, at, lines))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.diff(line[order]) != 0
    fresh[1:] |= np.diff(at[order]) > SAME_M
    number = np.empty(len(order), dtype=np.int32)
    number[order] = np.cumsum(fresh, dtype=np.int32)
    number += 2 * line
    cut = order.compress(fresh)
    return _Cuts(line[cut], at[cut], piece[cut], inner, np.split(number, [np.count_nonzero(inner[0])]))


def make_edges(cut: CutLines, gap_m: Floats) -> dict[str, Any]:
    """Make the lines' edges, from each node to the next, then the junction edges, from the lower row to the higher."""
    road, at = cut.nodes["node_road"], cut.nodes["node_at"]
    u, v, gap = _merge_contacts(cut.u, cut.v, gap_m, len(at))
    swap = np.flatnonzero(road[u] > road[v])
    u[swap], v[swap] = v[swap], u[swap]
    along = np.flatnonzero(at[1:] > at[:-1]).astype(np.int32)  # at falls to 0 where a line begins
    length = np.concatenate([at[along + 1] - at[along], gap])
    return {"u": np.r_[along, u], "v": np.r_[along + 1, v], "length_m": length}


class _NodeNumbers(NamedTuple):
    """The nodes at the lines' starts, at their ends, and at the cuts between."""

    start: Ints
    end: Ints
    between: Ints


def _place_nodes(lines: Lines, cuts: _Cuts) -> dict[str, Any]:
    """Place a node at every line's start, at its cuts, and at its end."""
    count = np.bincount(cuts.line, minlength=len(lines))
    start = np.cumsum(count + 2) - count - 2
    numbers = _NodeNumbers(start, start + count + 1, 2 * cuts.line + 1 + np.arange(len(cuts.line)))
    size = 2 * len(lines) + len(cuts.line)
    node_at, node_piece = np.zeros(size), np.empty(size, dtype=np.int32)
    node_at[numbers.end], node_at[numbers.between] = lines.length_m, cuts.at
    node_piece[start], node_piece[numbers.end] = lines.first[:-1], lines.first[1:] - 2
    node_piece[numbers.between] = cuts.piece
    return {
        "nodes": _node_coordinates(lines, cuts, numbers),
        "node_road": np.repeat(lines.row, count + 2),
        "node_at": node_at,
        "node_piece": node_piece,
    }


def _node_coordinates(lines: Lines, cuts: _Cuts, numbers: _NodeNumbers) -> Floats:
    nodes = np.empty((2 * len(lines) + len(cuts.line), 2))
    along, piece = lines.along, cuts.piece
    share = np.clip((cuts.at - along[piece]) / (along[piece + 1] - along[piece]), 0.0, 1.0)
    for axis in (0, 1):  # one after the other: half the memory
        xy = lines.xy[:, axis]
        nodes[numbers.start, axis], nodes[numbers.end, axis] = xy[lines.first[:-1]], xy[lines.first[1:] - 1]
        nodes[numbers.between, axis] = xy[piece] + share * (xy[piece + 1] - xy[piece])
    return nodes


def _order_key(line: Ints, at: Floats, lines: Lines) -> NDArray[np.int64]:
    """Return numbers that order places by line, then along it, to far less than `SAME_M`: one sort, not two."""
    bits = 62 - len(lines).bit_length()
    scale = float(1 << bits) / (lines.length_m.max(initial=0.0) + 1.0)
    key = line.astype(np.int64)
    key <<= bits
    key |= (at * scale).astype(np.int64)
    return key


def _merge_contacts(u: Ints, v: Ints, gap: Floats, size: int) -> tuple[Ints, Ints, Floats]:
    """Make one junction edge of all contacts of a pair of nodes, with their least gap."""
    if (u == v).any():  # a line that touches itself within `SAME_M`
        u, v, gap = u[u != v], v[u != v], gap[u != v]
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
