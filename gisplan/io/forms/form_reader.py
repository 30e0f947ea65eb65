"""A bureau's workbook of works: which of its sheets are which form, and their rows in canonical columns."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from gisplan.base.faults import Fault, FaultKind, describe_fault
from gisplan.base.language import N_, _
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import KINDS, make_fault
from gisplan.io.files.header_rows import LOOKED_AT, Grid, is_signature, is_total
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.files.sheets import find_uncached, read_records
from gisplan.io.files.staging import Source, stage_source
from gisplan.io.files.xlsx_reader import WorkbookError, read_workbook_sheets
from gisplan.io.forms.form_detection import SheetForm, choose_form
from gisplan.io.forms.form_rows import fill_merged, find_day, find_merged, keep_rows, list_left_out
from gisplan.io.forms.header_units import find_frame_units, read_units_row, state_units
from gisplan.io.layers.columns import draft_layer
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.texts import ascii_controls, bare_word

__all__ = ["BureauBook", "BureauSheet", "SheetFault", "read_bureau_book"]

_LAYER = "works"  # what messages about the file as a whole call it
_PLACES = ("town", "villages_named")  # one merged cell of them stands beside many works
_LISTED = 6  # rows left out that are named
_GIVE = N_("Correct the sheet, and import it again: nothing of it was applied.")

_FORM_UNKNOWN = FaultKind(
    "E",
    N_("{layer}: the sheet {field} of {file} is no form of works that the ledger knows; it begins: {has}."),
    N_("Leave the sheet out, or name its columns as the bureau's form does; --kind says which works it holds."),
)
_NO_SHEETS = FaultKind("E", N_("{layer}: {file} holds no rows."), N_("Give the sheet with its rows."))
_UNITS_SEVERAL = FaultKind(
    "E",
    N_("{layer}: the frame of {file} states several units that {field} may have: {value}."),
    N_("Write the unit into the header, as in 管网长度(公里)."),
)
_DAY_UNREADABLE = FaultKind(
    "E",
    N_("{layer}: the day on which the form was filled in is {value} in {file}, which is no day."),
    N_("Write it as year-month-day, such as 2019-06-30, or clear it."),
)
_CELLS_MERGED = FaultKind(
    "Q",
    N_("{layer} row {row}: {field} is one cell over several works: {value}."),
    N_("Take the cell apart, and give each work its own value."),
)
_REMEDIES = {
    "file-missing": N_("Correct its path."),
    "format-unknown": N_("Save it as .xlsx."),
    "column-missing": N_("Name a column of it {field}. It has: {has}."),
    "header-unclear": N_("Leave the names of the columns in one row, or two, at the top of the sheet."),
    "word-unknown": N_("Write one of them."),
    "boolean-unreadable": N_("Write yes or no (是 or 否)."),
    "value-missing": _GIVE,
}
_KINDS: Mapping[str, FaultKind] = {
    **KINDS,
    **{code: replace(KINDS[code], remedy=remedy) for code, remedy in _REMEDIES.items()},
    "form-unknown": _FORM_UNKNOWN,
    "sheets-empty": _NO_SHEETS,
    "units-several": _UNITS_SEVERAL,
    "day-unreadable": _DAY_UNREADABLE,
    "cells-merged": _CELLS_MERGED,
}


@dataclass(frozen=True)
class SheetFault:
    """What is wrong with a sheet, and what to do: `row` is the workbook's own number, `field` the sheet's own name."""

    file: str
    sheet: str | None
    row: int | None
    field: str | None
    value: str | None
    message: str
    remedy: str


@dataclass(frozen=True)
class BureauSheet:
    """One sheet: `frame` has the columns of its form that it gives, and `row`, the workbook's own numbers.

    `given` names the sheet's own column of each; `left` are columns that no form has, and `stated` is the day
    that the form says it was filled in. `exported` says that a ledger wrote the workbook.
    """

    name: str
    kind: str
    frame: pd.DataFrame
    given: Mapping[str, str]
    left: tuple[str, ...]
    stated: date | None
    exported: bool = False


@dataclass(frozen=True)
class BureauBook:
    """A workbook as it was read: its name, its hash, its sheets, and all that is wrong with it."""

    file: str
    sha256: str
    sheets: tuple[BureauSheet, ...]
    faults: tuple[SheetFault, ...]
    notes: tuple[str, ...]


def read_bureau_book(
    path: str | os.PathLike[str], forms: Sequence[SheetForm], *, kind: str | None = None, mark: str = ""
) -> BureauBook:
    """Read every sheet of a workbook; nothing is raised.

    Parameters
    ----------
    forms : sequence of SheetForm
        The forms that a sheet may be of.
    kind : str, optional
        Which form every sheet is, whatever its columns look like.
    mark : str
        The property of a workbook that a ledger wrote.
    """
    table = LayerTable(_LAYER, str(path))
    with tempfile.TemporaryDirectory(prefix="gisplan-", ignore_cleanup_errors=True) as workdir:
        source = replace(stage_source(table, Path(), Path(workdir)), file=Path(path).name)
        if Path(path).suffix.lower() != ".xlsx":
            refused = make_fault("format-unknown", file=source.file, layer=_LAYER)
            source = replace(source, staged=None, faults=(refused,))
        if not source.usable or source.staged is None:
            return _refuse(source, [replace(fault, file=source.file) for fault in source.faults])
        data = source.staged.read_bytes()
    try:
        book = read_workbook_sheets(data)
    except WorkbookError as error:
        return _refuse(source, [make_fault(error.code, file=source.file, layer=_LAYER, **error.params)])
    if not book.grids:
        return _refuse(source, [Fault("sheets-empty", "E", source.file, _LAYER)])
    read = [_read_one(source, name, grid, forms, kind) for name, grid in book.grids.items()]
    exported = mark in book.properties
    sheets = tuple(replace(sheet, exported=exported) for sheet, _faults, _notes in read if sheet is not None)
    faults = tuple(fault for _sheet, found, _notes in read for fault in found)
    notes = [note for _sheet, _faults, told in read for note in told]
    notes += [_("The sheet {0} is hidden, and was not read.").format(name) for name in book.hidden]
    return BureauBook(source.file, source.sha256, sheets, faults, tuple(notes))


def _refuse(source: Source, faults: Sequence[Fault]) -> BureauBook:
    told = tuple(_tell(replace(fault, layer=_("works")), None) for fault in faults if fault.level == "E")
    return BureauBook(source.file, source.sha256, (), told, ())


def _read_one(
    source: Source, name: str, grid: Grid, forms: Sequence[SheetForm], kind: str | None
) -> tuple[BureauSheet | None, list[SheetFault], list[str]]:
    """One sheet in the columns of the form that it is, what is wrong with it, and what else is to be said."""
    found = choose_form(name, grid, forms, kind)
    if found is None:
        seen = [cell.strip() for row in grid.rows[:LOOKED_AT] for cell in row if cell]
        has = " | ".join(" ".join(cell.split()) for cell in seen[:8])[:80].strip()
        fault = Fault("form-unknown", "E", source.file, _("works"), field=name, params={"has": has})
        return None, [_tell(fault, name)], []
    form, columns = found.form, found.columns
    words = {column: dict(known) for column, known in form.words.items() if column in columns}
    table = LayerTable(form.layer.name, source.table.path, columns=columns, values=words)
    source = replace(source, table=table)
    raw, faults = read_records(source, grid, [len(row) for row in grid.rows], [], layer=form.layer, whole=True)
    if raw is None:
        return None, [_tell(replace(fault, layer=name), name) for fault in faults if fault.level == "E"], []
    above, below = grid.rows[: found.above], grid.rows[raw.skipped :]
    raw = fill_merged(raw, grid, [columns[place] for place in _PLACES if place in columns])
    out = list_left_out(raw, columns)
    stated, no_day = find_day([*above, *(below[row] for row in out)])
    headed = {**found.units, **read_units_row(raw, columns)}
    read, unclear = state_units(raw, form.layer, columns, headed, find_frame_units(above))
    own = grid.numbers[raw.skipped :]
    read, numbers = keep_rows(read, own, out)
    draft = draft_layer(read, table, file=source.file, layer=form.layer)
    wrong = _find_wrong(raw, grid, columns, out, no_day=no_day, unclear=unclear)
    told = [_tell(replace(fault, file=source.file, layer=name), name) for fault in wrong]
    told += _tell_all([*faults, *draft.faults], name, (0, *numbers), columns)
    given = {column: own for column, own in columns.items() if column in draft.given}
    left = tuple(own for own in raw.fields if own and own not in given.values() and bare_word(own) != "序号")
    sheet = BureauSheet(name, form.kind, _keep_good(draft, (0, *numbers), given), given, left, stated)
    notes = [_tell_note(fault, name, (0, *numbers), columns) for fault in draft.faults if fault.level == "W"]
    last = max(set(range(len(own))) - set(out), default=-1)
    unusual = {row: text for row, text in out.items() if row < last or not (is_total(text) or is_signature(text))}
    return sheet, told, [*notes, *_tell_left_out(name, own, unusual)]


def _find_wrong(
    raw: RawLayer,
    grid: Grid,
    columns: Mapping[str, str],
    out: Mapping[int, str],
    *,
    no_day: str | None,
    unclear: Mapping[str, Sequence[str]],
) -> Iterator[Fault]:
    """What is wrong with the form itself, in the sheet's own words: merged cells, formulas, its day, its units."""
    lone = {name: own for name, own in columns.items() if name not in _PLACES}
    for row, name, value in find_merged(raw, grid, lone, out):
        yield Fault("cells-merged", "Q", row=grid.numbers[raw.skipped + row], field=columns[name], value=value)
    if broken := find_uncached(grid, raw.fields, columns.values(), raw.skipped, out):
        yield Fault("formula-uncached", "E", value=broken)
    if no_day is not None:
        yield Fault("day-unreadable", "E", value=no_day)
    for name, units in unclear.items():
        yield Fault("units-several", "E", field=columns[name], value=", ".join(units))


