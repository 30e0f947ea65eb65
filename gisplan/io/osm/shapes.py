"""Draw the ways of OpenStreetMap as WKB, vertex for vertex, and keep the number of each vertex's node."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from gisplan.base.arrays import Ints

__all__ = ["Node", "draw_line", "draw_point", "merge_nodes"]

Node = tuple[int, float | None, float | None]
"""A node's number, and its longitude and latitude; None where the file lacks the node."""

Same = list[tuple[int, int]]
"""Pairs of nodes that follow each other on one way and lie at the same place."""


def draw_point(lon: float, lat: float) -> bytes:
    """Return a point as WKB."""
    return struct.pack("<BIdd", 1, 1, lon, lat)


def draw_line(nodes: Sequence[Node], same: Same) -> tuple[bytes, array[int]]:
    """Draw a way; where nodes are missing it is drawn in parts, and a part of one node is left out.

    Parameters
    ----------
    nodes : sequence of Node
        The way's nodes.
    same : list of pairs
        Gets the pairs of nodes at one place, of which only the first is drawn.

    Returns
    -------
    wkb : bytes
        A line, or several; nothing where no part is left.
    numbers : array of int
        The numbers of the nodes of all vertices.
    """
    runs = [run for run in _find_runs(nodes, same) if len(run) > 1]
    numbers = array("q", (node[0] for node in chain.from_iterable(runs)))
    lines = [_pack_line(run) for run in runs]
    if len(lines) < 2:
        return b"".join(lines), numbers
    return struct.pack("<BII", 1, 5, len(lines)) + b"".join(lines), numbers


def _find_runs(nodes: Sequence[Node], same: Same) -> Iterator[list[Node]]:
    """Yield the nodes that follow each other without one missing, repeated places left out."""
    run: list[Node] = []
    for node in nodes:
        if node[1] is None:
            yield run
            run = []
        elif run and run[-1][1:] == node[1:]:
            if run[-1][0] != node[0]:
                same.append((run[-1][0], node[0]))
        else:
            run.append(node)
    yield run


def _pack_line(run: Sequence[Node]) -> bytes:
    places = [number for node in run for number in node[1:]]
    return struct.pack(f"<BII{len(places)}d", 1, 2, len(run), *places)


def merge_nodes(numbers: Ints, same: Iterable[tuple[int, int]]) -> Ints:
    """Give nodes of one way that lie at one place the same number.

    Examples
    --------
    >>> merge_nodes(np.array([5, 7, 9]), [(9, 7), (7, 8)]).tolist()
    [5, 7, 7]
    """
    first: dict[int, int] = {}

    def find(node: int) -> int:
        while (up := first.get(node, node)) != node:
            first[node] = first.get(up, up)
            node = first[node]
        return node

    for one, two in same:
        low, high = sorted((find(one), find(two)))
        if low != high:
            first[high] = low
    if not first:
        return numbers
    old = np.array(sorted(first), dtype=np.int64)
    new = np.array([find(node) for node in old.tolist()], dtype=np.int64)
    place = np.minimum(np.searchsorted(old, numbers), len(old) - 1)
    return np.where(old[place] == numbers, new[place], numbers)
