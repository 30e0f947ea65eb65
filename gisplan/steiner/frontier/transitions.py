"""The transitions of a frontier state when the next node is taken.

A state has an entry for every open node: not connected, connected to the block's cut vertex, or part of a
component whose top node, which no arc enters yet, the entry names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from gisplan.steiner.frontier.biconnected import Block, BlockTree
from gisplan.steiner.limits import StateLimitError
from gisplan.steiner.problem import Mask

__all__ = ["CONNECTED", "OUT", "State", "Transition", "Transitions"]

OUT, CONNECTED = 0, -1
_MAX_ARCS = 32  # between a node and the open ones: each may double the transitions of a state
State = tuple[int, ...]
Transition = tuple[State, tuple[int, ...]]
"""The state after it, and the arcs that it uses."""


class _OpenArc(NamedTuple):
    """An arc between open nodes: where its ends are in a state (-1: the cut vertex), its head, whether it is free."""

    arc: int
    tail_at: int
    head_at: int
    head: int
    free: bool


class Transitions:
    """The transitions within one block.

    Parameters
    ----------
    tree : BlockTree
    block : Block
    required : (n,) bool
        Nodes that every solution connects.

    Attributes
    ----------
    position : mapping of int to int
        When each node is taken; the cut vertex before all others.
    last_use : mapping of int to int
        When the last node is taken on which a node depends: it may be closed then.
    """

    def __init__(self, tree: BlockTree, block: Block, required: Mask) -> None:
        self.tree, self.neighbours, self.required = tree, block.neighbours, required
        self.n = tree.rooted.n
        self.tail, self.head = tree.tail, tree.head
        position = self.position = {block.cut_vertex: -1} | {node: i for i, node in enumerate(block.order)}
        self.last_use = {node: max(position[other] for other in (node, *self.neighbours[node])) for node in block.order}
        for node in block.order:
            if node >= self.n:  # whether a joint prize is collected is known when all its nodes are closed
                self.last_use[node] = max(self.last_use[o] for o in self.neighbours[node] if o in self.last_use)
        self.last_entry = {node: self._last_entry(node) for node in block.order}

    def _last_entry(self, node: int) -> int:
        """Find when the last node is taken from which an arc can enter a node; never for leaves and joint prizes."""
        if node >= self.n or node in self.tree.free_leaves:
            return -2
        tails = [self.tail[arc] for other in self.neighbours[node] for arc in self._arcs_between(node, other)]
        return max(self.position[other] for other in (node, *tails))

    def _arcs_between(self, node: int, other: int) -> Sequence[int]:
        return self.tree.arcs_between.get((min(node, other), max(node, other)), ())

    def transitions_at(self, node: int, open_: Sequence[int]) -> Callable[[State], list[Transition]]:
        """Return the function that lists the transitions of a state when a node, the last open one, is taken."""
        at = {other: i for i, other in enumerate(open_)}
        arcs, leaves = self._new_edges(node, at)
        if len({arc[1:3] for arc in arcs}) > _MAX_ARCS:
            raise StateLimitError
        closed = [(at[other], other) for other in open_ if self.last_entry[other] == self.position[node]]
        entries = self._first_entries(node)

        def list_transitions(state: State) -> list[Transition]:
            found: list[Transition] = [((*state, entry), ()) for entry in entries]
            for arc in arcs:
                found = _with_arc(found, *arc)
            for i, other in closed:
                found = [transition for transition in found if transition[0][i] != other]
            return [(_with_leaves(state, leaves), used) for state, used in found] if leaves else found

        return list_transitions

    def _new_edges(self, node: int, at: dict[int, int]) -> tuple[list[_OpenArc], list[tuple[int, int]]]:
        """List the arcs between a node and those taken before, and the pairs (free leaf, node before it) in a state."""
        arcs: list[_OpenArc] = []
        leaves: list[tuple[int, int]] = []
        for other in self.neighbours[node]:
            if self.position[other] > self.position[node] or max(node, other) >= self.n:
                continue
            for leaf, before in ((node, other), (other, node)):
                if leaf in self.tree.free_leaves:
                    leaves.append((at[leaf], at.get(before, -1)))
                    break
            else:
                for arc in self._arcs_between(node, other):
                    tail, head = self.tail[arc], self.head[arc]
                    if head in at:
                        free = bool(self.tree.rooted.cost[arc] == 0)
                        arcs.append(_OpenArc(arc, at.get(tail, -1), at[head], head, free))
        return arcs, leaves

    def _first_entries(self, node: int) -> list[int]:
        """List the entries with which a node may begin."""
        if node >= self.n:
            return [CONNECTED]
        if node in self.tree.free_leaves:
            return [OUT]
        return [node] if self.required[node] else [OUT, node]


def _with_arc(
    transitions: list[Transition], arc: int, tail_at: int, head_at: int, head: int, free: bool
) -> list[Transition]:
    """Return each transition without an arc and, where its head tops another component, with it."""
    found = []
    for transition in transitions:
        state = transition[0]
        entry_of_tail = CONNECTED if tail_at < 0 else state[tail_at]
        if entry_of_tail in (OUT, head) or state[head_at] != head:
            found.append(transition)
            continue
        if entry_of_tail != CONNECTED or not free:  # an arc that connects for nothing is always used
            found.append(transition)
        merged = tuple([entry_of_tail if entry == head else entry for entry in state])
        found.append((merged, (*transition[1], arc)))
    return found


def _with_leaves(state: State, leaves: list[tuple[int, int]]) -> State:
    """Connect free leaves as soon as a node before them is in."""
    entries = list(state)
    for leaf, before in leaves:
        if before < 0 or entries[before] != OUT:
            entries[leaf] = CONNECTED
    return tuple(entries)
