"""Boolean: does a column of a table say yes?"""

from __future__ import annotations

import numpy as np

from gisplan.county.county import County
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.lookup import judge_values, look_up
from gisplan.gaps.verdicts.verdict import CriterionVerdicts
from gisplan.standards import Criterion

__all__ = ["judge_boolean"]


def judge_boolean(county: County, settlements: Settlements, criterion: Criterion) -> CriterionVerdicts:
    """Judge settlements by a column of yes and no."""
    looked = look_up(county, settlements, criterion.layer, (criterion.column,))
    yes = looked.values[criterion.column] == 1.0
    nothing = np.full(len(yes), np.nan)
    return judge_values(criterion, settlements, looked, passed=yes, value=nothing, whys=("is_yes", "is_no"))
