"""The verdicts of one criterion, counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gisplan.county.county import County
from gisplan.gaps.reach import ReachVerdicts
from gisplan.gaps.settings import ReachQuestion
from gisplan.gaps.states import STATES
from gisplan.standards import Criterion

__all__ = ["CriterionCount", "count_criterion"]

_LAYER_OF = {"village": "villages", "group": "groups"}


@dataclass(frozen=True)
class CriterionCount:
    """How many settlements meet a criterion; `people` of them, by state.

    `layer_missing`: the county has no layer of such settlements. `incomplete`: its layer is partial.
    """

    question: ReachQuestion
    met: int
    missed: int
    unknown: int
    people_missed: float
    people: dict[str, float]
    layer_missing: bool
    incomplete: bool

    @property
    def criterion(self) -> Criterion:
        """The criterion that was asked."""
        return self.question.criterion

    @property
    def state(self) -> str:
        """Missed where one is missed; met only where all are met and none can be missing."""
        if self.missed:
            return "missed"
        return "unknown" if self.unknown or self.layer_missing or self.incomplete else "met"


def count_criterion(county: County, v: ReachVerdicts, state: NDArray[np.object_]) -> CriterionCount:
    """Count one criterion's verdicts."""
    layer = _LAYER_OF[v.settlements.kind]
    return CriterionCount(
        question=v.question,
        met=int((state == "met").sum()),
        missed=int((state == "missed").sum()),
        unknown=int((state == "unknown").sum()),
        people_missed=float(np.nansum(v.settlements.people[state == "missed"])),
        people={name: float(np.nansum(v.settlements.people[state == name])) for name in STATES},
        layer_missing=getattr(county, layer) is None,
        incomplete=layer in county.incomplete,
    )
