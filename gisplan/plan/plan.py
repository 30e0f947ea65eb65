"""From an instance to its answer: reduced, solved, and told in the edges that were given."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from gisplan.plan.exact import solve
from gisplan.plan.instance import Answer, Instance, Ints, Mask
from gisplan.plan.reduce import reduce

__all__ = ["solve_instance"]


def solve_instance(instance: Instance, *, time_limit_s: float | None = None) -> Answer:
    """Find the best plan, and prove it or bound it.

    With several equal plans: most prize, then least cost, then the lower edge numbers among the edges that
    cost something; free edges are taken as a spanning tree takes them, lowest first, without dead ends.
    """
    reduced = reduce(instance)
    order = [min(parts) for parts in reduced.parts]
    found = solve(reduced.rooted, win_all=instance.win_all, order=order, time_limit_s=time_limit_s)
    paid = np.array(sorted(edge for link in found.stand.links for edge in reduced.parts[link]), dtype=np.int64)
    joined, won = _judge(instance, paid)
    free = _leaning(instance, paid, joined, won)
    return Answer(
        edges=np.sort(np.concatenate([paid, free])),
        value=sum(prize for (prize, _), got in zip(instance.goals, won.tolist(), strict=True) if got),
        cost=int(instance.cost[paid].sum()),
        bound=found.bound,
        proven=found.proven,
        won=won,
    )


def _judge(instance: Instance, paid: Ints) -> tuple[Mask, Mask]:
    """Which nodes some edges and all free ones join to the root, and which goals they win."""
    built = np.concatenate([paid, np.flatnonzero(instance.allowed & (instance.cost == 0))])
    ends = instance.u[built], instance.v[built]
    graph = csr_array((np.ones(len(built), np.int8), ends), shape=(instance.n_nodes, instance.n_nodes))
    _, label = connected_components(graph, directed=False)
    joined = label == label[instance.root]
    live = set(built[joined[instance.u[built]]].tolist())
    place_won = [
        any(joined[node] for node in nodes) or any(edge in live for edge in edges) for nodes, edges in instance.places
    ]
    return joined, np.array([all(place_won[place] for place in places) for _, places in instance.goals], dtype=bool)


def _leaning(instance: Instance, paid: Ints, joined: Mask, won: Mask) -> Ints:
    """The free edges that the paid ones and the won places hang on, lowest numbers first, without dead ends."""
    free = np.flatnonzero(instance.allowed & (instance.cost == 0) & joined[instance.u])
    rows = np.concatenate([paid[joined[instance.u[paid]]], free])
    n = instance.n_nodes
    low, high = np.minimum(instance.u[rows], instance.v[rows]), np.maximum(instance.u[rows], instance.v[rows])
    first = np.unique(low * n + high, return_index=True)[1]
    first = first[low[first] != high[first]]  # paid ones stand first, then the lowest
    graph = csr_array((first + 1.0, (low[first], high[first])), shape=(n, n))
    tree = minimum_spanning_tree(graph).tocoo()
    edge = rows[np.rint(tree.data).astype(np.int64) - 1]
    needed = np.zeros(n, dtype=bool)
    needed[instance.root] = True
    for (_, places), got in zip(instance.goals, won.tolist(), strict=True):
        if got:
            for place in places:
                needed[list(instance.places[place][0])] = True
    kept = np.ones(len(edge), dtype=bool)
    spare = instance.cost[edge] == 0
    while True:
        degree = np.bincount(np.concatenate([tree.row[kept], tree.col[kept]]), minlength=n)
        loose = (degree == 1) & ~needed
        dead = kept & spare & (loose[tree.row] | loose[tree.col])
        if not dead.any():
            leaning: Ints = edge[kept & spare]
            return leaning
        kept &= ~dead
