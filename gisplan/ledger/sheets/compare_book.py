"""Compare a bureau's workbook with the ledger: what it would change, and everything that is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gisplan.base.language import _
from gisplan.county.code_changes import CodeChanges
from gisplan.io.forms.form_reader import BureauSheet, read_bureau_book
from gisplan.io.forms.sheet_context import SheetFault
from gisplan.ledger.events.changes import Change
from gisplan.ledger.events.state import State
from gisplan.ledger.kinds import PLACE, read_kinds
from gisplan.ledger.sheets.compare_row import Difference, LedgerSnapshot, RowChanges, compare_row
from gisplan.ledger.sheets.faults import SheetSource
from gisplan.ledger.sheets.forms import MARK, STORE, VERSION, check_kind, read_forms
from gisplan.ledger.sheets.match import Match, SheetRow, match_rows
from gisplan.ledger.sheets.village_codes import check_village_codes, note_followed, read_rows
from gisplan.ledger.sheets.villages import VillageIndex, format_degrees

if TYPE_CHECKING:
    from gisplan.ledger.ledger import Ledger

__all__ = ["Comparison", "SheetRead", "compare_book"]

_RowIndex = dict[tuple[str, str], tuple[SheetSource, int]]


@dataclass(frozen=True)
class SheetRead:
    """One sheet as it was understood.

    Parameters
    ----------
    name, kind : str
        The sheet, and the kind of its works.
    rows, new, changed : int
        How many rows it has, and how many of them are new works or change a work.
    stated : date or None
        The day on which it was filled in.
    unread : tuple of str
        Columns of the sheet that the form does not have; nothing was read from them.
    """

    name: str
    kind: str
    rows: int
    new: int
    changed: int
    stated: date | None
    unread: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What a workbook would change in the ledger.

    Parameters
    ----------
    file, sha256 : str
        The workbook's name and hash.
    sheets : tuple of SheetRead
        Its sheets of works.
    differences : tuple of Difference
        Every field that it would change.
    changes : tuple of Change
        The same, for `Ledger.record`.
    faults : tuple of SheetFault
        Everything that must be corrected before any of it is recorded; doubtful rows are among them.
    notes : tuple of str
        Remarks on how the workbook was read.
    rows : mapping of (kind, code) to (SheetSource, int)
        The sheet and the row of each work.
    """

    file: str
    sha256: str
    sheets: tuple[SheetRead, ...]
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    faults: tuple[SheetFault, ...]
    notes: tuple[str, ...]
    rows: Mapping[tuple[str, str], tuple[SheetSource, int]]


@dataclass(frozen=True)
class _Options:
    """How rows are read: see `compare_book`."""

    villages: VillageIndex | None
    received: date | None
    override: str | None
    new: Collection[str]

    @property
    def changes(self) -> CodeChanges:
        return CodeChanges() if self.villages is None else self.villages.changes


@dataclass(frozen=True)
class _SheetComparison:
    read: SheetRead
    rows: Sequence[RowChanges]
    faults: Sequence[SheetFault]


def compare_book(
    ledger: Ledger,
    path: str | os.PathLike[str],
    *,
    villages: VillageIndex | None = None,
    received: date | None = None,
    kind: str | None = None,
    override: str | None = None,
    new: Collection[str] = (),
) -> Comparison:
    """Compare a workbook with the ledger; nothing is recorded.

    Parameters
    ----------
    ledger, path, villages, received, kind, override, new
        As for `import_book`.

    Returns
    -------
    Comparison
        What it would change, and everything that is wrong with it.

    Raises
    ------
    LedgerError
        There is no such kind.
    """
    check_kind(kind)
    book = read_bureau_book(path, [form.reader_form for form in read_forms().values()], kind=kind, mark=MARK)
    options, rows = _Options(villages, received, override, new), _RowIndex()
    state = ledger.state(unlisted=True).follow_codes(options.changes)
    sources = [SheetSource(book.file, sheet) for sheet in book.sheets]
    sheets = [_compare_sheet(ledger, source, state, options, rows) for source in sources]
    return Comparison(
        file=book.file,
        sha256=book.sha256,
        sheets=tuple(sheet.read for sheet in sheets),
        differences=tuple(one for sheet in sheets for row in sheet.rows for one in row.differences),
        changes=tuple(one for sheet in sheets for row in sheet.rows for one in row.changes),
        faults=(*book.faults, *(fault for sheet in sheets for fault in sheet.faults)),
        notes=(*book.notes, *(note for source in sources for note in note_followed(source, villages))),
        rows=rows,
    )


