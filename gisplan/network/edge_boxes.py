"""The boxes of a network's edges, and which of them meet other boxes."""

from __future__ import annotations

import numpy as np
import shapely

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, ragged_arange

__all__ = ["EdgeBoxes"]

_TOGETHER = 8  # edges of one road that the search tree has as one: a tree of every edge takes ten times the memory


class EdgeBoxes:
    """The boxes of E edges along roads.

    Parameters
    ----------
    coords : (M, 2) float64
        All edges' coordinates, one edge after the other.
    first : (E + 1,) int
        Where each edge begins in them.
    road : (E,) int
        The road of each edge; those of one road follow each other.

    Attributes
    ----------
    low, high : (E, 2) float64
        The least and the greatest coordinates of each edge.
    """

    def __init__(self, coords: Floats, first: Ints, road: Ints) -> None:
        coords = coords[: first[-1]]
        self.low, self.high = (extreme.reduceat(coords, first[:-1]) for extreme in (np.minimum, np.maximum))
        fresh = np.flatnonzero(np.diff(road, prepend=-1))
        number = np.arange(len(road)) - np.repeat(fresh, np.diff(fresh, append=len(road)))
        self._begin = np.flatnonzero(number % _TOGETHER == 0)
        low, high = np.minimum.reduceat(self.low, self._begin), np.maximum.reduceat(self.high, self._begin)
        self._tree = shapely.STRtree(shapely.linestrings(np.stack([low, high], axis=1)))  # each has the box's corners

    def query(self, low: Floats, high: Floats) -> tuple[Ints, Ints]:
        """Find the pairs of a given box and an edge whose boxes meet.

        Parameters
        ----------
        low, high : (K, 2) float64
            The least and the greatest coordinates of each box.

        Returns
        -------
        box, edge : (P,) int64
            By box.
        """
        box, group = self._tree.query(shapely.box(*low.T, *high.T))
        count = np.diff(self._begin, append=len(self.low))[group]
        pair, number = ragged_arange(count)
        box, edge = box[pair], self._begin[group][pair] + number
        meets = ((self.low[edge] <= high[box]) & (self.high[edge] >= low[box])).all(axis=1)
        box, edge = box[meets], edge[meets]
        order = np.argsort(box, kind="stable")
        return box[order].astype(np.int64), edge[order]
