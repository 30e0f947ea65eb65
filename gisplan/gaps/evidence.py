"""Each verdict's why and evidence, as columns; the prose is made at the windows."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import Objects, fill_objects
from gisplan.county.county import County
from gisplan.gaps.remedies import find_attestations
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.missing_links import MissingLinks, find_deciding_roads
from gisplan.gaps.roads.reach import ReachVerdicts
from gisplan.gaps.roads.reach_states import find_needs, find_reasons
from gisplan.gaps.settings import Settings
from gisplan.gaps.verdicts.verdict import Cell, CriterionVerdicts
from gisplan.network import Contacts

__all__ = ["LOOK_M", "RoadEvidence", "make_reach_verdicts", "tabulate_verdicts"]

LOOK_M = 100.0  # a met settlement farther than this from the reach is marked for a look
_ENDS_NAMED = 3  # near-miss ends that are named where a settlement is cut off

RoadEvidence = dict[str, Any]
"""The columns that only reach criteria fill."""


def make_reach_verdicts(
    county: County,
    survey: RoadSurvey,
    v: ReachVerdicts,
    state: Objects,
    links: MissingLinks,
    depends_on: Objects,
    misses: Contacts,
    seats: Objects,
    settings: Settings,
) -> tuple[CriterionVerdicts, RoadEvidence]:
    """The verdicts of a reach criterion with their why, and what the roads have to say."""
    why = find_reasons(v, state, incomplete=county.incomplete)
    undecided = np.flatnonzero(why == "road_unknown")
    deciding = find_deciding_roads(survey, v, undecided, seats)
    for settlement in undecided.tolist():
        why[settlement] = _name_doubt(survey, deciding.get(settlement, []))
    cut_off = (state == "missed") & np.isnan(links.cost_m)
    why[cut_off] = "cut_off"
    size = len(state)
    segments, doubtful = _codes(survey, links.roads, size), _codes(survey, deciding, size)
    columns: RoadEvidence = {
        "distance_m": v.distance_m,
        "unsealed_m": np.maximum(links.cost_m - settings.offroad_factor * links.off_network_m, 0.0),
        "off_network_m": links.off_network_m,
        "cost_m": links.cost_m,
        "cut_off": cut_off,
        "segments": segments,
        "segments_to_survey": doubtful,
        "depends_on": depends_on,
        "near_ends": _near_ends(survey, v, cut_off, misses),
    }
    judged = CriterionVerdicts(
        criterion=v.criterion,
        settlements=v.settlements,
        state=state,
        why=why,
        value=v.distance_m,
        params=fill_objects(size, values=_neighbours(v)),
        rows=_rows(county, v, segments, doubtful),
        needs=find_needs(v, state, why),
        listed_works=fill_objects(size),
    )
    return judged, columns


def _neighbours(v: ReachVerdicts) -> list[dict[str, Any]]:
    """Which settlement makes one count as met, and how far it is."""
    if v.neighbour is None or v.neighbour_m is None:
        return [{} for _ in v.met_pessimistic]
    frame, limit = v.settlements.frame, v.criterion.neighbour_m
    names = [n if n == n and n is not None else c for n, c in zip(frame["name"], frame["code"], strict=True)]
    pairs = zip(v.neighbour.tolist(), v.neighbour_m.tolist(), strict=True)
    return [
        {"name": names[n], "code": frame["code"].iloc[n], "near_m": round(m, 1), "neighbour_m": limit} if n >= 0 else {}
        for n, m in pairs
    ]


def _rows(county: County, v: ReachVerdicts, segments: Objects, doubtful: Objects) -> Objects:
    """The surfaces of the missing link, or of the segments that would decide; and the settlement's own row."""
    roads = county.roads.drop_duplicates("segment")
    surface = [None if pd.isna(s) else int(s) for s in roads["surface"]]
    cells = {
        code: Cell("roads", int(row), "surface", s)
        for code, row, s in zip(roads["segment"].tolist(), roads["row"].tolist(), surface, strict=True)
    }
    layer, row, code = f"{v.settlements.kind}s", v.settlements.frame["row"], v.settlements.frame["code"]
    own = [Cell(layer, int(r), "code", c if c == c else None) for r, c in zip(row, code, strict=True)]
    named = zip(own, segments.tolist(), doubtful.tolist(), strict=True)
    told = [(first, *(cells[c] for c in (*a, *b) if c in cells)) for first, a, b in named]
    return fill_objects(len(told), values=told)


def tabulate_verdicts(
    county: County, judged: CriterionVerdicts, required: float | None, roads: RoadEvidence | None = None
) -> gpd.GeoDataFrame:
    """One row for each settlement that the criterion applies to: see `Gaps.settlements`."""
    size = len(judged.state)
    frame, nothing = judged.settlements.frame, np.full(size, np.nan)
    attested, second = find_attestations(county, judged)
    if roads is None:
        roads = dict.fromkeys(("distance_m", "unsealed_m", "off_network_m", "cost_m"), nothing)
        roads |= {"cut_off": np.zeros(size, dtype=bool), "depends_on": fill_objects(size)}
        roads |= {name: fill_objects(size, ()) for name in ("segments", "segments_to_survey", "near_ends")}
    table = gpd.GeoDataFrame(
        {
            "criterion": judged.criterion.id,
            "settlement": judged.settlements.kind,
            **{name: frame[name].to_numpy() for name in ("code", "name", "town", "village", "row")},
            "people": judged.settlements.people,
            "households": frame["households"].to_numpy(),
            "state": judged.state,
            "why": judged.why,
            **roads,
            "value": judged.value,
            "required": np.full(size, np.nan if required is None else float(required)),
            "params": judged.params,
            "rows": judged.rows,
            "needs": judged.needs,
            "listed_works": judged.listed_works,
            "attested": attested,
            "second_visit": second,
        },
        geometry=judged.settlements.point,
        crs=county.crs,
    )
    return table[judged.state != ""]


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


def _near_ends(survey: RoadSurvey, v: ReachVerdicts, cut_off: NDArray[np.bool_], misses: Contacts) -> Objects:
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
