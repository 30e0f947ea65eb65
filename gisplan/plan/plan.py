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
    cost something, where edges alike but for their programme count as the lowest of them, then the lower ones
    of those; free edges are taken as a spanning tree takes them, lowest first, without dead ends.
    """
    reduced = reduce(instance)
    order = [min(parts) for parts in reduced.parts]
    found = solve(reduced.rooted, win_all=instance.win_all, order=order, purse=reduced, time_limit_s=time_limit_s)
    paid = np.array(reduced.edges_of(found.stand.links), dtype=np.int64)
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
    live = _live(instance, paid)
    free = np.flatnonzero(instance.allowed & (instance.cost == 0))
    built = np.concatenate([paid, free])
    open_ = built[live[instance.u[built]] & live[instance.v[built]]]
    of_root = _of_root(instance, built)
    rooted = np.concatenate([end[of_root][live[end[of_root]]] for end in (instance.u, instance.v)])
    ends = [
        np.concatenate([instance.u[open_], rooted]),
        np.concatenate([instance.v[open_], np.full(len(rooted), instance.root)]),
    ]
    graph = csr_array((np.ones(len(ends[0]), np.int8), tuple(ends)), shape=(instance.n_nodes, instance.n_nodes))
    _, label = connected_components(graph, directed=False)
    joined = live & (label == label[instance.root])
    met = set(built[joined[instance.u[built]] | joined[instance.v[built]]].tolist()) | set(of_root.tolist())
    place_won = [
        any(joined[node] for node in nodes) or any(edge in met for edge in edges) for nodes, edges in instance.places
    ]
    return joined, np.array([all(place_won[place] for place in places) for _, places in instance.goals], dtype=bool)


def _live(instance: Instance, paid: Ints) -> Mask:
    """Nodes that lead on: all but the relays at which nothing is built."""
    live = np.ones(instance.n_nodes, dtype=bool)
    live[instance.relays] = False
    live[instance.u[paid]] = live[instance.v[paid]] = live[instance.root] = True
    return live


def _of_root(instance: Instance, edges: Ints) -> Ints:
    """Those of some edges that are joined to the root by themselves."""
    return np.intersect1d(edges, np.flatnonzero(instance.rooting))


def _leaning(instance: Instance, paid: Ints, joined: Mask, won: Mask) -> Ints:
    """The free edges that the paid ones and the won places hang on, lowest numbers first, without dead ends."""
    u, v, n = instance.u, instance.v, instance.n_nodes
    free = np.flatnonzero(instance.allowed & (instance.cost == 0) & joined[u] & joined[v])
    paid = paid[joined[u[paid]]]
    by_itself, free_by_itself = _of_root(instance, paid), _of_root(instance, free)
    spares = np.concatenate([free, free_by_itself, free_by_itself])
    rows = np.concatenate([paid, by_itself, spares])
    to_root = [np.full(len(some), instance.root) for some in (by_itself, free_by_itself, free_by_itself)]
    one = np.concatenate([u[paid], u[by_itself], u[free], u[free_by_itself], v[free_by_itself]])
    two = np.concatenate([v[paid], to_root[0], v[free], *to_root[1:]])
    order = np.concatenate([np.arange(len(rows) - len(spares)), len(rows) - len(spares) + np.argsort(spares)])
    rows, low, high = rows[order], np.minimum(one, two)[order], np.maximum(one, two)[order]
    first = np.unique(low * n + high, return_index=True)[1]
    first = first[low[first] != high[first]]  # paid ones stand first, then the lowest
    graph = csr_array((first + 1.0, (low[first], high[first])), shape=(n, n))
    tree = minimum_spanning_tree(graph).tocoo()
    which = np.rint(tree.data).astype(np.int64) - 1
    spare = which >= len(rows) - len(spares)
    needed = np.zeros(n, dtype=bool)
    needed[instance.root] = needed[u[paid]] = needed[v[paid]] = True
    for (_, places), got in zip(instance.goals, won.tolist(), strict=True):
        if got:
            for place in places:
                needed[list(instance.places[place][0])] = True
    kept = np.ones(len(which), dtype=bool)
    while True:
        degree = np.bincount(np.concatenate([tree.row[kept], tree.col[kept]]), minlength=n)
        loose = (degree == 1) & ~needed
        dead = kept & spare & (loose[tree.row] | loose[tree.col])
        if not dead.any():
            leaning: Ints = np.unique(rows[which[kept & spare]])
            return leaning
        kept &= ~dead
