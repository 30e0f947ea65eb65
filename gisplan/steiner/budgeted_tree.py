"""The budgeted prize-collecting Steiner tree of a plain graph with a prize on each node."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from gisplan.steiner.problem import UNCHARGED, Floats, Ints, SteinerProblem
from gisplan.steiner.solve import solve_problem

__all__ = ["UNITS", "Tree", "budgeted_tree"]

UNITS = 1_000_000  # costs and prizes are compared in millionths of the caller's unit
_MAX_SUM = 4e12  # of all costs, or of all prizes: in millionths still a whole number of 64 bits


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
    spanning tree is taken, the lowest numbers first).

    Parameters
    ----------
    u, v : (E,) int
        The ends of the edges as node numbers; parallel edges and loops are legal.
    cost : (E,) float
        Finite, not negative; rounded up to millionths.
    prize : (N,) float
        Finite, not negative, one for each node; rounded to the nearest millionth. The root's costs nothing.
    root : int
        A node's number.
    budget : float, optional
        Rounded down to millionths. None: connect every reachable node with a prize at least cost.
    time_limit_s : float, optional
        In seconds: return the best found by then, with its bound.

    Returns
    -------
    Tree

    Raises
    ------
    ValueError
        A number is NaN, negative, infinite or out of range; the message names its index.

    Examples
    --------
    >>> tree = budgeted_tree([0, 1, 0], [1, 2, 2], [1.0, 1.0, 3.0], [0, 5, 5], 0, budget=2)
    >>> tree.edges.tolist(), tree.value, tree.proven
    ([0, 1], 10.0, True)
    """
    prizes, costs = _check_numbers("prize", prize), _check_numbers("cost", cost)
    ends = [_check_nodes(name, given, len(prizes), len(costs)) for name, given in (("u", u), ("v", v))]
    _check_scalars(root, len(prizes), budget, time_limit_s)
    whole_prizes = np.rint(prizes * UNITS).astype(np.int64)
    with_prize = np.flatnonzero(whole_prizes)
    problem = _to_problem(ends, _round_up(costs), whole_prizes, root, budget)
    solution = solve_problem(problem, time_limit_s=time_limit_s)
    return Tree(
        edges=solution.edges,
        value=float(prizes[with_prize[solution.served]].sum()),
        cost=solution.cost / UNITS,
        bound=solution.bound / UNITS,
        proven=solution.proven,
        ties_proven=solution.ties_proven,
        unreached=with_prize[~solution.served],
    )


def _to_problem(ends: list[Ints], cost: Ints, prize: Ints, root: int, budget: float | None) -> SteinerProblem:
    """Make a problem with a terminal and a goal for each node with a prize; costs and prizes in millionths."""
    with_prize = np.flatnonzero(prize).tolist()
    budgets = [] if budget is None else [_round_down(min(budget, _MAX_SUM))]
    return SteinerProblem(
        n_nodes=len(prize),
        root=root,
        u=ends[0],
        v=ends[1],
        cost=cost,
        programme=np.full(len(cost), UNCHARGED if budget is None else 0, dtype=np.int64),
        allowed=ends[0] != ends[1],
        budgets=np.array(budgets, dtype=np.int64),
        terminals=[((node,), ()) for node in with_prize],
        goals=[(int(prize[node]), (terminal,)) for terminal, node in enumerate(with_prize)],
        serve_all=budget is None,
    )


def _check_scalars(root: int, n_nodes: int, budget: float | None, time_limit_s: float | None) -> None:
    """Refuse a root that is no node, a budget that is none, and negative seconds."""
    if not 0 <= root < n_nodes:
        raise ValueError(f"root is {root}, and nodes are numbered from 0 to {n_nodes - 1}")
    if budget is not None and not (np.isfinite(budget) and budget >= 0):
        raise ValueError(f"budget is {budget}: give a finite number, not negative")
    if time_limit_s is not None and not time_limit_s >= 0:
        raise ValueError(f"time_limit_s is {time_limit_s}: give seconds, not negative")


def _check_numbers(name: str, given: ArrayLike) -> Floats:
    """Return a flat array of finite numbers that are not negative."""
    array = np.asarray(given, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"{name} has {array.ndim} dimensions: give one number for each, in a row")
    invalid = np.flatnonzero(~(np.isfinite(array) & (array >= 0)))
    if len(invalid):
        raise ValueError(f"{name}[{invalid[0]}] is {array[invalid[0]]}: give a finite number, not negative")
    if array.sum() > _MAX_SUM:
        raise ValueError(f"{name}[{int(np.argmax(array))}] is {array.max()}: all together, at most {_MAX_SUM:g}")
    return array


def _check_nodes(name: str, given: ArrayLike, n_nodes: int, n_edges: int) -> Ints:
    """Return a flat array of node numbers, one for each edge."""
    array = np.asarray(given)
    if array.shape != (n_edges,):
        raise ValueError(f"{name} has the shape {array.shape}, and cost has {n_edges} numbers: give one for each edge")
    if not n_edges:
        return np.zeros(0, dtype=np.int64)
    invalid = np.flatnonzero(~((array >= 0) & (array < n_nodes) & (array == np.floor(array))))
    if len(invalid):
        raise ValueError(f"{name}[{invalid[0]}] is {array[invalid[0]]}, and nodes are numbered from 0 to {n_nodes - 1}")
    return array.astype(np.int64)


def _round_up(numbers: Floats) -> Ints:
    """Round up to millionths; a whole number of them, but for the last binary digits, stays."""
    scaled = numbers * UNITS
    nearest = np.rint(scaled)
    whole = np.abs(scaled - nearest) <= 4 * np.spacing(np.maximum(scaled, 1.0))
    return np.where(whole, nearest, np.ceil(scaled)).astype(np.int64)


def _round_down(number: float) -> int:
    """Round down to millionths; a whole number of them, but for the last binary digits, stays."""
    scaled = number * UNITS
    nearest = float(np.rint(scaled))
    near = abs(scaled - nearest) <= 4 * np.spacing(max(scaled, 1.0))
    return int(nearest) if near else int(np.floor(scaled))
