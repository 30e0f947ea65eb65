"""Label setting over the layers: every solution that can still be the best, block by block, as value and resources.

At each state only those labels stay that none dominates and whose completion bound reaches the target. (Labels as
for shortest paths with resource constraints: Desrochers and Soumis 1988. The tree knapsack: Johnson and Niemi 1983.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gisplan.steiner.frontier.completion_bounds import BlockLayers, CompletionBounds
from gisplan.steiner.frontier.dominance import EMPTY_LABEL, Backpointers, Ties, nondominated
from gisplan.steiner.frontier.states import Layer
from gisplan.steiner.limits import StateLimitError, is_over
from gisplan.steiner.problem import Floats, Ints

__all__ = ["LabelSetting", "Labels"]

_BATCH = 1_000_000  # pairs of labels that are combined at once


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

    def rows(self, which: Ints) -> Labels:
        """Return some of them."""
        return Labels(self.state[which], self.value[which], self.resources[which], self.number[which])


@dataclass(frozen=True)
class _Candidates:
    """Labels that may be kept, each with its two predecessors and its step."""

    state: Ints
    value: Ints
    resources: Ints
    first: Ints
    second: Ints
    step: Ints

    @classmethod
    def of_one(cls, labels: Labels, step: Ints) -> _Candidates:
        """Make candidates of labels that are extended by a step alone."""
        none = np.full(len(step), EMPTY_LABEL)
        return cls(labels.state, labels.value, labels.resources, labels.number, none, step)


@dataclass(frozen=True)
class _Children:
    """The blocks entered through a node: the number of each, and the labels of its solutions."""

    number: int
    labels: Labels


@dataclass
class LabelSetting:
    """One run of label setting.

    Attributes
    ----------
    bounds : CompletionBounds
    limits : (D,) int64
        The most that may be used of each resource.
    target : float
        Solutions of a lower value are not looked for.
    ties : Ties
    max_labels : int
    deadline : float
        In seconds of `time.monotonic`.
    backpointers : Backpointers
    """

    bounds: CompletionBounds
    limits: Ints
    target: float
    ties: Ties
    max_labels: int
    deadline: float
    backpointers: Backpointers

    def __post_init__(self) -> None:
        self.tightest = int(np.argmin(self.bounds.upper_bound))  # the price with the lowest bound is tried first

    def list_solutions(self, blocks: Sequence[BlockLayers]) -> Labels:
        """List the nondominated solutions within the limits that reach the target, best first.

        Solutions of a lower value may be among them; when all are, or there is none, no solution reaches the target.

        Raises
        ------
        StateLimitError
            There are more than `max_labels` labels, or time is up.
        """
        children: dict[int, list[_Children]] = defaultdict(list)
        step = sum(len(layer.source) for _, layers in blocks for layer in layers)
        for number in range(len(blocks) - 1, -1, -1):
            block, layers = blocks[number]
            step -= sum(len(layer.source) for layer in layers)
            labels = self._solve_block(number, layers, children, step)
            children[block.cut_vertex].append(_Children(number, labels))
        whole = self._combine_child_blocks(0, children[0])
        return whole.rows(np.lexsort((*whole.resources.T[::-1], -whole.value)))

    def _solve_block(
        self, number: int, layers: Sequence[Layer], children: dict[int, list[_Children]], step: int
    ) -> Labels:
        """Extend labels over the layers of a block; `step` is the number of its first transition."""
        before, after = self.bounds.before[number], self.bounds.after[number]
        labels = self._empty()
        for i, layer in enumerate(layers):
            child_blocks = None
            if layer.child_blocks_in.any():
                node = layer.articulation_node
                child_blocks = self._combine_child_blocks(node, children.pop(node, []))
            labels = self._extend(labels, layer, (before[i], after[i + 1]), child_blocks, step)
            step += len(layer.source)
        return labels

    def _combine_child_blocks(self, node: int, children: list[_Children]) -> Labels:
        """Combine the solutions of the blocks entered through a node, the shortest lists first."""
        labels = self._empty()
        rest = self.bounds.child_value.get(node, 0.0) + self.bounds.outside_value[node]
        for child in sorted(children, key=lambda child: len(child.labels.value)):
            rest = rest - self.bounds.block_value[child.number]
            no_step = np.full(len(labels.value), -1)
            labels = self._keep_nondominated(self._combine(labels, child.labels, rest[None], no_step))
        return labels

    def _extend(
        self, labels: Labels, layer: Layer, values: tuple[Floats, Floats], child_blocks: Labels | None, first_step: int
    ) -> Labels:
        """Extend every label over every transition of its state that can be part of a solution of the target.

        `values` are the completion bounds of the states before and after.
        """
        rows, transition = self._extensions(labels, layer, values)
        after, step = values[1], first_step + transition
        moved = Labels(
            layer.target[transition],
            labels.value[rows] + layer.value[transition],
            labels.resources[rows] + layer.resources[transition],
            labels.number[rows],
        )
        alone, joined = (np.flatnonzero(layer.child_blocks_in[transition] == joins) for joins in (False, True))
        alone = alone[self._can_reach_target(moved.value[alone], moved.resources[alone], after[moved.state[alone]])]
        parts = [_Candidates.of_one(moved.rows(alone), step[alone])]
        if child_blocks is not None:
            parts += self._combine(moved.rows(joined), child_blocks, after, step[joined])
        return self._keep_nondominated(parts)

    def _extensions(self, labels: Labels, layer: Layer, values: tuple[Floats, Floats]) -> tuple[Ints, Ints]:
        """Pair every label with every useful transition of its state: the rows of both."""
        whole = values[0][layer.source] + self.bounds.net_value(layer) + values[1][layer.target]
        useful = np.flatnonzero((whole >= self.target).all(axis=1))
        count = np.bincount(labels.state, minlength=layer.n_states)
        begin, source = np.cumsum(count) - count, layer.source[useful]
        index, number = _ragged_arange(count[source])
        return number + begin[source][index], useful[index]

    def _combine(self, one: Labels, other: Labels, rest: Floats, step: Ints) -> list[_Candidates]:
        """Combine each label of one list with each of another, in batches; `rest` (S, P) by the state of the first."""
        completion = rest[one.state]
        order, partners = self._count_partners(one, other, completion)
        parts: list[_Candidates] = []
        for begin, end in _batches(partners):
            if is_over(self.deadline):
                raise StateLimitError
            index, number = _ragged_arange(partners[begin:end])
            parts.append(self._merge(one, other, (begin + index, order[number]), completion, step))
        return parts or [self._no_candidates()]

    def _merge(
        self, one: Labels, other: Labels, pairs: tuple[Ints, Ints], completion: Floats, step: Ints
    ) -> _Candidates:
        """Merge pairs of labels that can reach the target; `completion` (L, P) and `step` are of the first ones."""
        rows, others = pairs
        value = one.value[rows] + other.value[others]
        resources = one.resources[rows] + other.resources[others]
        kept = self._can_reach_target(value, resources, completion[rows])
        rows, others = rows[kept], others[kept]
        ends = one.number[rows], other.number[others]
        return _Candidates(one.state[rows], value[kept], resources[kept], *ends, step[rows])

    def _count_partners(self, one: Labels, other: Labels, completion: Floats) -> tuple[Ints, Ints]:
        """Order the other labels by their net value, and count how many of them reach the target with each label.

        At one price the net values of two labels add up, so those are the first few in the order.
        """
        price = self.bounds.prices[self.tightest]
        net = one.value - one.resources @ price + completion[:, self.tightest]
        net_of_other = other.value - other.resources @ price
        order = np.argsort(-net_of_other, kind="stable")
        return order, np.searchsorted(-net_of_other[order], net - self.target, side="right")

    def _can_reach_target(self, value: Ints, resources: Ints, rest: Floats) -> Ints:
        """Find the labels that keep to the limits and whose completion bound, with `rest` (L, P), is the target."""
        kept = np.flatnonzero((resources <= self.limits).all(axis=1))
        for prices in (slice(self.tightest, self.tightest + 1), slice(None)):
            bound = value[kept, None] - resources[kept] @ self.bounds.prices[prices].T + rest[kept, prices]
            kept = kept[(bound >= self.target).all(axis=1)]
        return kept

    def _keep_nondominated(self, parts: Sequence[_Candidates]) -> Labels:
        """Keep the candidates that none dominates, and number them."""
        state, value, resources, first, second, step = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("state", "value", "resources", "first", "second", "step")
        )
        kept, equal, like = nondominated(state, value, resources, self.ties)
        number = self.backpointers.add(
            first[kept], second[kept], step[kept], (like, first[equal], second[equal], step[equal])
        )
        if self.backpointers.count > self.max_labels or is_over(self.deadline):
            raise StateLimitError
        return Labels(state[kept], value[kept], resources[kept], number)

    def _empty(self) -> Labels:
        """Return the one label that uses no arc."""
        zero = np.zeros(1, dtype=np.int64)
        return Labels(zero, zero, np.zeros((1, len(self.limits)), dtype=np.int64), np.full(1, EMPTY_LABEL))

    def _no_candidates(self) -> _Candidates:
        none = np.zeros(0, dtype=np.int64)
        return _Candidates(none, none, np.zeros((0, len(self.limits)), dtype=np.int64), none, none, none)


def _ragged_arange(count: Ints) -> tuple[Ints, Ints]:
    """Repeat each index `count` times, and number the repetitions."""
    index = np.repeat(np.arange(len(count)), count)
    return index, np.arange(len(index)) - np.repeat(np.cumsum(count) - count, count)


def _batches(count: Ints) -> list[tuple[int, int]]:
    """Cut rows into runs (begin, end) of one row, or of several with at most `_BATCH` counts together."""
    ends = np.cumsum(count)
    batches: list[tuple[int, int]] = []
    begin = 0
    while begin < len(count):
        end = max(begin + 1, int(np.searchsorted(ends, ends[begin] - count[begin] + _BATCH, side="right")))
        batches.append((begin, end))
        begin = end
    return batches
