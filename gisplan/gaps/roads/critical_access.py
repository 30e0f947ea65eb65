"""Whose sealed access hangs on one edge, and what each such edge carries."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Mask
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.reach import ReachVerdicts
from gisplan.network import CriticalEdges, critical_edges

__all__ = ["find_critical_access"]


def find_critical_access(
    survey: RoadSurvey, v: ReachVerdicts, met: Mask, seats: NDArray[np.object_]
) -> tuple[gpd.GeoDataFrame, NDArray[np.object_]]:
    """The critical edges of the met settlements, and for each settlement the segment it hangs on.

    Returns
    -------
    GeoDataFrame
        `criterion, to` ("trunk" or "seat"), `segment, from_m, to_m, length_m, settlements, people`
        and the edges' lines.
    (M,) object
        The segment of the critical edge next to each settlement, None where its access hangs on none.
    """
    hangs = np.full(len(met), None, dtype=object)
    tables = []
    own = v.least.seats(v.settlements)
    if v.resolved_reach.reach_to == "any":
        met = np.zeros_like(met)  # any sealed road will do, so none can cut anyone off
    for goal in ("trunk", "seat") if v.resolved_reach.reach_to == "both" else (v.resolved_reach.reach_to,):
        groups = [np.flatnonzero(met & (own == seat)) for seat in np.unique(own[met])]
        if goal == "trunk":
            groups = [np.flatnonzero(met)]
        for who in groups:
            if len(who):
                critical = _critical_edges_of(survey, v, who, goal, seats)
                last = critical.last_edge
                hangs[who[last >= 0]] = survey.segment[survey.network.edges["road"][last[last >= 0]]]
                tables.append(_tabulate(survey, v, goal, critical))
    empty = _tabulate(survey, v, "", CriticalEdges(*(np.empty(0, dtype=t) for t in (int, int, float, int))))
    return gpd.GeoDataFrame(pd.concat(tables, ignore_index=True)) if tables else empty, hangs


def _critical_edges_of(
    survey: RoadSurvey, v: ReachVerdicts, who: Ints, goal: str, seats: NDArray[np.object_]
) -> CriticalEdges:
    """The critical edges of met settlements that share one reach."""
    network, view = survey.network, v.least
    road, line = network.edges["road"], network.edges["geometry"]
    open_roads = view.roads(int(view.seats(v.settlements)[who[0]]))
    if goal == "trunk":
        open_roads = np.append(view.trunk, False)[view.parts.part]
    open_edges = np.flatnonzero((road >= 0) & open_roads[road])
    tree = shapely.STRtree(line[open_edges])
    roots = np.zeros(len(road), dtype=bool)
    if goal == "trunk":
        roots[open_edges] = view.roots[road[open_edges]]
    else:
        seat = seats[v.settlements.seat[who[0]]]
        roots[open_edges[tree.query(seat, predicate="dwithin", distance=v.resolved_reach.reach_m)]] = True
    point, edge = tree.query(v.settlements.point[who], predicate="dwithin", distance=v.resolved_reach.reach_m)
    return critical_edges(
        network,
        open_roads=open_roads,
        sources=roots,
        point=point,
        edge=open_edges[edge],
        people=v.settlements.people[who],
    )


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
