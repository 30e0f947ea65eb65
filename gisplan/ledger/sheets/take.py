"""A bureau's workbook comes into the ledger: what it would change is told, and all of it is kept, or nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gisplan.base.errors import LedgerConflictError, LedgerRuleError, LedgerSheetError
from gisplan.base.language import _
from gisplan.io.bureau_sheets import BureauBook, BureauSheet, SheetFault, read_bureau_book
from gisplan.ledger.changes import Batch, Change
from gisplan.ledger.history import explain_conflict
from gisplan.ledger.kinds import PLACE
from gisplan.ledger.rules import explain_breach
from gisplan.ledger.sheets.compare import Difference, Known, compare_row, list_unnamed, make_sheet_fault, tell_doubt
from gisplan.ledger.sheets.forms import VILLAGES_NAMED, read_forms
from gisplan.ledger.sheets.match import Match, SheetRow, match_rows
from gisplan.ledger.sheets.places import Villages, tell_places
from gisplan.ledger.state import State, zone_of

if TYPE_CHECKING:
    from gisplan.ledger.ledger import Ledger

__all__ = ["Comparison", "Imported", "SheetRead", "compare_book", "import_book"]


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
class Imported:
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
    dry_run: bool = False,
) -> Imported:
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
    told = compare_book(ledger, path, villages=villages, received=received, kind=kind, override=override)
    if told.faults:
        raise _refuse(told, told.faults)
    try:
        batch = ledger.record(
            told.changes,
            by=by,
            received=received,
            note=note,
            source=told.file,
            source_sha256=told.sha256,
            dry_run=dry_run,
        )
    except LedgerRuleError as error:
        raise _refuse(told, tuple(_list_breaches(told, error))) from None
    except LedgerConflictError as error:
        raise LedgerConflictError(_tell_conflicts(ledger, told, error), error.conflicts) from None
    return Imported(told, batch, dry_run)


def compare_book(
    ledger: Ledger,
    path: str | os.PathLike[str],
    *,
    villages: Villages | None = None,
    received: date | None = None,
    kind: str | None = None,
    override: str | None = None,
) -> Comparison:
    """What a workbook would change, and all that is wrong with it; nothing is kept and nothing raised."""
    forms = read_forms()
    book = read_bureau_book(path, [form.read for form in forms.values()], kind=kind)
    read: list[SheetRead] = []
    rows: dict[tuple[str, str], tuple[BureauSheet, int]] = {}
    differences: list[Difference] = []
    changes: list[Change] = []
    faults = list(book.faults)
    now = ledger.state(unlisted=True)
    for sheet in book.sheets:
        on = sheet.stated or received
        faults += _check_day(book, sheet, received, ledger.today)
        known = _know(ledger, sheet.kind, now, on)
        table, unknown = _list_rows(book, sheet, villages)
        faults += unknown
        year = (on or ledger.today).year
        found = match_rows(table, list(known.now.values()), kind=sheet.kind, year=year)
        made = [compare_row(book.file, sheet, match, known, on=on, override=override) for match in _sure(found)]
        faults += [tell_doubt(book.file, sheet, match) for match in found if match.doubt]
        for one in made:
            faults += one.faults
            differences += one.differences
            changes += one.changes
            faults += _place_row(book, sheet, one.match, rows)
        new = sum(one.match.work is None and bool(one.changes) for one in made)
        changed = sum(one.match.work is not None and bool(one.changes) for one in made)
        read.append(SheetRead(sheet.name, sheet.kind, len(table), new, changed, sheet.stated, sheet.left))
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


def _know(ledger: Ledger, kind: str, now: State, on: date | None) -> Known:
    """How the works of one kind stand, now and on the sheet's day."""
    works = {work.code: work for work in now.works if work.kind == kind}
    then = ledger.state(on, unlisted=True) if on is not None else now
    places = tell_places([work.values.get(PLACE) for work in works.values()])
    return Known(
        now=works,
        then={work.code: work for work in then.works if work.kind == kind},
        places=dict(zip(works, places, strict=True)),
        crs=ledger.crs,
        store=ledger.id,
    )


