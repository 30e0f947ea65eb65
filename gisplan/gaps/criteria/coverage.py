"""Coverage: does a settlement lie inside an area, or within a distance of a place or a line?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import Floats, Ints
from gisplan.base.language import N_, _
from gisplan.base.values import text_or_none
from gisplan.county.county import County
from gisplan.county.schema import LAYERS
from gisplan.gaps.criteria.kind import CriterionKind, JudgedCriterion, JudgingContext
from gisplan.gaps.road_survey import rows_in_doubt
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.verdict import Cell, Doubt, Evidence, make_verdicts
from gisplan.standards.values import NUMBER, TEXT, TEXTS, key, one_of

__all__ = ["CoverageCriterion"]


class _Distances(NamedTuple):
    """How far M settlements are from the features that count, and from those that may count.

    `nearest` is the place of the nearest that counts, -1 where there is none.
    """

    nearest: Ints
    certain_m: Floats
    doubtful_m: Floats


@dataclass(frozen=True, kw_only=True)
class CoverageCriterion(CriterionKind):
    """A settlement lies inside an area of a layer, or within `threshold` metres of a feature of it.

    Attributes
    ----------
    layer : str
        The layer of areas, lines or places.
    threshold : float or None
        How near, in metres; None requires a place inside.
    of_kind : tuple of str
        Only areas or lines of these kinds; none: all.
    """

    kind: ClassVar[str] = "coverage"
    layers: ClassVar[tuple[str, ...]] = ("groups", "roads", "seats", "power_lines", "coverage")
    reasons: ClassVar[Mapping[str, str]] = {
        "inside": N_("It lies inside an area of the layer {layer}: {name}."),
        "outside": N_("It lies outside all areas counted in the layer {layer}; the nearest is {value} m away."),
        "near_enough": N_(
            "It lies {value} m from the nearest feature counted in the layer {layer} (at most {required} m)."
        ),
        "too_far": N_("The nearest feature counted in the layer {layer} is {value} m away (at most {required} m)."),
        "feature_unknown": N_("Unknown because a row of the layer {needs} was set aside, or does not state its kind."),
    }

    layer: str = key(TEXT, required=True)
    unit: str = key(one_of("m"), default="")
    threshold: float | None = key(NUMBER)
    of_kind: tuple[str, ...] = key(TEXTS, default=())

    @property
    def at_most(self) -> bool:
        """Whether a value must be at most the threshold, not at least."""
        return True

    @classmethod
    def check_entry(cls, entry: Mapping[str, Any], name: str) -> list[str]:
        """Return the faults of an entry: see `Criterion.check_entry`."""
        faults = super().check_entry(entry, name)
        if not faults and {"layer", "of_kind"} <= set(entry) and "kind" not in LAYERS[entry["layer"]].names:
            text = _("{0}: the layer {1} has no column kind, so of_kind cannot choose")
            return [text.format(name, entry["layer"])]
        return faults

    def judge(self, context: JudgingContext) -> JudgedCriterion:
        """Return verdicts by the straight distance, in metres, to the features of the layer; inside is 0.

        Features of which the kind is not known, or whose rows were quarantined but have a place, may turn
        missed into unknown; so does a layer that is known to be partial.
        """
        county, settlements = context.county, context.settlements
        within = float(self.threshold or 0.0)
        frame, partial = getattr(county, self.layer), self.layer in county.incomplete
        distances = self._measure(county, settlements)
        met = distances.certain_m <= within
        maybe = (distances.doubtful_m <= within) | (frame is None or partial)
        lost = "layer_missing" if frame is None else "layer_incomplete" if partial else "feature_unknown"
        verdicts = make_verdicts(
            self,
            settlements,
            context.applicability,
            met=(met, met | maybe),
            reason_codes=dict(zip(("met", "missed"), self._codes(within), strict=True)),
            doubts={lost: Doubt(maybe, (self.layer,))},
            evidence=self._describe(frame, distances),
        )
        return JudgedCriterion(verdicts)

    @staticmethod
    def _codes(within: float) -> tuple[str, str]:
        return ("near_enough", "too_far") if within else ("inside", "outside")

    def _measure(self, county: County, settlements: Settlements) -> _Distances:
        """The distances of the settlements that have a point; of features equally near, the first by name counts."""
        frame, size = getattr(county, self.layer), len(settlements.frame)
        nearest, certain_m, doubtful_m = np.full(size, -1, dtype=np.int64), np.full(size, np.nan), np.full(size, np.nan)
        if frame is not None:
            placed = ~settlements.quarantined
            certain, doubtful = _split(county, self, frame)
            names = np.array([name or "" for name in _list_names(frame)], dtype=object)
            nearest[placed], certain_m[placed] = _find_nearest(settlements.point[placed], certain, names)
            doubtful_m[placed] = _find_nearest(settlements.point[placed], doubtful, np.full(len(doubtful), ""))[1]
        return _Distances(nearest, certain_m, doubtful_m)

    def _describe(self, frame: Any, distances: _Distances) -> Evidence:
        """The nearest feature of each settlement, by name, and its distance."""
        nearest = distances.nearest.tolist()
        names = [] if frame is None else _list_names(frame)
        rows = [] if frame is None else frame["row"].tolist()
        base = {"layer": self.layer, "required": float(self.threshold or 0.0), "unit": self.unit}
        metres = [None if d != d else d for d in np.round(distances.certain_m, 1).tolist()]
        params = [
            base | {"value": d, "name": None if at < 0 else names[at]} for d, at in zip(metres, nearest, strict=True)
        ]
        cells: list[tuple[Cell, ...]] = [
            () if at < 0 else (Cell(self.layer, int(rows[at]), "name", names[at]),) for at in nearest
        ]
        return Evidence(distances.certain_m, params, cells)


def _split(county: County, criterion: CoverageCriterion, frame: Any) -> tuple[Any, Any]:
    """The features that count, with None for the others, and those that may count."""
    features = np.asarray(frame.geometry.array)
    quarantined = np.asarray(rows_in_doubt(county, criterion.layer).geometry.array)
    if not criterion.of_kind:
        return features, quarantined
    kind = frame["kind"]
    certain = features.copy()
    certain[~kind.isin(criterion.of_kind).to_numpy(dtype=bool)] = None
    return certain, np.r_[quarantined, features[kind.isna().to_numpy(dtype=bool)]]


def _find_nearest(
    points: NDArray[np.object_], features: Any, names: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The nearest feature of each point, of those equally near the first by name and shape, and its distance."""
    nearest, distance = np.full(len(points), -1, dtype=np.int64), np.full(len(points), np.nan)
    real = np.flatnonzero(~shapely.is_missing(features) & ~shapely.is_empty(features))
    if len(real) and len(points):
        tree = shapely.STRtree(features[real])
        (point, found), metres = tree.query_nearest(points, return_distance=True)
        order = np.lexsort((_rank(names, features, real[found]), point))
        point, first = np.unique(point[order], return_index=True)
        nearest[point], distance[point] = real[found[order][first]], metres[order][first]
    return nearest, distance


def _rank(names: NDArray[Any], features: Any, found: NDArray[np.int64]) -> NDArray[np.int64]:
    """The order of some features by name and shape, whatever the order of their rows."""
    each, at = np.unique(found, return_inverse=True)
    shapes = shapely.to_wkb(shapely.normalize(features[each]))
    keys = sorted(range(len(each)), key=lambda i: (names[each[i]], shapes[i]))
    rank = np.empty(len(each), dtype=np.int64)
    rank[keys] = np.arange(len(each))
    return rank[at]


def _list_names(frame: Any) -> list[str | None]:
    """What each feature is called, None where it has no name."""
    column = next((name for name in ("name", "segment", "code") if name in frame), None)
    names = [None] * len(frame) if column is None else frame[column].tolist()
    return [text_or_none(name) for name in names]
