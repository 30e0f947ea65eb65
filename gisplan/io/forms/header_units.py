"""Units that a sheet states once for a whole column: in its header, or in the frame of the form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplan.county.layer import Layer
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.quantities import UNITS

__all__ = ["find_frame_units", "read_units_row", "split_unit", "state_units"]

_IN_FRAME = re.compile(r"(?:^|[\s(\[【,;、])(?:计量|金额|投资|资金|货币|长度|里程|数量)?单位\s*(?::|\s|$)\s*(.*)$")
_BETWEEN = re.compile(r"[、,;:/和()\[\]【】\s]+|人民币")
_BARE = re.compile(r"[-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?")
_KNOWN = frozenset(unit for units in UNITS.values() for unit in units)
_HEADED = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")
_SMALL = "metre"  # widths and the like, which no frame means when it says kilometres


def find_frame_units(rows: Sequence[Sequence[str | None]]) -> frozenset[str]:
    """The units that the rows above the header state for the whole form, such as 单位：公里、户、人.

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
                told = _BETWEEN.split(stated[1] or beside)
                found |= {part.casefold() for part in told} & _KNOWN
    return frozenset(found)


def split_unit(name: str) -> tuple[str, str | None]:
    """A name and the unit in the brackets behind it, where it has one.

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
    """The unit of each column of the form, where the first record is a row of units and nothing else."""
    cells = {own: raw.columns[own][0] for own in raw.fields if own and raw.count and raw.columns[own][0]}
    units = {own: unicodedata.normalize("NFKC", cell).strip(" ()[]").casefold() for own, cell in cells.items()}
    if not units or not set(units.values()) <= _KNOWN:
        return {}
    return {name: units[own] for name, own in columns.items() if own in units}


def state_units(
    raw: RawLayer, layer: Layer, columns: Mapping[str, str], headed: Mapping[str, str], framed: frozenset[str]
) -> tuple[RawLayer, dict[str, list[str]]]:
    """The sheet with its unit behind every bare number of a column whose header, or frame, says which it is.

    Only a unit that is not the column's own is written; the numbers are then read as any that carry their unit.
    The second value names the columns of which the frame states several units, and these.

    Parameters
    ----------
    columns : mapping
        The sheet's own name of each column of the layer.
    headed : mapping
        The unit that a column's header states.
    framed : frozenset of str
        The units that the frame states.
    """
    filled: dict[str, NDArray[Any]] = dict(raw.columns)
    unclear: dict[str, list[str]] = {}
    small = any(word in own for own in raw.fields for word in ("宽", "厚"))
    for column in layer.columns:
        own, known = columns.get(column.name), UNITS.get(column.unit or "", {})
        if own is None or own not in filled or not known:
            continue
        units = {headed[column.name]} if column.name in headed else set()
        if not units and column.unit != _SMALL:
            units = _name_once(framed & set(known), known)
            if small and len(units) > 1:
                units = {unit for unit in units if known[unit] == 1.0}  # the other is the widths'
        if len(units) > 1:
            unclear[column.name] = sorted(units)
        elif units and known[unit := units.pop()] != 1.0:
            filled[own] = _append(filled[own], unit)
    return replace(raw, columns=filled), unclear


def _name_once(units: frozenset[str], known: Mapping[str, float]) -> set[str]:
    """Of several names of one unit one: 公里 and km."""
    return set({known[unit]: unit for unit in sorted(units)}.values())


def _append(values: NDArray[Any], unit: str) -> NDArray[Any]:
    told = [f"{v}{unit}" if isinstance(v, str) and _BARE.fullmatch(v.strip()) else v for v in values]
    kept = np.empty(len(values), dtype=object)
    kept[:] = told
    return kept