def _compare_sheet(
    ledger: Ledger, source: SheetSource, state: State, options: _Options, rows: _RowIndex
) -> _SheetComparison:
    """Compare one sheet; `rows` gets the row of each of its works."""
    sheet = source.sheet
    on = sheet.stated or options.received
    snapshot = _take_snapshot(ledger, sheet.kind, state, on, options.changes)
    table, unknown = read_rows(source, options.villages)
    matches = _match(table, sheet, snapshot, (on or ledger.today).year, options, rows)
    compared = [
        compare_row(source, match, snapshot, on=on, override=options.override) for match in matches if not match.doubt
    ]
    faults = [*_check_day(source, options.received, ledger.today), *_check_columns(source), *unknown]
    for match in matches:
        faults += _check_doubt(source, match, snapshot, options) if match.doubt else ()
    for row in compared:
        faults += _check_row(source, row, options, rows)
    return _SheetComparison(_summarise_sheet(sheet, len(table), compared), compared, faults)


def _check_doubt(
    source: SheetSource, match: Match, snapshot: LedgerSnapshot, options: _Options
) -> Iterator[SheetFault]:
    """Make the fault of a doubtful row, and those of its values where its work is known."""
    yield source.doubtful_match(match)
    if match.work is not None:
        yield from compare_row(source, match, snapshot, on=None, override=options.override).faults
        yield from check_village_codes(source, match, options.villages)


def _summarise_sheet(sheet: BureauSheet, rows: int, compared: Sequence[RowChanges]) -> SheetRead:
    changing = [row.match for row in compared if row.changes]
    new = sum(match.work is None for match in changing)
    return SheetRead(sheet.name, sheet.kind, rows, new, len(changing) - new, sheet.stated, sheet.left)


def _match(
    table: Sequence[SheetRow],
    sheet: BureauSheet,
    snapshot: LedgerSnapshot,
    year: int,
    options: _Options,
    rows: _RowIndex,
) -> list[Match]:
    taken = [code for kind, code in rows if kind == sheet.kind]
    works = list(snapshot.now.values())
    return match_rows(table, works, kind=sheet.kind, year=year, new=options.new, taken=taken)


def _take_snapshot(ledger: Ledger, kind: str, now: State, on: date | None, changes: CodeChanges) -> LedgerSnapshot:
    """Read the works of one kind, now and on the sheet's day."""
    works = {work.code: work for work in now.works if work.kind == kind}
    then = ledger.state(on, unlisted=True).follow_codes(changes) if on is not None else now
    lon_lat = format_degrees([work.values.get(PLACE) for work in works.values()])
    return LedgerSnapshot(
        now=works,
        then={work.code: work for work in then.works if work.kind == kind},
        lon_lat=dict(zip(works, lon_lat, strict=True)),
        crs=ledger.crs,
        store=ledger.id,
    )


def _check_day(source: SheetSource, received: date | None, today: date) -> Iterator[SheetFault]:
    """Check that the sheet was filled in before it was received or imported."""
    stated = source.sheet.stated
    if stated is not None and stated > (last := received or today):
        message = _("its date of filling in, {0}, is after {1}").format(stated, last)
        remedy = _("Correct the date in the head of the sheet, or --received.")
        yield source.make_fault(None, "", str(stated), message, remedy)


def _check_columns(source: SheetSource) -> Iterator[SheetFault]:
    """Check that an export still has its hidden columns: without them its age is not known."""
    sheet = source.sheet
    if sheet.exported and (missing := [name for name in (VERSION, STORE) if name not in sheet.given]):
        headers = {column.field: column.header for column in read_forms()[sheet.kind].columns}
        message = _("its hidden columns were deleted: {0}").format(", ".join(headers[name] for name in missing))
        remedy = _("Export the sheet again, and enter the changes in it.")
        yield source.make_fault(None, missing[0], None, message, remedy)


def _check_row(source: SheetSource, row: RowChanges, options: _Options, rows: _RowIndex) -> Iterator[SheetFault]:
    yield from row.faults
    yield from check_village_codes(source, row.match, options.villages)
    if not options.override:
        yield from _check_filled_in(source, row)
    yield from _check_once(source, row.match, rows)


def _check_filled_in(source: SheetSource, row: RowChanges) -> Iterator[SheetFault]:
    """Check that no milestone is after the day on which the form was filled in."""
    stated, milestones = source.sheet.stated, read_kinds()[source.sheet.kind].milestones
    for one in row.differences:
        if one.field in milestones and one.new and stated and one.new > stated:
            message = _("{0} is after the date of filling in, {1}").format(one.new, stated)
            yield source.make_fault(one.row, one.field, str(one.new), message, _("Correct the date."))


def _check_once(source: SheetSource, match: Match, rows: _RowIndex) -> Iterator[SheetFault]:
    """Check that each work stands in one sheet only, and note its row."""
    other, number = rows.setdefault((source.sheet.kind, match.code), (source, match.row.number))
    if other is not source:
        message = _("{0} is also in row {1} of {2}").format(match.code, number, other.sheet.name)
        yield source.make_fault(match.row.number, "code", match.code, message, _("Delete all but one."))
