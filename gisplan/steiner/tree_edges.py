"""What some edges of a problem connect and serve, and the free edges that their tree uses."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from gisplan.steiner.problem import Ints, Mask, SteinerProblem

__all__ = ["find_active_nodes", "find_connected", "find_free_edges"]


def find_connected(problem: SteinerProblem, paid: Ints) -> tuple[Mask, Mask]:
    """Find the nodes (N,) that some edges and all free ones connect to the root, and the goals (G,) they serve."""
    active = find_active_nodes(problem, paid)
    built = np.concatenate([paid, np.flatnonzero(problem.allowed & (problem.cost == 0))])
    passable = built[active[problem.u[built]] & active[problem.v[built]]]
    at_root = list_root_edges(problem, built)
    at_root_nodes = np.concatenate([end[at_root][active[end[at_root]]] for end in (problem.u, problem.v)])
    ends = (
        np.concatenate([problem.u[passable], at_root_nodes]),
        np.concatenate([problem.v[passable], np.full(len(at_root_nodes), problem.root)]),
    )
    graph = csr_array((np.ones(len(ends[0]), np.int8), ends), shape=(problem.n_nodes, problem.n_nodes))
    label = connected_components(graph, directed=False)[1]
    connected = active & (label == label[problem.root])
    live = np.zeros(len(problem.u), dtype=bool)
    live[built[connected[problem.u[built]] | connected[problem.v[built]]]] = live[at_root] = True
    unconnected = (problem.terminal_nodes.count(connected) == 0) & (problem.terminal_edges.count(live) == 0)
    served: Mask = problem.goal_terminals.count(unconnected) == 0
    return connected, served


def find_active_nodes(problem: SteinerProblem, paid: Ints) -> Mask:
    """Find the nodes that can be passed: all but the switched nodes at which nothing is built."""
    active = np.ones(problem.n_nodes, dtype=bool)
    active[problem.switched_nodes] = False
    active[problem.u[paid]] = active[problem.v[paid]] = active[problem.root] = True
    return active


def list_root_edges(problem: SteinerProblem, edges: Ints) -> Ints:
    """Find those of some edges that are connected to the root by themselves."""
    return np.intersect1d(edges, np.flatnonzero(problem.root_edges))


def find_free_edges(problem: SteinerProblem, paid: Ints, connected: Mask, served: Mask) -> Ints:
    """Find the free edges that connect the paid ones and the served goals, lowest first, without dead ends."""
    u, v, n = problem.u, problem.v, problem.n_nodes
    free = np.flatnonzero(problem.allowed & (problem.cost == 0) & connected[u] & connected[v])
    paid = paid[connected[u[paid]]]
    edge, low, high = _tree_candidates(problem, paid, free)
    first = np.unique(low * n + high, return_index=True)[1]
    first = first[low[first] != high[first]]
    graph = csr_array((first + 1.0, (low[first], high[first])), shape=(n, n))
    tree = minimum_spanning_tree(graph).tocoo()
    edge = edge[np.rint(tree.data).astype(np.int64) - 1]
    return _without_dead_ends(problem, edge, (tree.row, tree.col), _needed_nodes(problem, paid, served))


def _without_dead_ends(problem: SteinerProblem, edge: Ints, ends: tuple[Ints, Ints], needed: Mask) -> Ints:
    """Remove a tree's free edges that lead to no needed node; the free ones that are left, ascending."""
    removable = problem.cost[edge] == 0
    kept = np.ones(len(edge), dtype=bool)
    while True:
        degree = np.bincount(np.concatenate([ends[0][kept], ends[1][kept]]), minlength=problem.n_nodes)
        is_loose = (degree == 1) & ~needed
        dead = kept & removable & (is_loose[ends[0]] | is_loose[ends[1]])
        if not dead.any():
            return np.unique(edge[kept & removable])
        kept &= ~dead


def _tree_candidates(problem: SteinerProblem, paid: Ints, free: Ints) -> tuple[Ints, Ints, Ints]:
    """List edges with their ends, the lower node first: paid ones, then free ones by number.

    An edge that is connected to the root by itself is listed with the root as an end too: a paid one at its first
    end, a free one at either.
    """
    paid_at_root, free_at_root = list_root_edges(problem, paid), list_root_edges(problem, free)
    of_free = np.concatenate([free, free_at_root, free_at_root])
    order = np.argsort(of_free)
    to_root = np.full(len(free_at_root), problem.root)
    free_one = np.concatenate([problem.u[free], problem.u[free_at_root], problem.v[free_at_root]])[order]
    free_two = np.concatenate([problem.v[free], to_root, to_root])[order]
    one = np.concatenate([problem.u[paid], problem.u[paid_at_root], free_one])
    two = np.concatenate([problem.v[paid], np.full(len(paid_at_root), problem.root), free_two])
    edges = np.concatenate([paid, paid_at_root, of_free[order]])
    return edges, np.minimum(one, two), np.maximum(one, two)


def _needed_nodes(problem: SteinerProblem, paid: Ints, served: Mask) -> Mask:
    """Find the nodes that must stay in the tree: the root, the ends of paid edges, and served goals' nodes."""
    needed = np.zeros(problem.n_nodes, dtype=bool)
    needed[problem.root] = needed[problem.u[paid]] = needed[problem.v[paid]] = True
    goals, nodes = problem.goal_terminals, problem.terminal_nodes
    wanted = np.zeros(len(problem.terminals), dtype=bool)
    wanted[goals.member[served[goals.of]]] = True
    needed[nodes.member[wanted[nodes.of]]] = True
    return needed
