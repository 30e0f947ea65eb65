"""Warn of roads that are connected to nothing or nearly touch, and of bridges that several side roads end at."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from gisplan.base.faults import Fault
from gisplan.county.county import County
from gisplan.gaps.criteria.reach import ReachCriterion
from gisplan.gaps.road_survey import RoadSurvey, survey_roads
from gisplan.gaps.roads.doubtful_levels import find_ends_kept_apart, find_joins_beside_crossings
from gisplan.gaps.roads.doubtful_roads import count_side_roads, find_islands
from gisplan.gaps.roads.near_misses import find_near_misses
from gisplan.gaps.settings import Settings, resolve_settings
from gisplan.io.blank_surfaces import warn_of_blank_surfaces
from gisplan.io.county_checks import layer_context
from gisplan.io.faults.catalogue import FaultContext
from gisplan.standards import Standard

__all__ = ["check_network"]

_SEVERAL = 2
_REACH_M = 500.0
_ABOVE = 0.01  # a millimetre, in tenths of a metre: more than the error of a distance


def check_network(county: County, standard: Standard | None = None) -> tuple[Fault, ...]:
    """Check how a county's roads are connected; all faults are warnings.

    Parameters
    ----------
    county : County
        A county that was read without errors.
    standard : Standard, optional
        By which the settlements are counted that blank surfaces leave unknown, or that are near to roads of islands.

    Returns
    -------
    tuple of Fault
    """
    if not len(county.roads):
        return ()
    settings = resolve_settings(county)
    survey = survey_roads(county, settings, cut=False)
    context = layer_context(county, "roads")
    islands = _warn_of_islands(county, survey, context, _find_reach(settings, standard))
    near = _warn_of_near_misses(survey, context, settings.near_miss_m)
    blank = warn_of_blank_surfaces(county, survey, context, standard)
    return (*blank, *islands, *near, *_warn_of_side_roads(survey, context), *_warn_of_levels(survey, context))


def _find_reach(settings: Settings, standard: Standard | None) -> float:
    """Return the largest distance by which the standard's criteria judge; the usual one where it has none."""
    criteria = () if standard is None else standard.criteria
    found = [c.resolve(settings).reach_m for c in criteria if isinstance(c, ReachCriterion) and c.role != "report"]
    return max(found, default=settings.reach_m or _REACH_M)


def _warn_of_islands(county: County, survey: RoadSurvey, context: FaultContext, reach_m: float) -> Iterator[Fault]:
    islands = find_islands(survey)
    if not islands.count:
        return
    held = 0
    for settlements in (county.villages, county.groups):
        if settlements is not None:
            points = np.asarray(settlements.geometry.array, dtype=object)
            held += int(islands.hold(survey, points, reach_m).sum())
    rows = survey.roads["row"].to_numpy()[islands.road]
    first = int(np.argmin(rows))
    yield context.fault(
        "road-islands",
        row=int(rows[first]),
        field="geometry",
        value=str(survey.segment[islands.road][first]),
        count=int(islands.road.sum()),
        total=int((~survey.in_doubt).sum()),
        networks=islands.count,
        settlements=held,
    )


def _warn_of_near_misses(survey: RoadSurvey, context: FaultContext, near_miss_m: float) -> Iterator[Fault]:
    """Warn of road ends that are too far from another road to touch it; those on other levels are meant so."""
    misses = find_near_misses(survey, near_miss_m=near_miss_m)
    by_nodes = survey.by_nodes[misses.a] & survey.by_nodes[misses.b]
    for code, found in (
        ("near-misses", misses.take(~by_nodes & (misses.gap_m > survey.snap_m))),
        ("osm-ends-unshared", misses.take(by_nodes)),
    ):
        if not len(found):
            continue
        rows = survey.roads["row"].to_numpy()[found.a]
        near = int(np.lexsort((rows, found.gap_m))[0])
        one, other = survey.segment[[found.a[near], found.b[near]]]
        yield context.fault(
            code,
            row=int(rows[near]),
            field="geometry",
            **_name_pair(one, other, found.gap_m[near]),
            count=len(found),
            rows=np.sort(pd.unique(rows)).tolist(),
            snap_m=_round_up(found.gap_m[near]),
            most_m=_round_up(found.gap_m.max()),
        )


def _name_pair(one: object, other: object, gap_m: float) -> dict[str, str]:
    """Two segments and how far they are apart, as a value and as what a sentence names."""
    gap = f"{gap_m:.3g}"
    named = {"one": str(one), "other_segment": str(other), "gap_m": gap}
    return {"value": f"{one}, {other}: {gap} m", **named}


def _round_up(metres: float) -> str:
    """Return a distance in metres as a tolerance that includes it."""
    return f"{np.ceil(metres * 10 + _ABOVE) / 10:.10g}"


def _warn_of_side_roads(survey: RoadSurvey, context: FaultContext) -> Iterator[Fault]:
    row = survey.roads["row"].to_numpy()
    for road, count in zip(*count_side_roads(survey), strict=True):
        if count >= _SEVERAL:
            yield context.fault(
                "structure-with-side-roads",
                row=int(row[road]),
                field="bridge" if survey.roads["bridge"].eq(True).iloc[road] else "tunnel",
                value=str(survey.segment[road]),
                count=int(count),
            )


def _warn_of_levels(survey: RoadSurvey, context: FaultContext) -> Iterator[Fault]:
    """Warn of ends near a bridge or tunnel for which a tolerance may join the wrong one of two levels."""
    rows, segment = survey.roads["row"].to_numpy(), survey.segment
    found = find_ends_kept_apart(survey), find_joins_beside_crossings(survey)
    for kind, ends in zip(("ends-kept-apart", "joins-beside-crossings"), found, strict=True):
        if not len(ends.road):
            continue
        first = int(np.lexsort((ends.gap_m, rows[ends.road]))[0])
        road, other = segment[[ends.road[first], ends.other[first]]]
        yield context.fault(
            kind,
            row=int(rows[ends.road[first]]),
            field="geometry",
            **_name_pair(road, other, ends.gap_m[first]),
            count=len(ends.road),
            rows=np.unique(rows[ends.road]).tolist(),
            deck=str(segment[ends.deck[first]]),
            deck_gap_m=f"{ends.deck_gap_m[first]:.3g}",
        )
