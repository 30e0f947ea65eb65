"""The frontier solver: the best solutions of a problem by dynamic programming over its block tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

import numpy as np

from gisplan.steiner.frontier.biconnected import BlockTree, decompose
from gisplan.steiner.frontier.completion_bounds import BlockLayers, CompletionBounds, compute_completion_bounds
from gisplan.steiner.frontier.dominance import Backpointers, Ties
from gisplan.steiner.frontier.label_setting import LabelSetting
from gisplan.steiner.frontier.labels import Labels
from gisplan.steiner.frontier.layers import LayerPaths
from gisplan.steiner.frontier.states import list_paths
from gisplan.steiner.limits import StateLimitError, is_over
from gisplan.steiner.problem import Floats, Ints, Mask
from gisplan.steiner.reduction.rooted import RootedProblem, TreeSolution

__all__ = ["FrontierSolver", "FrontierTable", "SearchLimits"]

_FACTORS = (0.5, 0.65, 0.75, 0.85, 0.9, 0.95, 0.98, 1.0, 1.02, 1.05, 1.1, 1.2, 1.35, 1.6, 2.0)
_FACTORS_OF_ONE = (0.5, 0.8, 0.95, 1.05, 1.25, 2.0)
_SHARES_OF_HIGHEST = (0.003, 0.01, 0.03, 0.1, 0.3)  # for a resource whose first price is 0
_TOLERANCE = 1e-6  # of the arithmetic: in steps of the prizes, and as a share of the numbers in it
_RELATIVE_TOLERANCE = 1e-11


@dataclass(frozen=True)
class SearchLimits:
    """The most states and labels before the solver gives up."""

    states: int
    labels: int

    small: ClassVar[SearchLimits]
    full: ClassVar[SearchLimits]


SearchLimits.small = SearchLimits(10_000, 200_000)
SearchLimits.full = SearchLimits(200_000, 2_000_000)


def _prices_around(prices: Floats) -> Floats:
    """Spread prices around a first guess: all of them lower or higher, and each alone, (P, D)."""
    spread = [prices * factor for factor in _FACTORS]
    for resource in range(len(prices) if len(prices) > 1 else 0):
        alone = np.arange(len(prices)) == resource
        known = prices[resource]
        each = known * np.array(_FACTORS_OF_ONE) if known else prices.max() * np.array(_SHARES_OF_HIGHEST)
        spread += [np.where(alone, price, prices) for price in each]
    return np.array(spread)


@dataclass(frozen=True)
class FrontierSolver:
    """A problem to be solved over its frontier.

    Attributes
    ----------
    rooted : RootedProblem
    prize_step : int
        Prizes are divided by it; 0: none counts.
    required : (n,) bool
        Nodes that every solution connects.
    order : sequence of int
        A number for each link: of equal solutions the one with the lowest numbers is the first.
    limits : SearchLimits
    deadline : float
        In seconds of `time.monotonic`.
    """

    rooted: RootedProblem
    prize_step: int
    required: Mask
    order: Sequence[int]
    limits: SearchLimits
    deadline: float

    @cached_property
    def tree(self) -> BlockTree:
        """Its blocks."""
        return decompose(self.rooted, self.deadline)

    @cached_property
    def paths(self) -> list[list[LayerPaths]]:
        """The paths of the layers of each block, whatever they use.

        Raises
        ------
        StateLimitError
            The network is too dense, or time is up.
        """
        tree = self.tree
        prizes = [*self.rooted.prize.tolist(), *(prize for prize, _ in tree.joint_prizes)]
        prize = [prize // self.prize_step if self.prize_step else 0 for prize in prizes]
        required = self._required_with_ancestors()
        cut_vertices = {block.cut_vertex for block in tree.blocks}
        left, found = self.limits.states, []
        for block in tree.blocks:
            paths = list_paths(tree, block, prize, required, cut_vertices, max_states=left, deadline=self.deadline)
            left -= sum(layer.n_next_states for layer in paths)
            found.append(paths)
        return found

    def build_table(self, resources: Sequence[list[list[int]]], limits: Ints, prices: Floats) -> FrontierTable:
        """Build the layers of every block, with completion bounds.

        Parameters
        ----------
        resources : sequence of lists of vectors
            What each arc uses of D resources, a vector for each way to pay for it.
        limits : (D,) int64
            The most that may be used of each resource.
        prices : (D,) float64
            What a unit of each resource is worth, in steps of the prizes: a first guess.

        Raises
        ------
        StateLimitError
            The network is too dense, or time is up.
        """
        ways = [[tuple(way) for way in ways] for ways in resources]
        blocks: list[BlockLayers] = []
        for block, paths in zip(self.tree.blocks, self.paths, strict=True):
            if is_over(self.deadline):
                raise StateLimitError
            blocks.append((block, [layer.to_layer(ways, self.deadline) for layer in paths]))
        bounds = compute_completion_bounds(blocks, _prices_around(prices), self.deadline)
        return FrontierTable(self, blocks, bounds, limits)

    def _required_with_ancestors(self) -> Mask:
        """Find the required nodes, and the cut vertices that lead to them."""
        required = self.required.copy()
        for block in reversed(self.tree.blocks):
            nodes = [node for node in block.order if node < self.rooted.n]
            required[block.cut_vertex] |= required[nodes].any()
        return required


@dataclass(frozen=True)
class FrontierTable:
    """The layers of a problem's blocks with their completion bounds, and some limits."""

    solver: FrontierSolver
    blocks: Sequence[BlockLayers]
    bounds: CompletionBounds
    limits: Ints

    def with_limits(self, limits: Ints) -> FrontierTable:
        """Return the same table with other limits."""
        return replace(self, limits=limits)

    @property
    def upper_bound(self) -> float:
        """No solution has a higher value, in steps of the prizes."""
        return float(self.bounds.upper_bound(self.limits).min())

    def best_solutions(self, target: int, ties: Ties) -> list[TreeSolution]:
        """Find the solutions of the highest value, the target at least, that cost least (see `Ties`).

        The first by the order of its links comes first. There are none when no solution reaches the target.

        Raises
        ------
        StateLimitError
            Too many solutions are as good, or time is up.
        """
        solver, backpointers = self.solver, Backpointers()
        setting = LabelSetting(
            bounds=self.bounds,
            limits=self.limits,
            target=target - self._tolerance(),
            ties=ties,
            max_labels=solver.limits.labels,
            deadline=solver.deadline,
            backpointers=backpointers,
        )
        labels = setting.list_solutions(self.blocks)
        if not len(labels.value) or labels.value.max() < target:
            return []
        rooted = solver.rooted
        arcs = [used for _, layers in self.blocks for layer in layers for used in layer.arcs]
        rank = np.argsort(np.argsort(np.asarray(solver.order, dtype=np.int64)))
        best = labels.number[_find_best(labels, ties)].tolist()
        solutions = backpointers.trace_links(best, arcs, rooted.link, rank.tolist())
        return [rooted.evaluate(rooted.arcs_of(links)) for links in solutions]

    def _tolerance(self) -> float:
        """What the arithmetic of the bounds may be off, in steps of the prizes."""
        worth, bound = self.bounds.worth(self.limits), self.bounds.upper_bound(self.limits)
        scale = np.abs(bound).max(initial=1.0) + worth.max(initial=0.0)
        return _TOLERANCE + _RELATIVE_TOLERANCE * float(scale)


def _find_best(labels: Labels, ties: Ties) -> Ints:
    """Find the labels of the highest value that cost least."""
    highest = np.flatnonzero(labels.value == labels.value.max())
    cost = ties.cost_of(labels.resources[highest])
    best: Ints = highest[cost == cost.min()]
    return best
