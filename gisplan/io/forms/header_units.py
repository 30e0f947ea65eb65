"""Units that a sheet states once for a whole column: in its header, or in the frame of the form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from numpy.typing import NDArray

from gisplan.base.arrays import fill_objects
from gisplan.county.layer import Column, Layer
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.quantities import UNITS

__all__ = ["append_units", "find_frame_units", "read_units_row", "split_unit"]

_IN_FRAME = re.compile(r"(?:^|[\s(\[【,;、])(?:计量|金额|投资|资金|货币|长度|里程|数量)?单位\s*(?::|\s|$)\s*(.*)$")
_BETWEEN = re.compile(r"[、,;:/和()\[\]【】\s]+|人民币")
_BARE = re.compile(r"[-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?")
_KNOWN = frozenset(unit for units in UNITS.values() for unit in units)
_HEADED = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")
_SMALL = "metre"  # widths and the like, which no frame means when it says kilometres


def find_frame_units(rows: Sequence[Sequence[str | None]]) -> frozenset[str]:
    """Find the units that the rows above the header state for the whole form, such as 单位：公里、户、人.

    Examples
    --------
    >>> sorted(find_frame_units([["填报单位：水利局", "（单位：", "米、元）"]]))
    ['元', '米']
    """
    found: set[str] = set()
    for row in rows:
        cells = [unicodedata.normalize("NFKC", cell).strip() for cell in row if cell]
        for cell, beside in zip(cells, [*cells[1:], ""], strict=True):
            if stated := _IN_FRAME.search(cell):
                parts = _BETWEEN.split(stated[1] or beside)
                found |= {part.casefold() for part in parts} & _KNOWN
    return frozenset(found)


def split_unit(name: str) -> tuple[str, str | None]:
    """Split a name from the unit in the brackets behind it, where it has one.

    Examples
    --------
    >>> split_unit("投资（万元）"), split_unit("受益人(其中贫困)")
    (('投资', '万元'), ('受益人(其中贫困)', None))
    """
    narrow = unicodedata.normalize("NFKC", name).strip()
    found = _HEADED.search(narrow)
    unit = found[1].strip().casefold() if found else ""
    return (narrow[: found.start()].strip(), unit) if found and unit in _KNOWN else (name, None)


def read_units_row(raw: RawLayer, columns: Mapping[str, str]) -> dict[str, str]:
    """Read the unit of each column of the form from the first record, where that holds nothing but units."""
    cells = {own: raw.columns[own][0] for own in raw.fields if own and raw.count and raw.columns[own][0]}
    units = {own: unicodedata.normalize("NFKC", cell).strip(" ()[]").casefold() for own, cell in cells.items()}
    if not units or not set(units.values()) <= _KNOWN:
        return {}
    return {name: units[own] for name, own in columns.items() if own in units}


class ColumnUnits(NamedTuple):
    """A sheet with its units written behind its numbers, and the units of columns that are stated ambiguously."""

    layer: RawLayer
    ambiguous: dict[str, list[str]]


def append_units(
    raw: RawLayer, layer: Layer, columns: Mapping[str, str], headed: Mapping[str, str], framed: frozenset[str]
) -> ColumnUnits:
    """Write the unit that a header or the frame states behind every bare number of a column.

    Only a unit that is not the column's own is written; the numbers are then read as any that carry their unit.

    Parameters
    ----------
    raw : RawLayer
        The sheet.
    layer : Layer
        Its canonical columns, with their units.
    columns : mapping
        The sheet's own name of each column of the layer.
    headed : mapping
        The unit that a column's header states.
    framed : frozenset of str
        The units that the frame states.

    Returns
    -------
    ColumnUnits
    """
    filled: dict[str, NDArray[Any]] = dict(raw.columns)
    ambiguous: dict[str, list[str]] = {}
    has_widths = any(word in own for own in raw.fields for word in ("宽", "厚"))
    for column in layer.columns:
        own = columns.get(column.name)
        if own is None or own not in filled:
            continue
        known = UNITS.get(column.unit or "", {})
        units = {headed[column.name]} if column.name in headed else _units_of_frame(column, framed, has_widths)
        if len(units) > 1:
            ambiguous[column.name] = sorted(units)
        elif units and known and known.get(unit := units.pop()) != 1.0:  # an unknown unit is refused when it is read
            filled[own] = _append(filled[own], unit)
    return ColumnUnits(replace(raw, columns=filled), ambiguous)


def _units_of_frame(column: Column, framed: frozenset[str], has_widths: bool) -> set[str]:
    """Return the units in which a column may be by the frame, each under one name."""
    known = UNITS.get(column.unit or "", {})
    if column.unit == _SMALL:
        return set()
    units = _name_once(framed & set(known), known)
    if has_widths and len(units) > 1:  # the other one is that of the widths
        return {unit for unit in units if known[unit] == 1.0}
    return units


def _name_once(units: frozenset[str], known: Mapping[str, float]) -> set[str]:
    """Keep one of several names of the same unit, such as 公里 and km."""
    return set({known[unit]: unit for unit in sorted(units)}.values())


def _append(values: NDArray[Any], unit: str) -> NDArray[Any]:
    texts = [f"{v}{unit}" if isinstance(v, str) and _BARE.fullmatch(v.strip()) else v for v in values]
    return fill_objects(len(texts), values=texts)
