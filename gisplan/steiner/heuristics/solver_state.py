"""One search: the best solution so far, what bounds it, and the programme that is solved again and again."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Protocol

import numpy as np

from gisplan.steiner.bounds.separation import Cut
from gisplan.steiner.heuristics.ascend_prune import from_guide
from gisplan.steiner.problem import Floats, Ints, Mask
from gisplan.steiner.reduction.rooted import Rooted, TreeSolution

__all__ = ["Purse", "Search"]

_LEEWAY = 1e-6  # in the solver's unit: what its arithmetic may be off


class Purse(Protocol):
    """Who may pay for what.

    Attributes
    ----------
    budgets : (P,) int64
        What each programme may spend.
    sets : sequence of tuple of int
        The programmes whose budgets each budget of the rooted problem joins.
    """

    @property
    def budgets(self) -> Ints: ...

    @property
    def sets(self) -> Sequence[tuple[int, ...]]: ...

    def ways_to_pay(self, link: int) -> list[tuple[int, ...]]:
        """What a link can charge to each programme."""

    def edges_of(self, links: Iterable[int]) -> list[int] | None:
        """The edges that some links are charged as, or None when the budgets do not pay for them after all."""


class Search:
    """What is known of one problem. Bounds only ever tighten, and solutions only ever improve."""

    def __init__(self, rooted: Rooted, *, serve_all: bool, deadline: float, purse: Purse) -> None:
        self.rooted, self.serve_all, self.deadline, self.purse = rooted, serve_all, deadline, purse
        self.stand = TreeSolution(frozenset(), int(rooted.prize[0]), 0)
        self.value_bound = rooted.total
        self.cost_bound = 0
        self.price: Floats = np.zeros(len(rooted.tail))
        self.step = reduce(math.gcd, [*rooted.prize.tolist(), *(p for p, _ in rooted.shared)], 0) or 1
        self.cost_step = math.gcd(*rooted.cost.tolist()) or 1
        budget = int(rooted.budgets.max(initial=0))
        self.unit = max(1, budget or int(rooted.cost.sum())) / 256.0
        self.cuts: list[Cut] = []
        self.settled = False

    @property
    def value_is_known(self) -> bool:
        """No plan wins more."""
        return self.value_bound <= self.stand.value

    @property
    def cost_is_known(self) -> bool:
        """No plan that wins as much costs less."""
        return self.cost_bound >= self.stand.cost

    @property
    def late(self) -> bool:
        """Past the deadline."""
        return time.monotonic() >= self.deadline

    def offer(self, stand: TreeSolution, tree: Ints | None = None) -> None:
        """Keep a solution that is better and, to the last unit, within the budgets."""
        if stand.better_than(self.stand) and self.affords(stand, tree):
            self.stand = stand

    def settle(self, stand: TreeSolution) -> None:
        """Nothing that wins as much as this costs less, and of equals it is the first."""
        self.stand, self.cost_bound, self.settled = stand, stand.cost, True

    def follow(self, guide: Floats, power: float) -> None:
        """Keep the plan along a guide, if it is better."""
        most = 0 if self.serve_all else self.value_bound - int(self.rooted.prize[0])
        self.offer(from_guide(self.rooted, guide, self.price, power=power, step=self.step, most=most))

    def affords(self, stand: TreeSolution, tree: Ints | None = None) -> bool:
        """Whether the budgets pay for a solution, each edge charged to one of them."""
        tree = self.rooted.tree_of(stand.links) if tree is None else tree
        return self.rooted.within(self.rooted.bill(tree)) and self.purse.edges_of(stand.links) is not None

    def lower_value(self, bound: float) -> None:
        """No plan wins more than this; prizes come in whole steps."""
        if math.isfinite(bound):
            self.value_bound = max(min(self.value_bound, self.value_within(bound)), self.stand.value)

    def value_within(self, bound: float) -> int:
        """The highest value that a bound allows: prizes come in whole steps."""
        base = int(self.rooted.prize[0])
        return base + self.step * math.floor((bound - base) / self.step + _LEEWAY + abs(bound / self.step) * 1e-11)

    def raise_cost(self, bound: float) -> None:
        """No plan that wins as much costs less than this; costs come in whole steps."""
        if not math.isfinite(bound):
            self.cost_bound = self.stand.cost if bound > 0 else self.cost_bound
            return
        self.cost_bound = min(max(self.cost_bound, self.cost_beyond(bound)), self.stand.cost)

    def cost_beyond(self, bound: float) -> int:
        """The lowest cost that a bound allows: costs come in whole steps."""
        return math.ceil((bound - _LEEWAY * self.unit) / self.cost_step) * self.cost_step

    def shrink(self, keep: Mask, cuts: list[Cut]) -> None:
        """Drop arcs for good, and begin with these cuts."""
        new = np.cumsum(keep) - 1
        self.rooted = self.rooted.keep(keep)
        self.price = self.price[keep]
        self.cuts = [(node, new[arcs[keep[arcs]]]) for node, arcs in cuts]

    def take_over(self, part: Search) -> None:
        """Go on with the arcs of a part of this search."""
        self.rooted, self.price, self.cuts, self.settled = part.rooted, part.price, part.cuts, part.settled
