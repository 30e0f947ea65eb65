"""The rows that were set aside, with all columns of their file and every value as the file has it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from gisplan.base.arrays import Ints, Objects, fill_objects
from gisplan.base.faults import Fault
from gisplan.base.language import _
from gisplan.io.child.loading import load_grid, load_rows
from gisplan.io.child.process import ReadingProcess
from gisplan.io.child.requests import make_item
from gisplan.io.faults.shown_rows import explain_shown
from gisplan.io.files.handover.cell_rows import CellRows
from gisplan.io.files.header_rows import Grid
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.files.sheets import read_records
from gisplan.io.files.staging import Source
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.reading import Reading

__all__ = ["OriginalRows", "RowsSetAside", "ask_again", "explain_rows", "load_original_rows"]


@dataclass(frozen=True)
class OriginalRows:
    """Rows of one file as the file has them.

    Attributes
    ----------
    layer, file : str
    rows : (N,) int
        The rows, as the clerk's program shows them.
    fields : tuple of str
        All columns of the file by their own names; one without a name by its letter, as in a spreadsheet.
    columns : sequence of (N,) array
        Their values: texts of a sheet, typed values of other files.
    shapes : (N,) object
        The geometry in the file's own coordinate system, or None.
    crs : pyproj.CRS or None
        That coordinate system, where it is known.
    whole : bool
        Whether these are all columns; where the others cannot be read, the columns that gisplan needs.
    """

    layer: str
    file: str
    rows: Ints
    fields: tuple[str, ...]
    columns: Sequence[NDArray[Any]]
    shapes: Objects
    crs: CRS | None
    whole: bool = True


@dataclass(frozen=True)
class RowsSetAside:
    """The rows of one layer that were set aside, and why.

    Attributes
    ----------
    original : OriginalRows
        The rows as the file has them.
    reasons, remedies : (N,) object
        In the user's language, a line each.
    """

    original: OriginalRows
    reasons: Objects
    remedies: Objects


def load_original_rows(reading: Reading, source: Source, draft: LayerDraft) -> OriginalRows:
    """Read the file of a layer again, and return the rows that were set aside.

    Parameters
    ----------
    reading : Reading
        Whose private copies are kept.
    source : Source
        The layer's file.
    draft : LayerDraft
        The layer as it was read.

    Returns
    -------
    OriginalRows
    """
    records = np.unique(draft.rows[draft.rejected])
    item = make_item(source)
    for columns in (None, item["columns"]):
        answer = ask_again(reading, source, {**item, "columns": columns})
        if "grid" in answer:
            return _pick_cells(source, draft, load_grid(answer, item["name"], reading.process.workdir), records)
        if "read" in answer:
            raw = load_rows(answer, item["name"], reading.process.workdir)
            return _pick_features(source, draft, raw, records, whole=columns is None)
    return OriginalRows(draft.layer.name, source.file, records, (), (), fill_objects(len(records)), None, whole=False)


def ask_again(reading: Reading, source: Source, item: dict[str, Any]) -> dict[str, Any]:
    """Have a reading process read a file once more; what it answered before is removed.

    Parameters
    ----------
    reading : Reading
        Whose private copies are kept.
    source : Source
        The file.
    item : dict
        What is asked: see `gisplan.io.child.requests.make_item`.

    Returns
    -------
    dict
        The answer; empty where there is none.
    """
    workdir = reading.process.workdir
    with contextlib.suppress(FileNotFoundError):
        (workdir / f"{item['name']}.answer.json").unlink()
    process = ReadingProcess(workdir, reading.process.options)
    try:
        process.send([item], size=source.weight)
        return process.receive().get(item["name"], {})
    finally:
        process.close()


def _pick_features(source: Source, draft: LayerDraft, raw: RawLayer, records: Ints, *, whole: bool) -> OriginalRows:
    place = records - 1
    names = [name for name in raw.fields if name in raw.columns]
    columns = [raw.columns[name][place] for name in names]
    shapes = np.asarray(raw.shapes[place])
    return OriginalRows(draft.layer.name, source.file, records, tuple(names), columns, shapes, draft.crs, whole=whole)


def _pick_cells(source: Source, draft: LayerDraft, grid: Grid, records: Ints) -> OriginalRows:
    """Pick whole rows of a sheet, also the cells that have no name of a column above them."""
    raw, _faults = read_records(source, grid)
    skipped, names = (raw.skipped, raw.fields) if raw is not None else (0, ())
    shown = records + draft.rows_above
    numbers = np.asarray(grid.row_numbers or range(1, len(grid.rows) + 1), dtype=np.int64)
    place = np.searchsorted(numbers, shown) if grid.row_numbers else records - 1 + skipped
    assert isinstance(grid.rows, CellRows)
    rows = grid.rows.take(place)
    cells = [rows.read_column(at) for at in range(rows.width)]
    fields = _name_columns([*names, *[""] * rows.width][: rows.width])
    kept = [at for at in range(rows.width) if (names[at] if at < len(names) else "") or _holds_any(cells[at])]
    return OriginalRows(
        draft.layer.name,
        source.file,
        shown,
        tuple(fields[at] for at in kept),
        [cells[at] for at in kept],
        _shapes_of(raw, records),
        draft.crs,
    )


def _shapes_of(raw: RawLayer | None, records: Ints) -> Objects:
    if raw is None or not raw.count:
        return fill_objects(len(records))
    numbers = raw.numbers if raw.numbers is not None else np.arange(1, raw.count + 1)
    shapes: Objects = np.asarray(raw.shapes[np.searchsorted(numbers, records)])
    return shapes


def _holds_any(values: NDArray[Any]) -> bool:
    return any(value is not None and value != "" for value in values)


def _name_columns(names: Sequence[str]) -> list[str]:
    """Name columns without a name by their letters."""
    return [name or _letters(at) for at, name in enumerate(names)]


def _letters(column: int) -> str:
    """Return the letters of a column, from 0.

    Examples
    --------
    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def explain_rows(faults: Iterable[Fault], rows: OriginalRows, above: Mapping[str, int]) -> RowsSetAside:
    """Return why each row was set aside, in the user's language, and what to do, a line for each reason.

    Parameters
    ----------
    faults : iterable of Fault
        All faults of the county.
    rows : OriginalRows
        The rows, in order.
    above : mapping of str to int
        What is added to the rows of each layer for those that are shown.

    Returns
    -------
    RowsSetAside
    """
    reasons, remedies = fill_objects(len(rows.rows), ""), fill_objects(len(rows.rows), "")
    records = rows.rows - above.get(rows.layer, 0)
    known: dict[str, str] = {}  # each remedy once: a million rows may have the same
    for fault in faults:
        if fault.level != "Q" or fault.layer != rows.layer or fault.row is None:
            continue
        for single in fault.each_row():
            place = int(np.searchsorted(records, single.row or 0))
            if place < len(records) and records[place] == single.row:
                message, remedy = explain_shown(single, above, translate=_)
                reasons[place] += ("\n" if reasons[place] else "") + message
                if not remedies[place]:
                    remedies[place] = known.setdefault(remedy, remedy)
                elif remedy not in remedies[place].split("\n"):
                    remedies[place] += f"\n{remedy}"
    return RowsSetAside(rows, reasons, remedies)
