"""The nodes of roads that are joined where they share one: by their numbers, else by where vertices lie."""

from __future__ import annotations

import numpy as np
import shapely

from gisplan.base.arrays import Ints, fill_objects
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["NODES", "number_vertices"]

NODES = "nodes"
"""The column of a frame of roads that holds the numbers of each road's nodes."""


def number_vertices(draft: LayerDraft) -> LayerDraft:
    """Give each vertex of each road the number of its node.

    Parameters
    ----------
    draft : LayerDraft
        Roads, one row a part; `nodes` are the numbers of all parts of a row, or null.

    Returns
    -------
    LayerDraft
        `nodes` are those of the row's own vertices. Without numbers, vertices at one place are one node.
    """
    if NODES not in draft.frame:
        return draft
    counts = shapely.get_num_coordinates(draft.shapes).astype(np.int64)
    numbers = _take_numbers(draft)
    if len(numbers) != counts.sum():
        numbers = _number_places(draft)
    return draft.with_column(NODES, fill_objects(draft.count, values=np.split(numbers, np.cumsum(counts))[:-1]))


def _take_numbers(draft: LayerDraft) -> Ints:
    """Return the numbers of the file for all rows with a line, each row's once."""
    first = np.diff(draft.rows, prepend=draft.rows[:1] - 1) != 0
    there = first & ~shapely.is_missing(draft.shapes)
    given = [nodes for nodes in draft.frame[NODES].to_numpy(dtype=object)[there] if nodes is not None]
    return np.concatenate([np.empty(0, dtype=np.int64), *given])


def _number_places(draft: LayerDraft) -> Ints:
    """Number the places at which vertices lie."""
    xy = shapely.get_coordinates(draft.shapes) + 0.0  # 0 and -0 are one place
    place = np.ascontiguousarray(xy).view(np.complex128).ravel()
    return np.unique(place, return_inverse=True)[1].astype(np.int64)
