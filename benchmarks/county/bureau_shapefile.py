"""Shapefiles as old software leaves them: text in GBK, field names of at most ten bytes, no .cpg.

The .dbf is written here and not by GDAL, so that numbers have the widths a bureau's have and its date
is not today's.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

__all__ = ["Field", "write_shapefile"]

ENCODING = "gbk"
NAME_BYTES = 10
WIDEST = 254


@dataclass(frozen=True)
class Field:
    """One column of a .dbf: a number where `digits` is given, with so many decimals, else text."""

    name: str
    values: Sequence[object]
    digits: int = 0
    decimals: int = 0


def write_shapefile(path: Path, shapes: gpd.GeoSeries, fields: Sequence[Field], *, written: date) -> None:
    """Write .shp, .shx, .prj and .dbf; there is no .cpg.

    Raises
    ------
    ValueError
        A name has more than ten bytes in GBK, a text more than 254, or a number does not fit its digits.
    UnicodeEncodeError
        A character is not in GBK.
    """
    pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=shapes), path, driver="ESRI Shapefile", encoding="GBK")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    path.with_suffix(".dbf").write_bytes(_make_table(fields, written))


def _make_table(fields: Sequence[Field], written: date) -> bytes:
    cells = [_cells(field) for field in fields]
    widths = [field.digits or max(1, *map(len, column)) for field, column in zip(fields, cells, strict=True)]
    heads = [_head(field, width) for field, width in zip(fields, widths, strict=True)]
    padded = [
        [cell.rjust(width) if field.digits else cell.ljust(width) for cell in column]
        for field, width, column in zip(fields, widths, cells, strict=True)
    ]
    rows = [b" " + b"".join(row) for row in zip(*padded, strict=True)]
    start = 32 + 32 * len(fields) + 1
    day = bytes((written.year - 1900, written.month, written.day))
    head = b"\x03" + day + struct.pack("<IHH", len(rows), start, 1 + sum(widths)) + bytes(20)
    return head + b"".join(heads) + b"\r" + b"".join(rows) + b"\x1a"


def _head(field: Field, width: int) -> bytes:
    name = field.name.encode(ENCODING)
    if len(name) > NAME_BYTES or width > WIDEST:
        raise ValueError(f"{field.name}: a name has at most {NAME_BYTES} bytes and a text {WIDEST}")
    kind = b"N" if field.digits else b"C"
    return name.ljust(11, b"\0") + kind + bytes(4) + bytes((width, field.decimals)) + bytes(14)


def _cells(field: Field) -> list[bytes]:
    known = [None if pd.isna(value) else value for value in field.values]
    if not field.digits:
        return [b"" if value is None else str(value).encode(ENCODING) for value in known]
    texts = ["" if value is None else f"{value:.{field.decimals}f}" for value in known]
    if any(len(text) > field.digits for text in texts):
        raise ValueError(f"{field.name}: a number has more than {field.digits} characters")
    return [text.encode("ascii") for text in texts]
