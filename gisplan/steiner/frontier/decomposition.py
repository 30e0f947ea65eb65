"""A network laid out in blocks, and its best plan by what its nodes win and what its arcs cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from gisplan.steiner.frontier.backpointers import Trail
from gisplan.steiner.frontier.biconnected import Layout, lay_out
from gisplan.steiner.frontier.completion_bounds import BlockLayers, Outlook, look_ahead
from gisplan.steiner.frontier.dominance import Ties
from gisplan.steiner.frontier.labels import list_plans
from gisplan.steiner.frontier.states import Stakes, sweep_block
from gisplan.steiner.problem import Floats, Ints, Mask
from gisplan.steiner.reduction.rooted import Rooted, TreeSolution

__all__ = ["QUICK", "WHOLE", "Effort", "Ground", "Swept", "around"]

_AROUND = (0.5, 0.65, 0.75, 0.85, 0.9, 0.95, 0.98, 1.0, 1.02, 1.05, 1.1, 1.2, 1.35, 1.6, 2.0)
_ASIDE = (0.5, 0.8, 0.95, 1.05, 1.25, 2.0)
_A_LITTLE = (0.003, 0.01, 0.03, 0.1, 0.3)
_LEEWAY = 1e-6  # in steps of the prizes: what the arithmetic may be off, and as a share of the numbers in it
_SHARE = 1e-11


class Effort(NamedTuple):
    """How many states and labels are looked at before it is given up."""

    states: int
    labels: int


QUICK = Effort(10_000, 200_000)
WHOLE = Effort(200_000, 2_000_000)


def around(prices: Floats) -> Floats:
    """Some prices around a first guess: all of them lower or higher, and each alone, (P, D)."""
    told = [prices * factor for factor in _AROUND]
    for which in range(len(prices) if len(prices) > 1 else 0):
        alone = np.arange(len(prices)) == which
        each = prices[which] * np.array(_ASIDE) if prices[which] else prices.max() * np.array(_A_LITTLE)
        told += [np.where(alone, price, prices) for price in each]
    return np.array(told)


@dataclass(frozen=True)
class Ground:
    """A network, and what it wins.

    Attributes
    ----------
    rooted : Rooted
    step : int
        Prizes are told in this; 0: none counts.
    must : (n,) bool
        Nodes that every plan joins.
    order : sequence of int
        A number for each link: of equal plans the one with the lowest numbers is the first.
    """

    rooted: Rooted
    step: int
    must: Mask
    order: Sequence[int]
    effort: Effort
    deadline: float

    @cached_property
    def layout(self) -> Layout:
        """Its blocks."""
        return lay_out(self.rooted)

    def sweep(self, bills: Sequence[list[list[int]]], limits: Ints, prices: Floats) -> Swept:
        """Sweep every block.

        Parameters
        ----------
        bills : sequence of lists of bills
            What each arc costs in D respects, a bill for each way to pay for it.
        limits : (D,) int64
        prices : (D,) float64
            What the respects are worth: a first guess.

        Raises
        ------
        TooWideError
            The network is too dense, or time is up.
        """
        rooted, layout = self.rooted, self.layout
        must = self.must.copy()
        for block in reversed(layout.blocks):
            must[block.entrance] |= must[[node for node in block.order if node < rooted.n]].any()
        prizes = [*rooted.prize.tolist(), *(prize for prize, _ in layout.goals)]
        gain = [prize // self.step if self.step else 0 for prize in prizes]
        stakes = Stakes(gain, must, [[tuple(way) for way in bill] for bill in bills])
        entrances = {block.entrance for block in layout.blocks}
        left, swept = self.effort.states, []
        for block in layout.blocks:
            layers = sweep_block(layout, block, stakes, entrances, most=left, deadline=self.deadline)
            left -= sum(layer.after for layer in layers)
            swept.append((block, layers))
        return Swept(self, swept, look_ahead(swept, around(prices), limits), limits)


@dataclass(frozen=True)
class Swept:
    """A network that was swept, and what lies ahead of each of its states."""

    ground: Ground
    blocks: Sequence[BlockLayers]
    outlook: Outlook
    limits: Ints

    def within(self, limits: Ints) -> Swept:
        """The same with other limits."""
        return Swept(self.ground, self.blocks, look_ahead(self.blocks, self.outlook.prices, limits), limits)

    @property
    def top(self) -> float:
        """No plan wins more, in steps."""
        return float(self.outlook.top.min())

    def best(self, target: int, ties: Ties) -> list[TreeSolution]:
        """The plans that win most, the target at least, at least cost in the first respect; the first one first.

        None at all when no plan wins the target.

        Raises
        ------
        TooWideError
            Too many plans are as good, or time is up.
        """
        ground, trail = self.ground, Trail()
        scale = np.abs(self.outlook.top).max(initial=1.0) + (self.outlook.prices @ self.limits).max(initial=0.0)
        plans = list_plans(
            self.blocks,
            self.outlook,
            self.limits,
            target - _LEEWAY - _SHARE * float(scale),
            ties=ties,
            trail=trail,
            most=ground.effort.labels,
            deadline=ground.deadline,
        )
        if not len(plans.value) or plans.value[0] < target:
            return []
        equal = (plans.value == plans.value[0]) & (plans.bill[:, :1] == plans.bill[:1, :1]).all(axis=1)
        rooted = ground.rooted
        arcs = [used for _, layers in self.blocks for layer in layers for used in layer.arcs]
        rank = np.argsort(np.argsort(np.asarray(ground.order, dtype=np.int64)))
        told = trail.links_of(plans.number[equal].tolist(), arcs, rooted.link, rank.tolist())
        return [rooted.stand(rooted.arcs_of(links)) for links in told]
