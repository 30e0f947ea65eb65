"""The evidence of reach verdicts: reason codes, segments, and the columns that only reach criteria fill."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import Objects, fill_objects
from gisplan.county.county import County
from gisplan.gaps.criteria.kind import JudgingContext, RoadColumns
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.missing_links import MissingLinks, find_deciding_roads
from gisplan.gaps.roads.reach import ReachVerdicts, find_needs, find_reasons
from gisplan.gaps.verdicts.verdict import Cell, CriterionVerdicts
from gisplan.network import Contacts

__all__ = ["collect_evidence"]

_ENDS_NAMED = 3  # near-miss ends that are named where a settlement is cut off


def collect_evidence(
    context: JudgingContext, v: ReachVerdicts, state: Objects, links: MissingLinks, depends_on: Objects
) -> tuple[CriterionVerdicts, RoadColumns]:
    """Return a reach criterion's verdicts with their reasons, and the columns of the roads.

    Parameters
    ----------
    state : (M,) object
    links : MissingLinks
        Of the missed settlements.
    depends_on : (M,) object
        The critical edges of each met settlement.
    """
    survey, size = context.roads.survey, len(state)
    reason_code = find_reasons(v, state, incomplete=context.county.incomplete)
    deciding = _name_doubts(context, v, reason_code)
    cut_off = (state == "missed") & np.isnan(links.cost_m)
    reason_code[cut_off] = "cut_off"
    segments, to_survey = _list_codes(survey, links.roads, size), _list_codes(survey, deciding, size)
    columns = _measure_links(links, context.roads.settings.offroad_factor) | {
        "cut_off": cut_off,
        "segments": segments,
        "segments_to_survey": to_survey,
        "depends_on": depends_on,
        "near_ends": _near_ends(survey, v, cut_off, context.roads.misses),
    }
    verdicts = CriterionVerdicts(
        criterion=v.criterion,
        settlements=v.settlements,
        state=state,
        reason_code=reason_code,
        value=v.distance_m,
        params=fill_objects(size, values=_neighbours(v)),
        rows=_rows(context.county, v, segments, to_survey),
        needs=find_needs(v, state, reason_code),
        listed_works=fill_objects(size),
    )
    return verdicts, {"distance_m": v.distance_m} | columns


def _name_doubts(context: JudgingContext, v: ReachVerdicts, reason_code: Objects) -> dict[int, list[int]]:
    """Give each verdict that depends on roads its own reason code, and return those roads, by settlement."""
    survey = context.roads.survey
    undecided = np.flatnonzero(reason_code == "road_unknown")
    deciding = find_deciding_roads(survey, v, undecided, context.roads.seats)
    for settlement in undecided.tolist():
        reason_code[settlement] = _name_doubt(survey, deciding.get(settlement, []))
    return deciding


def _measure_links(links: MissingLinks, offroad_factor: float) -> dict[str, Any]:
    """The lengths and costs of the missing links."""
    return {
        "unsealed_m": np.maximum(links.cost_m - offroad_factor * links.off_network_m, 0.0),
        "off_network_m": links.off_network_m,
        "cost_m": links.cost_m,
    }


def _neighbours(v: ReachVerdicts) -> list[dict[str, Any]]:
    """Which settlement makes one count as met, and how far it is."""
    if v.neighbour is None or v.neighbour_m is None:
        return [{} for _ in v.met_pessimistic]
    frame, limit = v.settlements.frame, v.resolved_reach.neighbour_m
    names = [n if n == n and n is not None else c for n, c in zip(frame["name"], frame["code"], strict=True)]
    pairs = zip(v.neighbour.tolist(), v.neighbour_m.tolist(), strict=True)
    return [
        {"name": names[n], "code": frame["code"].iloc[n], "near_m": round(m, 1), "neighbour_m": limit} if n >= 0 else {}
        for n, m in pairs
    ]


def _rows(county: County, v: ReachVerdicts, segments: Objects, to_survey: Objects) -> Objects:
    """The settlement's own row, and the surfaces of the missing link or of the segments that would decide."""
    roads = county.roads
    if roads["segment"].duplicated().any():  # of several rows with one code, the one with the lowest surface
        roads = roads.sort_values(["segment", "surface", "row"], kind="stable").drop_duplicates("segment")
    named = {code for some in (segments, to_survey) for codes in some for code in codes}
    roads = roads[roads["segment"].isin(named).to_numpy(dtype=bool)]
    surface = roads["surface"].to_numpy(dtype=np.float64, na_value=np.nan).tolist()
    cells = {
        code: Cell("roads", int(row), "surface", None if np.isnan(s) else int(s))
        for code, row, s in zip(roads["segment"].tolist(), roads["row"].tolist(), surface, strict=True)
    }
    layer, row, code = f"{v.settlements.kind}s", v.settlements.frame["row"], v.settlements.frame["code"]
    own = [Cell(layer, int(r), "code", c if c == c else None) for r, c in zip(row, code, strict=True)]
    each = zip(own, segments.tolist(), to_survey.tolist(), strict=True)
    cells_of = [(first, *(cells[c] for c in (*a, *b) if c in cells)) for first, a, b in each]
    return fill_objects(len(cells_of), values=cells_of)


def _list_codes(survey: RoadSurvey, roads: dict[int, list[int]], size: int) -> Objects:
    """Each settlement's segments by code, none twice."""
    codes = [tuple(dict.fromkeys(survey.segment[roads[i]].tolist())) if i in roads else () for i in range(size)]
    return fill_objects(size, values=codes)


def _name_doubt(survey: RoadSurvey, roads: list[int]) -> str:
    """What is not known of the deciding roads, the weightiest first."""
    if survey.in_doubt[roads].any():
        return "road_quarantined"
    return "surface_unknown" if np.isnan(survey.surface[roads]).any() else "class_unknown"


def _near_ends(survey: RoadSurvey, v: ReachVerdicts, cut_off: NDArray[np.bool_], misses: Contacts) -> Objects:
    """For each settlement that is cut off the nearest near-miss ends: (segment, near, gap in metres)."""
    ends = fill_objects(len(cut_off), ())
    if not len(misses):
        return ends
    lines = survey.geometry[misses.a]
    places, by_code = shapely.line_interpolate_point(lines, misses.at_a), survey.rank
    for settlement in np.flatnonzero(cut_off).tolist():
        distance = shapely.distance(places, v.settlements.point[settlement])
        nearest = np.lexsort((by_code[misses.b], by_code[misses.a], distance))[:_ENDS_NAMED]
        ends[settlement] = tuple(
            (survey.segment[misses.a[k]], survey.segment[misses.b[k]], float(misses.gap_m[k])) for k in nearest
        )
    return ends