def _tell_left_out(name: str, numbers: Sequence[int], out: Mapping[int, str]) -> Iterator[str]:
    """The rows that are no works; of the form's own total and signatures at its end nobody needs to hear."""
    if out:
        rows = [f"{numbers[row]} ({' '.join(text.split())[:12]})" for row, text in sorted(out.items())[:_LISTED]]
        more = ["…"] if len(out) > _LISTED else []
        yield _("{0}: rows that are no works were left out: {1}.").format(name, ", ".join([*rows, *more]))


def _keep_good(draft: LayerDraft, numbers: Sequence[int], given: Mapping[str, str]) -> pd.DataFrame:
    frame = draft.frame[["row", *given]]
    frame = frame[~draft.rejected].reset_index(drop=True)
    return frame.assign(row=np.array([numbers[row] for row in frame["row"]], dtype=np.int64))


def _tell_all(
    faults: Sequence[Fault], sheet: str, numbers: Sequence[int], columns: Mapping[str, str]
) -> Iterator[SheetFault]:
    """Everything that refuses the sheet, each row with a fault of its own."""
    for fault in faults:
        if fault.level in ("E", "Q"):
            yield _tell(_place(fault, sheet, numbers, columns), sheet)


def _tell_note(fault: Fault, sheet: str, numbers: Sequence[int], columns: Mapping[str, str]) -> str:
    told = _tell(_place(fault, sheet, numbers, columns), sheet)
    return f"{told.message} {told.remedy}"


def _place(fault: Fault, sheet: str, numbers: Sequence[int], columns: Mapping[str, str]) -> Fault:
    """A fault in the sheet's own words: its name, its rows, its columns."""
    row = numbers[fault.row] if fault.row is not None and fault.row < len(numbers) else fault.row
    return replace(fault, layer=sheet, row=row, field=columns.get(fault.field or "", fault.field))


def _tell(fault: Fault, sheet: str | None) -> SheetFault:
    message, remedy = (ascii_controls(text) for text in describe_fault(fault, _KINDS, translate=_))
    return SheetFault(str(fault.file), sheet, fault.row, fault.field, fault.value, message, remedy)
