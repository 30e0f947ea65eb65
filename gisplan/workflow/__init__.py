"""The order of the steps: read, judge, plan, compare, write."""

from gisplan.workflow.gaps_files import write_dossier
from gisplan.workflow.ledger_files import export_book, report_progress
from gisplan.workflow.plan_steps import make_plan
from gisplan.workflow.steps import find_gaps, judge, read_county, read_with_ledger
from gisplan.workflow.values import Comparison, compare, explore, write

__all__ = [
    "Comparison",
    "compare",
    "explore",
    "export_book",
    "find_gaps",
    "judge",
    "make_plan",
    "read_county",
    "read_with_ledger",
    "report_progress",
    "write",
    "write_dossier",
]
