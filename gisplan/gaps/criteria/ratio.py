"""Ratio: is one column of a table at least so many per cent of another?"""

from __future__ import annotations

import numpy as np

from gisplan.county.county import County
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.lookup import judge_values, look_up
from gisplan.gaps.verdicts.verdict import CriterionVerdicts
from gisplan.standards import Criterion

__all__ = ["judge_ratio"]


def judge_ratio(county: County, settlements: Settlements, criterion: Criterion) -> CriterionVerdicts:
    """Judge settlements by a ratio of two columns of the same row.

    Where the denominator is 0 there is nobody to serve, and the criterion does not apply. A part that
    is above its whole cannot be true: unknown.
    """
    looked = look_up(county, settlements, criterion.layer, (criterion.numerator, criterion.denominator))
    part, whole = looked.values[criterion.numerator], looked.values[criterion.denominator]
    with np.errstate(invalid="ignore", divide="ignore"):
        value = 100.0 * part / whole
    return judge_values(
        criterion,
        settlements,
        looked,
        passed=100.0 * part >= float(criterion.threshold or 0.0) * whole,
        value=np.where(whole > 0, value, np.nan),
        whys=("share_reached", "share_short"),
        contradicts=part > whole,
        idle=(whole == 0) & ~(part > 0),
    )
