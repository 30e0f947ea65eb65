"""Units that a sheet states once for a whole column: in its header, or in the frame of the form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplan.county.layer import Layer
from gisplan.io.quantities import UNITS
from gisplan.io.raw_layers import RawLayer

__all__ = ["state_units"]

_IN_HEADER = re.compile(r"[(（\[]([^()（）\[\]]+)[)）\]]\s*$")
_IN_FRAME = re.compile(r"(?<!填报)(?<!填表)单位\s*[:：]\s*([^:：]{1,60})$")
_BARE = re.compile(r"[-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?")


def state_units(raw: RawLayer, layer: Layer, columns: Mapping[str, str], seen: Sequence[str]) -> RawLayer:
    """The sheet with its unit behind every bare number of a column whose header, or frame, says which it is.

    Only a unit that is not the column's own is written; the numbers are then read as any that carry their unit.

    Parameters
    ----------
    columns : mapping
        The sheet's own name of each column of the layer.
    seen : sequence of str
        The cells at the top of the sheet, its frame among them.
    """
    framed = {part.casefold() for cell in seen for part in _split(_IN_FRAME.search(cell))}
    filled = dict(raw.columns)
    for column in layer.columns:
        own = columns.get(column.name)
        known = UNITS.get(column.unit or "", {})
        if own is None or own not in filled or not known:
            continue
        unit = _find_unit(own, framed, known)
        if unit is not None and known.get(unit) != 1.0:
            filled[own] = _append(filled[own], unit)
    return replace(raw, columns=filled)


def _split(found: re.Match[str] | None) -> list[str]:
    return re.split(r"[、,，;；/\s]+", found[1].strip()) if found else []


def _find_unit(header: str, framed: set[str], known: Mapping[str, float]) -> str | None:
    """The unit in the header; else the frame's, where it names one of the column's kind and no other."""
    found = _IN_HEADER.search(header)
    if found and found[1].strip().casefold() in known:
        return found[1].strip().casefold()
    named = framed & set(known)
    return named.pop() if len(named) == 1 else None


def _append(values: NDArray[Any], unit: str) -> NDArray[Any]:
    told = [f"{v}{unit}" if isinstance(v, str) and _BARE.fullmatch(v.strip()) else v for v in values]
    kept = np.empty(len(values), dtype=object)
    kept[:] = told
    return kept
