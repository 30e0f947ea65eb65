"""The verdicts counted, and what they come to for the county as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gisplan.county.county import County
from gisplan.gaps.reach import ReachVerdicts
from gisplan.gaps.settings import ReachQuestion
from gisplan.standards import Criterion

if TYPE_CHECKING:
    from gisplan.gaps.targets import TargetVerdict

__all__ = ["CriterionCount", "count_criterion", "decide_county"]

_LAYER_OF = {"village": "villages", "group": "groups"}


@dataclass(frozen=True)
class CriterionCount:
    """How many settlements meet a criterion.

    `layer_missing`: the county has no layer of such settlements. `incomplete`: its layer is partial.
    """

    question: ReachQuestion
    met: int
    missed: int
    unknown: int
    people_missed: float
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
        layer_missing=getattr(county, layer) is None,
        incomplete=layer in county.incomplete,
    )


def decide_county(criteria: Sequence[CriterionCount], targets: Sequence[TargetVerdict]) -> str:
    """Met only where nothing that decides (`role = exit`) is missed or unknown; a pending target never fails."""
    states = {c.state for c in criteria if c.criterion.role == "exit"}
    states |= {t.state for t in targets if t.target.role == "exit"}
    for state in ("missed", "unknown"):
        if state in states:
            return state
    return "met" if states else "unknown"
