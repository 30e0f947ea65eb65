"""Whose sealed access depends on one edge, and how much depends on each such edge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Mask, Objects, fill_objects
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.reach import ReachVerdicts
from gisplan.network import CriticalEdges, critical_edges, find_cut_forest, find_edges_within

__all__ = ["find_critical_access"]


def find_critical_access(
    survey: RoadSurvey, v: ReachVerdicts, met: Mask, seats: Objects
) -> tuple[gpd.GeoDataFrame, Objects]:
    """Find the critical edges of the met settlements, and for each settlement the segment it depends on.

    Returns
    -------
    GeoDataFrame
        `criterion, to` ("trunk" or "seat"), `segment, from_m, to_m, length_m, settlements, people`
        and the edges' lines.
    (M,) object
        The segment of the critical edge next to each settlement, None where its access depends on none.
    """
    depends_on = fill_objects(len(met))
    found = []
    for goal in _list_goals(v, met):
        for some, critical in _find_critical_edges(survey, v, np.flatnonzero(met), goal, seats):
            last = critical.last_edge
            depends_on[some[last >= 0]] = survey.segment[survey.network.edges["road"][last[last >= 0]]]
            found.append((goal, critical))
    return _tabulate(survey, v, found), depends_on


def _list_goals(v: ReachVerdicts, met: Mask) -> tuple[str, ...]:
    """Return what access may be cut off from: "trunk", "seat" or both; any sealed road that will do cannot be."""
    goals = {"trunk": ("trunk",), "seat": ("seat",), "both": ("trunk", "seat"), "any": ()}
    return goals[v.resolved_reach.reach_to] if met.any() else ()


def _find_critical_edges(
    survey: RoadSurvey, v: ReachVerdicts, who: Ints, goal: str, seats: Objects
) -> Iterator[tuple[Ints, CriticalEdges]]:
    """Find the critical edges of met settlements; yield those of the trunk, or of each seat.

    Roads that count for some seats alone are other parts of the network: the cut edges of all parts are found at once,
    and each seat's are those between its settlements and the edges within its reach.
    """
    own = v.settlements.seat[who] if goal == "seat" else np.zeros(len(who), dtype=np.int64)
    each = np.unique(own)
    open_roads = _open_roads(v, goal, each)
    entries = _find_edges_near(survey, v, open_roads, v.settlements.point[who], own, goal)
    if goal == "trunk":
        sources = _list_trunk(survey, v, open_roads)
    else:
        sources = _find_edges_near(survey, v, open_roads, seats[each], each, goal)
    forest = find_cut_forest(survey.network, open_roads) if len(each) > 1 else None
    for number, seat in enumerate(each):
        at = np.flatnonzero(own == seat)
        entering = own[entries.place] == seat
        yield (
            who[at],
            critical_edges(
                survey.network,
                open_roads=open_roads,
                sources=sources.of_place(number, len(survey.network.edges["u"])),
                point=np.searchsorted(at, entries.place[entering]),
                edge=entries.edge[entering],
                people=v.settlements.people[who[at]],
                forest=forest,
            ),
        )


def _open_roads(v: ReachVerdicts, goal: str, seats: Ints) -> Mask:
    """Return the sealed roads that are connected to the trunk, or count for one of the seats, (R,)."""
    case = v.pessimistic
    if goal == "trunk":
        return np.append(case.trunk, False)[case.parts.part]
    return case.roads(int(seats[0])) if len(seats) == 1 else case.roads_of_any()


class _NearEdges(NamedTuple):
    """Pairs of a place and an edge of a road that counts for it, (A,)."""

    place: Ints
    edge: Ints

    def of_place(self, place: int, count: int) -> Mask:
        """Return which of all edges are a place's, (count,)."""
        near = np.zeros(count, dtype=bool)
        near[self.edge[self.place == place]] = True
        return near


def _find_edges_near(
    survey: RoadSurvey, v: ReachVerdicts, open_roads: Mask, places: Objects, seat: Ints, goal: str
) -> _NearEdges:
    """Find the edges within reach of each place whose roads count for its seat."""
    place, edge = find_edges_within(survey.network, places, open_roads, v.resolved_reach.reach_m)
    if goal == "seat":
        part = v.pessimistic.parts.part[survey.network.edges["road"][edge]]
        counts = v.pessimistic.joined(seat[place], part)
        place, edge = place[counts], edge[counts]
    return _NearEdges(place, edge)


def _list_trunk(survey: RoadSurvey, v: ReachVerdicts, open_roads: Mask) -> _NearEdges:
    """List the edges of the trunk, at which access begins for all."""
    road = survey.network.edges["road"]
    edge = np.flatnonzero((road >= 0) & (open_roads & v.pessimistic.trunk_roads)[road])
    return _NearEdges(np.zeros(len(edge), dtype=np.int64), edge)


def _tabulate(survey: RoadSurvey, v: ReachVerdicts, found: Sequence[tuple[str, CriticalEdges]]) -> gpd.GeoDataFrame:
    """Tabulate critical edges, each with what it leads to."""
    none = CriticalEdges(*(np.empty(0, dtype=t) for t in (int, int, float, int)))
    network, every = survey.network, [none, *(critical for _, critical in found)]
    joined = (np.concatenate([getattr(one, name) for one in every]) for name in ("edge", "points", "people"))
    edge, points, people = joined
    goals = np.array(["", *(goal for goal, _ in found)], dtype=object)
    columns = network.edges
    return gpd.GeoDataFrame(
        {
            "criterion": v.criterion.id,
            "to": np.repeat(goals, [len(one.edge) for one in every]),
            "segment": survey.segment[columns["road"][edge]],
            "from_m": network.node_at[columns["u"][edge]],
            "to_m": network.node_at[columns["v"][edge]],
            "length_m": columns["length_m"][edge],
            "settlements": points,
            "people": people,
        },
        geometry=network.draw_edges(edge),
        crs=network.crs,
    )
