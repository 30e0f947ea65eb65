"""Open, check and write files: the only package that opens a county's files.

`start_reading` imports nothing heavy; everything else is loaded when first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gisplan.io.check import CheckReport, check_county
    from gisplan.io.faults.catalogue import KINDS, explain_fault
    from gisplan.io.read import finish_reading, read_county
    from gisplan.io.reading import Reading, start_reading

__all__ = [
    "KINDS",
    "CheckReport",
    "Reading",
    "check_county",
    "explain_fault",
    "finish_reading",
    "read_county",
    "start_reading",
]

_FILES = {
    "KINDS": "faults.catalogue",
    "CheckReport": "check",
    "Reading": "reading",
    "check_county": "check",
    "explain_fault": "faults.catalogue",
    "finish_reading": "read",
    "read_county": "read",
    "start_reading": "reading",
}


def __getattr__(name: str) -> Any:
    """Load one of the public names from its file."""
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"gisplan.io.{_FILES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
