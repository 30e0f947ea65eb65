"""What ought to be there? Criteria and targets, each with id, unit, threshold, source and note."""

from gisplan.standards.criterion import Criterion, Kinds, sort_by_parts
from gisplan.standards.parse import list_standards, make_standard, parse_standard, read_packaged_standard
from gisplan.standards.plan_rules import GENERAL, CostRow, PlanRules, Programme
from gisplan.standards.standard import OutOfScope, Reading, Standard, Target

__all__ = [
    "GENERAL",
    "CostRow",
    "Criterion",
    "Kinds",
    "OutOfScope",
    "PlanRules",
    "Programme",
    "Reading",
    "Standard",
    "Target",
    "list_standards",
    "make_standard",
    "parse_standard",
    "read_packaged_standard",
    "sort_by_parts",
]
