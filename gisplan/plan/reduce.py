"""A smaller problem with the same answers: free edges shrunk, chains joined, dead ends and far nodes gone.

Every step keeps all the best answers, but for those that a tie between two parallel ways rules out (the
way with the lowest edge number stays).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gisplan.plan.arcs import Half, write_arcs
from gisplan.plan.instance import UNCHARGED, Instance, Ints
from gisplan.plan.links import Bill, Links, simplify
from gisplan.plan.orient import orient
from gisplan.plan.rooted import Rooted
from gisplan.plan.shrink import find_usable, shrink

__all__ = ["Reduced", "reduce"]


@dataclass(frozen=True)
class Reduced:
    """The small problem and the way back.

    Attributes
    ----------
    rooted : Rooted
    parts : list of tuple of int
        The edges of the instance that each link stands for.
    group : (N,) int64
        The shrunken node that each node of the instance became; the root's is 0.
    """

    rooted: Rooted
    parts: list[tuple[int, ...]]
    group: Ints


def reduce(instance: Instance) -> Reduced:
    """Reduce an instance to arcs out of its root."""
    if instance.win_all:
        nobody = np.full(len(instance.programme), UNCHARGED)
        instance = replace(instance, budgets=instance.budgets[:0], programme=nobody)
    shrunk = shrink(instance)
    bills = _bills(instance)
    usable = find_usable(instance, shrunk)
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
    rooted, parts = write_arcs(instance, shrunk, links, halves, bills)
    return Reduced(orient(rooted), parts, shrunk.group)


def _bills(instance: Instance) -> list[Bill]:
    """What each edge charges to each budget, and in all."""
    columns = [np.where(instance.programme == k, instance.cost, 0) for k in range(len(instance.budgets))]
    return list(zip(*(column.tolist() for column in [*columns, instance.cost]), strict=True))
