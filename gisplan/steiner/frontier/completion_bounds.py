"""Completion bounds: the most that a label can still collect from its state, at several prices of the resources.

At any prices, no solution has a higher value than the best one that ignores the limits and pays for the resources
it uses, plus the worth of the limits at those prices (Lagrangian relaxation). Between blocks and states these
optima add up, so one pass up the blocks and one pass down give them for every state. The worth of the limits is left
out here and added where they are known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gisplan.steiner.frontier.biconnected import Block
from gisplan.steiner.frontier.layers import Layer
from gisplan.steiner.limits import StateLimitError, is_over
from gisplan.steiner.problem import Floats, Ints

__all__ = ["BlockLayers", "CompletionBounds", "compute_completion_bounds"]

BlockLayers = tuple[Block, Sequence[Layer]]


@dataclass(frozen=True)
class CompletionBounds:
    """The optima at P prices, without the worth of the limits.

    Attributes
    ----------
    prices : (P, D) float64
        Of each resource.
    child_value : mapping of int to (P,) float64
        What the blocks entered through a node collect.
    outside_value : mapping of int to (P,) float64
        What all the rest collects when a node is connected.
    block_value : list of (P,) float64
        What each block collects.
    after : list of list of (S, P) float64
        For each block and layer, what lies beyond a state collects, outside the block too.
    with_transition : (T, P) float64
        What is collected with each transition of all layers of all blocks.
    """

    prices: Floats
    child_value: dict[int, Floats]
    outside_value: dict[int, Floats]
    block_value: list[Floats]
    after: list[list[Floats]]
    with_transition: Floats

    def upper_bound(self, limits: Ints) -> Floats:
        """Return what no solution within some limits exceeds in value, (P,)."""
        bound: Floats = self.child_value.get(0, 0.0) + self.worth(limits)
        return bound

    def worth(self, limits: Ints) -> Floats:
        """Return what the limits are worth, (P,)."""
        worth: Floats = self.prices @ limits.astype(np.float64)
        return worth

    def net_value(self, layer: Layer) -> Floats:
        """Return the value of each transition of a layer after paying, with the node's child blocks, (T, P)."""
        net: Floats = layer.value[:, None] - layer.resources @ self.prices.T
        if layer.articulation_node >= 0:
            net = net + np.where(layer.child_blocks_in[:, None], self.child_value[layer.articulation_node], 0.0)
        return net


def compute_completion_bounds(
    blocks: Sequence[BlockLayers], prices: Floats, deadline: float = np.inf
) -> CompletionBounds:
    """Compute the completion bounds of all blocks.

    Parameters
    ----------
    blocks : sequence of (Block, layers)
        Each block after the one that holds its cut vertex.
    prices : (P, D) float64
        Not negative.
    deadline : float
        In seconds of `time.monotonic`.

    Raises
    ------
    StateLimitError
        Time is up.
    """
    nothing = np.zeros(len(prices))
    bounds = CompletionBounds(
        prices=prices,
        child_value=defaultdict(lambda: nothing),
        outside_value={0: nothing},
        block_value=[nothing] * len(blocks),
        after=[[] for _ in blocks],
        with_transition=np.zeros((0, len(prices))),
    )
    passed = [_pass_up(bounds, number, blocks[number], deadline) for number in range(len(blocks) - 1, -1, -1)]
    whole = [bounds.with_transition]
    for number, (before, net) in enumerate(reversed(passed)):
        passes = list(zip(blocks[number][1], before, net, strict=False))  # after the last layer nothing is before
        whole += _pass_down(bounds, number, blocks[number][0].cut_vertex, passes, deadline)
    return replace(bounds, child_value=dict(bounds.child_value), with_transition=np.concatenate(whole))


def _pass_up(
    bounds: CompletionBounds, number: int, block_layers: BlockLayers, deadline: float
) -> tuple[list[Floats], list[Floats]]:
    """Find what leads to each state, from the first node of a block to the last, and each layer's net values."""
    block, layers = block_layers
    best = np.zeros((1, len(bounds.prices)))
    before, net = [best], [bounds.net_value(layer) for layer in layers]
    for layer, value in zip(layers, net, strict=True):
        _check_time(deadline)
        best = _maximum_at(layer.target, layer.n_next_states, best[layer.source] + value)
        before.append(best)
    bounds.block_value[number] = best[0] if len(best) else np.full(len(bounds.prices), -np.inf)
    bounds.child_value[block.cut_vertex] = bounds.child_value[block.cut_vertex] + bounds.block_value[number]
    return before, net


def _pass_down(
    bounds: CompletionBounds, number: int, cut_vertex: int, passed: list[tuple[Layer, Floats, Floats]], deadline: float
) -> list[Floats]:
    """Find what lies beyond each state, from the last node of a block to the first; the whole with each transition."""
    siblings = bounds.child_value[cut_vertex] - bounds.block_value[number]
    after = [np.broadcast_to(bounds.outside_value[cut_vertex] + siblings, (1, len(bounds.prices)))]
    whole: list[Floats] = []
    for layer, before, net in reversed(passed):
        _check_time(deadline)
        beyond = net + after[-1][layer.target]
        whole.append(before[layer.source] + beyond)
        if (node := layer.articulation_node) >= 0:
            rest = whole[-1][layer.child_blocks_in] - bounds.child_value[node]
            bounds.outside_value[node] = rest.max(axis=0, initial=-np.inf)
        after.append(_maximum_at(layer.source, layer.n_states, beyond))
    bounds.after[number] = after[::-1]
    return whole[::-1]


def _check_time(deadline: float) -> None:
    """Give up once a deadline is past."""
    if is_over(deadline):
        raise StateLimitError


def _maximum_at(state: Ints, count: int, value: Floats) -> Floats:
    """Find the highest value at each of some states, (count, P)."""
    best: Floats = np.full((count, value.shape[1]), -np.inf)
    if count == 1 and len(state):
        best = value.max(axis=0, keepdims=True)
    elif len(state):
        order = np.argsort(state, kind="stable")
        in_order = state[order]
        first = np.flatnonzero(np.concatenate([[True], in_order[1:] != in_order[:-1]]))
        best[in_order[first]] = np.maximum.reduceat(value[order], first, axis=0)
    return best
