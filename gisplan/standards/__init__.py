"""What ought to be there? Criteria and targets, each with id, unit, threshold, source and note."""

from gisplan.standards.standard import (
    Criterion,
    Standard,
    Target,
    list_standards,
    parse_standard,
    read_packaged_standard,
)

__all__ = ["Criterion", "Standard", "Target", "list_standards", "parse_standard", "read_packaged_standard"]
