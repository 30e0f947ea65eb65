"""Roads that carry their own topology, such as those of OpenStreetMap: they meet where they share a node."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Mask, ragged_arange
from gisplan.network.contacts import Contacts
from gisplan.network.lines import Lines

__all__ = ["NO_NODE", "find_dead_ends", "find_shared_nodes", "read_nodes"]

NO_NODE = np.iinfo(np.int64).min
"""Stands for the node of a vertex of a road that is joined by its geometry."""


def read_nodes(roads: gpd.GeoDataFrame, lines: Lines) -> Ints | None:
    """Return the number of the node of each vertex.

    Parameters
    ----------
    roads : GeoDataFrame
        R roads; the column `nodes` is optional: the numbers of the nodes of each road's vertices, null for roads
        that are joined by their geometry.
    lines : Lines
        The same roads, from `flatten_lines`.

    Returns
    -------
    (P,) int64 or None
        `NO_NODE` for vertices of roads without numbers; None where no road has any.

    Raises
    ------
    ValueError
        A road has more or fewer numbers than vertices that differ from the one before.
    """
    if "nodes" not in roads:
        return None
    column = roads["nodes"]
    given = column.notna().to_numpy(dtype=bool)[lines.row]
    if not given.any():
        return None
    lists = column.to_numpy(dtype=object)[lines.row[given]]
    count = np.diff(lines.first)
    wrong = np.flatnonzero(np.fromiter(map(len, lists), dtype=np.int64, count=len(lists)) != count[given])
    if len(wrong):
        row = int(lines.row[given][wrong[0]])
        raise ValueError(f"row {row} of the roads must have one number in nodes for each vertex")
    node = np.full(len(lines.xy), NO_NODE, dtype=np.int64)
    node[np.repeat(given, count)] = np.concatenate([np.asarray(numbers, dtype=np.int64) for numbers in lists])
    return node


def find_shared_nodes(lines: Lines, node: Ints) -> Contacts:
    """Find all contacts of two vertices that are one node.

    Parameters
    ----------
    lines : Lines
        The roads as flat arrays.
    node : (P,) int64
        The node of each vertex.

    Returns
    -------
    Contacts
        Those of a road with itself, where it comes to one of its nodes again, among them.
    """
    vertex = np.flatnonzero(node != NO_NODE)
    vertex = vertex[np.argsort(node[vertex], kind="stable")]
    _, begin, count = np.unique(node[vertex], return_index=True, return_counts=True)
    later = np.repeat(begin + count, count) - np.arange(len(vertex)) - 1
    one, k = ragged_arange(later)
    u, v = vertex[one], vertex[one + 1 + k]
    line_u, line_v = lines.line_of[u], lines.line_of[v]
    step = lines.xy[v] - lines.xy[u]
    return Contacts(
        a=lines.row[line_u],
        b=lines.row[line_v],
        piece_a=_piece_at(lines, u),
        piece_b=_piece_at(lines, v),
        at_a=lines.along[u],
        at_b=lines.along[v],
        gap_m=np.hypot(step[:, 0], step[:, 1]),
        by_end=np.zeros(len(u), dtype=bool),
    )


def _piece_at(lines: Lines, vertex: Ints) -> Ints:
    """Return a piece that each vertex begins, or ends where it is the last of its line."""
    last = vertex == lines.first[lines.line_of[vertex] + 1] - 1
    piece: Ints = (vertex - last).astype(np.int32)
    return piece


def find_dead_ends(node: Ints) -> Mask:
    """Return which vertices are nodes of no other vertex, (P,); those of roads without numbers all are."""
    _, inverse, count = np.unique(node, return_inverse=True, return_counts=True)
    alone: Mask = (count[inverse] == 1) | (node == NO_NODE)
    return alone
