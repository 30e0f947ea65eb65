"""The order of the steps: read, judge, plan, compare, write; each is loaded when first used."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gisplan.workflow.county_reader import CountyReader
    from gisplan.workflow.gaps_files import write_dossier
    from gisplan.workflow.ledger_files import export_book, report_progress
    from gisplan.workflow.plan_steps import make_plan
    from gisplan.workflow.steps import find_gaps, judge, read_county, read_with_ledger
    from gisplan.workflow.values import Comparison, compare, explore, write

__all__ = [
    "Comparison",
    "CountyReader",
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

_MODULES = {
    "Comparison": "values",
    "CountyReader": "county_reader",
    "compare": "values",
    "explore": "values",
    "export_book": "ledger_files",
    "find_gaps": "steps",
    "judge": "steps",
    "make_plan": "plan_steps",
    "read_county": "steps",
    "read_with_ledger": "steps",
    "report_progress": "ledger_files",
    "write": "values",
    "write_dossier": "gaps_files",
}


def __getattr__(name: str) -> Any:
    """Load one of the public names from its module."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"gisplan.workflow.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
