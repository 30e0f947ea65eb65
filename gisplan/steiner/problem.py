"""What is asked: a network, what each edge costs and whom it is charged to, what wins which prize."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["UNCHARGED", "Floats", "Ints", "Mask", "Solution", "SteinerProblem"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

UNCHARGED = -1


@dataclass(frozen=True)
class SteinerProblem:
    """A plan to be found; every number of money or length is a whole number of the caller's unit.

    A *place* is joined when ANY of its nodes is joined to the root, or ANY of its edges is built and
    joined. A *goal* wins its prize when ALL of its places are joined. So a group is a place and a goal of
    its own, and a village that needs all its groups is one more goal over their places.

    Attributes
    ----------
    n_nodes, root : int
        Nodes are numbered from 0.
    u, v : (E,) int64
        The ends of the edges; loops and parallel edges are legal.
    cost : (E,) int64
        Not negative. An edge that is done, or locked in and charged beforehand, costs 0 and is UNCHARGED.
    programme : (E,) int64
        Which budget an edge is charged to, or UNCHARGED. An edge that may be charged to one of several
        programmes stands here once for each, as parallel edges.
    allowed : (E,) bool
        False: the edge is locked out.
    budgets : (K,) int64
        What each programme may spend.
    places : sequence of (nodes, edges)
        What joins each place.
    goals : sequence of (prize, places)
        What wins each prize.
    win_all : bool
        Win every prize that can be won, at least cost, instead of the most prize; the budgets are not asked.
    relays : (R,) int64
        Nodes that join nothing until an edge that costs something is built at them: no free edge leads
        through one before, and the node itself is not joined. The root never is one.
    rooting : (E,) bool
        Edges that are joined to the root by themselves once they are built; empty: none.
    """

    n_nodes: int
    root: int
    u: Ints
    v: Ints
    cost: Ints
    programme: Ints
    allowed: Mask
    budgets: Ints
    places: Sequence[tuple[Sequence[int], Sequence[int]]]
    goals: Sequence[tuple[int, Sequence[int]]]
    serve_all: bool = False
    relays: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    rooting: Mask = field(default_factory=lambda: np.zeros(0, dtype=bool))


@dataclass(frozen=True)
class Solution:
    """What was found.

    Attributes
    ----------
    edges : (M,) int64
        The edges to build, ascending; free edges that the plan leans on are among them.
    value, cost : int
        The prize won, and the sum of the costs of `edges`.
    bound : int
        No plan has a higher value; with `serve_all`, no plan has a lower cost.
    proven : bool
        Nothing is better: not in value, and at that value not in cost.
    won : (G,) bool
        Which goals are won.
    """

    edges: Ints
    value: int
    cost: int
    bound: int
    proven: bool
    served: Mask = field(repr=False)
