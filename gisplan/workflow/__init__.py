"""The hallway: in which order do the steps go?"""

from gisplan.workflow.steps import find_gaps, read_county, verify

__all__ = ["find_gaps", "read_county", "verify"]
