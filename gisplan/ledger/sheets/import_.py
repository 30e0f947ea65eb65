"""A bureau's workbook comes into the ledger: what it would change is told, and all of it is kept, or nothing."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import LedgerConflictError, LedgerRuleError, LedgerSheetError
from gisplan.base.language import _
from gisplan.io.forms.form_reader import BureauBook, BureauSheet, read_bureau_book
from gisplan.io.forms.sheet_faults import SheetFault
from gisplan.ledger.events.changes import Batch, Change
from gisplan.ledger.events.history import explain_conflict
from gisplan.ledger.events.rules import explain_violation
from gisplan.ledger.events.state import State, parse_utc_offset
from gisplan.ledger.kinds import PLACE, read_kinds
from gisplan.ledger.sheets.compare import (
    Difference,
    LedgerSnapshot,
    RowChanges,
    compare_row,
    make_doubt_fault,
    make_sheet_fault,
)
from gisplan.ledger.sheets.forms import MARK, STORE, VERSION, check_kind, read_forms
from gisplan.ledger.sheets.match import Match, match_rows
from gisplan.ledger.sheets.places import Villages, format_degrees
from gisplan.ledger.sheets.village_codes import check_village_codes, read_rows

if TYPE_CHECKING:
    from gisplan.ledger.ledger import Ledger

__all__ = ["Comparison", "ImportResult", "SheetRead", "compare_book", "import_book"]


@dataclass(frozen=True)
class SheetRead:
    """One sheet as it was understood: how many rows it has, and how many of them are new works or change one.

    `left` are the sheet's own columns that the form has not and that nothing was read from.
    """

    name: str
    kind: str
    rows: int
    new: int
    changed: int
    stated: date | None
    left: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What a workbook says that the ledger does not.

    Attributes
    ----------
    faults : tuple of SheetFault
        All that must be put right before any of it is kept; rows that may be one work or another are among them.
    rows : mapping of (kind, code) to (BureauSheet, int)
        In which row of which sheet each work stands.
    """

    file: str
    sha256: str
    sheets: tuple[SheetRead, ...]
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    faults: tuple[SheetFault, ...]
    notes: tuple[str, ...]
    rows: Mapping[tuple[str, str], tuple[BureauSheet, int]]


@dataclass(frozen=True)
class ImportResult:
    """A workbook that was taken in; on a dry run `batch` tells what it would have been."""

    comparison: Comparison
    batch: Batch
    dry_run: bool


def import_book(
    ledger: Ledger,
    path: str | os.PathLike[str],
    *,
    by: str,
    villages: Villages | None = None,
    received: date | None = None,
    note: str | None = None,
    kind: str | None = None,
    override: str | None = None,
    new: Collection[str] = (),
    dry_run: bool = False,
) -> ImportResult:
    """Take a workbook in: every sheet of it, or nothing.

    Parameters
    ----------
    by : str
        Who records it.
    villages : Villages, optional
        The county's register: what names of villages mean.
    received : date, optional
        When the bureau received it.
    kind : str, optional
        Which works every sheet holds, whatever its columns look like.
    override : str, optional
        Why rules of the milestones may be broken; kept with every event that breaks one.
    new : collection of str
        Codes of rows that are new works, however like another's their names are.
    dry_run : bool
        Check everything and keep nothing.

    Raises
    ------
    LedgerSheetError
        The workbook cannot be read, a row is doubtful, a value is wrong or a rule is broken: `faults` has all of it,
        `comparison` what the rest would change.
    LedgerConflictError
        Rows that were exported before someone else changed the work: row by row, by whom.
    """
    told = compare_book(ledger, path, villages=villages, received=received, kind=kind, override=override, new=new)
    head: dict[str, Any] = {
        "by": by,
        "received": received,
        "note": note,
        "source": told.file,
        "source_sha256": told.sha256,
    }
    faults = list(told.faults)
    conflict: LedgerConflictError | None = None
    try:
        batch = ledger.record(told.changes, **head, dry_run=dry_run or bool(faults))
    except LedgerConflictError as error:
        conflict = error
        faults += _list_breaches(told, _find_breaches(ledger, _without(told.changes, error), head))
    except LedgerRuleError as error:
        faults += _list_breaches(told, error)
    if faults:
        raise _refuse(told, [*faults, *(_list_conflicts(ledger, told, conflict) if conflict else ())])
    if conflict is not None:
        lines = [fault.message for fault in _list_conflicts(ledger, told, conflict)]
        text = "\n".join([*(lines or [str(conflict)]), _("Nothing was changed.")])
        raise LedgerConflictError(text, conflict.conflicts) from None
    return ImportResult(told, batch, dry_run)


