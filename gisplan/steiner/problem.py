"""The problem and its solution as plain arrays: edges with costs and programmes, terminals, goals with prizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

__all__ = ["UNCHARGED", "Floats", "Goal", "Ints", "Mask", "Members", "Solution", "SteinerProblem", "Terminal"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

Terminal = tuple[Sequence[int], Sequence[int]]
"""The nodes and the edges of which any one connects the terminal."""
Goal = tuple[int, Sequence[int]]
"""A prize, and the terminals that all have to be connected for it."""

UNCHARGED = -1


@dataclass(frozen=True)
class Members:
    """What some things are made of, in one row: each member, and the number of the thing that it belongs to.

    Attributes
    ----------
    of, member : (M,) int64
    sizes : (T,) int64
        How many each thing has.
    """

    of: Ints
    member: Ints
    sizes: Ints

    @classmethod
    def join(cls, lists: Sequence[Sequence[int]]) -> Members:
        """Write lists of members one after the other."""
        sizes = np.fromiter(map(len, lists), np.int64, len(lists))
        member = np.fromiter(chain.from_iterable(lists), np.int64, int(sizes.sum()))
        return cls(np.repeat(np.arange(len(lists)), sizes), member, sizes)

    def count(self, chosen: Mask) -> Ints:
        """Count for each thing those of its members that are chosen, (T,)."""
        counts: Ints = np.bincount(self.of[chosen[self.member]], minlength=len(self.sizes))
        return counts


@dataclass(frozen=True)
class SteinerProblem:
    """A budgeted prize-collecting Steiner tree problem in whole numbers of the caller's units.

    A *terminal* is connected when ANY of its nodes is connected to the root, or ANY of its edges is built and
    connected. A *goal* is served, and its prize collected, when ALL of its terminals are connected. So a village
    group is a terminal with a goal of its own, and a village that needs all its groups is one more goal over
    their terminals.

    Attributes
    ----------
    n_nodes, root : int
        Nodes are numbered from 0.
    u, v : (E,) int64
        The ends of the edges; loops and parallel edges are legal.
    cost : (E,) int64
        Not negative. An edge that is done, or fixed in advance and charged already, costs 0 and is `UNCHARGED`.
    programme : (E,) int64
        The budget that an edge is charged to, or `UNCHARGED`. An edge that several programmes may pay for is
        given once for each, as parallel edges.
    allowed : (E,) bool
        False: the edge may not be built.
    budgets : (K,) int64
        The most that each programme may spend.
    terminals : sequence of (nodes, edges)
        What connects each terminal.
    goals : sequence of (prize, terminals)
        What each prize needs.
    serve_all : bool
        Minimise the cost of serving every goal that can be served, without budgets, instead of maximising the
        prize within the budgets.
    switched_nodes : (R,) int64
        Nodes that connect nothing until an edge that costs something is built at them: before, no free edge
        leads through one, and the node itself is not connected. The root never is one.
    root_edges : (E,) bool
        Edges that are connected to the root by themselves once they are built; empty: none.
    """

    n_nodes: int
    root: int
    u: Ints
    v: Ints
    cost: Ints
    programme: Ints
    allowed: Mask
    budgets: Ints
    terminals: Sequence[Terminal]
    goals: Sequence[Goal]
    serve_all: bool = False
    switched_nodes: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    root_edges: Mask = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @cached_property
    def terminal_nodes(self) -> Members:
        """The nodes of which any one connects each terminal."""
        return Members.join([nodes for nodes, _ in self.terminals])

    @cached_property
    def terminal_edges(self) -> Members:
        """The edges of which any one connects each terminal."""
        return Members.join([edges for _, edges in self.terminals])

    @cached_property
    def goal_terminals(self) -> Members:
        """The terminals that each goal needs."""
        return Members.join([terminals for _, terminals in self.goals])


@dataclass(frozen=True)
class Solution:
    """The best solution found, with its bound.

    Attributes
    ----------
    edges : (M,) int64
        The edges to build, ascending; the free edges that the tree uses are among them.
    value, cost : int
        The prize collected, and the sum of the costs of `edges`.
    bound : int
        No solution has a higher value; with `serve_all`, none has a lower cost.
    proven : bool
        Nothing is better: the value (with `serve_all` the cost) equals its bound.
    ties_proven : bool
        Of all solutions as good, none costs less, and of those that cost as much this is the first.
    served : (G,) bool
        Which goals are served.
    """

    edges: Ints
    value: int
    cost: int
    bound: int
    proven: bool
    ties_proven: bool
    served: Mask = field(repr=False)
