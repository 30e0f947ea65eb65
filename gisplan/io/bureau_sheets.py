"""A bureau's workbook of works: which of its sheets are which form, and their rows in canonical columns."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from gisplan.base.faults import Fault, FaultKind, describe_fault
from gisplan.base.language import N_, _
from gisplan.county.layer import Layer
from gisplan.io.columns import draft_layer
from gisplan.io.draft import Draft
from gisplan.io.faults import KINDS, make_fault
from gisplan.io.header_units import state_units
from gisplan.io.layer_table import LayerTable
from gisplan.io.raw_layers import RawLayer
from gisplan.io.sheet_header import LOOKED_AT, Grid, list_headers
from gisplan.io.sheets import read_records
from gisplan.io.sources import Source, stage_source
from gisplan.io.texts import ascii_controls, bare_word
from gisplan.io.workbook import WorkbookError, read_workbook_sheets

__all__ = ["BureauBook", "BureauSheet", "SheetFault", "SheetForm", "read_bureau_book"]

_LAYER = "works"  # what messages about the file as a whole call it
_FEWEST = 3  # columns that a sheet must share with a form
_DAY = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})"
_STATED = re.compile(r"(?:填报|填表|报送|统计截止)(?:时间|日期)\s*[:：]\s*" + _DAY)
_GIVE = N_("Correct the sheet, and import it again: nothing of it was applied.")

_FORM_UNKNOWN = FaultKind(
    "E",
    N_("{layer}: the sheet {field} of {file} is no form of works that the ledger knows; it begins: {has}."),
    N_("Leave the sheet out, or name its columns as the bureau's form does; --kind says which works it holds."),
)
_NO_SHEETS = FaultKind("E", N_("{layer}: {file} holds no rows."), N_("Give the sheet with its rows."))
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
}


@dataclass(frozen=True)
class SheetForm:
    """One form: the works it lists, the columns it may have, their other names, and the words in them.

    `aliases` are names without marks and in small letters, the commoner first.
    """

    kind: str
    layer: Layer
    aliases: Mapping[str, tuple[str, ...]]
    words: Mapping[str, Mapping[str, str]]


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
    that the form says it was filled in.
    """

    name: str
    kind: str
    frame: pd.DataFrame
    given: Mapping[str, str]
    left: tuple[str, ...]
    stated: date | None


@dataclass(frozen=True)
class BureauBook:
    """A workbook as it was read: its name, its hash, its sheets, and all that is wrong with it."""

    file: str
    sha256: str
    sheets: tuple[BureauSheet, ...]
    faults: tuple[SheetFault, ...]
    notes: tuple[str, ...]


def read_bureau_book(
    path: str | os.PathLike[str], forms: Sequence[SheetForm], *, kind: str | None = None
) -> BureauBook:
    """Read every sheet of a workbook; nothing is raised.

    Parameters
    ----------
    forms : sequence of SheetForm
        The forms that a sheet may be of.
    kind : str, optional
        Which form every sheet is, whatever its columns look like.
    """
    table = LayerTable(_LAYER, str(path))
    with tempfile.TemporaryDirectory(prefix="gisplan-", ignore_cleanup_errors=True) as room:
        source = replace(stage_source(table, Path(), Path(room)), file=Path(path).name)
        if Path(path).suffix.lower() != ".xlsx":
            refused = make_fault("format-unknown", file=source.file, layer=_LAYER)
            source = replace(source, staged=None, faults=(refused,))
        if not source.usable or source.staged is None:
            return _refuse(source, [replace(fault, file=source.file) for fault in source.faults])
        data = source.staged.read_bytes()
    try:
        grids = read_workbook_sheets(data)
    except WorkbookError as error:
        return _refuse(source, [make_fault(error.code, file=source.file, layer=_LAYER, **error.params)])
    if not grids:
        return _refuse(source, [Fault("sheets-empty", "E", source.file, _LAYER)])
    read = [_read_one(source, name, grid, forms, kind) for name, grid in grids.items()]
    sheets = tuple(sheet for sheet, _faults, _notes in read if sheet is not None)
    faults = tuple(fault for _sheet, found, _notes in read for fault in found)
    notes = tuple(note for _sheet, _faults, told in read for note in told)
    return BureauBook(source.file, source.sha256, sheets, faults, notes)


def _refuse(source: Source, faults: Sequence[Fault]) -> BureauBook:
    told = tuple(_tell(replace(fault, layer=_("works")), None) for fault in faults if fault.level == "E")
    return BureauBook(source.file, source.sha256, (), told, ())


