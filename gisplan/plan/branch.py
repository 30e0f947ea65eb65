"""Branch and cut: the programme in fractions is solved again at every node, with more of it settled each time.

A node of the network is put in or out of the plan, the one that tells most about the bound first (reliability
branching: Achterberg, Koch and Martin 2005); arcs only when every node is settled. Cuts hold everywhere, so one
programme serves the whole tree, and each node begins where the last one ended.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from gisplan.plan.ascent import least_through
from gisplan.plan.cuts import violated_cuts
from gisplan.plan.instance import Floats, Ints, Mask
from gisplan.plan.relaxation import Relaxation, Solved
from gisplan.plan.rooted import Stand
from gisplan.plan.search import Search

__all__ = ["MANY", "Branching"]

MANY = 6  # equals that are found one by one
_MOST_NODES = 60  # beyond so many the solver is sooner done
_WHOLE = 1e-6
_TOLERANCE = 1e-6
_ROUNDS = 8  # of cuts at a node, while they move the bound
_TRIED = 6  # candidates whose two branches are tried before one is chosen
_ITERATIONS = 15  # of the simplex for such a trial
_EVERY = 10  # nodes between two attempts at a plan


class _Choice(NamedTuple):
    """A node of the network, or an arc, that is put in or out."""

    node: int
    arc: int


@dataclass(frozen=True)
class _Open:
    """A part of all plans that is still to be looked at: some arcs closed, some used, some nodes joined."""

    bound: float
    closed: Mask
    used: Mask
    joined: Mask


@dataclass
class _Gains:
    """How much the bound moved on average, per unit of fraction, when a node was put out or in."""

    sums: Floats
    counts: Ints

    @classmethod
    def of(cls, count: int) -> _Gains:
        return cls(np.zeros((2, count)), np.zeros((2, count), dtype=np.int64))

    def learn(self, way: int, which: int, gain: float) -> None:
        self.sums[way, which] += gain
        self.counts[way, which] += 1

    def expected(self, which: Ints, share: Floats) -> Floats:
        """What each candidate promises: the product of its two gains."""
        mean = self.sums.sum(axis=1) / np.maximum(self.counts.sum(axis=1), 1)
        known = self.counts[:, which] > 0
        each = np.where(known, self.sums[:, which] / np.maximum(self.counts[:, which], 1), mean[:, None])
        down, up = each[0] * share, each[1] * (1 - share)
        promised: Floats = np.maximum(down, 1e-6) * np.maximum(up, 1e-6)
        return promised


@dataclass
class Branching:
    """One search through a tree of choices.

    Attributes
    ----------
    search : Search
        Its solution improves, and its bound ends where the proof does.
    programme : Relaxation
    most_prize : bool
        The most prize; else the least cost, and all the solutions that are as cheap.
    beyond : int
        The prize that a plan must win more than to be looked for; of the least cost nothing is asked.
    many : int
        Keep so many equals, and look for better ones alone from then on.
    """

    search: Search
    programme: Relaxation
    most_prize: bool
    beyond: int = 0
    many: int = 1
    equals: list[Stand] = field(default_factory=list)
    nodes: int = 0
    given_up: bool = False

    def __post_init__(self) -> None:
        self.gains = _Gains.of(self.search.rooted.n)
        self.heap: list[tuple[float, int, _Open]] = []

    def run(self) -> bool:
        """Go through the whole tree; False when time is up before, or it grows too large."""
        rooted = self.search.rooted
        nothing = np.zeros(self.programme.n_arcs, dtype=bool)
        at: _Open | None = _Open(-np.inf, nothing, nothing, np.zeros(rooted.n, dtype=bool))
        while True:
            if at is None:
                if not self.heap:
                    return True
                bound, _, at = heapq.heappop(self.heap)
                if self._is_done(bound):
                    return True
            at = self._visit(at)
            if self.given_up or self.nodes > _MOST_NODES:
                return False

    def _is_done(self, bound: float) -> bool:
        """Nothing better can be within this bound, nor anything as good while more equals are asked for."""
        search = self.search
        if self.most_prize:
            best = max(search.stand.value, self.beyond)
            return search.value_within(int(search.rooted.prize[0]) - bound * search.step) <= best
        most = search.stand.cost - (len(self.equals) >= self.many)
        return search.cost_beyond(bound * search.unit) > most

    def _visit(self, at: _Open) -> _Open | None:
        """Solve and cut a node; its better child, or None when nothing is left of it."""
        self.nodes += 1
        self.programme.restrict(at.closed, at.used, at.joined)
        closed, last, rounds = at.closed, -np.inf, 0
        while not self.search.late and not (closed & at.used).any():
            told = self.programme.solve(self.search.deadline)
            if not told.finished:
                if told.infeasible:
                    return None
                break
            if self._is_done(told.objective):
                return None
            closed = self._close(told, closed, at)
            x = told.x[: self.programme.n_arcs]
            whole = bool(np.all(np.abs(x - np.rint(x)) <= _WHOLE))
            if (self.nodes == 1 or self.nodes % _EVERY == 0) and rounds == 0:
                self._attempt(x)
            rounds += 1
            moved = told.objective - last > 0.02 * self._gap(told.objective)
            if whole or rounds <= _ROUNDS or moved:
                cuts = violated_cuts(self.search.rooted, np.rint(x) if whole else x, most=60, nested=2)
                last = told.objective
                if cuts:
                    self.search.cuts += cuts
                    self.programme.add_cuts(cuts)
                    continue
                if whole:
                    if self._take(np.flatnonzero(x > 0.5), told.objective):
                        return None
                    continue
            return self._branch(told, _Open(told.objective, closed, at.used, at.joined))
        self.given_up = True  # time is up, or the solver got nowhere: nothing is claimed of this node
        return None

    def _gap(self, objective: float) -> float:
        """From a node's bound to the best solution, in the solver's unit."""
        search = self.search
        if self.most_prize:
            best = max(search.stand.value, self.beyond)
            return -objective - (best - int(search.rooted.prize[0])) / search.step
        return search.stand.cost / search.unit - objective

    def _close(self, told: Solved, closed: Mask, at: _Open) -> Mask:
        """Close the arcs over which every plan of this node is worse than the best one."""
        n_arcs = self.programme.n_arcs
        gap = self._gap(told.objective) - (1.0 if self.most_prize else 0.0)
        # An arc that must be used loses nothing by being used.
        reduced = np.where(at.used, 0.0, np.maximum(told.reduced[:n_arcs], 0.0))
        lost = least_through(self.search.rooted, reduced)
        more = (lost > gap + _TOLERANCE) & (told.x[:n_arcs] < _TOLERANCE) & ~closed
        if not more.any():
            return closed
        closed = closed | more
        self.programme.restrict(closed, at.used, at.joined)
        return closed

    def _attempt(self, x: Floats) -> None:
        """A plan along what the programme uses."""
        rooted = self.search.rooted
        guide: Floats = np.maximum(1.0 - x, 0.0) * rooted.cost
        self.search.follow(guide, power=1.0)

    def _take(self, arcs: Ints, objective: float) -> bool:
        """Keep a plan in whole numbers; True when nothing else of its node is wanted."""
        search = self.search
        tree = search.rooted.pruned(arcs)
        found = search.rooted.stand(tree)
        affords = search.affords(found, tree)
        if affords and self.most_prize:
            search.offer(found, tree)
            if self._is_done(objective):
                return True
        elif affords and found.value >= search.stand.value and found.cost <= search.stand.cost:
            if found.better_than(search.stand) or not self.equals:
                self.equals = []
            search.offer(found, tree)
            self.equals.append(found)
        self.programme.forbid_links(found.links)
        return not self.most_prize and self._is_done(objective)

    def _branch(self, told: Solved, at: _Open) -> _Open | None:
        """The two children of a node: the worse one waits, the better one is next."""
        children = self._choose(told, at)
        for child in children[1:]:
            heapq.heappush(self.heap, (child.bound, self.nodes, child))
        return children[0]

    def _choose(self, told: Solved, at: _Open) -> list[_Open]:
        """Which node of the network, or which arc, is settled next."""
        rooted = self.search.rooted
        x = told.x[: self.programme.n_arcs]
        share: Floats = np.bincount(rooted.head, weights=x, minlength=rooted.n).astype(np.float64)
        loose: Ints = np.flatnonzero((share > 1e-5) & (share < 1 - 1e-5)).astype(np.int64)
        if not len(loose):
            arc = int(np.argmax(np.minimum(x, 1 - x)))
            choice = _Choice(-1, arc)
            return [self._child(at, choice, way, told.objective) for way in (0, 1)]
        first = np.minimum(share[loose], 1 - share[loose]) * (1.0 + rooted.weight[loose] / rooted.weight.max())
        known = self.gains.counts[:, loose].min(axis=0) > 0
        score = self.gains.expected(loose, share[loose])
        best, best_score, best_bounds = -1, -1.0, (told.objective, told.objective)
        if known.any():
            which = int(np.argmax(np.where(known, score, -1.0)))
            best, best_score = int(loose[which]), float(score[which])
        new = np.flatnonzero(~known)
        for which in new[np.argsort(-first[new], kind="stable")][:_TRIED].tolist():
            node = int(loose[which])
            bounds = self._try(told, at, node, float(share[node]))
            gains = [max(bound - told.objective, 1e-6) for bound in bounds]
            if gains[0] * gains[1] > best_score:
                best, best_score, best_bounds = node, gains[0] * gains[1], bounds
        choice = _Choice(best, -1)
        hints = sorted((0, 1), key=lambda way: best_bounds[way])  # the branch that promises more is next
        return [self._child(at, choice, way, told.objective) for way in hints]

    def _try(self, told: Solved, at: _Open, node: int, share: float) -> tuple[float, float]:
        """The bounds when a node is put out, and in, after some steps of the simplex."""
        found = []
        basis = self.programme.basis()
        for way, part in ((0, share), (1, 1 - share)):
            child = self._child(at, _Choice(node, -1), way, told.objective)
            self.programme.restrict(child.closed, child.used, child.joined)
            bound = max(self.programme.glance(_ITERATIONS), told.objective)
            self.programme.start_from(basis)
            self.gains.learn(way, node, min(bound - told.objective, self._gap(told.objective) + 1) / part)
            found.append(bound)
        self.programme.restrict(at.closed, at.used, at.joined)
        return found[0], found[1]

    def _child(self, at: _Open, choice: _Choice, way: int, bound: float) -> _Open:
        """A node's part where a choice is settled: 0 out, 1 in."""
        rooted = self.search.rooted
        if choice.node < 0:
            arc = np.arange(len(rooted.tail)) == choice.arc
            closed, used = (at.closed | arc, at.used) if way == 0 else (at.closed, at.used | arc)
            return _Open(bound, closed, used, at.joined)
        if way == 0:
            return _Open(
                bound, at.closed | (rooted.head == choice.node) | (rooted.tail == choice.node), at.used, at.joined
            )
        joined = at.joined.copy()
        joined[choice.node] = True
        return _Open(bound, at.closed, at.used, joined)
