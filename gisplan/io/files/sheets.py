"""Sheets, CSV and Excel: always text, never through GDAL."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.faults import Fault
from gisplan.county.schema import LAYERS, Layer
from gisplan.io.faults.catalogue import make_fault
from gisplan.io.files.encodings import decode_text
from gisplan.io.files.header_rows import Grid, Header, find_end, find_header, find_totals, preview_rows
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.files.staging import Source

__all__ = ["find_uncached", "read_grid", "read_header", "read_records", "read_sheet"]

_DEGREES = (("lon", "lat"), ("lng", "lat"), ("longitude", "latitude"), ("经度", "纬度"))
_METRES = (("x", "y"),)
_SHOWN, _LISTED = 60, 10
_SERIAL, _LATER_DAYS = re.compile(r"\d{4,5}"), 1462
csv.field_size_limit(1 << 24)


def read_sheet(source: Source, data: bytes, *, layer: Layer | None = None) -> tuple[RawLayer | None, list[Fault]]:
    """A sheet as a layer of points, or as a table where its layer needs no place; None where it cannot be one.

    `layer` is the county's of that name, where none is given.
    """
    grid, lengths, faults = read_grid(source, data)
    return (None, faults) if grid is None else read_records(source, grid, lengths, faults, layer=layer)


def read_records(
    source: Source,
    grid: Grid,
    lengths: list[int],
    faults: list[Fault],
    *,
    layer: Layer | None = None,
    whole: bool = False,
) -> tuple[RawLayer | None, list[Fault]]:
    """The cells of a sheet as a layer, with the faults found before; see `read_sheet`.

    `whole` keeps every row below the header, totals, signatures and formulas without a value too, for a caller who
    judges them.
    """
    place: dict[str, Any] = {"layer": source.table.name, "file": source.file}
    layer = layer or LAYERS.get(source.table.name)
    if not grid.rows:
        return _no_rows(), faults
    header = _choose_header(source, layer, grid, lengths)
    if header is None:
        return None, [*faults, make_fault("header-unclear", has=preview_rows(grid), **place)]
    if header.found:
        names = ", ".join(name for name in header.names if name)
        faults.append(make_fault("header-found", value=names, count=header.skipped, **place))
    own = {*source.table.columns.values(), *(layer.names if layer is not None else ())}
    uncached = "" if whole else find_uncached(grid, header.names, own, header.skipped)
    if uncached:
        return None, [*faults, make_fault("formula-uncached", value=uncached, **place)]
    repeated = sorted({name for name in header.names if header.names.count(name) > 1 and name})
    if repeated:
        return None, [*faults, *(make_fault("header-repeated", field=name, **place) for name in repeated)]
    rows = grid.rows[header.skipped :]
    if grid.late:
        rows = _shift_days(rows, header, source, layer)
    end = len(rows) if whole else find_end(rows)
    if end < len(rows):
        last = " ".join(" ".join(cell for cell in rows[end] if cell).split())
        faults.append(make_fault("form-end", value=last[:_SHOWN], count=len(rows) - end, **place))
    raw, faults = _make_layer(source, layer, header, rows[:end], lengths[header.skipped :][:end], faults, place)
    return (raw if raw is None else replace(raw, totals=None if whole else find_totals(rows[:end]))), faults


def _shift_days(
    rows: Sequence[Sequence[str | None]], header: Header, source: Source, layer: Layer | None
) -> Sequence[Sequence[str | None]]:
    """Bare numbers in columns of days, which count from 1904 in this workbook, as if they counted from 1900."""
    own = source.table.columns
    days = {own.get(c.name, c.name) for c in layer.columns if c.kind == "date"} if layer is not None else set()
    places = {place for place, name in enumerate(header.names) if name in days}
    return [
        [str(int(v) + _LATER_DAYS) if at in places and v and _SERIAL.fullmatch(v) else v for at, v in enumerate(row)]
        for row in rows
    ]


def _make_layer(
    source: Source,
    layer: Layer | None,
    header: Header,
    rows: Sequence[Sequence[str | None]],
    lengths: list[int],
    faults: list[Fault],
    place: dict[str, Any],
) -> tuple[RawLayer | None, list[Fault]]:
    names, width = header.names, len(header.names)
    found = _find_place(list(names), dict(source.table.columns))
    if layer is not None and (layer.shape is None or (layer.placeless and layer.shape != "point")):
        found = None
    elif found is None and not (layer is not None and layer.placeless):
        return None, [*faults, make_fault("csv-columns", has=", ".join(names), **place)]
    ragged = {number: length for number, length in enumerate(lengths, 1) if length != width}
    cells = np.array([[*row, *[None] * width][:width] for row in rows], dtype=object).reshape(len(rows), width)
    columns = {name: _blank_to_none(cells[:, at]) for at, name in enumerate(names)}
    shapes = np.full(len(rows), None, dtype=object)
    if found is not None:
        shapes = _points(columns[found[0]], columns[found[1]])
    types = dict.fromkeys(names, "OFTString")
    nothing = np.zeros(len(rows), dtype=bool)
    degrees = found[2] if found is not None else None
    return RawLayer(names, columns, types, shapes, nothing, None, degrees, ragged, {}, header.skipped), faults


def read_grid(source: Source, data: bytes) -> tuple[Grid | None, list[int], list[Fault]]:
    """The cells of a CSV or a workbook, and how many fields each row has."""
    place: dict[str, Any] = {"layer": source.table.name, "file": source.file}
    if source.format is not None and source.format.name == "Excel":
        from gisplan.io.files.xlsx_reader import WorkbookError, read_workbook

        try:
            grid = read_workbook(data, source.table.layer)
        except WorkbookError as error:
            return None, [], [make_fault(error.code, **error.params, **place)]
        return grid, [len(row) for row in grid.rows], []
    text, faults = decode_text(data, stated=source.table.encoding, **place)
    if text is None:
        return None, [], faults
    if text and not text.endswith(("\n", "\r")):
        faults.append(make_fault("csv-no-final-newline", **place))
    try:
        rows = _split(text)
    except csv.Error as error:
        return None, [], [*faults, make_fault("reader-failed", reason=str(error), **place)]
    width = max(map(len, rows), default=0)
    even = [[*row, *[""] * (width - len(row))] for row in rows]
    return Grid(even), [len(row) for row in rows], faults


def _choose_header(source: Source, layer: Layer | None, grid: Grid, lengths: list[int]) -> Header | None:
    """The row of names; of a sheet that nobody has understood yet, the first."""
    table = source.table
    if layer is None:
        return Header(tuple((name or "").strip() for name in grid.rows[0][: lengths[0]]), 1)
    own = {name: table.columns.get(name, name) for name in layer.names}
    needed = {*table.columns.values(), *(own[column.name] for column in layer.columns if column.required)}
    header = find_header(grid, {*own.values(), *needed}, needed)
    if header is None:
        return None
    # blanks that a longer row has put behind the names are none of them
    width = max(lengths[header.skipped - 1], max((n for n, name in enumerate(header.names, 1) if name), default=0))
    return replace(header, names=header.names[:width])


def find_uncached(
    grid: Grid, names: Sequence[str], wanted: Collection[str], skipped: int, out: Collection[int] = ()
) -> str:
    """The cells of a formula without a value, or with an error for one, in columns that are read; "" without any.

    `out` are records, from 0, that are not read.
    """
    read = {place for place, name in enumerate(names) if name in wanted}
    hits = sorted(at for at in grid.uncached if at[0] >= skipped and at[0] - skipped not in out and at[1] in read)
    cells = ", ".join(grid.uncached[hit] for hit in hits[:_LISTED])
    return f"{cells} …" if len(hits) > _LISTED else cells


def _no_rows() -> RawLayer:
    nothing = np.zeros(0, dtype=bool)
    return RawLayer((), {}, {}, np.empty(0, dtype=object), nothing, None)


def read_header(text: str) -> list[str]:
    """The names of a sheet's columns; none where the text is no sheet."""
    try:
        rows = _split(text)
    except csv.Error:
        return []
    return [name.strip() for name in rows[0]] if rows else []


