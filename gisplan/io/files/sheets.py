"""Sheets, CSV and Excel: always text, never through GDAL."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import Ints, Objects, fill_objects
from gisplan.base.faults import Fault
from gisplan.county.schema import LAYERS, Layer
from gisplan.io.files.degrees import format_packed
from gisplan.io.files.delimited.decimals import Decimals, read_decimals
from gisplan.io.files.handover.cell_rows import CellRows, read_columns
from gisplan.io.files.header_rows import (
    Grid,
    Header,
    Row,
    find_end,
    find_firsts,
    find_header,
    find_totals,
    preview_rows,
)
from gisplan.io.files.places.points import PointColumns, SheetPlaces, find_point_columns, make_points
from gisplan.io.files.places.shapes import find_shape_column, read_texts
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.files.staging import Source
from gisplan.io.files.xlsx.merged_cells import Merged, fill_merged
from gisplan.io.files.xlsx.sheet_cells import find_uncached

__all__ = ["read_records"]

_SHOWN = 60
_NUMBERS, _COUNTED = ("number", "integer", "percent"), ("people", "households")
# a day number of a workbook, and the days from 1900-01-01 to 1904-01-02, where the other count begins
_SERIAL, _DAYS_TO_1904 = re.compile(r"\d{4,5}(\.\d+)?"), 1462


def read_records(
    source: Source,
    grid: Grid,
    *,
    layer: Layer | None = None,
    header: Header | None = None,
    keep_all: bool = False,
) -> tuple[RawLayer | None, list[Fault]]:
    """Read the cells of a sheet as a layer of places or shapes, or as a table where its layer needs none.

    `keep_all` keeps every row below the header, totals, signatures and formulas without a value too, for a caller
    who judges them. `header` is given where the caller has found it.
    """
    layer = layer or LAYERS.get(source.table.name)
    if not grid.rows:
        return _no_rows(), []
    header = header or _choose_header(source, layer, grid)
    if header is None:
        return None, [source.context.fault("header-unclear", has=preview_rows(grid))]
    faults = [
        *_describe_header(source, header),
        *_find_cut(source, grid, header.skipped),
        *_find_refusals(source, layer, grid, header, skip_formulas=keep_all),
    ]
    header = replace(header, names=_name_once(header.names))
    if not keep_all:
        grid = _drop_blank(grid, header.skipped)
    if grid.date1904:
        grid = replace(grid, rows=_shift_days(grid.rows, header, source, layer))
    rows = grid.rows[header.skipped :]
    end = len(rows) if keep_all else find_end(rows)
    faults += _describe_end(source, rows[end:])
    place = _find_place(source, layer, header)
    if place is None and (layer is None or (layer.shape is not None and not layer.placeless)):
        return None, [*faults, _ask_place(source, layer, header)]
    columns = read_columns(header.names, grid.rows[header.skipped : header.skipped + end])
    decimals = _read_decimals(source, layer, grid, columns, place)
    faults += decimals.faults
    raw, packed = _make_layer(decimals.columns, place, grid, header, end, fill=not keep_all)
    faults += _ask_about_packed(source, packed)
    if keep_all:
        return replace(raw, totals=None), faults
    return replace(raw, totals=_find_totals(rows[:end])), faults


def _ask_about_packed(source: Source, packed: str) -> Iterator[Fault]:
    """Ask about degrees, minutes and seconds without marks; `packed` shows the first of them."""
    if packed:
        meant = ", ".join(map(format_packed, packed.split(", ")))
        yield source.context.fault("degrees-packed", field="geometry", value=packed, meant=meant)


def _describe_end(source: Source, rest: Sequence[Row]) -> Iterator[Fault]:
    """Say which rows behind the last record are not read, if there are any."""
    if rest:
        last = " ".join(" ".join(cell for cell in rest[0] if cell).split())
        yield source.context.fault("form-end", value=last[:_SHOWN], count=len(rest))


def _find_totals(records: Sequence[Row]) -> dict[int, str]:
    return records.find_totals() if isinstance(records, CellRows) else find_totals(records)


def _name_once(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of which each stays with its first column alone."""
    firsts = find_firsts(names)
    return tuple(name if firsts[name] == at else "" for at, name in enumerate(names))


