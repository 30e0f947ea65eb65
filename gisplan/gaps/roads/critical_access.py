"""Whose sealed access depends on one edge, and how much depends on each such edge."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Mask, Objects, fill_objects
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.reach import ReachVerdicts
from gisplan.network import CriticalEdges, critical_edges

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
    for goal, who in _group_by_sources(v, met):
        critical = _find_critical_edges(survey, v, who, goal, seats)
        last = critical.last_edge
        depends_on[who[last >= 0]] = survey.segment[survey.network.edges["road"][last[last >= 0]]]
        tables.append(_tabulate(survey, v, goal, critical))
    if tables:
        return gpd.GeoDataFrame(pd.concat(tables, ignore_index=True)), depends_on
    return _tabulate(survey, v, "", CriticalEdges(*(np.empty(0, dtype=t) for t in (int, int, float, int)))), depends_on


def _group_by_sources(v: ReachVerdicts, met: Mask) -> Iterator[tuple[str, Ints]]:
    """Yield the met settlements that share the same sources, with these: "trunk" or "seat"."""
    reach_to = v.resolved_reach.reach_to
    if reach_to == "any" or not met.any():
        return  # any sealed road will do, so none can cut anyone off
    if reach_to in ("trunk", "both"):
        yield "trunk", np.flatnonzero(met)
    if reach_to in ("seat", "both"):
        own = v.pessimistic.seats(v.settlements)
        for seat in np.unique(own[met]):
            yield "seat", np.flatnonzero(met & (own == seat))


def _find_critical_edges(survey: RoadSurvey, v: ReachVerdicts, who: Ints, goal: str, seats: Objects) -> CriticalEdges:
    """Find the critical edges of met settlements that share the same sources."""
    network, reach_m = survey.network, v.resolved_reach.reach_m
    road, line = network.edges["road"], network.edges["geometry"]
    open_roads = _open_roads(v, who, goal)
    open_edges = np.flatnonzero((road >= 0) & open_roads[road])
    tree = shapely.STRtree(line[open_edges])
    sources = np.zeros(len(road), dtype=bool)
    if goal == "trunk":
        sources[open_edges] = v.pessimistic.trunk_roads[road[open_edges]]
    else:
        sources[open_edges[tree.query(seats[v.settlements.seat[who[0]]], predicate="dwithin", distance=reach_m)]] = True
    point, edge = tree.query(v.settlements.point[who], predicate="dwithin", distance=reach_m)
    return critical_edges(
        network,
        open_roads=open_roads,
        sources=sources,
        point=point,
        edge=open_edges[edge],
        people=v.settlements.people[who],
    )


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
        geometry=network.edges["geometry"][edge],
        crs=network.crs,
    )
