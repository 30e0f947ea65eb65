"""CSV files: always text, never through GDAL."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.faults import Fault
from gisplan.io.encodings import decode_text
from gisplan.io.faults import make_fault
from gisplan.io.raw_layers import RawLayer
from gisplan.io.sources import Source

__all__ = ["read_header", "read_sheet"]

_DEGREES = (("lon", "lat"), ("lng", "lat"), ("longitude", "latitude"), ("经度", "纬度"))
_METRES = (("x", "y"),)
csv.field_size_limit(1 << 24)


def read_sheet(source: Source, data: bytes) -> tuple[RawLayer | None, list[Fault]]:
    """A CSV with coordinate columns as a layer of points; None where it cannot be one."""
    table = source.table
    place: dict[str, Any] = {"layer": table.name, "file": source.file}
    text, faults = decode_text(data, stated=table.encoding, **place)
    if text is None:
        return None, faults
    if text and not text.endswith(("\n", "\r")):
        faults.append(make_fault("csv-no-final-newline", **place))
    try:
        header, rows = _split(text)
    except csv.Error as error:
        return None, [*faults, make_fault("reader-failed", reason=str(error), **place)]
    repeated = sorted({name for name in header if header.count(name) > 1 and name})
    if repeated:
        return None, [*faults, *(make_fault("header-repeated", field=name, **place) for name in repeated)]
    found = _find_place(header, dict(table.columns))
    if found is None:
        return None, [*faults, make_fault("csv-columns", has=", ".join(header), **place)]
    ragged = {number: len(row) for number, row in enumerate(rows, 1) if len(row) != len(header)}
    width = len(header)
    even = [(row + [""] * width)[:width] for row in rows]
    cells = np.array(even, dtype=object).reshape(len(rows), width)
    columns = {name: _blank_to_none(cells[:, at]) for at, name in enumerate(header)}
    x_name, y_name, degrees = found
    shapes = _points(columns[x_name], columns[y_name])
    types = dict.fromkeys(header, "OFTString")
    nothing = np.zeros(len(rows), dtype=bool)
    return RawLayer(tuple(header), columns, types, shapes, nothing, None, degrees, ragged), faults


def read_header(text: str) -> list[str]:
    """The names of a sheet's columns; none where the text is no sheet."""
    try:
        return _split(text)[0]
    except csv.Error:
        return []


def _split(text: str) -> tuple[list[str], list[list[str]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]
    if not rows:
        return [], []
    return [name.strip() for name in rows[0]], rows[1:]


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
    blank = np.array([not value.strip() for value in values], dtype=bool)
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
