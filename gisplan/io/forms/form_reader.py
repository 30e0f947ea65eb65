"""A bureau's workbook of works: which of its sheets are which form, and their rows in canonical columns."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from gisplan.base.faults import Fault
from gisplan.base.language import _
from gisplan.io.child.answers import decode_grid
from gisplan.io.child.process import reading_process
from gisplan.io.child.requests import answer_faults, make_item
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import has_errors
from gisplan.io.files.grids import WORKBOOK_ENDINGS
from gisplan.io.files.header_rows import LOOKED_AT, Grid, is_signature, is_total, name_column
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.files.sheets import read_records
from gisplan.io.files.staging import Source, stage_source
from gisplan.io.files.xlsx.merged_cells import fill_merged
from gisplan.io.files.xlsx.sheet_cells import find_uncached
from gisplan.io.files.xlsx_reader import WorkbookSheets
from gisplan.io.forms.form_detection import (
    FoundForm,
    SheetForm,
    append_units,
    choose_form,
    find_frame_units,
    find_layer,
    read_units_row,
)
from gisplan.io.forms.form_rows import find_day, find_other_rows, keep_rows
from gisplan.io.forms.sheet_context import SheetContext, SheetFault
from gisplan.io.layers.columns import bare_word, draft_layer
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["BureauBook", "BureauSheet", "read_bureau_book"]

_LAYER = "works"  # the table of the workbook as a whole
_SHARED_COLUMNS = ("town", "villages_named")  # one merged cell of them stands beside many works
_LISTED = 6  # rows left out that are named
_SERIAL_NUMBER = "序号"


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


@dataclass(frozen=True)
class _SheetResult:
    """What was read from one sheet (None where it is refused), its faults, and what else the reader should know."""

    sheet: BureauSheet | None
    faults: tuple[SheetFault, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _FormContent:
    """What a sheet of a form holds, beside its header.

    `raw` has all its records and `works` those that are works, with units behind their numbers; `row_numbers` and
    `work_numbers` are the workbook's own numbers of them. `others` are the records that are no works, by their
    index, and a text of each. `stated` is the day on which the form was filled in, `invalid_day` what it says
    instead of one, and `ambiguous_units` the units of columns for which its frame states several.
    """

    raw: RawLayer
    works: RawLayer
    row_numbers: Sequence[int]
    work_numbers: tuple[int, ...]
    others: Mapping[int, str]
    stated: date | None
    invalid_day: str | None
    ambiguous_units: Mapping[str, Sequence[str]]


def read_bureau_book(
    path: str | os.PathLike[str], forms: Sequence[SheetForm], *, kind: str | None = None, mark: str = ""
) -> BureauBook:
    """Read every sheet of a workbook; nothing is raised.

    Parameters
    ----------
    path : path
        The workbook (.xlsx, .xls, .xlsb or .ods).
    forms : sequence of SheetForm
        The forms that a sheet may be of.
    kind : str, optional
        Which form every sheet is, whatever its columns look like.
    mark : str
        The property of a workbook that a ledger wrote.

    Returns
    -------
    BureauBook
        Its sheets, and all faults.
    """
    source, workbook, faults = _read_workbook(Path(path))
    if workbook is None:
        return _refuse(source, faults)
    if not workbook.grids:
        fault = SheetContext(source.file, None).refuse_blank(workbook.hidden)
        return BureauBook(source.file, source.sha256, (), (fault,), ())
    results = [_read_sheet(source, name, grid, forms, kind) for name, grid in workbook.grids.items()]
    return _assemble_book(source, workbook, results, exported=mark in workbook.properties)


def _read_workbook(path: Path) -> tuple[Source, WorkbookSheets | None, Sequence[Fault]]:
    """Return the workbook as a source, its sheets (None where it cannot be read), and its faults."""
    table = LayerTable(_LAYER, str(path))
    with reading_process() as process:
        staged = stage_source(table, None, process.workdir)
        source = replace(staged, file=path.name)
        if path.suffix.lower() not in WORKBOOK_ENDINGS:
            return source, None, [source.context.fault("format-unknown")]
        if not source.usable:
            return source, None, source.faults
        process.send([make_item(source, do="workbook")], size=source.size)
        answer = process.receive()[_LAYER]
        faults = answer_faults(source, answer, process)
    if "grids" not in answer or has_errors(faults):
        return source, None, faults
    grids = {name: decode_grid(grid) for name, grid in answer["grids"].items()}
    return source, WorkbookSheets(grids, tuple(answer["hidden"]), answer["properties"]), ()


def _refuse(source: Source, faults: Sequence[Fault]) -> BureauBook:
    context = SheetContext(source.file, None)
    errors = tuple(context.translate(fault) for fault in faults if fault.level == "E")
    return BureauBook(source.file, source.sha256, (), errors, ())


def _assemble_book(
    source: Source, workbook: WorkbookSheets, results: Sequence[_SheetResult], *, exported: bool
) -> BureauBook:
    sheets = tuple(replace(result.sheet, exported=exported) for result in results if result.sheet is not None)
    faults = tuple(fault for result in results for fault in result.faults)
    notes = [note for result in results for note in result.notes]
    notes += [_("The sheet {0} is hidden, and was not read.").format(name) for name in workbook.hidden]
    return BureauBook(source.file, source.sha256, sheets, faults, tuple(notes))


def _read_sheet(source: Source, name: str, grid: Grid, forms: Sequence[SheetForm], kind: str | None) -> _SheetResult:
    """Read one sheet in the columns of its form."""
    context = SheetContext(source.file, name)
    found = choose_form(name, grid, forms, kind)
    if found is None:
        layer = find_layer(grid)
        fault = context.refuse_layer(layer) if layer else context.refuse_form(_preview_cells(grid))
        return _SheetResult(None, (fault,))
    source = replace(source, table=_make_table(source.table.path, found))
    raw, faults = read_records(source, grid, layer=found.form.layer, keep_all=True)
    if raw is None:
        return _SheetResult(None, tuple(context.translate(fault) for fault in faults if fault.level == "E"))
    content = _read_content(raw, grid, found)
    context = replace(context, columns=found.columns, row_numbers=content.work_numbers)
    draft = draft_layer(content.works, source.table, file=source.file, layer=found.form.layer)
    refused = [context.translate(fault) for fault in (*faults, *draft.faults) if fault.level in ("E", "Q")]
    warnings = [context.translate(fault) for fault in draft.faults if fault.level == "W"]
    return _SheetResult(
        _make_sheet(name, found, content, draft),
        (*_find_form_faults(context, grid, content), *refused),
        (
            *(f"{fault.message} {fault.remedy}" for fault in warnings),
            *_format_left_out(name, content),
            *_format_unnamed(name, raw, grid),
        ),
    )


def _preview_cells(grid: Grid) -> str:
    """Return the first texts of a sheet that is no form, for a person to recognise it."""
    cells = [cell.strip() for row in grid.rows[:LOOKED_AT] for cell in row if cell]
    return " | ".join(" ".join(cell.split()) for cell in cells[:8])[:80].strip()


def _make_table(path: str, found: FoundForm) -> LayerTable:
    """Return what a county file would say of the sheet: its columns, and the words that its form has in them."""
    words = {column: dict(known) for column, known in found.form.words.items() if column in found.columns}
    return LayerTable(found.form.layer.name, path, columns=found.columns, values=words)


def _read_content(raw: RawLayer, grid: Grid, found: FoundForm) -> _FormContent:
    """Tell works from other records, and read what the frame of the form states for all of them."""
    columns = found.columns
    above, below = grid.rows[: found.above], grid.rows[raw.skipped :]
    others = find_other_rows(_fill_places(raw, grid, columns), columns)
    merged = fill_merged(grid, raw.fields, raw.columns, raw.skipped)
    raw = replace(raw, columns=merged.columns, merged=merged.areas)
    day = find_day([*above, *(below[row] for row in others)])
    headed = {**found.units, **read_units_row(raw, columns)}
    units = append_units(raw, found.form.layer, columns, headed, find_frame_units(above))
    row_numbers = grid.row_numbers[raw.skipped :]
    works, work_numbers = keep_rows(units.layer, row_numbers, others)
    return _FormContent(raw, works, row_numbers, work_numbers, others, day.day, day.invalid, units.ambiguous)


def _fill_places(raw: RawLayer, grid: Grid, columns: Mapping[str, str]) -> RawLayer:
    """Return a sheet whose towns and villages, merged over many works, stand beside each of them."""
    shared = [columns[name] for name in _SHARED_COLUMNS if name in columns]
    merged = fill_merged(grid, raw.fields, raw.columns, raw.skipped, names=shared, across=False)
    return replace(raw, columns=merged.columns)


def _make_sheet(name: str, found: FoundForm, content: _FormContent, draft: LayerDraft) -> BureauSheet:
    given = {column: own for column, own in found.columns.items() if column in draft.given}
    unread = [own for own in content.raw.fields if own and own not in given.values()]
    left = tuple(own for own in unread if bare_word(own) != _SERIAL_NUMBER)
    frame = draft.frame.loc[~draft.rejected, ["row", *given]].reset_index(drop=True)
    numbers = np.array([content.work_numbers[row - 1] for row in frame["row"]], dtype=np.int64)
    return BureauSheet(name, found.form.kind, frame.assign(row=numbers), given, left, content.stated)


def _find_form_faults(context: SheetContext, grid: Grid, content: _FormContent) -> Iterator[SheetFault]:
    """Find what is wrong with the form itself: formulas, its day, its units."""
    raw, columns = content.raw, context.columns
    if cells := find_uncached(grid, raw.fields, columns.values(), raw.skipped, content.others):
        yield context.fault("formula-uncached", value=cells)
    if content.invalid_day is not None:
        yield context.fault("day-unreadable", value=content.invalid_day)
    for name, units in content.ambiguous_units.items():
        yield context.fault("units-several", field=columns[name], value=", ".join(units))


def _format_unnamed(name: str, raw: RawLayer, grid: Grid) -> Iterator[str]:
    """Name the columns that hold values without a heading of their own, as under a merged one."""
    rows = grid.rows[raw.skipped :]
    unnamed = [i for i, own in enumerate(raw.fields) if not own and any(row[i] for row in rows)]
    if unnamed:
        letters = ", ".join(name_column(i) for i in unnamed[:_LISTED])
        more = ", …" if len(unnamed) > _LISTED else ""
        message = _("{0}: columns with values but no heading were not read: {1}. Give each its own heading.")
        yield message.format(name, letters + more)


def _format_left_out(name: str, content: _FormContent) -> Iterator[str]:
    """Name the records that are no works; totals and signatures at the end of the form are expected there."""
    others = content.others
    last = max(set(range(len(content.row_numbers))) - set(others), default=-1)
    unusual = {row: text for row, text in others.items() if row < last or not (is_total(text) or is_signature(text))}
    if unusual:
        first = sorted(unusual.items())[:_LISTED]
        rows = [f"{content.row_numbers[row]} ({' '.join(text.split())[:12]})" for row, text in first]
        more = ["…"] if len(unusual) > _LISTED else []
        yield _("{0}: rows that are not works were not read: {1}.").format(name, ", ".join([*rows, *more]))
