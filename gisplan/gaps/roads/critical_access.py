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
    for goal, some, critical in _find_critical_edges(survey, v, np.flatnonzero(met), seats):
        last = critical.last_edge
        depends_on[some[last >= 0]] = survey.segment[survey.network.edges["road"][last[last >= 0]]]
        found.append((goal, critical))
    return _tabulate(survey, v, found), depends_on


class _NearEdges(NamedTuple):
    """Pairs of a place and an edge that is within reach of it, (A,)."""

    place: Ints
    edge: Ints


def _find_critical_edges(
    survey: RoadSurvey, v: ReachVerdicts, who: Ints, seats: Objects
) -> Iterator[tuple[str, Ints, CriticalEdges]]:
    """Find the critical edges of met settlements; yield those of the trunk, and of each seat, with whom they serve."""
    case, reach_to = v.pessimistic, v.resolved_reach.reach_to
    if reach_to == "any" or not len(who):
        return  # any sealed road will do, so none can cut anyone off
    open_roads = case.roads_of_any() if reach_to == "seat" else np.append(case.trunk, False)[case.parts.part]
    points, reach_m = v.settlements.point[who], v.resolved_reach.reach_m
    entries = _NearEdges(*find_edges_within(survey.network, points, open_roads, reach_m))
    if reach_to in ("trunk", "both"):
        road = survey.network.edges["road"]
        critical = critical_edges(
            survey.network,
            open_roads=open_roads,
            sources=(road >= 0) & (open_roads & case.trunk_roads)[road],
            point=entries.place,
            edge=entries.edge,
            people=v.settlements.people[who],
        )
        yield "trunk", who, critical
    if reach_to in ("seat", "both"):
        for some, critical in _find_edges_of_seats(survey, v, who, entries, seats):
            yield "seat", some, critical


def _find_edges_of_seats(
    survey: RoadSurvey, v: ReachVerdicts, who: Ints, entries: _NearEdges, seats: Objects
) -> Iterator[tuple[Ints, CriticalEdges]]:
    """Find the critical edges of the settlements of each seat.

    Roads that count for some seats alone are other parts of the network: the cut edges of all parts are found at once,
    and each seat's are those between its settlements and the edges within its reach.
    """
    network, own = survey.network, v.settlements.seat[who]
    open_roads, each = v.pessimistic.roads_of_any(), np.unique(own)
    near = _NearEdges(*find_edges_within(network, seats[each], open_roads, v.resolved_reach.reach_m))
    near, entries = _keep_own(survey, v, near, each), _keep_own(survey, v, entries, own)
    forest = find_cut_forest(network, open_roads)
    for seat in each:
        at, entering = np.flatnonzero(own == seat), own[entries.place] == seat
        sources = np.zeros(len(network.edges["u"]), dtype=bool)
        sources[near.edge[each[near.place] == seat]] = True
        yield (
            who[at],
            critical_edges(
                network,
                open_roads=open_roads,
                sources=sources,
                point=np.searchsorted(at, entries.place[entering]),
                edge=entries.edge[entering],
                people=v.settlements.people[who[at]],
                forest=forest,
            ),
        )


def _keep_own(survey: RoadSurvey, v: ReachVerdicts, near: _NearEdges, seat: Ints) -> _NearEdges:
    """Keep the edges of roads that count for the seat of each place."""
    counts = v.pessimistic.joined(seat[near.place], v.pessimistic.parts.part[survey.network.edges["road"][near.edge]])
    return _NearEdges(near.place[counts], near.edge[counts])


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