def _without(changes: Sequence[Change], error: LedgerConflictError) -> list[Change]:
    """The changes of works that nobody else changed meanwhile."""
    stale = {(str(getattr(c, "kind", "")), str(getattr(c, "code", ""))) for c in error.conflicts}
    return [change for change in changes if (change.kind, change.code) not in stale]


def _find_breaches(ledger: Ledger, changes: Sequence[Change], head: Mapping[str, Any]) -> LedgerRuleError | None:
    """The rules that changes would break; none of them is kept."""
    try:
        ledger.record(changes, **head, dry_run=True)
    except LedgerRuleError as error:
        return error
    return None


def compare_book(
    ledger: Ledger,
    path: str | os.PathLike[str],
    *,
    villages: Villages | None = None,
    received: date | None = None,
    kind: str | None = None,
    override: str | None = None,
    new: Collection[str] = (),
) -> Comparison:
    """What a workbook would change, and all that is wrong with it; nothing is kept.

    Raises
    ------
    LedgerError
        There is no such kind.
    """
    forms = read_forms()
    check_kind(kind)
    book = read_bureau_book(path, [form.read for form in forms.values()], kind=kind, mark=MARK)
    read: list[SheetRead] = []
    rows: dict[tuple[str, str], tuple[BureauSheet, int]] = {}
    differences: list[Difference] = []
    changes: list[Change] = []
    faults = list(book.faults)
    now = ledger.state(unlisted=True)
    for sheet in book.sheets:
        on = sheet.stated or received
        faults += [*_check_day(book, sheet, received, ledger.today), *_check_columns(book, sheet)]
        known = _know(ledger, sheet.kind, now, on)
        table, unknown = read_rows(book.file, sheet, villages)
        faults += unknown
        year, taken = (on or ledger.today).year, [code for of, code in rows if of == sheet.kind]
        works = list(known.now.values())
        found = match_rows(table, works, kind=sheet.kind, year=year, new=new, taken=taken)
        made = [compare_row(book.file, sheet, match, known, on=on, override=override) for match in _sure(found)]
        faults += [make_doubt_fault(book.file, sheet, match) for match in found if match.doubt]
        for one in made:
            faults += [*one.faults, *check_village_codes(book.file, sheet, one.match, villages)]
            faults += () if override else _check_filled_in(book, sheet, one)
            differences += one.differences
            changes += one.changes
            faults += _place_row(book, sheet, one.match, rows)
        added = sum(one.match.work is None and bool(one.changes) for one in made)
        changed = sum(one.match.work is not None and bool(one.changes) for one in made)
        read.append(SheetRead(sheet.name, sheet.kind, len(table), added, changed, sheet.stated, sheet.left))
    return Comparison(
        file=book.file,
        sha256=book.sha256,
        sheets=tuple(read),
        differences=tuple(differences),
        changes=tuple(changes),
        faults=tuple(faults),
        notes=book.notes,
        rows=rows,
    )


def _sure(found: Sequence[Match]) -> list[Match]:
    return [match for match in found if not match.doubt]


def _know(ledger: Ledger, kind: str, now: State, on: date | None) -> LedgerSnapshot:
    """How the works of one kind stand, now and on the sheet's day."""
    works = {work.code: work for work in now.works if work.kind == kind}
    then = ledger.state(on, unlisted=True) if on is not None else now
    places = format_degrees([work.values.get(PLACE) for work in works.values()])
    return LedgerSnapshot(
        now=works,
        then={work.code: work for work in then.works if work.kind == kind},
        places=dict(zip(works, places, strict=True)),
        crs=ledger.crs,
        store=ledger.id,
    )


