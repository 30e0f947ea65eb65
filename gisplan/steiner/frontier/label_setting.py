"""Label setting over the layers: every solution that can still be the best, block by block, as value and resources.

At each state only those labels stay that none dominates and whose completion bound reaches the target. (Labels as
for shortest paths with resource constraints: Desrochers and Soumis 1988. The tree knapsack: Johnson and Niemi 1983.)
In most blocks only one label can reach a target. It is a row of plain numbers, and not tested on its way: the test at
the next choice, or of the whole, is as good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from gisplan.steiner.frontier.completion_bounds import BlockLayers, CompletionBounds
from gisplan.steiner.frontier.dominance import EMPTY_LABEL, Backpointers, Ties, nondominated
from gisplan.steiner.frontier.labels import Candidates, Labels, Single, batches, move_labels, ragged_arange
from gisplan.steiner.frontier.layers import Layer
from gisplan.steiner.limits import StateLimitError, is_over
from gisplan.steiner.problem import Floats, Ints

__all__ = ["LabelSetting"]

_FEW = 1_000  # labels that are tested at all prices at once

_Found = Labels | Single | None
"""The labels of what can be part of a good solution; None where nothing can."""


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
        self.least = self.target - self.bounds.worth(self.limits)  # that a completion bound reaches, at each price
        self.tightest = int(np.argmin(self.bounds.upper_bound(self.limits)))  # is tried first

    def list_solutions(self, blocks: Sequence[BlockLayers]) -> Labels:
        """List the nondominated solutions within the limits that reach the target.

        Raises
        ------
        StateLimitError
            There are more than `max_labels` labels, or time is up.
        """
        children: dict[int, list[tuple[int, _Found]]] = defaultdict(list)
        useful = self._useful_steps(blocks)
        for number in range(len(blocks) - 1, -1, -1):
            if is_over(self.deadline):
                raise StateLimitError
            labels = self._solve_block(number, blocks[number], children, useful[number])
            children[blocks[number][0].cut_vertex].append((number, labels))
        found = self._combine_child_blocks(0, children[0])
        whole = Labels.of(found or self._empty())
        kept = self._can_reach_target(whole.value, whole.resources, np.zeros((1, len(self.least))))
        return whole.rows(kept if found else kept[:0])

    def _useful_steps(self, blocks: Sequence[BlockLayers]) -> list[list[tuple[int, Ints]]]:
        """List for each layer of each block its first step and its useful transitions: those in a good solution."""
        steps = np.flatnonzero((self.bounds.with_transition >= self.least).all(axis=1))
        first = np.cumsum([0, *(len(layer.source) for _, layers in blocks for layer in layers)])
        ends = np.searchsorted(steps, first).tolist()
        of_layers = zip(first.tolist(), ends, ends[1:], strict=False)
        return [[(step, steps[i:j] - step) for step, i, j in islice(of_layers, len(layers))] for _, layers in blocks]

    def _solve_block(
        self,
        number: int,
        block: BlockLayers,
        children: dict[int, list[tuple[int, _Found]]],
        useful: list[tuple[int, Ints]],
    ) -> _Found:
        """Extend labels over the layers of a block, over useful transitions only."""
        after = self.bounds.after[number]
        labels: _Found = self._empty()
        for i, (layer, (first_step, transitions)) in enumerate(zip(block[1], useful, strict=True)):
            child_blocks: _Found = None
            if layer.articulation_node >= 0 and layer.child_blocks_in[transitions].any():
                node = layer.articulation_node
                child_blocks = self._combine_child_blocks(node, children.pop(node, []))
                if child_blocks is None:
                    transitions = transitions[~layer.child_blocks_in[transitions]]
            if labels is None or not len(transitions):
                return None
            if isinstance(labels, Single):
                transitions = transitions[layer.source[transitions] == labels.state]
                if len(transitions) == 1 and not isinstance(child_blocks, Labels):
                    labels = self._advance(labels, layer, int(transitions[0]), child_blocks, first_step)
                    continue
            labels = self._extend(Labels.of(labels), layer, transitions, after[i + 1], child_blocks, first_step)
        return labels

    def _advance(
        self, label: Single, layer: Layer, transition: int, child_blocks: Single | None, first_step: int
    ) -> Single:
        """Extend the only label over the only transition."""
        _, target, value, resources = layer.rows[transition]
        joined = child_blocks if child_blocks is not None and layer.child_blocks_in[transition] else self._empty()
        number = self.backpointers.add_one(label.number, joined.number, first_step + transition)
        used = zip(label.resources, resources, joined.resources, strict=True)
        return Single(target, label.value + value + joined.value, tuple(map(sum, used)), number)

    def _combine_child_blocks(self, node: int, children: list[tuple[int, _Found]]) -> _Found:
        """Combine the solutions of the blocks entered through a node, the shortest lists first."""
        rest = self.bounds.child_value.get(node, 0.0) + self.bounds.outside_value[node]
        whole, several = self._empty(), []
        for number, labels in children:
            if labels is None:
                return None
            if isinstance(labels, Labels):
                several.append((number, labels))
                continue
            rest = rest - self.bounds.block_value[number]
            used = tuple(map(int.__add__, whole.resources, labels.resources))
            combined = self.backpointers.add_one(whole.number, labels.number, -1)
            whole = Single(0, whole.value + labels.value, used, combined)
        if not several:
            return whole
        one = Labels.of(whole)
        for number, labels in sorted(several, key=lambda child: len(child[1].value)):
            rest = rest - self.bounds.block_value[number]
            one = self._keep_nondominated(self._combine(one, labels, rest[None], np.full(len(one.value), -1)))
        return one if len(one.value) else None

    def _extend(
        self,
        labels: Labels,
        layer: Layer,
        transitions: Ints,
        after: Floats,
        child_blocks: Labels | Single | None,
        first_step: int,
    ) -> Labels | None:
        """Extend every label over every useful transition of its state; None when none reaches the target.

        `after` (S, P) are the completion bounds of the states after.
        """
        moved, step, joins = move_labels(labels, layer, transitions, first_step)
        parts: list[Candidates] = []
        if child_blocks is not None:
            joined, alone = np.flatnonzero(joins), np.flatnonzero(~joins)
            parts = self._combine(moved.rows(joined), Labels.of(child_blocks), after, step[joined])
            moved, step = moved.rows(alone), step[alone]
        kept = self._can_reach_target(moved.value, moved.resources, after[moved.state])
        found = self._keep_nondominated([Candidates.of_one(moved.rows(kept), step[kept]), *parts])
        return found if len(found.value) else None

    def _combine(self, one: Labels, other: Labels, rest: Floats, step: Ints) -> list[Candidates]:
        """Combine each label of one list with each of another, in batches; `rest` (S, P) by the state of the first."""
        completion = rest[one.state]
        order, partners = self._count_partners(one, other, completion)
        parts: list[Candidates] = []
        for begin, end in batches(partners):
            if is_over(self.deadline):
                raise StateLimitError
            index, number = ragged_arange(partners[begin:end])
            parts.append(self._merge(one, other, (begin + index, order[number]), completion, step))
        return parts or [self._no_candidates()]

    def _merge(
        self, one: Labels, other: Labels, pairs: tuple[Ints, Ints], completion: Floats, step: Ints
    ) -> Candidates:
        """Merge pairs of labels that can reach the target; `completion` (L, P) and `step` are of the first ones."""
        rows, others = pairs
        value = one.value[rows] + other.value[others]
        resources = one.resources[rows] + other.resources[others]
        kept = self._can_reach_target(value, resources, completion[rows])
        rows, others = rows[kept], others[kept]
        ends = one.number[rows], other.number[others]
        return Candidates(one.state[rows], value[kept], resources[kept], *ends, step[rows])

    def _count_partners(self, one: Labels, other: Labels, completion: Floats) -> tuple[Ints, Ints]:
        """Order the other labels by their net value, and count how many of them reach the target with each label.

        At one price the net values of two labels add up, so those are the first few in the order.
        """
        price = self.bounds.prices[self.tightest]
        net = one.value - one.resources @ price + completion[:, self.tightest]
        net_of_other = other.value - other.resources @ price
        order = np.argsort(-net_of_other, kind="stable")
        return order, np.searchsorted(-net_of_other[order], net - self.least[self.tightest], side="right")

    def _can_reach_target(self, value: Ints, resources: Ints, rest: Floats) -> Ints:
        """Find the labels that keep to the limits and whose completion bound, with `rest` (L, P), is the target."""
        kept = np.flatnonzero((resources <= self.limits).all(axis=1))
        tests = (slice(self.tightest, self.tightest + 1), slice(None)) if len(kept) > _FEW else (slice(None),)
        rest = np.broadcast_to(rest, (len(value), rest.shape[1]))
        for prices in tests:
            bound = value[kept, None] - resources[kept] @ self.bounds.prices[prices].T + rest[kept, prices]
            kept = kept[(bound >= self.least[prices]).all(axis=1)]
        return kept

    def _keep_nondominated(self, parts: Sequence[Candidates]) -> Labels:
        """Keep the candidates that none dominates, and number them."""
        all_ = Candidates.join([part for part in parts if len(part.state)] or parts[:1])
        kept, equal, like = nondominated(all_.state, all_.value, all_.resources, self.ties)
        equals = like, all_.first[equal], all_.second[equal], all_.step[equal]
        number = self.backpointers.add(all_.first[kept], all_.second[kept], all_.step[kept], equals)
        if self.backpointers.count > self.max_labels or is_over(self.deadline):
            raise StateLimitError
        return Labels(all_.state[kept], all_.value[kept], all_.resources[kept], number)

    def _empty(self) -> Single:
        """Return the one label that uses no arc."""
        return Single(0, 0, (0,) * len(self.limits), EMPTY_LABEL)

    def _no_candidates(self) -> Candidates:
        none = np.zeros(0, dtype=np.int64)
        return Candidates(none, none, np.zeros((0, len(self.limits)), dtype=np.int64), none, none, none)
