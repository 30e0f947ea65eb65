"""What is missing, and why? Verdicts of settlements, with their evidence."""

from gisplan.gaps.criterion_counts import CriterionCount, StateCount
from gisplan.gaps.evidence import LOOK_M
from gisplan.gaps.gaps import Gaps, find_gaps
from gisplan.gaps.settings import ResolvedReach, Settings
from gisplan.gaps.targets.target_verdict import ReadingVerdict, TargetVerdict
from gisplan.gaps.verdicts.reasons import MILESTONE_LABELS, REASONS
from gisplan.gaps.verdicts.verdict import Attested, Cell, ListedWork
from gisplan.gaps.village_verdicts import SCOPES

__all__ = [
    "LOOK_M",
    "MILESTONE_LABELS",
    "REASONS",
    "SCOPES",
    "Attested",
    "Cell",
    "CriterionCount",
    "Gaps",
    "ListedWork",
    "ReadingVerdict",
    "ResolvedReach",
    "Settings",
    "StateCount",
    "TargetVerdict",
    "find_gaps",
]
