"""The hallway: in which order do the steps go?"""

from gisplan.workflow.steps import find_gaps, judge, read_county

__all__ = ["find_gaps", "judge", "read_county"]
