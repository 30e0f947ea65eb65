"""The best plan of a search by sweeping its network: first what it wins, then what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gisplan.steiner.frontier.decomposition import QUICK, WHOLE, Effort, Ground
from gisplan.steiner.frontier.dominance import Ties
from gisplan.steiner.frontier.states import TooWideError
from gisplan.steiner.heuristics.solver_state import Search
from gisplan.steiner.problem import Floats, Ints

__all__ = ["sweep_for_least", "sweep_for_most"]

_COARSE = (0.125, 0.25, 0.5, 1.0)
_FINE = (0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0)


def sweep_for_most(search: Search, prices: Floats, beyond: int, order: Sequence[int], effort: Effort) -> bool:
    """Find the plan that wins most, if it wins more than `beyond`.

    Where one budget pays for everything, that settles what it costs too, and which of its equals is the first.

    Parameters
    ----------
    prices : (K,) float64
        What one more of each budget is worth, in steps of the prizes: a first guess.
    beyond : int
        Plans that win no more are not looked for.
    order : sequence of int
        A number for each link: of equal plans the one with the lowest numbers is the first.

    Returns
    -------
    bool
        Whether that is proven; else the network is too dense, or too many plans are nearly as good.
    """
    rooted, budgets = search.rooted, search.purse.budgets
    nobody = np.zeros(rooted.n, dtype=bool)
    ground = Ground(rooted, search.step, nobody, order, effort, search.deadline)
    base = int(rooted.prize[0])
    price = _by_programme(search, prices)
    settles = len(price) == 1 and price[0] > 0 and bool((rooted.charge[0] == rooted.cost).all())
    low = (beyond if settles else max(beyond, search.stand.value)) + search.step
    for columns in _respects(price):
        limits, worth = np.append(budgets.sum(), budgets)[columns], np.append(0.0, price)[columns]
        try:
            swept = ground.sweep(_bills(search, columns), limits, worth)
            search.lower_value(base + swept.top * search.step)
            found = []
            for target in _targets((low - base) // search.step, search, _shares(effort, len(columns))):
                found = swept.best(target, Ties.FIRST if settles else Ties.ANY)
                if found:
                    break
                search.lower_value(base + (target - 1) * search.step)
        except TooWideError:
            continue
        if not found:
            return True
        search.lower_value(found[0].value)
        payable = next((stand for stand in found if search.affords(stand)), None)
        if payable is not None:
            search.settle(payable) if settles else search.offer(payable)
            return True
    return False


def sweep_for_least(search: Search, prices: Floats, order: Sequence[int]) -> bool:
    """Find the cheapest plan that wins as much as the best one, and of equals the first.

    Parameters
    ----------
    prices : (1 + K,) float64
        What costing one less and one more of each budget is worth, in steps of the prizes: a first guess.
    order : sequence of int
        A number for each link: of equal plans the one with the lowest numbers is the first.
    """
    rooted, budgets, best = search.rooted, search.purse.budgets, search.stand
    step = 0 if search.serve_all else search.step
    must = rooted.wanted if search.serve_all else np.zeros(rooted.n, dtype=bool)
    ground = Ground(rooted, step, must, order, WHOLE, search.deadline)
    target = (best.value - int(rooted.prize[0])) // step if step else 0
    price = _by_programme(search, prices[1:])
    pays_for_all = len(budgets) == 1 and bool((rooted.charge[0] == rooted.cost).all())
    short, every = np.flatnonzero(price > 0), np.arange(len(price))
    for which in [every[:0]] if pays_for_all else [short, every] if len(short) < len(every) else [every]:
        bills, limits = _bills(search, np.append(0, 1 + which)), np.append(best.cost, budgets[which])
        try:
            swept = ground.sweep(bills, limits, np.append(prices[0], price[which]))
            for share in _COARSE:
                limits[0] = search.cost_bound + round(share * (best.cost - search.cost_bound))
                found = swept.within(limits).best(target, Ties.FIRST)
                if found:
                    break
                search.raise_cost(limits[0] + 1)
            if found and not search.affords(found[0]) and (pays_for_all or which is every):
                found = swept.within(limits).best(target, Ties.APART)
        except TooWideError:
            return False
        if found and search.affords(found[0]):
            search.settle(found[0])
            return True
    return False


def _bills(search: Search, columns: Ints) -> list[list[list[int]]]:
    """What each arc costs (column 0), and what each programme pays of it, a bill for each way to pay for it."""
    purse = search.purse
    told: dict[int, list[list[int]]] = {-1: [[0] * len(columns)]}
    for link, cost in zip(search.rooted.link.tolist(), search.rooted.cost.tolist(), strict=True):
        if link not in told:
            ways = {tuple((cost, *way)[column] for column in columns) for way in purse.ways_to_pay(link)}
            told[link] = sorted(list(way) for way in ways)
    return [told[link] for link in search.rooted.link.tolist()]


def _by_programme(search: Search, prices: Floats) -> Floats:
    """What one more of each programme's money is worth, by what that of each set of them is."""
    programmes = range(len(search.purse.budgets))
    return np.array(
        [sum(price for price, some in zip(prices, search.purse.sets, strict=True) if k in some) for k in programmes]
    )


def _respects(price: Floats) -> Iterator[Ints]:
    """In which respects plans are told apart: by the programmes whose money is short; where what is found so is not
    payable, by the cost as well, as of those that win as much the cheapest is the likeliest to be; at last by all
    programmes."""
    short = 1 + np.flatnonzero(price > 0)
    yield short
    if len(short) < len(price):
        yield np.append(0, short)
        yield 1 + np.arange(len(price))


def _shares(effort: Effort, respects: int) -> tuple[float, ...]:
    """Of what is open between plan and bound, what is asked for first: high targets leave few labels.

    In one respect labels are few, and fewer askings are sooner done.
    """
    return (1.0,) if effort is QUICK else _COARSE if respects < 2 else _FINE


def _targets(low: int, search: Search, shares: tuple[float, ...]) -> Iterator[int]:
    """Values to ask for, in steps, from near the bound down to the lowest; the bound falls meanwhile."""
    base = int(search.rooted.prize[0])
    whole = (search.value_bound - base) // search.step - low
    for share in shares:
        high = (search.value_bound - base) // search.step
        if high < low:
            return
        yield min(high, max(low, low + round((1.0 - share) * whole)))
