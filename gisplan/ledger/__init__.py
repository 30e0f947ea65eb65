"""The works ledger: how far is each work, who said so, and when was it known?"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gisplan.ledger.events.changes import ALWAYS, Attachment, Batch, Change, Conflict, Event, add_work, hash_attachment
from gisplan.ledger.events.load import Loaded
from gisplan.ledger.events.rules import RuleViolation, explain_violation
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import Kind, read_kinds, tell_value, write_value
from gisplan.ledger.ledger import Ledger, open_ledger
from gisplan.ledger.restore import restore_ledger

if TYPE_CHECKING:
    from gisplan.ledger.county import take_works

__all__ = [
    "ALWAYS",
    "Attachment",
    "Batch",
    "Change",
    "Conflict",
    "Event",
    "Kind",
    "Ledger",
    "Loaded",
    "RuleViolation",
    "State",
    "WorkState",
    "add_work",
    "explain_violation",
    "hash_attachment",
    "open_ledger",
    "read_kinds",
    "restore_ledger",
    "take_works",
    "tell_value",
    "write_value",
]


def __getattr__(name: str) -> Any:
    """Load what needs frames when it is asked for: a list of works is shown without them."""
    if name != "take_works":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("gisplan.ledger.county").take_works
