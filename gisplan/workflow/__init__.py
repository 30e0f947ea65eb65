"""The hallway: in which order do the steps go?"""

from gisplan.workflow.gaps_files import explore, write, write_dossier
from gisplan.workflow.steps import find_gaps, judge, read_county

__all__ = ["explore", "find_gaps", "judge", "read_county", "write", "write_dossier"]
