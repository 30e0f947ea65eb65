"""The budgeted prize-collecting Steiner tree of a plain graph with a prize on each node."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from gisplan.steiner.limits import deadline_after
from gisplan.steiner.problem import UNCHARGED, Floats, Ints, Mask, Solution, SteinerProblem
from gisplan.steiner.solve import solve_problem
from gisplan.steiner.whole_numbers import choose_exponent, round_down, round_nearest, round_up, to_float

__all__ = ["Tree", "budgeted_tree"]

_NEAR = 1e9  # positive numbers less far apart are compared whether they are of use or not


@dataclass(frozen=True)
class Tree:
    """A tree out of the root.

    Attributes
    ----------
    edges : (M,) int64
        The numbers of its edges, ascending; there is no cycle, and each is connected to the root.
    value : float
        The prize of all its nodes, the root's with them.
    cost : float
        The cost of its edges, in the caller's unit.
    bound : float
        With a budget: no tree within it has a higher value. Without: no tree that connects all that can be
        connected costs less.
    proven : bool
        Nothing is better: the value (without a budget the cost) equals its bound.
    ties_proven : bool
        Of all trees as good, none costs less, and of those that cost as much this is the first.
    unreached : (U,) int64
        The nodes with a prize that are not in it, ascending.
    """

    edges: Ints = field(repr=False)
    value: float
    cost: float
    bound: float
    proven: bool
    ties_proven: bool
    unreached: Ints = field(repr=False)


def budgeted_tree(
    u: ArrayLike,
    v: ArrayLike,
    cost: ArrayLike,
    prize: ArrayLike,
    root: int,
    *,
    budget: float | None = None,
    time_limit_s: float | None = None,
) -> Tree:
    """Find the tree out of `root` that collects the highest prize within a budget, and prove it.

    Ties go to the least cost, then to the lower edge numbers (of the edges with a cost; of the free ones a
    spanning tree is taken, the lowest numbers first). Prizes, and costs, are compared as whole numbers of a power of
    ten: of one of which they all are multiples, or that leaves at least 15 digits of their sum.

    Parameters
    ----------
    u, v : (E,) int
        The ends of the edges as node numbers; parallel edges and loops are legal.
    cost : (E,) float
        Finite, not negative; rounded up.
    prize : (N,) float
        Finite, not negative, one for each node; rounded to the nearest. The root's costs nothing.
    root : int
        A node's number.
    budget : float, optional
        Rounded down. None: connect every reachable node with a prize at least cost.
    time_limit_s : float, optional
        In seconds: return the best found by then, with its bound; a fifth of a second is taken in any case.

    Returns
    -------
    Tree

    Raises
    ------
    ValueError
        A number is NaN, negative, infinite or none, or the smallest is lost beside the largest; the message names
        their indices.

    Examples
    --------
    >>> tree = budgeted_tree([0, 1, 0], [1, 2, 2], [1.0, 1.0, 3.0], [0, 5, 5], 0, budget=2)
    >>> tree.edges.tolist(), tree.value, tree.proven
    ([0, 1], 10.0, True)
    """
    budget, time_limit_s = _check_number("budget", budget), _check_number("time_limit_s", time_limit_s, finite=False)
    deadline = deadline_after(time_limit_s)
    prizes, costs = _check_numbers("prize", prize), _check_numbers("cost", cost)
    root = _check_root(root, len(prizes))
    ends = [_check_nodes(name, given, len(prizes), len(costs)) for name, given in (("u", u), ("v", v))]
    scaled = _Scaled.of(ends, costs, prizes, root, budget)
    solution = solve_problem(scaled.to_problem(ends, root), deadline=deadline)
    return scaled.to_tree(solution, prizes, root)


@dataclass(frozen=True)
class _Scaled:
    """Costs and prizes as whole numbers, each of its own unit; edges over the budget are not allowed."""

    cost: Ints
    allowed: Mask
    cost_exponent: int
    prize: Ints
    prize_exponent: int
    budget: int | None

    @classmethod
    def of(cls, ends: list[Ints], costs: Floats, prizes: Floats, root: int, budget: float | None) -> _Scaled:
        """Choose the units by what can be of use: the root's prize is collected in any case."""
        allowed = (ends[0] != ends[1]) & (costs <= (np.inf if budget is None else budget))
        counted = (np.arange(len(prizes)) != root) & (prizes > 0)
        useful = allowed & (costs > 0)
        if _is_wide(costs[useful]) or _is_wide(prizes[counted]):
            reached = _reached(ends, allowed, len(prizes), root)
            counted, useful = counted & reached, useful & reached[ends[0]]
        exponents = choose_exponent("cost", costs, useful), choose_exponent("prize", prizes, counted)
        whole_costs = round_up(np.where(useful, costs, 0.0), exponents[0])
        whole_costs[allowed & (costs > 0) & ~useful] = 1  # out of reach
        return cls(
            cost=whole_costs,
            allowed=allowed,
            cost_exponent=exponents[0],
            prize=round_nearest(np.where(counted, prizes, 0.0), exponents[1]),
            prize_exponent=exponents[1],
            budget=None if budget is None else round_down(budget, exponents[0], int(whole_costs.sum())),
        )

    def to_problem(self, ends: list[Ints], root: int) -> SteinerProblem:
        """Make a problem with a terminal and a goal for each node with a prize."""
        with_prize = np.flatnonzero(self.prize)
        budgets = [] if self.budget is None else [self.budget]
        return SteinerProblem(
            n_nodes=len(self.prize),
            root=root,
            u=ends[0],
            v=ends[1],
            cost=self.cost,
            programme=np.full(len(self.cost), UNCHARGED if self.budget is None else 0, dtype=np.int64),
            allowed=self.allowed,
            budgets=np.array(budgets, dtype=np.int64),
            terminals=[((node,), ()) for node in with_prize.tolist()],
            goals=[(worth, (terminal,)) for terminal, worth in enumerate(self.prize[with_prize].tolist())],
            serve_all=self.budget is None,
        )

    def to_tree(self, solution: Solution, prizes: Floats, root: int) -> Tree:
        """Return a solution in the caller's units."""
        connected = np.arange(len(prizes)) == root
        connected[np.flatnonzero(self.prize)[solution.served]] = True
        value = float(prizes[connected].sum())
        if self.budget is None:
            bound = to_float(solution.bound, self.cost_exponent)
        elif solution.proven:
            bound = value
        else:
            bound = max(value, to_float(solution.bound, self.prize_exponent) + float(prizes[root]))
        return Tree(
            edges=solution.edges,
            value=value,
            cost=to_float(solution.cost, self.cost_exponent),
            bound=bound,
            proven=solution.proven,
            ties_proven=solution.ties_proven,
            unreached=np.flatnonzero((prizes > 0) & ~connected),
        )


