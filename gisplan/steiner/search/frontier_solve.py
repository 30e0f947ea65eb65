"""The exact solution of a state's remaining arcs by the frontier solver: the highest prize, or the least cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gisplan.steiner.frontier.decomposition import FrontierSolver, FrontierTable, SearchLimits
from gisplan.steiner.frontier.dominance import Ties
from gisplan.steiner.frontier.states import StateLimitError
from gisplan.steiner.problem import Floats, Ints
from gisplan.steiner.reduction.rooted import TreeSolution
from gisplan.steiner.search.solver_state import SolverState

__all__ = ["solve_max_prize", "solve_min_cost"]

_COSTS = (0.125, 0.25, 0.5, 1.0)  # shares of the way from the bound to what is looked for
_COARSE = (0.25, 1.0)
_FINE = (0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0)


def solve_max_prize(
    state: SolverState, prices: Floats, known_value: int, order: Sequence[int], limits: SearchLimits
) -> bool:
    """Find the solution of the highest value, if it is higher than one that is known.

    Its least cost, and which of the equals is the first, are proven with it where that is not too much.

    Parameters
    ----------
    state : SolverState
    prices : (K,) float64
        What a unit of each budget is worth, in steps of the prizes: a first guess.
    known_value : int
        Solutions of no higher value are not looked for.
    order : sequence of int
        A number for each link: of equal solutions the one with the lowest numbers is the first.
    limits : SearchLimits

    Returns
    -------
    bool
        Whether the highest value is proven; else the network is too dense, or too many solutions are nearly as good.
    """
    solver, price = _make_solver(state, order, limits), _price_by_programme(state, prices)
    goal = _Goal.above(known_value, state, limits)
    is_proven = False
    try:
        _ = solver.paths
    except StateLimitError:
        return False
    for resources in _resource_choices(state, price):
        try:
            found = goal.best_solutions(_build_table(state, solver, resources, price), resources.ties)
        except StateLimitError:
            continue
        if not found:
            return True
        state.tighten_upper_bound(found[0].value)
        feasible = next((solution for solution in found if state.is_feasible(solution)), None)
        is_proven |= feasible is not None
        if feasible is not None and (resources.ties is Ties.EXACT or (resources.has_cost and feasible is found[0])):
            state.fix_optimum(feasible)
            return True
        if feasible is not None:
            state.update_incumbent(feasible)
    return is_proven


def _build_table(state: SolverState, solver: FrontierSolver, resources: _Resources, price: Floats) -> FrontierTable:
    """Build the table of some resources within the budgets; the cost has no price of its own."""
    columns = resources.columns
    limits = np.append(_highest_cost(state), state.allocator.budgets)[columns]
    return solver.build_table(_resource_vectors(state, columns), limits, np.append(0.0, price)[columns])


@dataclass(frozen=True)
class _Goal:
    """The lowest value to look for, in steps of the prizes above the root's."""

    state: SolverState
    lowest: int
    limits: SearchLimits

    @classmethod
    def above(cls, value: int, state: SolverState, limits: SearchLimits) -> _Goal:
        """Look for values higher than one."""
        return cls(state, (value - state.base_value) // state.prize_step + 1, limits)

    def best_solutions(self, table: FrontierTable, ties: Ties) -> list[TreeSolution]:
        """Find the solutions of the highest value, from high targets to the lowest; the state's bound follows."""
        state = self.state
        state.tighten_upper_bound(state.base_value + table.upper_bound * state.prize_step)
        for target in self._targets(len(table.limits)):
            found = table.best_solutions(target, ties)
            if found:
                return found
            state.tighten_upper_bound(state.base_value + (target - 1) * state.prize_step)
        return []

    def _targets(self, n_resources: int) -> Iterator[int]:
        """Yield values, in steps, from near the bound down to the lowest: high targets leave few labels.

        With one resource labels are few, and fewer targets are sooner done.
        """
        state = self.state
        base, step = state.base_value, state.prize_step
        if state.is_value_optimal:  # the highest value is known, but not its cost
            shares: Sequence[float] = (0.0,)
        elif self.limits == SearchLimits.small:
            shares = (1.0,)
        else:
            shares = _COARSE if n_resources < 2 else _FINE
        width = (state.value_bound - base) // step - self.lowest
        for share in shares:
            highest = (state.value_bound - base) // step
            if highest < self.lowest:
                return
            yield min(highest, max(self.lowest, self.lowest + round((1.0 - share) * width)))


def solve_min_cost(state: SolverState, prices: Floats, order: Sequence[int]) -> bool:
    """Find the cheapest solution of the incumbent's value, and of equals the first.

    Parameters
    ----------
    state : SolverState
    prices : (1 + K,) float64
        What a unit of the cost and of each budget is worth, in steps of the prizes: a first guess.
    order : sequence of int
        A number for each link: of equal solutions the one with the lowest numbers is the first.

    Returns
    -------
    bool
        Whether the optimum is proven.
    """
    budgets, step = state.allocator.budgets, 0 if state.serve_all else state.prize_step
    solver = _make_solver(state, order, SearchLimits.full, serve_all=state.serve_all)
    target = (state.incumbent.value - state.base_value) // step if step else 0
    price = _price_by_programme(state, prices[1:])
    for programmes, is_exact in _programme_choices(state, price):
        limits = np.append(state.incumbent.cost, budgets[programmes])
        vectors = _resource_vectors(state, np.append(0, 1 + programmes))
        try:
            table = solver.build_table(vectors, limits, np.append(prices[0], price[programmes]))
            found = _cheapest(state, table, target, is_exact=is_exact)
        except StateLimitError:
            return False
        if found and state.is_feasible(found[0]):
            state.fix_optimum(found[0])
            return True
    return False


def _make_solver(
    state: SolverState, order: Sequence[int], limits: SearchLimits, *, serve_all: bool = False
) -> FrontierSolver:
    """Make a frontier solver of the state's arcs; to serve all, every terminal is required and no prize counts."""
    rooted = state.rooted
    required = rooted.is_terminal if serve_all else np.zeros(rooted.n, dtype=bool)
    prize_step = 0 if serve_all else state.prize_step
    return FrontierSolver(rooted, prize_step, required, order, limits, state.deadline)


def _budget_is_cost(state: SolverState) -> bool:
    """Check that the first budget is charged the whole cost of every arc."""
    return bool((state.rooted.charge[0] == state.rooted.cost).all())


def _highest_cost(state: SolverState) -> int:
    """Return what no solution costs more than: the budgets, where they are charged every cost."""
    return int(state.allocator.budgets.sum() if _budgets_are_cost(state) else state.rooted.cost.sum())


def _budgets_are_cost(state: SolverState) -> bool:
    """Check that the budgets together are charged the whole cost of every link."""
    cost_of = dict(zip(state.rooted.link.tolist(), state.rooted.cost.tolist(), strict=True))
    return all(
        sum(option) == cost
        for link, cost in cost_of.items()
        if link >= 0
        for option in state.allocator.payment_options(link)
    )


def _cheapest(state: SolverState, table: FrontierTable, target: int, *, is_exact: bool) -> list[TreeSolution]:
    """Find the cheapest solutions that reach a target, from low cost limits up; the state's bound follows.

    Where every programme's budget is a resource (`is_exact`) and the first one found is not feasible, equal ones
    that are charged otherwise are listed apart.
    """
    limits, max_cost = table.limits.copy(), state.incumbent.cost
    found: list[TreeSolution] = []
    for share in _COSTS:
        limits[0] = state.cost_bound + round(share * (max_cost - state.cost_bound))
        found = table.with_limits(limits).best_solutions(target, Ties.FIRST)
        if found:
            break
        state.tighten_lower_bound(int(limits[0]) + 1)
    if found and is_exact and not state.is_feasible(found[0]):
        found = table.with_limits(limits).best_solutions(target, Ties.ALL)
    return found


def _programme_choices(state: SolverState, price: Floats) -> list[tuple[Ints, bool]]:
    """List the programmes whose budgets are resources beside the cost, and whether the others cannot matter."""
    every, scarce = np.arange(len(price)), np.flatnonzero(price > 0)
    if len(price) == 1 and _budget_is_cost(state):
        return [(every[:0], True)]  # the cost is the budget's
    return [(scarce, False), (every, True)] if len(scarce) < len(every) else [(every, True)]


@dataclass(frozen=True)
class _Resources:
    """What labels count: some columns (0: the cost, then the programmes), and which of equal labels are kept."""

    columns: Ints
    ties: Ties

    @property
    def has_cost(self) -> bool:
        """Whether the cost is counted: the first solution found is the cheapest, and the first of its equals."""
        return bool((self.columns == 0).any())


def _resource_choices(state: SolverState, price: Floats) -> Iterator[_Resources]:
    """Yield choices of resources: those with a scarce budget at first, which make the fewest labels.

    Where what is found so is not feasible, or its cost is not proven, the cost as well: of equal values the cheapest is
    the likeliest to be feasible; and at last all programmes.
    """
    every, scarce = 1 + np.arange(len(price)), 1 + np.flatnonzero(price > 0)
    if len(scarce) < len(every):
        yield _Resources(scarce, Ties.ANY)
        yield _Resources(np.append(0, scarce), Ties.FIRST)
    if _budgets_are_cost(state):
        yield _Resources(every, Ties.EXACT)
    else:
        yield _Resources(every, Ties.ANY)
        yield _Resources(np.append(0, every), Ties.FIRST)


def _resource_vectors(state: SolverState, columns: Ints) -> list[list[list[int]]]:
    """List what each arc costs (column 0) and each programme pays of it, a vector for each way to pay for it."""
    vectors: dict[int, list[list[int]]] = {-1: [[0] * len(columns)]}
    for link, cost in zip(state.rooted.link.tolist(), state.rooted.cost.tolist(), strict=True):
        if link not in vectors:
            options = state.allocator.payment_options(link)
            ways = {tuple((cost, *option)[column] for column in columns) for option in options}
            vectors[link] = sorted(list(way) for way in ways)
    return [vectors[link] for link in state.rooted.link.tolist()]


def _price_by_programme(state: SolverState, prices: Floats) -> Floats:
    """Sum the prices of the programme sets that each programme belongs to."""
    allocator = state.allocator
    return np.array(
        [
            sum(price for price, members in zip(prices, allocator.programme_sets, strict=True) if k in members)
            for k in range(len(allocator.budgets))
        ]
    )
