"""gisplan: which settlements lack what, why, and what to build first.

Data walks one way, from the yard (files) up to the doors; imports point only downstairs.

=========== ==================================================================
room        its one question
=========== ==================================================================
cli         the front door: one file a command
workflow    the hallway: in which order do the steps go?
ledger      how far is each work, who said so, and when was it known?
report      the windows: how is it told?
maps        the windows on the ground: where is it?
io          the porch: what do the county's files say, and can they be trusted?
plan        what first, at what cost?
gaps        what is missing, and why?
network     how is it joined?
standards   what ought to be there?
county      what exists, where?
base        what must always hold?
=========== ==================================================================

The few names that a notebook needs stand here; they are loaded when first used, so that
``import gisplan`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gisplan.ledger import open_ledger
    from gisplan.network import build_network
    from gisplan.workflow import explore, find_gaps, make_plan, read_county, write

__all__ = ["build_network", "explore", "find_gaps", "make_plan", "open_ledger", "read_county", "write"]

_ROOMS = {
    "build_network": "gisplan.network",
    "explore": "gisplan.workflow",
    "find_gaps": "gisplan.workflow",
    "make_plan": "gisplan.workflow",
    "open_ledger": "gisplan.ledger",
    "read_county": "gisplan.workflow",
    "write": "gisplan.workflow",
}


def __getattr__(name: str) -> Any:
    """Load one of the public names from its room."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_ROOMS[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
