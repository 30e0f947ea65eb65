"""The layers of a block as its nodes are taken in order: the frontier states, and the transitions between them.

Partial solutions that differ only in nodes that are closed share a state. Frontier method for Steiner trees: Hardy,
Lucet and Limnios 2007; Kawahara and others 2017.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

from gisplan.steiner.frontier.biconnected import Block, BlockTree
from gisplan.steiner.frontier.layers import LayerPaths
from gisplan.steiner.frontier.transitions import OUT, State, Transition, Transitions
from gisplan.steiner.limits import StateLimitError, is_over
from gisplan.steiner.problem import Mask

__all__ = ["StateLimitError", "list_paths"]

_Paths = dict[tuple[int, int, bool], list[tuple[int, tuple[int, ...]]]]
# values and arcs used, by state after, state before, and whether the child blocks of the articulation node are in
_TRANSITIONS = 32  # to a state, at most, of all layers together
_LOOK_EVERY = 1024  # states and transitions between two looks at the clock


def list_paths(
    tree: BlockTree,
    block: Block,
    prize: Sequence[int],
    required: Mask,
    cut_vertices: set[int],
    *,
    max_states: int,
    deadline: float,
) -> list[LayerPaths]:
    """List the paths of the layers of one block; the last layer has at most one state.

    Parameters
    ----------
    tree : BlockTree
    block : Block
    prize : sequence of int
        Of each node, and after the nodes of each joint prize.
    required : (n,) bool
        Nodes that every solution connects.
    cut_vertices : set of int
        The nodes through which other blocks are entered.
    max_states : int
        The most states of all layers together.
    deadline : float
        In seconds of `time.monotonic`.

    Raises
    ------
    StateLimitError
        There are more states, or time is up.
    """
    frontier = _Frontier(tree, block, prize, required, cut_vertices, max_states, deadline)
    layers: list[LayerPaths] = []
    for node in block.order:
        for layer in frontier.take(node):
            layers.append(layer)
            frontier.max_states -= layer.n_next_states
            if frontier.max_states < 0 or is_over(deadline):
                raise StateLimitError
    return layers


class _Closing:
    """What happens in a state when some of the open nodes are closed."""

    def __init__(self, frontier: _Frontier, nodes: list[int], articulation_node: int) -> None:
        at = {node: i for i, node in enumerate(frontier.open)}
        n = frontier.n
        self.transitions_left, self.deadline = _TRANSITIONS * max(frontier.max_states, 1_000), frontier.deadline
        self.until_look = 0
        self.prizes = [(at[node], frontier.prize[node]) for node in nodes]
        self.required = [at[node] for node in nodes if node < n and frontier.required[node]]
        joint = [(at[node], frontier.joint_prizes_at(node, at)) for node in nodes]
        self.joint_prizes = [(i, lost) for i, lost in joint if lost]
        self.remaining = [i for i, node in enumerate(frontier.open) if node not in nodes]
        self.articulation_at = at[articulation_node] if articulation_node >= 0 else -1
        self.rest: Callable[[State], State] = (
            itemgetter(*self.remaining)
            if len(self.remaining) > 1
            else lambda state: tuple(state[i] for i in self.remaining)
        )

    def outcomes(
        self, states: dict[State, int], list_transitions: Callable[[State], list[Transition]] | None
    ) -> Iterator[tuple[int, State, int, bool, tuple[int, ...]]]:
        """Yield each state's number, and of its transitions the state after, value, child blocks in, and arcs used.

        Transitions that do not connect a required node are left out. Gives up on too many, or once time is up.
        """
        prizes, required, rest, at = self.prizes, self.required, self.rest, self.articulation_at
        for before, source in states.items():
            transitions = list_transitions(before) if list_transitions else [(before, ())]
            self.transitions_left -= len(transitions)
            if self.transitions_left < 0 or self._is_over(1 + len(transitions)):
                raise StateLimitError
            for state, used in transitions:
                if self.joint_prizes:
                    state = self._forfeit(state)
                if required and any(state[i] == OUT for i in required):
                    continue
                value = 0
                for i, prize in prizes:
                    if state[i] != OUT:
                        value += prize
                yield source, rest(state), value, at >= 0 and state[at] != OUT, used

    def _is_over(self, taken: int) -> bool:
        """Whether time is up, once so many more transitions are taken; not every time is looked at the clock."""
        self.until_look -= taken
        if self.until_look > 0:
            return False
        self.until_look = _LOOK_EVERY
        return is_over(self.deadline)

    def _forfeit(self, state: State) -> State:
        """Give up the joint prizes of nodes that are closed without being connected."""
        for i, lost in self.joint_prizes:
            if state[i] == OUT:
                state = tuple([OUT if j in lost else entry for j, entry in enumerate(state)])
        return state


class _Frontier:
    """The open nodes (some of whose neighbours are not taken yet) and the states at one moment."""

    def __init__(
        self,
        tree: BlockTree,
        block: Block,
        prize: Sequence[int],
        required: Mask,
        cut_vertices: set[int],
        max_states: int,
        deadline: float,
    ) -> None:
        self.prize, self.required, self.cut_vertices = prize, required, cut_vertices
        self.max_states, self.deadline = max_states, deadline
        self.n, self.neighbours = tree.rooted.n, block.neighbours
        self.transitions = Transitions(tree, block, required)
        self.open: list[int] = []
        self.states: dict[State, int] = {(): 0}

    def take(self, node: int) -> Iterator[LayerPaths]:
        """Take the next node; of the nodes to close, a layer closes only one that has child blocks."""
        self.open.append(node)
        moves = self.transitions
        closed = [other for other in self.open if moves.last_use[other] <= moves.position[node]]
        parents = [other for other in closed if other in self.cut_vertices]
        joint = [other for other in closed if other >= self.n]
        first = [other for other in closed if other not in parents[1:] and other not in joint]
        list_transitions = moves.transitions_at(node, self.open)
        yield self._build_layer(list_transitions, first + (joint if len(parents) < 2 else []), parents[:1])
        for i, other in enumerate(parents[1:], start=2):
            yield self._build_layer(None, [other, *(joint if i == len(parents) else [])], [other])

    def joint_prizes_at(self, node: int, at: dict[int, int]) -> list[int]:
        """Find where the joint prizes that need a node are in a state."""
        return [] if node >= self.n else [at[other] for other in self.neighbours[node] if other >= self.n]

    def _build_layer(
        self, list_transitions: Callable[[State], list[Transition]] | None, nodes: list[int], parent: list[int]
    ) -> LayerPaths:
        """Build the layer of every state's transitions, with some nodes closed and their prizes collected."""
        articulation_node = parent[0] if parent else -1
        closing = _Closing(self, nodes, articulation_node)
        after: dict[State, int] = {}
        paths: _Paths = defaultdict(list)
        for source, state, value, child_blocks_in, used in closing.outcomes(self.states, list_transitions):
            target = after.setdefault(state, len(after))
            paths[target, source, child_blocks_in].append((value, used))
            if len(after) > self.max_states:
                raise StateLimitError
        layer = LayerPaths(len(self.states), len(after), articulation_node, sorted(paths.items()))
        self.states, self.open = after, [self.open[i] for i in closing.remaining]
        return layer