def _check_day(book: BureauBook, sheet: BureauSheet, received: date | None, today: date) -> Iterator[SheetFault]:
    """A sheet is filled in before it is received, and received before it is imported."""
    if sheet.stated is not None and sheet.stated > (last := received or today):
        message = _("its date of filling in, {0}, is after {1}").format(sheet.stated, last)
        remedy = _("Correct the date in the head of the sheet, or --received.")
        yield make_sheet_fault(book.file, sheet, None, "", str(sheet.stated), message, remedy)


def _check_columns(book: BureauBook, sheet: BureauSheet) -> Iterator[SheetFault]:
    """What the ledger wrote comes back with its hidden columns, or nobody can tell how old it is."""
    if sheet.exported and (gone := [name for name in (VERSION, STORE) if name not in sheet.given]):
        headers = {column.field: column.header for column in read_forms()[sheet.kind].columns}
        message = _("its hidden columns were deleted: {0}").format(", ".join(headers[name] for name in gone))
        remedy = _("Export the sheet again, and enter the changes in it.")
        yield make_sheet_fault(book.file, sheet, None, gone[0], None, message, remedy)


def _check_filled_in(book: BureauBook, sheet: BureauSheet, row: RowChanges) -> Iterator[SheetFault]:
    """A form tells of no milestone after the day on which it was filled in."""
    for told in row.differences:
        if told.field in read_kinds()[sheet.kind].milestones and told.new and sheet.stated and told.new > sheet.stated:
            message = _("{0} is after the date of filling in, {1}").format(told.new, sheet.stated)
            yield make_sheet_fault(
                book.file, sheet, told.row, told.field, str(told.new), message, _("Correct the date.")
            )


def _place_row(
    book: BureauBook, sheet: BureauSheet, match: Match, rows: dict[tuple[str, str], tuple[BureauSheet, int]]
) -> Iterator[SheetFault]:
    """Each work stands in one row of one sheet."""
    code = match.work.code if match.work is not None else str(match.new_code)
    other = rows.setdefault((sheet.kind, code), (sheet, match.row.number))
    if other[0] is not sheet:
        message = _("{0} is also in row {1} of {2}").format(code, other[1], other[0].name)
        remedy = _("Delete all but one.")
        yield make_sheet_fault(book.file, sheet, match.row.number, "code", code, message, remedy)


def _refuse(told: Comparison, faults: Sequence[SheetFault]) -> LedgerSheetError:
    lines = [f"{fault.message} {fault.remedy}" for fault in faults]
    return LedgerSheetError("\n".join([*lines, _("Nothing was changed.")]), faults, told)


def _list_breaches(told: Comparison, error: LedgerRuleError | None) -> Iterator[SheetFault]:
    """The rules that rows break, each at its row."""
    for breach in error.violations if error is not None else ():
        kind, code, field = (str(getattr(breach, name, "")) for name in ("kind", "code", "field"))
        sheet, row = told.rows[kind, code]
        remedy = _("Correct it, or give the reason with --override REASON; the reason is recorded.")
        message = explain_violation(breach).rstrip(".。")  # type: ignore[arg-type]  # what the error holds
        yield make_sheet_fault(told.file, sheet, row, field, None, message, remedy)


def _list_conflicts(ledger: Ledger, told: Comparison, error: LedgerConflictError) -> Iterator[SheetFault]:
    """Row by row who changed the work since the sheet was exported."""
    zone, again = parse_utc_offset(ledger.utc_offset), _("Export the sheet again, and enter the changes in it.")
    for conflict in error.conflicts:
        sheet, row = told.rows[conflict.kind, conflict.code]  # type: ignore[attr-defined]  # what the error holds
        message = explain_conflict(conflict, zone).rstrip(".。")  # type: ignore[arg-type]
        yield make_sheet_fault(told.file, sheet, row, VERSION, None, message, again)
