"""The hallway: in which order do the steps go?"""

from gisplan.workflow.gaps_files import explore, write
from gisplan.workflow.steps import find_gaps, judge, read_county

__all__ = ["explore", "find_gaps", "judge", "read_county", "write"]
