"""Number: is one column of a table at least, or at most, so much?"""

from __future__ import annotations

from gisplan.county.county import County
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.lookup import judge_values, look_up
from gisplan.gaps.verdicts.verdict import CriterionVerdicts
from gisplan.standards import Criterion

__all__ = ["judge_number"]

_WHYS = {"at_least": ("number_enough", "number_short"), "at_most": ("number_within", "number_over")}


def judge_number(county: County, settlements: Settlements, criterion: Criterion) -> CriterionVerdicts:
    """Judge settlements by one number of a table."""
    looked = look_up(county, settlements, criterion.layer, (criterion.column,))
    value, threshold = looked.values[criterion.column], float(criterion.threshold or 0.0)
    passed = value >= threshold if criterion.compare == "at_least" else value <= threshold
    return judge_values(criterion, settlements, looked, passed=passed, value=value, whys=_WHYS[criterion.compare])
