"""What ought to be there? Criteria and targets, each with id, unit, threshold, source and note."""

from gisplan.standards.links import sort_by_parts
from gisplan.standards.packaged import list_standards, read_packaged_standard
from gisplan.standards.parse import parse_standard
from gisplan.standards.standard import Criterion, OutOfScope, Reading, Standard, Target

__all__ = [
    "Criterion",
    "OutOfScope",
    "Reading",
    "Standard",
    "Target",
    "list_standards",
    "parse_standard",
    "read_packaged_standard",
    "sort_by_parts",
]
