"""The best plan of a search by sweeping its network: first what it wins, then what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gisplan.plan.blocks import Layout, lay_out
from gisplan.plan.instance import Floats, Ints, Mask
from gisplan.plan.labels import Labels, list_plans
from gisplan.plan.outlook import Outlook, Swept, look_ahead
from gisplan.plan.rooted import Stand
from gisplan.plan.search import Search
from gisplan.plan.sweep import Stakes, TooWideError, sweep_block
from gisplan.plan.trail import Trail

__all__ = ["QUICK", "WHOLE", "Effort", "sweep_for_least", "sweep_for_most"]

_AROUND = (0.5, 0.65, 0.75, 0.85, 0.9, 0.95, 0.98, 1.0, 1.02, 1.05, 1.1, 1.2, 1.35, 1.6, 2.0)
_ASIDE = (0.5, 0.8, 0.95, 1.05, 1.25, 2.0)


class Effort(NamedTuple):
    """How many states and labels are looked at before a sweep is given up, and which shares are asked first."""

    states: int
    labels: int
    shares: tuple[float, ...]


QUICK = Effort(10_000, 200_000, ())
WHOLE = Effort(100_000, 4_000_000, (0.125, 0.25, 0.5))
"""Shares of what is open between plan and bound: high targets leave few labels."""


def sweep_for_most(search: Search, prices: Floats, beyond: int, order: Sequence[int], effort: Effort) -> bool:
    """Find the plan that wins most, if it wins more than `beyond`.

    Where one budget pays for everything, that settles what it costs too, and which of its equals is the first.

    Parameters
    ----------
    prices : (K,) float64
        What the budgets are worth, in the solver's unit: a first guess.
    beyond : int
        Plans that win no more are not looked for.
    order : sequence of int
        A number for each link: of equal plans the one with the lowest numbers is the first.

    Returns
    -------
    bool
        Whether that is proven; else the network is too dense, or too many plans are nearly as good.
    """
    rooted = search.rooted
    base = int(rooted.prize[0])
    asked = _Asked(search, rooted.prize // search.step, np.zeros(rooted.n, dtype=bool), effort)
    binding = prices > 0
    settles = len(prices) == 1 and bool(binding.all()) and bool((rooted.charge[0] == rooted.cost).all())
    low = (beyond if settles else max(beyond, search.stand.value)) + search.step
    for budgets in [binding] if binding.all() else [binding, ~np.isnan(prices)]:
        limits = rooted.budgets[budgets]
        ground = asked.sweep(rooted.charge[budgets].T, limits, _around(prices[budgets] / search.unit))
        if ground is None:
            return False
        search.lower_value(base + float(ground.outlook.top.min()) * search.step)
        found = None
        for target in _targets((low - base) // search.step, search, effort.shares):
            try:
                found = ground.best(target, order if settles else None)
            except TooWideError:
                return False
            if found is not None:
                break
            search.lower_value(base + (target - 1) * search.step)
        if found is None:
            return True
        if search.affords(found):
            search.offer(found)
            search.lower_value(found.value)
            search.settled |= settles
            if settles:
                search.stand = found
            return True
    return False


def _targets(low: int, search: Search, shares: tuple[float, ...]) -> Iterator[int]:
    """Values to ask for, in steps, from near the bound down to the lowest; the bound falls meanwhile."""
    base = int(search.rooted.prize[0])
    whole = (search.value_bound - base) // search.step - low
    for share in (*shares, 1.0):
        high = (search.value_bound - base) // search.step
        if high < low:
            return
        yield min(high, max(low, low + round((1.0 - share) * whole)))


def sweep_for_least(search: Search, prices: Floats, order: Sequence[int]) -> bool:
    """Find the cheapest plan that wins as much as the best one, and of equals the first.

    Parameters
    ----------
    prices : (1 + K,) float64
        Of the cost and of each budget, in steps of the prizes for the solver's unit (of the cost alone where all
        is won): a first guess.
    order : sequence of int
        A number for each link: of equal plans the one with the lowest numbers is the first.
    """
    rooted = search.rooted
    if search.win_all:
        asked = _Asked(search, np.zeros_like(rooted.prize), rooted.wanted, WHOLE)
        target = 0
    else:
        asked = _Asked(search, rooted.prize // search.step, np.zeros(rooted.n, dtype=bool), WHOLE)
        target = (search.stand.value - int(rooted.prize[0])) // search.step
    distinct = [k for k in range(len(rooted.budgets)) if (rooted.charge[k] != rooted.cost).any()]
    some = [k for k in distinct if prices[1 + k] > 0]
    for budgets in (some, distinct):
        bill = np.stack([rooted.cost, *rooted.charge[budgets]], axis=1)
        limits = np.array([search.stand.cost, *rooted.budgets[budgets]], dtype=np.int64)
        try:
            ground = asked.sweep(bill, limits, _around(prices[[0, *(1 + k for k in budgets)]] / search.unit))
            found = None if ground is None else ground.best(target, order)
        except TooWideError:
            return False
        if found is None:
            return False
        if search.affords(found):
            search.stand = found
            search.raise_cost(found.cost)
            return True
    return False


@dataclass(frozen=True)
class _Ground:
    """A network that was swept, and what lies ahead of each of its states."""

    search: Search
    layout: Layout
    swept: Sequence[Swept]
    outlook: Outlook
    limits: Ints
    effort: Effort

    def best(self, target: int, order: Sequence[int] | None = None) -> Stand | None:
        """The best plan that wins the target, and of equals the first where an order is given; None: there is none."""
        trail = Trail()
        scale = float(np.abs(self.outlook.top).max(initial=1.0)) + float(
            (self.outlook.prices @ self.limits).max(initial=0)
        )
        plans = list_plans(
            self.swept,
            self.outlook,
            self.limits,
            target - 1e-6 - 1e-11 * scale,
            trail=trail,
            most=self.effort.labels,
            deadline=self.search.deadline,
        )
        if not len(plans.value) or plans.value[0] < target:
            return None
        return self._first(plans, trail, order)

    def _first(self, plans: Labels, trail: Trail, order: Sequence[int] | None) -> Stand:
        """The first of some plans, if it can be an affordable one."""
        rooted = self.search.rooted
        arcs = [used for _, layers in self.swept for layer in layers for used in layer.arcs]
        count = int(rooted.link.max(initial=-1)) + 1
        rank = np.empty(count, dtype=np.int64)
        rank[np.arange(count) if order is None else np.argsort(np.asarray(order)[:count])] = np.arange(count)
        equals = plans.value == plans.value[0]
        if order is not None:
            equals &= plans.bill[:, 0] == plans.bill[0, 0]
        told = trail.links_of(plans.number[equals].tolist(), arcs, rooted.link, rank.tolist())
        stands = [rooted.stand(rooted.arcs_of(links)) for links in told]
        return next((stand for stand in stands if self.search.affords(stand)), stands[0])


@dataclass(frozen=True)
class _Asked:
    """What is asked of a network: what its nodes win, and which of them every plan joins."""

    search: Search
    gain: Ints
    must: Mask
    effort: Effort

    def sweep(self, bill: Ints, limits: Ints, prices: Floats) -> _Ground | None:
        """Sweep every block; None when the network is too dense."""
        rooted, search = self.search.rooted, self.search
        layout = lay_out(rooted)
        must = self.must.copy()
        for block in reversed(layout.blocks):
            must[block.entrance] |= must[[node for node in block.order if node < rooted.n]].any()
        goals = [0 if search.win_all else prize // search.step for prize, _ in layout.goals]
        stakes = Stakes(self.gain, goals, must, np.ascontiguousarray(bill))
        entrances = {block.entrance for block in layout.blocks}
        left, swept = self.effort.states, []
        for block in layout.blocks:
            try:
                layers = sweep_block(layout, block, stakes, entrances, left)
            except TooWideError:
                return None
            left -= sum(layer.after for layer in layers)
            swept.append((block, layers))
        return _Ground(search, layout, swept, look_ahead(swept, prices, limits), limits, self.effort)


def _around(prices: Floats) -> Floats:
    """Some prices around a first guess: all of them lower or higher, and one alone."""
    told = [prices * factor for factor in _AROUND]
    if len(prices) > 1:
        for which in range(len(prices)):
            for factor in _ASIDE:
                told.append(np.where(np.arange(len(prices)) == which, prices * factor, prices))
    return np.array(told)
