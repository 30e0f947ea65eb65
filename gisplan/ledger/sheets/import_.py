"""Import a bureau's workbook into the ledger: record all of its changes, or none."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import LedgerConflictError, LedgerRuleError, LedgerSheetError
from gisplan.base.language import _
from gisplan.io.forms.sheet_context import SheetFault
from gisplan.ledger.events.changes import Batch, Change
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.conflicts import explain_conflict
from gisplan.ledger.events.rules import explain_violation
from gisplan.ledger.sheets.compare_book import Comparison, compare_book
from gisplan.ledger.sheets.forms import VERSION
from gisplan.ledger.sheets.villages import VillageIndex

if TYPE_CHECKING:
    from gisplan.ledger.ledger import Ledger

__all__ = ["ImportResult", "import_book"]


@dataclass(frozen=True)
class ImportResult:
    """An imported workbook.

    Parameters
    ----------
    comparison : Comparison
        What it changes.
    batch : Batch
        What was recorded or, on a dry run, would be.
    dry_run : bool
        Whether nothing was recorded.
    """

    comparison: Comparison
    batch: Batch
    dry_run: bool


@dataclass
class _Attempt:
    """What recording gave: a batch, or the rules and versions that stand against it."""

    batch: Batch | None = None
    faults: list[SheetFault] = field(default_factory=list)
    conflict: LedgerConflictError | None = None


def import_book(
    ledger: Ledger,
    path: str | os.PathLike[str],
    *,
    by: str,
    villages: VillageIndex | None = None,
    received: date | None = None,
    note: str | None = None,
    kind: str | None = None,
    override: str | None = None,
    new: Collection[str] = (),
    dry_run: bool = False,
) -> ImportResult:
    """Import a workbook: every sheet of it, or nothing.

    Parameters
    ----------
    ledger : Ledger
        The ledger to record in.
    path : path
        The workbook (.xlsx).
    by : str
        Who records it.
    villages : VillageIndex, optional
        The county's villages, to look up names.
    received : date, optional
        When the bureau received it.
    note : str, optional
        A note on the whole batch.
    kind : str, optional
        The kind of works in every sheet; default: recognised by the columns.
    override : str, optional
        Why rules of the milestones may be broken; stored with every event that breaks one.
    new : collection of str
        Codes of rows that are new works, however similar their names are to others.
    dry_run : bool
        Check everything and record nothing.

    Returns
    -------
    ImportResult
        What was changed.

    Raises
    ------
    LedgerSheetError
        The workbook cannot be read, a row is doubtful, a value is wrong or a rule is broken: `faults` has all of it,
        `comparison` what the rest would change.
    LedgerConflictError
        Rows were exported before someone else changed the work: row by row, by whom.
    """
    options = {"villages": villages, "received": received, "kind": kind, "override": override, "new": new}
    comparison = compare_book(ledger, path, **options)  # type: ignore[arg-type]  # the values of the parameters above
    info = {"by": by, "received": received, "note": note}
    attempt = _record(ledger, comparison, info, dry_run=dry_run)
    _raise_refusal(ledger, comparison, attempt)
    assert attempt.batch is not None
    return ImportResult(comparison, attempt.batch, dry_run)


def _raise_refusal(ledger: Ledger, comparison: Comparison, attempt: _Attempt) -> None:
    """Raise what stands against recording the workbook, if anything does."""
    faults = [*comparison.faults, *attempt.faults]
    conflicts = [] if attempt.conflict is None else list(_list_conflicts(ledger, comparison, attempt.conflict))
    if faults:
        lines = [f"{fault.message} {fault.remedy}" for fault in [*faults, *conflicts]]
        raise LedgerSheetError("\n".join([*lines, _("Nothing was changed.")]), [*faults, *conflicts], comparison)
    if attempt.conflict is not None:
        lines = [fault.message for fault in conflicts] or [str(attempt.conflict)]
        raise LedgerConflictError("\n".join([*lines, _("Nothing was changed.")]), attempt.conflict.conflicts)


def _record(ledger: Ledger, comparison: Comparison, info: Mapping[str, Any], *, dry_run: bool) -> _Attempt:
    """Record the changes; only check them on a dry run or where the comparison has faults."""
    info = {**info, "source": comparison.file, "source_sha256": comparison.sha256}
    try:
        return _Attempt(ledger.record(comparison.changes, **info, dry_run=dry_run or bool(comparison.faults)))
    except LedgerConflictError as error:
        violations = _find_violations(ledger, _without_conflicts(comparison.changes, error), info)
        return _Attempt(faults=list(_list_violations(comparison, violations)), conflict=error)
    except LedgerRuleError as error:
        return _Attempt(faults=list(_list_violations(comparison, error)))


def _without_conflicts(changes: Sequence[Change], error: LedgerConflictError) -> list[Change]:
    """Return the changes of works that nobody else changed meanwhile."""
    stale = {(str(getattr(c, "kind", "")), str(getattr(c, "code", ""))) for c in error.conflicts}
    return [change for change in changes if (change.kind, change.code) not in stale]


def _find_violations(ledger: Ledger, changes: Sequence[Change], info: Mapping[str, Any]) -> LedgerRuleError | None:
    """Find the rules that changes would break; nothing is recorded."""
    try:
        ledger.record(changes, **info, dry_run=True)
    except LedgerRuleError as error:
        return error
    return None


def _list_violations(comparison: Comparison, error: LedgerRuleError | None) -> Iterator[SheetFault]:
    """List the rules that rows break, each at its row."""
    for violation in error.violations if error is not None else ():
        kind, code, name = (str(getattr(violation, name, "")) for name in ("kind", "code", "field"))
        source, row = comparison.rows[kind, code]
        remedy = _("Correct it, or give the reason with --override REASON; the reason is recorded.")
        message = explain_violation(violation).rstrip(".。")  # type: ignore[arg-type]  # what the error holds
        yield source.make_fault(row, name, None, message, remedy)


def _list_conflicts(ledger: Ledger, comparison: Comparison, error: LedgerConflictError) -> Iterator[SheetFault]:
    """List row by row who changed the work since the sheet was exported."""
    zone, again = parse_utc_offset(ledger.utc_offset), _("Export the sheet again, and enter the changes in it.")
    for conflict in error.conflicts:
        source, row = comparison.rows[conflict.kind, conflict.code]  # type: ignore[attr-defined]  # a Conflict
        message = explain_conflict(conflict, zone).rstrip(".。")  # type: ignore[arg-type]
        yield source.make_fault(row, VERSION, None, message, again)
