"""The most prize that a tree out of a root can join within a budget: the kernel's plain face."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from gisplan.steiner.problem import Floats, Ints, SteinerProblem
from gisplan.steiner.solve import solve_problem

__all__ = ["UNITS", "Tree", "budgeted_tree"]

UNITS = 1_000_000  # costs and prizes are compared in millionths of the caller's unit
_MOST = 4e12  # the sum of all costs, or of all prizes: in millionths still a whole number of 64 bits


@dataclass(frozen=True)
class Tree:
    """A tree out of the root.

    Attributes
    ----------
    edges : (M,) int64
        The numbers of its edges, ascending; they close no ring, and each is joined to the root.
    value : float
        The prize of all its nodes, the root's with them.
    cost : float
        What its edges cost, in the caller's unit.
    bound : float
        With a budget: no tree within it has a higher value. Without: no tree that joins all that can be
        joined costs less.
    proven : bool
        Nothing is better, and of equals this is the first.
    unreached : (U,) int64
        The nodes with a prize that are not in it, ascending.
    """

    edges: Ints = field(repr=False)
    value: float
    cost: float
    bound: float
    proven: bool
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
    """Find the tree out of `root` that wins the most prize within a budget, and prove it.

    Ties go to the least cost, then to the lower edge numbers (of the edges that cost something; free ones
    are taken as a spanning tree takes them, lowest first).

    Parameters
    ----------
    u, v : (E,) int
        The ends of the edges as node numbers; parallel edges and loops are legal.
    cost : (E,) float
        Finite, not negative; rounded up to millionths.
    prize : (N,) float
        Finite, not negative, one for each node; rounded to the nearest millionth. The root's is won at no cost.
    root : int
        A node's number.
    budget : float
        Rounded down to millionths. None: join every reachable node with a prize at least cost.
    time_limit_s : float
        In seconds: return the best found by then, with its bound.

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
    prizes, costs = _numbers("prize", prize), _numbers("cost", cost)
    ends = [_nodes(name, given, len(prizes), len(costs)) for name, given in (("u", u), ("v", v))]
    if not 0 <= root < len(prizes):
        raise ValueError(f"root is {root}, and nodes are numbered from 0 to {len(prizes) - 1}")
    if budget is not None and not (np.isfinite(budget) and budget >= 0):
        raise ValueError(f"budget is {budget}: give a finite number, not negative")
    if time_limit_s is not None and not time_limit_s >= 0:
        raise ValueError(f"time_limit_s is {time_limit_s}: give seconds, not negative")
    whole_costs, whole_prizes = _up(costs), np.rint(prizes * UNITS).astype(np.int64)
    held = np.flatnonzero(whole_prizes)
    instance = SteinerProblem(
        n_nodes=len(prizes),
        root=root,
        u=ends[0],
        v=ends[1],
        cost=whole_costs,
        programme=np.full(len(costs), -1 if budget is None else 0, dtype=np.int64),
        allowed=ends[0] != ends[1],
        budgets=np.array([] if budget is None else [_down(min(budget, _MOST))], dtype=np.int64),
        places=[((node,), ()) for node in held.tolist()],
        goals=[(int(whole_prizes[node]), (place,)) for place, node in enumerate(held.tolist())],
        serve_all=budget is None,
    )
    answer = solve_problem(instance, time_limit_s=time_limit_s)
    return Tree(
        edges=answer.edges,
        value=float(prizes[held[answer.served]].sum()),
        cost=answer.cost / UNITS,
        bound=answer.bound / UNITS,
        proven=answer.proven,
        unreached=held[~answer.served],
    )


def _numbers(name: str, given: ArrayLike) -> Floats:
    """A flat array of finite numbers that are not negative."""
    array = np.asarray(given, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"{name} has {array.ndim} dimensions: give one number for each, in a row")
    wrong = np.flatnonzero(~(np.isfinite(array) & (array >= 0)))
    if len(wrong):
        raise ValueError(f"{name}[{wrong[0]}] is {array[wrong[0]]}: give a finite number, not negative")
    if array.sum() > _MOST:
        raise ValueError(f"{name}[{int(np.argmax(array))}] is {array.max()}: all together, at most {_MOST:g}")
    return array


def _nodes(name: str, given: ArrayLike, n_nodes: int, n_edges: int) -> Ints:
    """A flat array of node numbers, one for each edge."""
    array = np.asarray(given)
    if array.shape != (n_edges,):
        raise ValueError(f"{name} has the shape {array.shape}, and cost has {n_edges} numbers: give one for each edge")
    if not n_edges:
        return np.zeros(0, dtype=np.int64)
    wrong = np.flatnonzero(~((array >= 0) & (array < n_nodes) & (array == np.floor(array))))
    if len(wrong):
        raise ValueError(f"{name}[{wrong[0]}] is {array[wrong[0]]}, and nodes are numbered from 0 to {n_nodes - 1}")
    return array.astype(np.int64)


def _up(numbers: Floats) -> Ints:
    """Millionths, rounded up; what is a whole number of them but for the last binary digits stays."""
    scaled = numbers * UNITS
    nearest = np.rint(scaled)
    whole = np.abs(scaled - nearest) <= 4 * np.spacing(np.maximum(scaled, 1.0))
    return np.where(whole, nearest, np.ceil(scaled)).astype(np.int64)


def _down(number: float) -> int:
    """Millionths, rounded down, by the same reading."""
    scaled = number * UNITS
    nearest = float(np.rint(scaled))
    near = abs(scaled - nearest) <= 4 * np.spacing(max(scaled, 1.0))
    return int(nearest) if near else int(np.floor(scaled))
