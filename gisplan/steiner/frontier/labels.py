"""Labels: partial solutions as their state, value and resources, and what they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gisplan.steiner.frontier.dominance import EMPTY_LABEL
from gisplan.steiner.frontier.layers import Layer, ResourceVector
from gisplan.steiner.problem import Ints, Mask

__all__ = ["Candidates", "Labels", "Single", "batches", "move_labels", "ragged_arange"]

_BATCH = 1_000_000  # pairs of labels that are combined at once


class Single(NamedTuple):
    """The one partial solution that there is."""

    state: int
    value: int
    resources: ResourceVector
    number: int


@dataclass(frozen=True)
class Labels:
    """Partial solutions, sorted by state.

    Attributes
    ----------
    state, value : (L,) int64
    resources : (L, D) int64
    number : (L,) int64
        Each label's number among the backpointers.
    """

    state: Ints
    value: Ints
    resources: Ints
    number: Ints

    @classmethod
    def of(cls, labels: Labels | Single) -> Labels:
        """Return labels as arrays, where there is only one too."""
        if isinstance(labels, Labels):
            return labels
        state, value, number = (np.array([one]) for one in (labels.state, labels.value, labels.number))
        return cls(state, value, np.array([labels.resources], dtype=np.int64), number)

    def rows(self, which: Ints) -> Labels:
        """Return some of them."""
        return Labels(self.state[which], self.value[which], self.resources[which], self.number[which])


@dataclass(frozen=True)
class Candidates:
    """Labels that may be kept, each with its two predecessors and its step."""

    state: Ints
    value: Ints
    resources: Ints
    first: Ints
    second: Ints
    step: Ints

    @classmethod
    def of_one(cls, labels: Labels, step: Ints) -> Candidates:
        """Make candidates of labels that are extended by a step alone."""
        none = np.full(len(step), EMPTY_LABEL)
        return cls(labels.state, labels.value, labels.resources, labels.number, none, step)

    @classmethod
    def join(cls, parts: Sequence[Candidates]) -> Candidates:
        """Write candidates one after the other."""
        if len(parts) == 1:
            return parts[0]
        columns = zip(*((p.state, p.value, p.resources, p.first, p.second, p.step) for p in parts), strict=True)
        return cls(*(np.concatenate(column) for column in columns))


def move_labels(labels: Labels, layer: Layer, transitions: Ints, first_step: int) -> tuple[Labels, Ints, Mask]:
    """Move labels over some transitions of their states; those after it, their steps, and which child blocks join."""
    begin, end = (np.searchsorted(labels.state, layer.source[transitions], side=side) for side in ("left", "right"))
    index, number = ragged_arange(end - begin)
    rows, over = number + begin[index], transitions[index]
    moved = Labels(
        layer.target[over],
        labels.value[rows] + layer.value[over],
        labels.resources[rows] + layer.resources[over],
        labels.number[rows],
    )
    return moved, first_step + over, layer.child_blocks_in[over]


def ragged_arange(count: Ints) -> tuple[Ints, Ints]:
    """Repeat each index `count` times, and number the repetitions."""
    index = np.repeat(np.arange(len(count)), count)
    return index, np.arange(len(index)) - np.repeat(np.cumsum(count) - count, count)


def batches(count: Ints) -> list[tuple[int, int]]:
    """Cut rows into runs (begin, end) of one row, or of several with at most `_BATCH` counts together."""
    ends = np.cumsum(count)
    batches: list[tuple[int, int]] = []
    begin = 0
    while begin < len(count):
        end = max(begin + 1, int(np.searchsorted(ends, ends[begin] - count[begin] + _BATCH, side="right")))
        batches.append((begin, end))
        begin = end
    return batches
