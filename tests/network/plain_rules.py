"""A second opinion on which roads touch: the rule of `docs/verdicts.md`, line by line, in plain Python over shapely.

It looks at every pair of roads and every end; trees of boxes leave out what is too far apart to matter. It shares
nothing with the package but the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString, Point, STRtree

__all__ = ["Join", "PlainRules"]

SAME_M = 1e-6
HAIR_M = 2e-6
SLACK_M = 1.0  # looked at beyond every limit, so that a tree leaves nothing out

End = tuple[int, int]  # a road, and 0 for its first point or 1 for its last


class Join(NamedTuple):
    """A place of road `i` and one of road `j` that touch, or would; `end` is the end of `i` that comes near."""

    i: int
    at_i: float
    j: int
    at_j: float
    gap_m: float
    end: End | None


class Passing(NamedTuple):
    """A place at which road `i` passes road `j`: the point of `j`, and that of `i`."""

    i: int
    j: int
    place: Point
    own_place: Point


class Drawn:
    """A road as drawn: its straight pieces, and how far along it each begins."""

    def __init__(self, line: LineString) -> None:
        self.line = line
        self.xy = shapely.get_coordinates(line)
        self.step = np.diff(self.xy, axis=0)
        self.at: list[float] = np.cumsum([0.0, *np.hypot(*self.step.T)]).tolist()
        self.pieces = shapely.linestrings(np.stack([self.xy[:-1], self.xy[1:]], axis=1))

    @cached_property
    def tree(self) -> STRtree:
        """A tree of the pieces."""
        return STRtree(self.pieces)

    def nearest_places(self, point: Point, within_m: float) -> list[tuple[float, float]]:
        """How far along, and from a point, lie the places nearer to it than what is just before and just after."""
        close = self.tree.query(point, "dwithin", within_m + SLACK_M).tolist()
        found = sorted((self.at[k] + self.pieces[k].project(point), self.pieces[k].distance(point)) for k in close)
        kept: list[tuple[float, float]] = []
        for at, gap in found:
            sides = [s for s in (at - 1e-4, at + 1e-4) if 0 <= s <= self.line.length]
            least = all(self.line.interpolate(s).distance(point) >= gap - 1e-12 for s in sides)
            if least and not any(abs(at - other) < 1e-5 for other, _ in kept):
                kept.append((at, gap))
        return kept

    def shared_places(self, other: Drawn) -> Iterator[tuple[float, float]]:
        """How far along each lie the points that two of the straight pieces of two roads share."""
        for k, m in sorted(self.tree.query(other.pieces, "intersects").T[:, ::-1].tolist()):
            for s, t in _shared_by_pieces(self.pieces[k], other.pieces[m]):
                yield self.at[k] + s, other.at[m] + t

    def own_shared_places(self) -> Iterator[tuple[float, float]]:
        """How far along lie the points at which the road comes to be again."""
        for k, m in sorted(self.tree.query(self.pieces, "intersects").T.tolist()):
            only_the_bend = m == k + 1 and self.step[k] @ self.step[m] >= 0
            if k < m and not only_the_bend:
                for s, t in _shared_by_pieces(self.pieces[k], self.pieces[m]):
                    if self.at[m] + t - self.at[k] - s > SAME_M:
                        yield self.at[k] + s, self.at[m] + t


class PlainRules:
    """The joins of some roads at a tolerance, and those that levels withhold.

    `doubtful` says that a distance is so near to a limit that rounding decides.
    """

    def __init__(self, roads: gpd.GeoDataFrame, snap_m: float) -> None:
        self.lines: list[LineString] = [shapely.remove_repeated_points(g) for g in roads.geometry]
        self.drawn = [Drawn(line) for line in self.lines]
        self.line_tree = STRtree(self.lines)
        self.snap_m = snap_m
        self.doubtful = False
        self.layer = [_layer(roads, i) for i in range(len(roads))]
        self.ends: list[End] = [(i, k) for i in range(len(self.lines)) for k in (0, 1)]
        self.point = {(i, k): Point(self.lines[i].coords[-k]) for i, k in self.ends}
        self.end_tree = STRtree([self.point[end] for end in self.ends])
        self.direction = {end: self._direction(end) for end in self.ends}
        self.leading_on = {end: self._find_leading_on(end) for end in self.ends}
        self.continued = {end for end in self.ends if self._is_continued(end)}
        shared = list(self._shared())
        near = [join for end in self.ends for join in self._near(end)]
        near += [turned for join in shared for turned in self._at_ends(join)]
        self.near_of: dict[End | None, list[Join]] = defaultdict(list)
        for join in near:
            self.near_of[join.end].append(join)
        shared = [join for join in shared if not self._at_ends(join)]
        self.passed = [*self._passed_by_crossing(shared), *self._passed_by_ends(near)]
        self.passed += list(self._passed_further())
        self.joins: list[Join] = [s for s in shared if self._touch_inside(s)]
        allowed = [join for join in near if all(self._layers_allow(seen) for seen in self._both_ways(join))]
        decks = [(join.end, join.j) for join in near if self.layer[join.i] == self.layer[join.j]]
        kept = self._without_those_that_pass(allowed, decks)
        meets = [(seen.end, seen.j) for join in kept for seen in self._both_ways(join)]
        touching = self._without_those_that_pass(kept, meets)
        self.joins += touching
        self.withheld: list[Join] = sorted(set(near) - set(touching))
        self.joins += [join for i in range(len(self.lines)) for join in self._own(i)]
        self.nodes = list(roads["nodes"]) if "nodes" in roads else [None] * len(roads)
        self.joins = [join for join in self.joins if not self._by_nodes(join)] + list(self._at_shared_nodes())
        self.withheld = [join for join in self.withheld if not self._by_nodes(join)]

    @property
    def pairs(self) -> set[tuple[int, int]]:
        """The pairs of roads that touch; a road that touches itself is a pair with itself."""
        return {(min(j.i, j.j), max(j.i, j.j)) for j in self.joins}

    @property
    def withheld_pairs(self) -> set[tuple[int, int]]:
        """The pairs of roads of which a touch is withheld."""
        return {(min(j.i, j.j), max(j.i, j.j)) for j in self.withheld}

    def _by_nodes(self, join: Join) -> bool:
        """Whether both roads have numbered nodes: then they meet where they share one, and nowhere else."""
        return self.nodes[join.i] is not None and self.nodes[join.j] is not None

    def _at_shared_nodes(self) -> Iterator[Join]:
        """Yield the nodes that two roads share, and those to which a road comes again."""
        places: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for i, numbers in enumerate(self.nodes):
            for k, number in enumerate([] if numbers is None else numbers):
                for j, at in places[number]:
                    yield Join(j, at, i, self.drawn[i].at[k], 0.0, None)
                places[number].append((i, self.drawn[i].at[k]))

    def _below(self, value: float, limit: float) -> bool:
        if 0 < abs(value - limit) < HAIR_M:
            self.doubtful = True
        return value <= limit

    def _direction(self, end: End) -> np.ndarray:
        xy = np.array(self.lines[end[0]].coords)
        step = xy[1] - xy[0] if end[1] == 0 else xy[-2] - xy[-1]
        return step / np.hypot(*step)

    def _ends_near(self, end: End) -> list[tuple[float, End]]:
        """List the ends of other roads within the tolerance of an end."""
        close = self.end_tree.query(self.point[end], "dwithin", self.snap_m + SLACK_M)
        others = [other for other in (self.ends[k] for k in sorted(close.tolist())) if other[0] != end[0]]
        found = [(self.point[end].distance(self.point[other]), other) for other in others]
        return [(gap, other) for gap, other in found if gap <= self.snap_m]

    def _find_leading_on(self, end: End) -> list[End]:
        """List the nearest of the ends of other roads that lead on, within the tolerance."""
        leading = []
        for gap, other in self._ends_near(end):
            cosine = float(self.direction[end] @ self.direction[other])
            if 1e-12 < abs(cosine) < 1e-6:
                self.doubtful = True
            if cosine < -1e-9:
                leading.append((gap, other))
        nearest = min((gap for gap, _ in leading), default=0.0)
        return [other for gap, other in leading if self._same(gap - nearest)]

    def _same(self, distance: float) -> bool:
        """Whether a distance is none, but for rounding."""
        if SAME_M / 10 < distance < 10 * SAME_M:
            self.doubtful = True
        return distance <= SAME_M

    def _is_continued(self, end: End) -> bool:
        own = self.layer[end[0]]
        return own != (0, 0.0) and any(self.layer[other[0]] == own for other in self.leading_on[end])

    def _end_at(self, i: int, at: float) -> End | None:
        length = self.lines[i].length
        for distance in (at, length - at):
            if SAME_M / 10 < abs(distance) < 10 * SAME_M:
                self.doubtful = True
        if at <= SAME_M:
            return (i, 0)
        return (i, 1) if at >= length - SAME_M else None

    def _near(self, end: End) -> Iterator[Join]:
        """Yield where an end comes near other roads: wherever the distance is least thereabouts."""
        i, point = end[0], self.point[end]
        at_i = end[1] * self.lines[i].length
        for j in sorted(self.line_tree.query(point, "dwithin", self.snap_m + SLACK_M).tolist()):
            if j != i:
                for at_j, gap in self.drawn[j].nearest_places(point, self.snap_m):
                    self.doubtful |= 0 < gap < HAIR_M
                    if gap <= self.snap_m:
                        yield Join(i, at_i, j, at_j, gap, end)

    def _shared(self) -> Iterator[Join]:
        """Yield the points that two roads share."""
        for i, j in sorted(self.line_tree.query(self.lines, "intersects").T.tolist()):
            if i < j:
                for at_i, at_j in self.drawn[i].shared_places(self.drawn[j]):
                    yield Join(i, at_i, j, at_j, 0.0, None)

    def _at_ends(self, join: Join) -> list[Join]:
        """List a shared point as each road sees it that has an end there."""
        one, two = self._end_at(join.i, join.at_i), self._end_at(join.j, join.at_j)
        found = [join._replace(end=one)] if one else []
        return [*found, Join(join.j, join.at_j, join.i, join.at_i, 0.0, two)] if two else found

    def _touch_inside(self, join: Join) -> bool:
        one, two = self.layer[join.i], self.layer[join.j]
        return one == two and one[0] == 0

    def _layers_allow(self, join: Join) -> bool:
        """Whether an end may touch a road, by their layers alone."""
        assert join.end
        own, other = self.layer[join.i], self.layer[join.j]
        if own == other:
            return True
        if join.end in self.continued:
            return False
        if other == (0, 0.0):
            return True
        return any(e[0] == join.j and e not in self.continued for _, e in self._ends_near(join.end))

    def _both_ways(self, join: Join) -> Iterator[Join]:
        """Yield a touch as its end sees it, and, where it is of two ends, as the other sees it."""
        yield join
        there = self._end_at(join.j, join.at_j)
        if there:
            yield Join(join.j, join.at_j, join.i, join.at_i, join.gap_m, there)
        elif self._layers_allow(join) and self.layer[join.j] not in (self.layer[join.i], (0, 0.0)):
            assert join.end
            for gap, other in self._ends_near(join.end):
                if other[0] == join.j and other not in self.continued:
                    yield Join(join.j, other[1] * self.lines[join.j].length, join.i, join.at_i, gap, other)

    def _passed_by_crossing(self, shared: list[Join]) -> Iterator[Passing]:
        for join in shared:
            if not self._touch_inside(join):
                place = self.lines[join.j].interpolate(join.at_j)
                yield Passing(join.i, join.j, place, place)
                yield Passing(join.j, join.i, place, place)

    def _passed_by_ends(self, near: list[Join]) -> Iterator[Passing]:
        for join in near:
            assert join.end
            if self.layer[join.i] != self.layer[join.j]:
                inside = self._end_at(join.j, join.at_j) is None
                divided = inside and self._same(join.gap_m) and self.layer[join.j] != (0, 0.0)
                divided = divided and not any(
                    n.j == join.i and self._same(n.gap_m) for k in (0, 1) for n in self.near_of[join.j, k]
                )
                if join.end in self.continued:
                    apart = inside or not self._leads_to_abutment(join)
                else:
                    apart = divided or (inside and not self._layers_allow(join))
                if apart:
                    there = self.lines[join.j].interpolate(join.at_j)
                    yield Passing(join.i, join.j, there, self.point[join.end])
                    yield Passing(join.j, join.i, self.point[join.end], there)

    def _passed_further(self) -> Iterator[Passing]:
        """Yield the roads on the ground that lead on, near a passing, from the road that is passed."""
        for deck, below, place, on_deck in list(self.passed):
            if self.layer[deck] == (0, 0.0) or self.layer[below] != (0, 0.0):
                continue
            seen: set[End] = set()
            to_do = [below]
            while to_do:
                road = to_do.pop()
                for end in ((road, 0), (road, 1)):
                    if not self._below(self.point[end].distance(place), self.snap_m + SAME_M):
                        continue
                    for other in self.leading_on[end]:
                        by_deck = any(n.j == deck for n in self.near_of[other])
                        if other not in seen and by_deck and self._continue_each_other(end, other):
                            seen.add(other)
                            to_do.append(other[0])
                            yield Passing(deck, other[0], self.point[other], on_deck)
                            yield Passing(other[0], deck, on_deck, self.point[other])

    def _continue_each_other(self, one: End, two: End) -> bool:
        """Whether two ends on the ground lead on from each other, and from neither an end off the ground."""
        near = [one, two, *self.leading_on[one], *self.leading_on[two]]
        return one in self.leading_on[two] and all(self.layer[end[0]] == (0, 0.0) for end in near)

    def _leads_to_abutment(self, join: Join) -> bool:
        """Whether an end of the deck that is not continued comes nearer to the road than this end, which is."""
        assert join.end
        here, other_end = join.end, (join.i, 1 - join.end[1])
        deck_ends = [other_end, *(e for _, e in self._ends_near(here))]
        deck_ends = [e for e in deck_ends if e not in self.continued and self.layer[e[0]] == self.layer[join.i]]
        gaps = [n.gap_m for end in set(deck_ends) for n in self.near_of[end] if n.j == join.j]
        self.doubtful |= any(0 < abs(gap - join.gap_m) < HAIR_M for gap in gaps)
        return any(gap < join.gap_m for gap in gaps)

    def _without_those_that_pass(self, joins: list[Join], meets: list[tuple[End | None, int]]) -> list[Join]:
        """Leave out the ends whose road, or one off the ground that they touch, passes the other road there."""
        met: dict[End | None, set[int]] = defaultdict(set)
        for end, j in meets:
            if self.layer[j] != (0, 0.0):
                met[end].add(j)
        places: dict[tuple[int, int], list[Point]] = defaultdict(list)
        for road, other, at, _ in self.passed:
            places[road, other].append(at)

        def passes(join: Join) -> bool:
            place = self.lines[join.j].interpolate(join.at_j)
            near = (at for road in {join.i} | met[join.end] for at in places[road, join.j])
            return any(self._below(place.distance(at), self.snap_m + SAME_M) for at in near)

        return [join for join in joins if not any(passes(seen) for seen in self._both_ways(join))]

    def _own(self, i: int) -> Iterator[Join]:
        """Yield where a road touches itself."""
        line = self.lines[i]
        if self.layer[i][0]:
            return
        drawn = self.drawn[i]
        for at, again in drawn.own_shared_places():
            yield Join(i, at, i, again, 0.0, None)
        for k in (0, 1):
            point, at = self.point[i, k], k * line.length
            for there, gap in drawn.nearest_places(point, self.snap_m):
                between = (min(at, there) < np.array(drawn.at)) & (np.array(drawn.at) < max(at, there))
                left = np.hypot(*(drawn.xy[between] - point.coords[0]).T).max(initial=0.0)
                if gap <= self.snap_m < left:
                    yield Join(i, at, i, there, gap, (i, k))


def _layer(roads: gpd.GeoDataFrame, i: int) -> tuple[int, float]:
    """The structure (1 bridge, 2 tunnel, 3 both) and the level of a road."""
    bridge, tunnel = (bool(name in roads and roads[name].iloc[i]) for name in ("bridge", "tunnel"))
    level = float(roads["level"].iloc[i]) if "level" in roads and roads["level"].iloc[i] is not None else 0.0
    if np.isnan(level) or level == 0:
        level = float(bridge) - float(tunnel)
    return bridge + 2 * tunnel, level


def _shared_by_pieces(one: LineString, two: LineString) -> Iterator[tuple[float, float]]:
    if one.intersects(two):
        for x, y in shapely.get_coordinates(one.intersection(two)):
            point = Point(x, y)
            if max(one.distance(point), two.distance(point)) < SAME_M:  # GEOS can be far off
                yield one.project(point), two.project(point)
