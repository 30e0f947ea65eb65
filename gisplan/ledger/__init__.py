"""The works ledger: the progress of each work, who recorded it, and when."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gisplan.ledger.events.attachments import Attachment
from gisplan.ledger.events.changes import ALWAYS, Batch, Change, Conflict, Event, FieldConflict, add_work
from gisplan.ledger.events.comments import Comment
from gisplan.ledger.events.load import LoadResult
from gisplan.ledger.events.rules import RuleViolation, explain_violation
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import Kind, decode_value, encode_value, read_kinds
from gisplan.ledger.ledger import Ledger
from gisplan.ledger.opening import open_ledger, restore_ledger

if TYPE_CHECKING:
    from gisplan.ledger.county import with_ledger_works

__all__ = [
    "ALWAYS",
    "Attachment",
    "Batch",
    "Change",
    "Comment",
    "Conflict",
    "Event",
    "FieldConflict",
    "Kind",
    "Ledger",
    "LoadResult",
    "RuleViolation",
    "State",
    "WorkState",
    "add_work",
    "decode_value",
    "encode_value",
    "explain_violation",
    "open_ledger",
    "read_kinds",
    "restore_ledger",
    "with_ledger_works",
]


def __getattr__(name: str) -> Any:
    """Import what needs geopandas only when it is used: `gisplan ledger show` does without."""
    if name != "with_ledger_works":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("gisplan.ledger.county").with_ledger_works
