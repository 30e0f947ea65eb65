"""The errors that gisplan raises; each message says what to do next.

GisplanError
├── CountyFileError (ValueError)      the county file, or a file it names, cannot be used
├── StandardError (ValueError)        a standard is unknown or badly written
├── NoCrsError (ValueError)           coordinates without a coordinate system
├── NotMetricCrsError (ValueError)    lengths need a CRS in metres
├── CrsMismatchError (ValueError)     two layers are in different CRSs
├── GeometryTypeError (TypeError)     a layer holds the wrong kind of geometry
├── WriteError (OSError)              a file could not be written; the old one is unchanged
├── OutputError (OSError)             standard output is closed, or cannot be written
├── ExtraMissingError (ImportError)   an optional extra is needed and not installed
├── FontMissingError (OSError)        no installed font has the characters that are needed
├── TemplateFileError (ValueError)    a template of documents cannot be used
├── VerdictFileError (ValueError)     a verdict document cannot be read
├── ComparisonError (ValueError)      two documents cannot be compared
├── LedgerError (ValueError)          the works ledger has no such work, or cannot keep a value
├── LedgerRuleError (ValueError)      a change breaks a rule of the milestones
├── LedgerConflictError (RuntimeError) someone else changed the work first
├── LedgerSheetError (ValueError)     a workbook of works cannot be imported as it is
├── LedgerStoreError (OSError)        the ledger's database cannot be used
├── AccountError (ValueError)         an account of the desk cannot be made, changed or used
├── DeskError (RuntimeError)          the desk cannot be served as it was asked for
├── PlanError (ValueError)            a plan that cannot be computed
└── RunError (ValueError)             a run of many counties cannot begin or go on
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gisplan.base.faults import Fault

__all__ = [
    "AccountError",
    "ComparisonError",
    "CountyFileError",
    "CrsMismatchError",
    "DeskError",
    "ExtraMissingError",
    "FontMissingError",
    "GeometryTypeError",
    "GisplanError",
    "LedgerConflictError",
    "LedgerError",
    "LedgerRuleError",
    "LedgerSheetError",
    "LedgerStoreError",
    "NoCrsError",
    "NotMetricCrsError",
    "OutputError",
    "PlanError",
    "RunError",
    "StandardError",
    "TemplateFileError",
    "VerdictFileError",
    "WriteError",
]


class GisplanError(Exception):
    """Anything that a user of gisplan can correct."""


class CountyFileError(GisplanError, ValueError):
    """A county that cannot be read; `faults` holds every fault found, not just the first."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class StandardError(GisplanError, ValueError):
    """A standard that is unknown or badly written."""


class NoCrsError(GisplanError, ValueError):
    """Coordinates that do not say which coordinate system they are in."""


class NotMetricCrsError(GisplanError, ValueError):
    """A coordinate system whose unit is not the metre, where lengths are needed."""


class CrsMismatchError(GisplanError, ValueError):
    """Two layers that are in different coordinate systems."""


class GeometryTypeError(GisplanError, TypeError):
    """Geometry of a kind that the layer cannot hold."""


class WriteError(GisplanError, OSError):
    """A file that could not be written whole; what was there before is unchanged."""


class OutputError(GisplanError, OSError):
    """Standard output that is closed, or cannot be written: a part of the result was not shown."""


class ExtraMissingError(GisplanError, ImportError):
    """Something that needs an optional extra, which is not installed."""


class FontMissingError(GisplanError, OSError):
    """No installed font has the characters that are to be printed."""


class TemplateFileError(GisplanError, ValueError):
    """A template of documents that is damaged, of another kind, or has a mistake."""


class VerdictFileError(GisplanError, ValueError):
    """A file that is no verdict document, or a damaged one."""


class ComparisonError(GisplanError, ValueError):
    """Two verdict documents that cannot be compared."""


class AccountError(GisplanError, ValueError):
    """An account of the desk that cannot be made, changed or used."""


class DeskError(GisplanError, RuntimeError):
    """The desk cannot be served as it was asked for: accounts or a certificate are missing, or it is served already."""


class PlanError(GisplanError, ValueError):
    """A plan that cannot be computed: a programme, a lock, a budget or a cost is wrong or missing."""


class RunError(GisplanError, ValueError):
    """A run of many counties that cannot begin or go on: its list, its folder or its scheduler is wrong."""


class LedgerError(GisplanError, ValueError):
    """A work, field or value that the ledger does not know or cannot keep."""


class LedgerRuleError(GisplanError, ValueError):
    """Changes that break rules of the milestones; `violations` holds every one, not just the first."""

    def __init__(self, message: str, violations: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.violations = tuple(violations)


class LedgerConflictError(GisplanError, RuntimeError):
    """Works that someone else changed since they were read; `conflicts` holds what, by whom and when."""

    def __init__(self, message: str, conflicts: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.conflicts = tuple(conflicts)


class LedgerSheetError(GisplanError, ValueError):
    """A workbook of which nothing is imported into the ledger; `faults` has all that is wrong with it.

    `comparison` is what the correct rows would change.
    """

    def __init__(self, message: str, faults: Sequence[object] = (), comparison: object = None) -> None:
        super().__init__(message)
        self.faults = tuple(faults)
        self.comparison = comparison


class LedgerStoreError(GisplanError, OSError):
    """A ledger's database that is missing, busy, full, damaged or of another kind."""