def _list_rows(
    book: BureauBook, sheet: BureauSheet, villages: Villages | None
) -> tuple[list[SheetRow], list[SheetFault]]:
    """The rows with what their cells say; villages told by name are looked up."""
    faults: list[SheetFault] = []
    unnamed: dict[int, tuple[str, str]] = {}
    rows = []
    for record in sheet.frame.to_dict("records"):
        number = int(record.pop("row"))
        values = {str(name): _plain(value) for name, value in record.items() if _is_told(value)}
        named = values.get(VILLAGES_NAMED)
        if villages is not None and "villages" in values:
            faults += _check_codes(book, sheet, number, values["villages"], villages)
        elif villages is not None and named:
            codes, wrong = villages.find(values.get("town"), named)
            if wrong is not None:
                unnamed[number] = (wrong, villages.nearest(wrong))
            else:
                values["villages"] = codes
        rows.append(SheetRow(number, values))
    return rows, [*faults, *list_unnamed(book.file, sheet, unnamed)]


def _is_told(value: Any) -> bool:
    return isinstance(value, (str, tuple, list)) or not pd.isna(value)


def _plain(value: Any) -> Any:
    """A cell as the ledger takes it."""
    if isinstance(value, pd.Timestamp):
        return value.date()
    return tuple(value) if isinstance(value, list) else value


def _check_codes(
    book: BureauBook, sheet: BureauSheet, row: int, codes: Sequence[str], villages: Villages
) -> Iterator[SheetFault]:
    for code in codes:
        if code not in villages.names:
            message = _("no village has the code {0}").format(code)
            yield make_sheet_fault(book.file, sheet, row, "villages", code, message, _("Correct the code."))


def _check_day(book: BureauBook, sheet: BureauSheet, received: date | None, today: date) -> Iterator[SheetFault]:
    """A sheet is filled in before it is received, and received before it is imported."""
    if sheet.stated is not None and sheet.stated > (last := received or today):
        message = _("it says that it was filled in on {0}, which is after {1}").format(sheet.stated, last)
        remedy = _("Correct the day in the sheet's head, or --received.")
        yield make_sheet_fault(book.file, sheet, None, "", str(sheet.stated), message, remedy)


def _place_row(
    book: BureauBook, sheet: BureauSheet, match: Match, rows: dict[tuple[str, str], tuple[BureauSheet, int]]
) -> Iterator[SheetFault]:
    """Each work stands in one row of one sheet."""
    code = match.work.code if match.work is not None else str(match.new_code)
    other = rows.setdefault((sheet.kind, code), (sheet, match.row.number))
    if other[0] is not sheet:
        message = _("{0} stands in row {1} of {2} too").format(code, other[1], other[0].name)
        remedy = _("Leave one of them.")
        yield make_sheet_fault(book.file, sheet, match.row.number, "code", code, message, remedy)


def _refuse(told: Comparison, faults: Sequence[SheetFault]) -> LedgerSheetError:
    lines = [f"{fault.message} {fault.remedy}" for fault in faults]
    return LedgerSheetError("\n".join([*lines, _("Nothing was applied.")]), faults, told)


def _list_breaches(told: Comparison, error: LedgerRuleError) -> Iterator[SheetFault]:
    """The rules that rows break, each at its row."""
    kinds = {change.code: str(change.kind) for change in told.changes}
    for breach in error.breaches:
        code, field = str(getattr(breach, "code", "")), str(getattr(breach, "field", ""))
        sheet, row = told.rows[kinds[code], code]
        remedy = _("Put it right, or say with --override REASON why it is so; the reason is kept.")
        message = explain_breach(breach).rstrip(".。")  # type: ignore[arg-type]  # what the error holds
        yield make_sheet_fault(told.file, sheet, row, field, None, message, remedy)


def _tell_conflicts(ledger: Ledger, told: Comparison, error: LedgerConflictError) -> str:
    """Row by row who changed the work since the sheet was exported."""
    zone, lines = zone_of(ledger.utc_offset), []
    for conflict in error.conflicts:
        sheet, row = told.rows[conflict.kind, conflict.code]  # type: ignore[attr-defined]  # what the error holds
        head = _("{0} row {1} ({2}): ").format(sheet.name, row, Path(told.file).name)
        lines.append(head + explain_conflict(conflict, zone))  # type: ignore[arg-type]
    return "\n".join([*(lines or [str(error)]), _("Nothing was applied.")])
