"""A layer of a block: the transitions from some states to the next ones, with what their arcs use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from gisplan.steiner.limits import StateLimitError, is_over
from gisplan.steiner.problem import Ints, Mask

__all__ = ["Layer", "LayerPaths", "ResourceVector"]

ResourceVector = tuple[int, ...]
_FEW_ROWS, _MOST_PAIRS = 48, 1 << 20  # rows compared one by one; pairs of rows compared at once
_LOOK_EVERY = 256  # pairs of states between two looks at the clock
_Row = tuple[int, ResourceVector, tuple[int, ...]]  # value, resources, arcs


@dataclass(frozen=True)
class Layer:
    """The transitions from some states to the next ones, sorted by the state after.

    Attributes
    ----------
    n_states, n_next_states : int
        How many states there are before and after.
    source, target : (T,) int64
        The states before and after.
    value : (T,) int64
    resources : (T, D) int64
    articulation_node : int
        The node whose child blocks are added here, or -1.
    child_blocks_in : (T,) bool
        Whether that node is connected, and its child blocks with it.
    arcs : list of tuple of int
    rows : list of (source, target, value, resources)
        The same as numbers, for one transition at a time.
    """

    n_states: int
    n_next_states: int
    source: Ints
    target: Ints
    value: Ints
    resources: Ints
    articulation_node: int
    child_blocks_in: Mask
    arcs: list[tuple[int, ...]] = field(repr=False)
    rows: list[tuple[int, int, int, ResourceVector]] = field(repr=False)


@dataclass(frozen=True)
class LayerPaths:
    """The paths from some states to the next ones, which become transitions with the resources of their arcs.

    Attributes
    ----------
    n_states, n_next_states : int
        How many states there are before and after.
    articulation_node : int
        The node whose child blocks are added here, or -1.
    paths : list of ((target, source, child_blocks_in), list of (value, arcs))
        Sorted.
    """

    n_states: int
    n_next_states: int
    articulation_node: int
    paths: list[tuple[tuple[int, int, bool], list[tuple[int, tuple[int, ...]]]]]

    def to_layer(self, resources: Sequence[list[ResourceVector]], deadline: float = np.inf) -> Layer:
        """Turn the paths into arrays; of those between the same states, only nondominated ones.

        Parameters
        ----------
        resources : sequence of list of vectors
            What each arc uses of D resources, a vector for each way to pay for it.
        deadline : float
            In seconds of `time.monotonic`.

        Raises
        ------
        StateLimitError
            Time is up.
        """
        resources_of: dict[tuple[int, ...], list[ResourceVector]] = {}
        rows = []
        for number, ((target, source, child_blocks_in), several) in enumerate(self.paths):
            if number % _LOOK_EVERY == 0:
                _check_time(deadline)
            charged: list[_Row] = []
            for value, used in several:
                if used not in resources_of:
                    resources_of[used] = _sum_resources(resources, used, deadline)
                charged += [(value, vector, used) for vector in resources_of[used]]
            if len(charged) > 1:
                charged = _drop_dominated(charged, deadline)
            rows += [((source, target, value, child_blocks_in), vector, used) for value, vector, used in charged]
        columns = np.array([row[0] for row in rows], dtype=np.int64).reshape(len(rows), 4).T
        return Layer(
            n_states=self.n_states,
            n_next_states=self.n_next_states,
            source=columns[0],
            target=columns[1],
            value=columns[2],
            resources=np.array([row[1] for row in rows], dtype=np.int64).reshape(len(rows), len(resources[0][0])),
            articulation_node=self.articulation_node,
            child_blocks_in=columns[3] > 0,
            arcs=[row[2] for row in rows],
            rows=[(*row[0][:3], row[1]) for row in rows],
        )


def _check_time(deadline: float) -> None:
    if is_over(deadline):
        raise StateLimitError


def _sum_resources(
    resources: Sequence[list[ResourceVector]], arcs: Sequence[int], deadline: float
) -> list[ResourceVector]:
    """List what some arcs use together, for each way to pay for them."""
    sums = [(0,) * len(resources[0][0])]
    for arc in arcs:
        if len(sums) > _FEW_ROWS:  # each arc multiplies them by its ways
            _check_time(deadline)
        sums = [tuple(map(int.__add__, one, other)) for one in sums for other in resources[arc]]
    return sums


def _drop_dominated(rows: list[_Row], deadline: float = np.inf) -> list[_Row]:
    """Keep the transitions that no other dominates: of a long list by arrays, some rows at once."""
    if len(rows) <= _FEW_ROWS or not rows[0][1]:
        return [one for one in rows if not any(_dominates(other, one) for other in rows)]
    value = np.array([row[0] for row in rows], dtype=np.int64)
    used = np.array([row[1] for row in rows], dtype=np.int64)
    kept: list[_Row] = []
    step = max(1, _MOST_PAIRS // len(rows))
    for start in range(0, len(rows), step):
        _check_time(deadline)
        own_value, own_used = value[start : start + step, None], used[start : start + step, None]
        dominated = (value >= own_value) & ((value > own_value) | (used[:, 0] < own_used[:, :, 0]))
        for resource in range(used.shape[1]):
            dominated &= used[:, resource] <= own_used[:, :, resource]
        kept += [rows[start + place] for place in np.flatnonzero(~np.any(dominated, axis=1)).tolist()]
    return kept


def _dominates(one: _Row, other: _Row) -> bool:
    """Check that a transition has no less value and uses no more, and is better in value or the first resource."""
    return (
        one[0] >= other[0]
        and all(map(int.__le__, one[1], other[1]))
        and (one[0] > other[0] or one[1][:1] < other[1][:1])
    )