def _read_one(
    source: Source, name: str, grid: Grid, forms: Sequence[SheetForm], kind: str | None
) -> tuple[BureauSheet | None, list[SheetFault], list[str]]:
    """One sheet in the columns of the form that it is, what is wrong with it, and what else is to be said."""
    seen = [cell.strip() for row in grid.rows[:LOOKED_AT] for cell in row if cell]
    form, columns = _choose_form(name, grid, forms, kind)
    if form is None:
        has = " | ".join(" ".join(cell.split()) for cell in seen[:8])[:80].strip()
        fault = Fault("form-unknown", "E", source.file, _("works"), field=name, params={"has": has})
        return None, [_tell(fault, name)], []
    words = {column: dict(known) for column, known in form.words.items() if column in columns}
    table = LayerTable(form.layer.name, source.table.path, columns=columns, values=words)
    source = replace(source, table=table)
    raw, faults = read_records(source, grid, [len(row) for row in grid.rows], [], layer=form.layer)
    if raw is None:
        return None, [_tell(replace(fault, layer=name), name) for fault in faults if fault.level == "E"], []
    raw = _fill_merged(raw, grid, [columns[place] for place in ("town", "villages_named") if place in columns])
    raw = state_units(raw, form.layer, columns, seen)
    draft = draft_layer(raw, table, file=source.file, layer=form.layer)
    numbers = _number_rows(grid, raw)
    found = list(_tell_all([*faults, *draft.faults], name, numbers, columns))
    given = {column: own for column, own in columns.items() if column in draft.given}
    left = tuple(own for own in raw.fields if own and own not in given.values() and bare_word(own) != "序号")
    sheet = BureauSheet(name, form.kind, _keep_good(draft, numbers, given), given, left, _find_day(seen))
    notes = [_tell_note(fault, name, numbers, columns) for fault in draft.faults if fault.level == "W"]
    return sheet, found, notes


def _choose_form(
    name: str, grid: Grid, forms: Sequence[SheetForm], kind: str | None
) -> tuple[SheetForm | None, dict[str, str]]:
    """The form that a sheet shares most columns with, or that it is said to be, and the sheet's own names of them.

    They are looked for in one row or two at a time, so that no word among the values is taken for a header.
    """
    heads = [{bare_word(own): own for own in reversed(names) if own} for names in list_headers(grid)]
    scored = []
    for form in forms:
        if kind in (None, form.kind):
            found = max((_find_columns(form, head) for head in heads), key=len, default={})
            scored.append((len(found), any(word in name for word in form.aliases[""]), form, found))
    scored.sort(key=lambda item: item[:2], reverse=True)
    best = scored[0]
    tied = len(scored) > 1 and scored[1][:2] == best[:2]
    enough = best[0] >= _FEWEST and ("name" in best[3] or "code" in best[3])
    return (best[2], best[3]) if enough and not tied else (None, {})


def _find_columns(form: SheetForm, bare: Mapping[str, str]) -> dict[str, str]:
    """The sheet's own name of each column of the form that it has; no name serves twice."""
    found: dict[str, str] = {}
    for column in form.layer.columns:
        names = (bare_word(column.name), *form.aliases.get(column.name, ()))
        own = next((bare[word] for word in names if word in bare and bare[word] not in found.values()), None)
        if own is not None:
            found[column.name] = own
    return found


def _fill_merged(raw: RawLayer, grid: Grid, names: Sequence[str]) -> RawLayer:
    """A place that stands in one merged cell beside several rows is that of each of them."""
    columns = dict(raw.columns)
    for name in names:
        if name not in columns:
            continue
        at, values = raw.fields.index(name), columns[name].copy()
        for top, left, bottom, right in grid.merged:
            first = top - raw.skipped
            if left <= at <= right and left == right and bottom > top and first >= 0:
                values[first : bottom - raw.skipped + 1] = values[first] if first < len(values) else None
        columns[name] = values
    return replace(raw, columns=columns)


def _number_rows(grid: Grid, raw: RawLayer) -> Sequence[int]:
    """The workbook's own number of each record, the first being record 1; 0 stands for none."""
    return (0, *grid.numbers[raw.skipped :])


def _keep_good(draft: Draft, numbers: Sequence[int], given: Mapping[str, str]) -> pd.DataFrame:
    frame = draft.frame[["row", *given]]
    frame = frame[~draft.bad].reset_index(drop=True)
    return frame.assign(row=np.array([numbers[row] for row in frame["row"]], dtype=np.int64))


def _find_day(seen: Sequence[str]) -> date | None:
    """The day that the form says it was filled in."""
    for cell in seen:
        if found := _STATED.search(cell):
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                return None
    return None


def _tell_all(
    faults: Sequence[Fault], sheet: str, numbers: Sequence[int], columns: Mapping[str, str]
) -> Iterator[SheetFault]:
    """Everything that refuses the sheet, each row with a fault of its own."""
    for fault in faults:
        if fault.level in ("E", "Q") and fault.code != "total-row":
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
