"""Shapes from well-known binary and text: of any reader's rows, and of a column of a sheet."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely

from gisplan.base.arrays import Objects, fill_objects

__all__ = ["SheetShapes", "WKBShapes", "find_shape_column", "is_shape", "read_texts", "read_wkb"]

MOST_NESTED = 1000
"""GEOS reads a shape in a shape by calling itself: so many are more than any map has, and no danger."""

_HEADER_BYTES = 9  # of a shape that holds others
_POINT, _LINE, _POLYGON, _ARC = 1, 2, 3, 8
_HAS_Z, _HAS_M, _HAS_SRID = 0x80000000, 0x40000000, 0x20000000
_WORDS = re.compile(r"[A-Za-z]{4,}")
_HEX = re.compile(r"(?:\\x)?(0[01](?:[0-9A-Fa-f]{2}){8,})")
_SRID = re.compile(r"SRID\s*=\s*(\d{1,9})\s*;", re.IGNORECASE)
_BEGINNING = re.compile(
    r"(?:SRID\s*=\s*\d+\s*;\s*)?(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*(?:ZM?|M)?\s*\(", re.IGNORECASE
)
_LEAST_HEX = 42  # of a point
_USUAL = "wkt"
_NESTED = "it is nested too deeply"


class WKBShapes(NamedTuple):
    """The shapes of rows, and by row, from 0, why one cannot be read."""

    shapes: Objects
    reasons: dict[int, str]


class SheetShapes(NamedTuple):
    """The shapes of records, by record why one cannot be read, and the CRS that they state."""

    shapes: Objects
    reasons: dict[int, str]
    crs: str | None


def read_wkb(pieces: Objects) -> WKBShapes:
    """Read shapes from well-known binary; one that cannot be read is None, as is one without bytes.

    Parameters
    ----------
    pieces : (N,) object
        The bytes of each row's shape, or None.

    Returns
    -------
    WKBShapes
    """
    nested = [place for place, piece in enumerate(pieces) if piece and _is_nested(piece)]
    kept = pieces.copy()
    kept[nested] = None
    shapes = shapely.from_wkb(kept, on_invalid="ignore")
    there = np.array([piece is not None for piece in kept], dtype=bool)
    reasons = {int(row): _explain_wkb(kept[row]) for row in np.flatnonzero(there & shapely.is_missing(shapes))}
    return WKBShapes(shapes, reasons | dict.fromkeys(nested, _NESTED))


def _is_nested(piece: bytes) -> bool:
    """Return whether a shape is nested so deeply that reading it may use up the stack."""
    if len(piece) <= _HEADER_BYTES * MOST_NESTED:
        return False
    place, left = 0, [1]  # of each shape around the next one, how many shapes of it follow
    try:
        while left and len(left) <= MOST_NESTED:
            left[-1] -= 1
            place, holds = _skip_shape(piece, place)
            left.append(holds)
            while left and not left[-1]:
                left.pop()
    except struct.error:  # cut off, which GEOS says
        return False
    return bool(left)


def _skip_shape(piece: bytes, place: int) -> tuple[int, int]:
    """Return where a shape ends, or what it holds begins, and how many shapes it holds."""
    order = "<" if piece[place : place + 1] == b"\x01" else ">"
    kind = struct.unpack_from(f"{order}I", piece, place + 1)[0]
    place += 9 if kind & _HAS_SRID else 5
    height, base = bool(kind & _HAS_Z) + bool(kind & _HAS_M), kind & 0xFFFF
    width = 8 * (2 + (height or (0, 1, 1, 2)[base // 1000 % 4]))
    base %= 1000
    if base == _POINT:
        return place + width, 0
    count = struct.unpack_from(f"{order}I", piece, place)[0]
    place += 4
    if base in (_LINE, _ARC):
        return place + width * count, 0
    if base != _POLYGON:
        return place, count
    for _ring in range(count):
        place += 4 + width * struct.unpack_from(f"{order}I", piece, place)[0]
    return place, 0


def _explain_wkb(piece: bytes) -> str:
    """Return what GEOS says of a shape that it cannot read."""
    try:
        shapely.from_wkb(piece)
    except (shapely.errors.GEOSException, ValueError) as error:
        return str(error).split(": ", 1)[-1]
    return ""


def find_shape_column(header: Sequence[str], stated: str | None) -> str | None:
    """Return the column of shapes: as the county file names it, else the one called WKT."""
    if stated is not None:
        return stated if stated in header else None
    return next((name for name in header if name.casefold() == _USUAL), None)


def is_shape(text: str) -> bool:
    """Return whether a text begins as a shape does."""
    bare = text.strip()
    return bool(_BEGINNING.match(bare) or (len(bare) >= _LEAST_HEX and _HEX.fullmatch(bare)))


def read_texts(texts: Objects) -> SheetShapes:
    """Read the shapes in a column of texts: WKT, EWKT, or WKB in hexadecimal digits as PostGIS exports it.

    Parameters
    ----------
    texts : (N,) object
        The text of each record, or None.

    Returns
    -------
    SheetShapes
        A record whose SRID is not that of most has no shape, for that reason.
    """
    srids: dict[int, int] = {}
    words, pieces = fill_objects(len(texts)), fill_objects(len(texts))
    reasons: dict[int, str] = {}
    for row, text in enumerate(texts):
        if not text:
            continue
        bare = text.strip()
        digits = _HEX.fullmatch(bare)
        srid = None if digits else _SRID.match(bare)
        if srid is not None:
            srids[row], bare = int(srid[1]), bare[srid.end() :]
        if digits is not None:
            pieces[row] = bytes.fromhex(digits[1])
        elif len(bare) > MOST_NESTED and len(_WORDS.findall(bare)) > MOST_NESTED:
            reasons[row] = _NESTED
        else:
            words[row] = bare
    shapes = shapely.from_wkt(words, on_invalid="ignore")
    wrong = np.array([word is not None for word in words], dtype=bool) & shapely.is_missing(shapes)
    reasons |= {int(row): _explain_wkt(words[row]) for row in np.flatnonzero(wrong)}
    binary = np.array([piece is not None for piece in pieces], dtype=bool)
    read = read_wkb(pieces)
    shapes[binary] = read.shapes[binary]
    numbers = np.where(shapely.is_missing(shapes), 0, shapely.get_srid(shapes))
    srids |= {int(row): int(numbers[row]) for row in np.flatnonzero(binary & (numbers > 0))}
    return _agree(shapes, reasons | read.reasons, srids)


def _explain_wkt(text: str) -> str:
    """Return what GEOS says of a text that it cannot read."""
    try:
        shapely.from_wkt(text)
    except (shapely.errors.GEOSException, ValueError) as error:
        return str(error).split(": ", 1)[-1]
    return ""


def _agree(shapes: Objects, reasons: dict[int, str], srids: dict[int, int]) -> SheetShapes:
    """Take out the shapes of another SRID than most have that state one."""
    counts = Counter(srid for srid in srids.values() if srid)
    if not counts:
        return SheetShapes(shapes, reasons, None)
    usual = counts.most_common(1)[0][0]
    others = {row: f"SRID={srid}, not {usual}" for row, srid in srids.items() if srid not in (0, usual)}
    shapes[list(others)] = None
    return SheetShapes(shapes, others | reasons, f"EPSG:{usual}")
