"""The reduced problem written as arcs away from the root."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from gisplan.steiner.problem import Ints, Mask, SteinerProblem
from gisplan.steiner.reduction.contract import Shrunk
from gisplan.steiner.reduction.multigraph import Bill, Links
from gisplan.steiner.reduction.rooted import Rooted

__all__ = ["Half", "write_arcs"]

Arc = tuple[int, int, int, Bill]  # tail, head, link or -1, what it charges


class Half(NamedTuple):
    """An edge that is more than a way between its ends: it joins places, opens relays, or is joined by itself."""

    edge: int
    ends: tuple[int, ...]
    of_root: bool


def write_arcs(
    instance: SteinerProblem, shrunk: Shrunk, links: Links, halves: list[Half], bills: list[Bill], budgets: Ints
) -> tuple[Rooted, list[tuple[int, ...]]]:
    """Number what is left, write it as arcs, and tell which edges each link stands for."""
    nothing = (0,) * (len(budgets) + 1)
    alive = sorted({number for at in links.at for numbers in at.values() for number in numbers})
    opened = {end for half in halves for end in half.ends}
    joins = [(a, b) for a, b in shrunk.joins.tolist() if all(not shrunk.relay[x] or x in opened for x in (a, b))]
    used = {
        0,
        *opened,
        *(end for number in alive for end in links.ends[number]),
        *(end for pair in joins for end in pair),
    }
    enter = {node: i for i, node in enumerate(sorted(used))}
    relays = [node for node in sorted(opened) if shrunk.relay[node]]
    leave = enter | {node: len(enter) + i for i, node in enumerate(relays)}
    held = [set() if shrunk.relay[node] else shrunk.holders[node] for node in sorted(used)]
    held += [shrunk.holders[node] for node in relays]
    arcs: list[Arc] = []
    parts: list[tuple[int, ...]] = []
    for number in alive:
        a, b = (enter[end] for end in links.ends[number])
        arcs += [(a, b, len(parts), links.bill[number]), (b, a, len(parts), links.bill[number])]
        parts.append(links.parts[number])
    for a, b in joins:
        arcs += [(leave[a], enter[b], -1, nothing), (leave[b], enter[a], -1, nothing)]
    arcs += [(leave[node], enter[node], -1, nothing) for node in relays]
    for half in halves:
        middle = len(held)
        held.append(shrunk.on_edge.get(half.edge, set()))
        tails = [enter[end] for end in half.ends] + [0] * half.of_root
        arcs += [(tail, middle, len(parts), bills[half.edge]) for tail in tails]
        arcs += [(middle, leave[end], -1, nothing) for end in half.ends]
        parts.append((half.edge,))
    if relays:
        held = _forget_unreached(held, arcs)
    prize, shared = _prizes(instance, held, arcs, nothing)
    tail, head, link = (np.array([arc[i] for arc in arcs], dtype=np.int64) for i in range(3))
    bill = np.array([arc[3] for arc in arcs], dtype=np.int64).reshape(len(arcs), len(nothing)).T
    return Rooted(len(prize), tail, head, link, bill[-1], bill[:-1], budgets, prize, shared), parts


def _forget_unreached(held: list[set[int]], arcs: list[Arc]) -> list[set[int]]:
    """What no way from the root leads to, joins nothing."""
    n = len(held)
    ends = np.array([arc[:2] for arc in arcs], dtype=np.int64).reshape(-1, 2).T
    graph = csr_array((np.ones(len(arcs), np.int8), (ends[0], ends[1])), shape=(n, n))
    reached: Mask = np.zeros(n, dtype=bool)
    order: Ints = breadth_first_order(graph, 0, return_predecessors=False)
    reached[order] = True
    return [places if met else set() for places, met in zip(held, reached.tolist(), strict=True)]


def _prizes(
    instance: SteinerProblem, held: list[set[int]], arcs: list[Arc], nothing: Bill
) -> tuple[Ints, list[tuple[int, tuple[int, ...]]]]:
    """Prizes on nodes; a place that several nodes can join becomes a node of its own, which nothing leaves."""
    at: dict[int, list[int]] = defaultdict(list)
    for node, places in enumerate(held):
        for place in sorted(places):
            at[place].append(node)
    node_of = {place: nodes[0] for place, nodes in at.items()}
    count = len(held)
    for place, nodes in at.items():
        if len(nodes) > 1:
            node_of[place] = count
            arcs += [(node, count, -1, nothing) for node in nodes]
            count += 1
    prize = np.zeros(count, dtype=np.int64)
    shared: dict[tuple[int, ...], int] = defaultdict(int)
    for worth, needs in instance.goals:
        if worth > 0 and all(place in node_of for place in needs):
            key = tuple(sorted({node_of[place] for place in needs} - {0}))
            if len(key) > 1:
                shared[key] += worth
            else:
                prize[key[0] if key else 0] += worth
    return prize, [(worth, key) for key, worth in sorted(shared.items())]
