"""Each verdict's why and evidence, as columns; the prose is made at the windows."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.county.county import County
from gisplan.gaps.links import MissingLinks, find_deciding_roads
from gisplan.gaps.reach import ReachVerdicts
from gisplan.gaps.settings import Settings
from gisplan.gaps.states import explain
from gisplan.gaps.survey import RoadSurvey
from gisplan.network import Touches

__all__ = ["LOOK_M", "tell_verdicts"]

Objects = NDArray[np.object_]
LOOK_M = 100.0  # a met settlement farther than this from the reach is marked for a look
_ENDS_NAMED = 3  # near-miss ends that are named where a settlement is cut off


def tell_verdicts(
    county: County,
    survey: RoadSurvey,
    v: ReachVerdicts,
    state: Objects,
    links: MissingLinks,
    hangs_on: Objects,
    misses: Touches,
    seats: Objects,
    settings: Settings,
) -> gpd.GeoDataFrame:
    """One row for each settlement that the criterion applies to: see `Gaps.settlements`."""
    why = explain(v, state, incomplete=county.incomplete)
    undecided = np.flatnonzero(why == "road_unknown")
    deciding = find_deciding_roads(survey, v, undecided, seats)
    for settlement in undecided.tolist():
        why[settlement] = _name_doubt(survey, deciding.get(settlement, []))
    missed = state == "missed"
    cut_off = missed & np.isnan(links.cost_m)
    why[cut_off] = "cut_off"
    unsealed = links.cost_m - settings.offroad_factor * links.off_network_m
    frame = v.settlements.frame
    table = gpd.GeoDataFrame(
        {
            "criterion": v.question.criterion.id,
            "settlement": v.settlements.kind,
            **{name: frame[name].to_numpy() for name in ("code", "name", "town", "village", "row")},
            "people": v.settlements.people,
            "households": frame["households"].to_numpy(),
            "state": state,
            "why": why,
            "distance_m": v.distance_m,
            "unsealed_m": np.maximum(unsealed, 0.0),
            "off_network_m": links.off_network_m,
            "cost_m": links.cost_m,
            "cut_off": cut_off,
            "segments": _codes(survey, links.roads, len(state)),
            "deciding_segments": _codes(survey, deciding, len(state)),
            "hangs_on": hangs_on,
            "near_ends": _near_ends(survey, v, cut_off, misses),
        },
        geometry=v.settlements.point,
        crs=county.crs,
    )
    return table[state != ""]


def _codes(survey: RoadSurvey, roads: dict[int, list[int]], size: int) -> Objects:
    """Each settlement's segments by code, none twice."""
    codes = np.empty(size, dtype=object)
    codes[:] = [tuple(dict.fromkeys(survey.segment[roads[i]].tolist())) if i in roads else () for i in range(size)]
    return codes


def _name_doubt(survey: RoadSurvey, roads: list[int]) -> str:
    """What is not known of the deciding roads, the weightiest first."""
    if survey.in_doubt[roads].any():
        return "road_quarantined"
    return "surface_unknown" if np.isnan(survey.surface[roads]).any() else "class_unknown"


def _near_ends(survey: RoadSurvey, v: ReachVerdicts, cut_off: NDArray[np.bool_], misses: Touches) -> Objects:
    """For each settlement that is cut off the nearest near-miss ends: (segment, near, gap in metres)."""
    ends = np.empty(len(cut_off), dtype=object)
    ends[:] = [()] * len(cut_off)
    if not len(misses):
        return ends
    lines = survey.geometry[misses.a]
    places = shapely.line_interpolate_point(lines, misses.at_a)
    for settlement in np.flatnonzero(cut_off).tolist():
        distance = shapely.distance(places, v.settlements.point[settlement])
        nearest = np.argsort(distance, kind="stable")[:_ENDS_NAMED]
        ends[settlement] = tuple(
            (survey.segment[misses.a[k]], survey.segment[misses.b[k]], float(misses.gap_m[k])) for k in nearest
        )
    return ends
