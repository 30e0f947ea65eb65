"""Which way each arc can be of use: never back into the node through which its block is entered."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from gisplan.steiner.reduction.rooted import Rooted

__all__ = ["orient"]


def orient(rooted: Rooted) -> Rooted:
    """Drop the arcs into the root, loops, and those from a block into its entrance.

    A tree out of the root enters a block of the graph (a part that no single node cuts in two) by the
    articulation point nearest to the root, so no arc of that block leads back into it.
    Hopcroft and Tarjan 1973 (low points), without recursion.
    """
    near: dict[int, list[int]] = defaultdict(list)
    for tail, head in zip(rooted.tail.tolist(), rooted.head.tolist(), strict=True):
        near[tail].append(head)
        near[head].append(tail)
    useless = _into_entrances(near)
    key = rooted.tail * rooted.n + rooted.head
    dead = np.isin(key, np.array([tail * rooted.n + head for tail, head in useless], dtype=np.int64))
    return rooted.keep(~dead & (rooted.head != 0) & (rooted.tail != rooted.head))


def _into_entrances(near: dict[int, list[int]]) -> list[tuple[int, int]]:
    """The pairs (node, entrance of its block) that are joined, by one walk from the root."""
    depth, low, parent = {0: 0}, {0: 0}, {0: 0}
    stack: list[tuple[int, int]] = []  # the edges of the blocks that are still open
    useless: list[tuple[int, int]] = []
    walk = [(0, iter(near[0]))]
    while walk:
        node, others = walk[-1]
        for other in others:
            if other not in depth:
                depth[other] = low[other] = depth[node] + 1
                parent[other] = node
                stack.append((node, other))
                walk.append((other, iter(near[other])))
                break
            if depth[other] < depth[node] and other != parent[node]:
                low[node] = min(low[node], depth[other])
                stack.append((other, node))
        else:
            walk.pop()
            if not walk:
                break
            above = parent[node]
            low[above] = min(low[above], low[node])
            if low[node] >= depth[above]:
                useless += _close(stack, above, node)
    return useless


def _close(stack: list[tuple[int, int]], above: int, node: int) -> list[tuple[int, int]]:
    """Take a block's edges off the stack; those at its entrance lead only away from it."""
    useless = []
    while stack:
        upper, lower = stack.pop()
        if upper == above:
            useless.append((lower, above))
        if (upper, lower) == (above, node):
            break
    return useless
