"""What is missing, and why? Verdicts of settlements, with their evidence."""

from gisplan.gaps.evidence import LOOK_M
from gisplan.gaps.gaps import Gaps, find_gaps
from gisplan.gaps.judged import Attested, Cell, ListedWork
from gisplan.gaps.reckoning import ReadingVerdict, TargetVerdict
from gisplan.gaps.settings import ReachQuestion, Settings
from gisplan.gaps.summary import CriterionCount, StateCount
from gisplan.gaps.villages import SCOPES
from gisplan.gaps.whys import MILESTONE_WORDS, WHYS

__all__ = [
    "LOOK_M",
    "MILESTONE_WORDS",
    "SCOPES",
    "WHYS",
    "Attested",
    "Cell",
    "CriterionCount",
    "Gaps",
    "ListedWork",
    "ReachQuestion",
    "ReadingVerdict",
    "Settings",
    "StateCount",
    "TargetVerdict",
    "find_gaps",
]