def _split(text: str) -> list[list[str]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]


def _find_place(header: list[str], mapped: dict[str, str]) -> tuple[str, str, bool] | None:
    """The columns of x and y, and whether they are degrees."""
    lowered = {name.casefold(): name for name in header}
    for pairs, degrees in ((_DEGREES, True), (_METRES, False)):
        x_key, y_key = pairs[0]
        x_name, y_name = mapped.get(x_key), mapped.get(y_key)
        if x_name in header and y_name in header:
            return str(x_name), str(y_name), degrees
        for x_name, y_name in pairs:
            if x_name in lowered and y_name in lowered:
                return lowered[x_name], lowered[y_name], degrees
    return None


def _blank_to_none(values: NDArray[Any]) -> NDArray[Any]:
    blank = np.array([value is None or not value.strip() for value in values], dtype=bool)
    kept = values.copy()
    kept[blank] = None
    return kept


def _points(x_texts: NDArray[Any], y_texts: NDArray[Any]) -> NDArray[np.object_]:
    """Points where both coordinates are there; what is not a number becomes NaN, to be named later."""
    import pandas as pd

    blank = pd.isna(x_texts) | pd.isna(y_texts)
    x = pd.to_numeric(pd.Series(x_texts, dtype=object), errors="coerce").to_numpy(dtype=float)
    y = pd.to_numeric(pd.Series(y_texts, dtype=object), errors="coerce").to_numpy(dtype=float)
    shapes = np.asarray(shapely.points(x, y), dtype=object)
    shapes[blank] = None
    return shapes
