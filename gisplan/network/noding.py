"""Cut lines where they touch, and join them there by junction edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, return_free_memory
from gisplan.network.contacts import Contacts
from gisplan.network.lines import SAME_M, Lines

__all__ = ["CutLines", "Side", "cut_lines", "find_sides", "make_edges"]

_CHUNK = 1 << 19  # cuts: what is made on the way for all of them takes too much memory


@dataclass(frozen=True)
class CutLines:
    """Lines cut at contacts: the nodes (fields of a `RoadNetwork`), and the two nodes of each contact."""

    nodes: dict[str, Any]
    u: Ints
    v: Ints


class Side(NamedTuple):
    """Where contacts lie on their first lines, or on their second ones: piece, line, distance along it."""

    piece: Ints
    line: Ints
    at: Floats


class _Cuts(NamedTuple):
    """The places at which lines are cut, in order: line, distance along it, piece."""

    line: Ints
    at: Floats
    piece: Ints


def find_sides(lines: Lines, contacts: Contacts) -> list[Side]:
    """Find where contacts lie on their first lines, and on their second ones: all that cutting needs of them."""
    return [
        Side(piece, lines.line_of[piece], at)
        for piece, at in ((contacts.piece_a, contacts.at_a), (contacts.piece_b, contacts.at_b))
    ]


def cut_lines(lines: Lines, sides: list[Side]) -> CutLines:
    """Put a node at every end of a line and wherever it is touched; numbered along the lines, line after line.

    The list is emptied, so that a million lines do not have their contacts as long as their nodes.
    """
    cuts, inner, own = _sort_cuts(lines, sides)
    return_free_memory()
    count = np.bincount(cuts.line, minlength=len(lines)).astype(np.int32)
    end = np.cumsum(count + 2, dtype=np.int32) - 1
    start = end - count - 1
    ends = []
    while sides:
        side = sides.pop(0)
        node = np.where(side.at > SAME_M, end[side.line], start[side.line])
        node[inner.pop(0)] = own.pop(0)
        ends.append(node)
    del side, node
    return_free_memory()
    cut = CutLines(_place_nodes(lines, cuts), ends[0], ends[1])
    return_free_memory()
    return cut


def _sort_cuts(lines: Lines, sides: list[Side]) -> tuple[_Cuts, list[Mask], list[Ints]]:
    """Sort the contacts away from ends along the lines; those within `SAME_M` of each other are one cut.

    Return the cuts; which contacts do not lie at an end of line a, and of line b; and the nodes of those.
    """
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
    return _Cuts(line[cut], at[cut], piece[cut]), inner, np.split(number, [np.count_nonzero(inner[0])])


def make_edges(cut: CutLines, gap_m: Floats) -> dict[str, Any]:
    """Make the lines' edges, from each node to the next, then the junction edges, from the lower row to the higher."""
    road, at = cut.nodes["node_road"], cut.nodes["node_at"]
    u, v, gap = _merge_contacts(cut.u, cut.v, gap_m, len(at))
    swap = np.flatnonzero(road[u] > road[v])
    u[swap], v[swap] = v[swap], u[swap]
    return_free_memory()
    along = np.flatnonzero(at[1:] > at[:-1]).astype(np.int32)  # at falls to 0 where a line begins
    length = np.empty(len(along) + len(gap))
    length[len(along) :] = gap
    np.subtract(at[along + 1], at[along], out=length[: len(along)])
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
    between: Ints = np.arange(1, len(cuts.line) + 1, dtype=np.int32)
    between += 2 * cuts.line
    numbers = _NodeNumbers(start, start + count + 1, between)
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
    nodes[numbers.start], nodes[numbers.end] = lines.xy[lines.first[:-1]], lines.xy[lines.first[1:] - 1]
    for i in range(0, len(cuts.at), _CHUNK):
        between, piece = numbers.between[i : i + _CHUNK], cuts.piece[i : i + _CHUNK]
        begin, end = lines.along[piece], lines.along[piece + 1]
        share = np.clip((cuts.at[i : i + _CHUNK] - begin) / (end - begin), 0.0, 1.0)
        for axis, xy in enumerate(lines.xy.T):
            nodes[between, axis] = xy[piece] + share * (xy[piece + 1] - xy[piece])
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
    if not len(pair):
        return pair, pair, gap
    order = np.argsort(pair)
    pair, gap = pair[order], gap[order]
    del order
    fresh = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]])
    least = np.minimum.reduceat(gap, fresh)
    pair = pair[fresh]
    return (pair // size).astype(np.int32), (pair % size).astype(np.int32), least