def _drop_blank(grid: Grid, skipped: int) -> Grid:
    """Leave out records that hold nothing, such as formulas without a value in columns that nobody reads."""
    rows = grid.rows
    filled = rows.find_filled() if isinstance(rows, CellRows) else [row for row, cells in enumerate(rows) if any(cells)]
    kept = np.union1d(np.arange(skipped), np.asarray(filled, dtype=np.int64))
    if len(kept) == len(rows):
        return grid
    merged = ((bisect_left(kept, a), b, bisect_right(kept, c) - 1, d) for a, b, c, d in grid.merged)
    return replace(
        grid,
        rows=rows.take(kept) if isinstance(rows, CellRows) else [rows[row] for row in kept],
        merged=tuple(area for area in merged if area[0] <= area[2]),
        uncached={},
        row_numbers=_take(grid.row_numbers, kept),
        field_counts=_take(grid.field_counts, kept),
    )


def _take(counts: Sequence[int], kept: Ints) -> Sequence[int]:
    return array("i", np.array(counts, dtype=np.intc)[kept].tobytes()) if counts else ()


def _choose_header(source: Source, layer: Layer | None, grid: Grid) -> Header | None:
    """Find the row of names; of a sheet whose layer is not known yet, it is the first."""
    if layer is None:
        return Header(tuple((name or "").strip() for name in grid.rows[0][: grid.count_fields(0)]), 1)
    mapped = source.table.columns
    own = {name: mapped.get(name, name) for name in layer.names}
    required = {*source.table.own_columns, *(own[column.name] for column in layer.columns if column.required)}
    header = find_header(grid, {*own.values(), *required}, required)
    if header is None:
        return None
    # blanks that a longer row has put behind the names are none of them
    last_named = max((number for number, name in enumerate(header.names, 1) if name), default=0)
    width = max(grid.count_fields(header.skipped - 1), last_named)
    return replace(header, names=header.names[:width])


def _describe_header(source: Source, header: Header) -> Iterator[Fault]:
    """Say which names were taken for the header, where it is not simply the first row, and that the end is missing."""
    if header.inferred:
        names = ", ".join(name for name in header.names if name)
        yield source.context.fault("header-found", value=names, count=header.skipped)


def _find_cut(source: Source, grid: Grid, skipped: int) -> Iterator[Fault]:
    """Warn of a CSV whose last record has no end of line."""
    if grid.cut and len(grid.rows) > skipped:
        last = ", ".join(cell for cell in grid.rows[-1] if cell)[:_SHOWN]
        row = grid.row_numbers[-1] - grid.row_numbers[skipped - 1]
        yield source.context.fault("csv-no-final-newline", row=row, value=last)


def _find_refusals(
    source: Source, layer: Layer | None, grid: Grid, header: Header, *, skip_formulas: bool
) -> Iterator[Fault]:
    """Find what refuses a sheet: formulas without a value, and columns of one name, where they are read."""
    own = {*source.table.own_columns, *(layer.names if layer is not None else ())}
    uncached = ""
    if grid.uncached and not skip_formulas:
        totals = _find_totals(grid.rows[header.skipped :])
        uncached = find_uncached(grid, header.names, own, header.skipped, totals)
    if uncached:
        yield source.context.fault("formula-uncached", value=uncached)
    repeated = {name for name, count in Counter(header.names).items() if count > 1 and name}
    for name in sorted(repeated & own if layer is not None else repeated):
        yield source.context.fault("header-repeated", field=name)


def _shift_days(rows: Sequence[Row], header: Header, source: Source, layer: Layer | None) -> Sequence[Row]:
    """Turn bare numbers in columns of days, which count from 1904 in this workbook, into such that count from 1900."""
    own = source.table.columns
    days = {own.get(c.name, c.name) for c in layer.columns if c.kind == "date"} if layer is not None else set()
    places = {place for place, name in enumerate(header.names) if name in days}
    return [
        [_shift_day(v) if at in places and v and _SERIAL.fullmatch(v) else v for at, v in enumerate(row)]
        for row in rows
    ]