def _is_wide(numbers: Floats) -> bool:
    """Whether the largest of some positive numbers is very much larger than the smallest."""
    return bool(len(numbers)) and float(numbers.max()) / _NEAR > float(numbers.min())


def _reached(ends: list[Ints], allowed: Mask, n_nodes: int, root: int) -> Mask:
    """Find the nodes that some edges connect to the root, (N,)."""
    pairs = ends[0][allowed], ends[1][allowed]
    graph = csr_array((np.ones(len(pairs[0]), np.int8), pairs), shape=(n_nodes, n_nodes))
    label = connected_components(graph, directed=False)[1]
    reached: Mask = label == label[root]
    return reached


def _check_root(root: int, n_nodes: int) -> int:
    """Refuse a root that is no node."""
    try:
        number = operator.index(root)
    except TypeError:
        raise ValueError(f"root is {root!r}: give the number of a node") from None
    if not n_nodes:
        raise ValueError("prize is empty: give one number for each node, 0 where there is no prize")
    if not 0 <= number < n_nodes:
        raise ValueError(f"root is {number}, and nodes are numbered from 0 to {n_nodes - 1}")
    return number


def _check_number(name: str, given: float | None, *, finite: bool = True) -> float | None:
    """Refuse what is no number, negative, NaN, or infinite."""
    if given is None:
        return None
    try:
        number = float(given)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} is {given!r}: give a number, or None for no limit") from None
    if not (number >= 0 and (np.isfinite(number) or not finite)):
        raise ValueError(f"{name} is {number}: give a{' finite' if finite else ''} number, not negative")
    return number


def _check_numbers(name: str, given: ArrayLike) -> Floats:
    """Return a flat array of finite numbers that are not negative."""
    array = np.asarray(given)
    try:
        if array.dtype.kind in "cmM" or np.ma.is_masked(given):  # complex numbers, durations, dates, masked cells
            raise TypeError
        array = array.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} holds something that is no number: give finite numbers, not negative") from None
    if array.ndim != 1:
        raise ValueError(f"{name} has {array.ndim} dimensions: give one number for each, in a row")
    invalid = np.flatnonzero(~(np.isfinite(array) & (array >= 0)))
    if len(invalid):
        raise ValueError(f"{name}[{invalid[0]}] is {array[invalid[0]]}: give a finite number, not negative")
    return array


def _check_nodes(name: str, given: ArrayLike, n_nodes: int, n_edges: int) -> Ints:
    """Return a flat array of node numbers, one for each edge."""
    array = np.asarray(given)
    if array.shape != (n_edges,):
        raise ValueError(f"{name} has the shape {array.shape}, and cost has {n_edges} numbers: give one for each edge")
    if not n_edges:
        return np.zeros(0, dtype=np.int64)
    if array.dtype.kind not in "iubf":
        raise ValueError(f"{name} holds something that is no number: nodes are numbered from 0 to {n_nodes - 1}")
    invalid = np.flatnonzero(~((array >= 0) & (array < n_nodes) & (array == np.floor(array))))
    if len(invalid):
        raise ValueError(f"{name}[{invalid[0]}] is {array[invalid[0]]}, and nodes are numbered from 0 to {n_nodes - 1}")
    return array.astype(np.int64)
