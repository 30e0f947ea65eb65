"""Whose sealed access depends on one edge, and how much depends on each such edge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

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
    tables = []
    for goal, who in _group_by_roads(v, met):
        for some, critical in _find_critical_edges(survey, v, who, goal, seats):
            last = critical.last_edge
            depends_on[some[last >= 0]] = survey.segment[survey.network.edges["road"][last[last >= 0]]]
            tables.append(_tabulate(survey, v, goal, critical))
    if tables:
        return gpd.GeoDataFrame(pd.concat(tables, ignore_index=True)), depends_on
    return _tabulate(survey, v, "", CriticalEdges(*(np.empty(0, dtype=t) for t in (int, int, float, int)))), depends_on


def _group_by_roads(v: ReachVerdicts, met: Mask) -> Iterator[tuple[str, Ints]]:
    """Yield the met settlements for which the same roads count, with their goal: "trunk" or "seat"."""
    reach_to = v.resolved_reach.reach_to
    if reach_to == "any" or not met.any():
        return  # any sealed road will do, so none can cut anyone off
    if reach_to in ("trunk", "both"):
        yield "trunk", np.flatnonzero(met)
    if reach_to in ("seat", "both"):
        shared = v.pessimistic.shared_seats(v.settlements)
        for seat in np.unique(shared[met]):
            yield "seat", np.flatnonzero(met & (shared == seat))


def _find_critical_edges(
    survey: RoadSurvey, v: ReachVerdicts, who: Ints, goal: str, seats: Objects
) -> Iterator[tuple[Ints, CriticalEdges]]:
    """Find the critical edges of met settlements for which the same roads count; yield those of each seat."""
    entries = _find_entries(survey, v, who, goal)
    own = v.settlements.seat[who] if goal == "seat" else np.zeros(len(who), dtype=np.int64)
    each = np.unique(own)
    forest = find_cut_forest(survey.network, entries.open_roads) if len(each) > 1 else None
    for seat in each:
        at = np.flatnonzero(own == seat)
        entering = own[entries.point] == seat
        yield (
            who[at],
            critical_edges(
                survey.network,
                open_roads=entries.open_roads,
                sources=_find_sources(survey, v, entries, None if goal == "trunk" else seats[seat]),
                point=np.searchsorted(at, entries.point[entering]),
                edge=entries.edge[entering],
                people=v.settlements.people[who[at]],
                forest=forest,
            ),
        )


class _Entries(NamedTuple):
    """The roads that count, (R,), and where settlements enter them, (A,)."""

    open_roads: Mask
    point: Ints
    edge: Ints


def _find_entries(survey: RoadSurvey, v: ReachVerdicts, who: Ints, goal: str) -> _Entries:
    """Find where settlements enter the roads that count for them."""
    open_roads = _open_roads(v, who, goal)
    entered = find_edges_within(survey.network, v.settlements.point[who], open_roads, v.resolved_reach.reach_m)
    return _Entries(open_roads, *entered)


def _find_sources(survey: RoadSurvey, v: ReachVerdicts, entries: _Entries, seat: Any) -> Mask:
    """Return the edges at which access begins, (E,): those within reach of a seat, or without one, the trunk's."""
    road = survey.network.edges["road"]
    if seat is None:
        sources: Mask = (road >= 0) & (entries.open_roads & v.pessimistic.trunk_roads)[road]
        return sources
    near = find_edges_within(survey.network, fill_objects(1, seat), entries.open_roads, v.resolved_reach.reach_m)
    sources = np.zeros(len(road), dtype=bool)
    sources[near[1]] = True
    return sources


def _open_roads(v: ReachVerdicts, who: Ints, goal: str) -> Mask:
    """Return the sealed roads that are connected to the sources of these settlements, (R,)."""
    case = v.pessimistic
    if goal == "trunk":
        return np.append(case.trunk, False)[case.parts.part]
    return case.roads(int(case.seats(v.settlements)[who[0]]))


def _tabulate(survey: RoadSurvey, v: ReachVerdicts, goal: str, critical: CriticalEdges) -> gpd.GeoDataFrame:
    network, edge = survey.network, critical.edge
    columns = network.edges
    return gpd.GeoDataFrame(
        {
            "criterion": v.criterion.id,
            "to": goal,
            "segment": survey.segment[columns["road"][edge]],
            "from_m": network.node_at[columns["u"][edge]],
            "to_m": network.node_at[columns["v"][edge]],
            "length_m": columns["length_m"][edge],
            "settlements": critical.points,
            "people": critical.people,
        },
        geometry=network.draw_edges(edge),
        crs=network.crs,
    )