def _shift_day(text: str) -> str:
    """Return a number of days that counts from 1904 as one from 1900."""
    return f"{float(text) + _DAYS_TO_1904:.15g}"


def _ask_place(source: Source, layer: Layer | None, header: Header) -> Fault:
    """Ask for the columns of places, or of lines and areas."""
    code = "csv-geometry" if layer is not None and layer.shape != "point" else "csv-columns"
    return source.context.fault(code, has=", ".join(header.names))


def _find_place(source: Source, layer: Layer | None, header: Header) -> PointColumns | str | None:
    """Find the columns of a point, or the one of shapes; None for a layer that has no place in sheets."""
    if layer is not None and layer.shape is None:
        return None
    stated = source.table.columns.get("wkt")
    point = None
    if stated is None and (layer is None or layer.shape == "point"):
        point = find_point_columns(header.names, dict(source.table.columns))
    return point or find_shape_column(header.names, stated)


def _read_decimals(
    source: Source, layer: Layer | None, grid: Grid, columns: Mapping[str, Objects], place: PointColumns | str | None
) -> Decimals:
    """Write a point for decimal commas; where a comma separates the fields, none stands in a number."""
    if grid.separator in ("", ",") and source.table.decimal is None:
        return Decimals(columns, ())
    own = source.table.columns
    numbers = [column for column in (layer.columns if layer is not None else ()) if column.kind in _NUMBERS]
    counted = {own.get(item.name, item.name): item.kind == "integer" or item.unit in _COUNTED for item in numbers}
    places = dict.fromkeys([place.x, place.y] if isinstance(place, PointColumns) else [], False)
    return read_decimals(columns, {**counted, **places}, source.context, stated=source.table.decimal)


def _make_layer(
    columns: Mapping[str, Objects],
    place: PointColumns | str | None,
    grid: Grid,
    header: Header,
    count: int,
    *,
    fill: bool,
) -> tuple[RawLayer, str]:
    """Make a layer of so many records; return it, and the first of points without marks between degrees and minutes."""
    merged = fill_merged(grid, header.names, columns, header.skipped) if fill else Merged(columns, {})
    columns = merged.columns
    places = _make_places(columns, place, count)
    raw = RawLayer(
        fields=header.names,
        columns=columns,
        types=dict.fromkeys(header.names, "OFTString"),
        shapes=places.shapes,
        crs=places.crs,
        degrees=place.degrees if isinstance(place, PointColumns) else None,
        field_counts=_count_fields(grid, header, count),
        skipped=header.skipped,
        numbers=_number_records(grid, header.skipped, count),
        rows_above=grid.row_numbers[header.skipped - 1] if grid.row_numbers else 0,
        merged=merged.areas,
        place_fields=(place.x, place.y) if isinstance(place, PointColumns) else (),
        place_texts=places.texts,
        odd_places=places.odd,
    )
    return raw, places.packed


def _make_places(columns: Mapping[str, Objects], place: PointColumns | str | None, count: int) -> SheetPlaces:
    """Make the shapes of so many records."""
    if isinstance(place, PointColumns):
        return make_points(columns[place.x], columns[place.y], degrees=place.degrees)
    if place is None:
        return SheetPlaces(fill_objects(count))
    read = read_texts(columns[place])
    texts = fill_objects(count)
    texts[list(read.reasons)] = list(read.reasons.values())
    wrong = np.array([text is not None for text in texts], dtype=bool)
    return SheetPlaces(read.shapes, texts, {"geometry-unreadable": wrong}, crs=read.crs)


def _number_records(grid: Grid, skipped: int, count: int) -> NDArray[np.int64] | None:
    """Count the records from the header, as a spreadsheet program counts its rows."""
    if not grid.row_numbers:
        return None
    return np.array(grid.row_numbers[skipped : skipped + count], dtype=np.int64) - grid.row_numbers[skipped - 1]


def _count_fields(grid: Grid, header: Header, count: int) -> NDArray[np.int64] | None:
    """Return how many fields each record has, where the format lets that differ."""
    if not grid.field_counts:
        return None
    return np.array(grid.field_counts[header.skipped : header.skipped + count], dtype=np.int64)


def _no_rows() -> RawLayer:
    return RawLayer((), {}, {}, fill_objects(0), None)
