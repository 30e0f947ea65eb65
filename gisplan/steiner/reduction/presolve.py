"""A smaller problem with the same answers: free edges shrunk, chains joined, dead ends and far nodes gone.

Every step keeps all the best answers, but for those that a tie between two parallel ways rules out (the
way with the lowest edge number stays).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from gisplan.steiner.problem import UNCHARGED, Ints, SteinerProblem
from gisplan.steiner.reduction.contract import find_usable, shrink
from gisplan.steiner.reduction.digraph import Half, write_arcs
from gisplan.steiner.reduction.multigraph import Bill, Links, simplify
from gisplan.steiner.reduction.orientation import orient
from gisplan.steiner.reduction.parallel_edges import Twins, find_twins
from gisplan.steiner.reduction.rooted import Rooted

__all__ = ["Reduced", "reduce"]


@dataclass(frozen=True)
class Reduced:
    """The small problem and the way back.

    Attributes
    ----------
    rooted : Rooted
    parts : list of tuple of int
        The edges of the instance that each link stands for.
    twins : Twins
    """

    rooted: Rooted
    parts: list[tuple[int, ...]]
    twins: Twins

    @property
    def budgets(self) -> Ints:
        """What each programme may spend."""
        return self.twins.instance.budgets

    @property
    def sets(self) -> list[tuple[int, ...]]:
        """The sets of programmes to which the rooted problem's budgets belong."""
        return self.twins.sets

    def ways_to_pay(self, link: int) -> list[tuple[int, ...]]:
        """What a link can charge to each programme."""
        return self.twins.ways_to_pay(self.parts[link])

    def edges_of(self, links: Iterable[int]) -> list[int] | None:
        """The edges of some links as they are charged; None when the budgets do not pay for them."""
        return self.twins.share_out(edge for link in links for edge in self.parts[link])


def reduce(instance: SteinerProblem) -> Reduced:
    """Reduce an instance to arcs out of its root."""
    if instance.serve_all:
        nobody = np.full(len(instance.programme), UNCHARGED)
        instance = replace(instance, budgets=instance.budgets[:0], programme=nobody)
    twins = find_twins(instance)
    shrunk = shrink(instance)
    table = twins.bills()
    usable = twins.kept & find_usable(instance, shrunk, table, twins.budgets)
    bills: list[Bill] = [tuple(row) for row in table.tolist()]
    links = Links(len(shrunk.holders))
    halves: list[Half] = []
    rooting = set(np.flatnonzero(instance.rooting).tolist())
    one, two = shrunk.group[instance.u], shrunk.group[instance.v]
    at_relay = shrunk.relay[one] | shrunk.relay[two]
    for edge in np.flatnonzero(usable).tolist():
        a, b = int(one[edge]), int(two[edge])
        of_root = edge in rooting and 0 not in (a, b)
        if shrunk.on_edge.get(edge) or at_relay[edge] or of_root:
            halves.append(Half(edge, tuple(sorted({a, b})), of_root))
        elif a != b:
            links.add(a, b, bills[edge], (edge,))
    fixed = [node == 0 or bool(held) for node, held in enumerate(shrunk.holders)]
    for end in [end for half in halves for end in half.ends] + shrunk.joins.ravel().tolist():
        fixed[end] = True
    simplify(links, fixed)
    rooted, parts = write_arcs(instance, shrunk, links, halves, bills, twins.budgets)
    return Reduced(orient(rooted), parts, twins)
