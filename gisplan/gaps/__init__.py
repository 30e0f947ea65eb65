"""What is missing, and why? Verdicts of settlements, with their evidence."""

from gisplan.gaps.criteria.kind import CriterionKind, JudgedCriterion, JudgingContext
from gisplan.gaps.criteria.registry import KINDS, find_reason, register, unregister
from gisplan.gaps.criterion_counts import CriterionCount, StateCount
from gisplan.gaps.gaps import Gaps, find_gaps
from gisplan.gaps.settings import ResolvedReach, Settings
from gisplan.gaps.tables import LOOK_M
from gisplan.gaps.targets.target_verdict import ReadingVerdict, TargetVerdict
from gisplan.gaps.verdicts.verdict import Attested, Cell, ListedWork
from gisplan.gaps.village_verdicts import SCOPES
from gisplan.gaps.works import MILESTONE_LABELS

__all__ = [
    "KINDS",
    "LOOK_M",
    "MILESTONE_LABELS",
    "SCOPES",
    "Attested",
    "Cell",
    "CriterionCount",
    "CriterionKind",
    "Gaps",
    "JudgedCriterion",
    "JudgingContext",
    "ListedWork",
    "ReadingVerdict",
    "ResolvedReach",
    "Settings",
    "StateCount",
    "TargetVerdict",
    "find_gaps",
    "find_reason",
    "register",
    "unregister",
]
