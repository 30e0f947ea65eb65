"""What is missing, and why? Verdicts of settlements, with their evidence."""

from gisplan.gaps.evidence import LOOK_M
from gisplan.gaps.gaps import Gaps, find_gaps
from gisplan.gaps.settings import Settings
from gisplan.gaps.summary import CriterionCount
from gisplan.gaps.targets import TargetVerdict
from gisplan.gaps.whys import WHYS

__all__ = ["LOOK_M", "WHYS", "CriterionCount", "Gaps", "Settings", "TargetVerdict", "find_gaps"]
