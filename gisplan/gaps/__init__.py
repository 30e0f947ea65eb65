"""What is missing, and why? Verdicts of settlements, with their evidence."""

from gisplan.gaps.gaps import Gaps, find_gaps
from gisplan.gaps.settings import Settings
from gisplan.gaps.summary import CriterionCount
from gisplan.gaps.targets import TargetVerdict

__all__ = ["CriterionCount", "Gaps", "Settings", "TargetVerdict", "find_gaps"]
