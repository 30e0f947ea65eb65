"""Coverage: does a settlement lie inside an area, or within a distance of a place or a line?"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import fill_objects
from gisplan.base.values import text_or_none
from gisplan.county.county import County
from gisplan.gaps.road_survey import rows_in_doubt
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.applicability import find_applicability
from gisplan.gaps.verdicts.three_valued import combine_states
from gisplan.gaps.verdicts.verdict import Cell, CriterionVerdicts, explain_doubts
from gisplan.standards import Criterion

__all__ = ["judge_coverage"]


def judge_coverage(county: County, settlements: Settlements, criterion: Criterion) -> CriterionVerdicts:
    """Judge settlements by their straight distance, in metres, to the features of a layer; inside is 0.

    Features of which the kind is not known, or whose rows were set aside but have a place, may turn
    missed into unknown; so does a layer that is known to be partial.
    """
    frame, size = getattr(county, criterion.layer), len(settlements.frame)
    within = float(criterion.threshold or 0.0)
    there = ~settlements.quarantined
    nearest, distance = np.full(size, -1, dtype=np.int64), np.full(size, np.nan)
    maybe = np.full(size, frame is None or criterion.layer in county.incomplete)
    if frame is not None:
        sure, doubtful = _split(county, criterion, frame)
        nearest[there], distance[there] = _find_nearest(settlements.point[there], sure)
        other = np.full(size, np.nan)
        other[there] = _find_nearest(settlements.point[there], doubtful)[1]
        maybe |= other <= within
    applies = find_applicability(settlements, criterion)
    met = distance <= within
    state = combine_states(settlements, applies, met, met | maybe)
    why, needs = fill_objects(size, ""), fill_objects(size, ())
    names = ("near_enough", "too_far") if within else ("inside", "outside")
    why[state == "met"], why[state == "missed"] = names
    lost = "layer_missing" if frame is None else "layer_incomplete"
    if frame is not None and criterion.layer not in county.incomplete:
        lost = "feature_unknown"
    doubts = {**applies.doubts, lost: maybe}
    explain_doubts(state, why, needs, doubts, {**applies.needs, lost: (criterion.layer,)})
    aside = np.flatnonzero(settlements.quarantined & (state != ""))
    why[aside], needs[aside] = "settlement_quarantined", fill_objects(len(aside), (f"{settlements.kind}s",))
    names_of = [None] * size if frame is None else _names(frame, nearest)
    base = {"layer": criterion.layer, "required": within, "unit": criterion.unit}
    told = zip(np.round(distance, 1).tolist(), names_of, strict=True)
    return CriterionVerdicts(
        criterion=criterion,
        settlements=settlements,
        state=state,
        why=why,
        value=distance,
        params=fill_objects(size, values=[base | {"value": None if d != d else d, "name": n} for d, n in told]),
        rows=fill_objects(size, values=_rows(criterion, frame, nearest)),
        needs=needs,
        listed_works=fill_objects(size),
    )


def _split(county: County, criterion: Criterion, frame: Any) -> tuple[Any, Any]:
    """The features that count, with None for the others, and those that may."""
    lines = np.asarray(frame.geometry.array)
    aside = rows_in_doubt(county, criterion.layer)
    doubtful = np.asarray(aside.geometry.array)
    if not criterion.of_kind:
        return lines, doubtful
    kind = frame["kind"]
    sure = lines.copy()
    sure[~kind.isin(criterion.of_kind).to_numpy(dtype=bool)] = None
    return sure, np.r_[doubtful, lines[kind.isna().to_numpy(dtype=bool)]]


def _find_nearest(points: NDArray[np.object_], features: Any) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The nearest feature of each point, the first of those equally near, and its distance in metres."""
    nearest, distance = np.full(len(points), -1, dtype=np.int64), np.full(len(points), np.nan)
    real = np.flatnonzero(~shapely.is_missing(features) & ~shapely.is_empty(features))
    if len(real) and len(points):
        tree = shapely.STRtree(features[real])
        (point, found), metres = tree.query_nearest(points, return_distance=True)
        order = np.lexsort((found, point))
        point, first = np.unique(point[order], return_index=True)
        nearest[point], distance[point] = real[found[order][first]], metres[order][first]
    return nearest, distance


def _names(frame: Any, nearest: NDArray[np.int64]) -> list[str | None]:
    column = next((name for name in ("name", "segment", "code") if name in frame), None)
    names = [None] * len(frame) if column is None else frame[column].tolist()
    told = [None if at < 0 else names[at] for at in nearest.tolist()]
    return [text_or_none(name) for name in told]


def _rows(criterion: Criterion, frame: Any, nearest: NDArray[np.int64]) -> list[tuple[Cell, ...]]:
    """The nearest feature of each settlement."""
    if frame is None:
        return [()] * len(nearest)
    row, names = frame["row"].tolist(), _names(frame, np.arange(len(frame)))
    return [() if at < 0 else (Cell(criterion.layer, int(row[at]), "name", names[at]),) for at in nearest.tolist()]
