"""The parameters of a datum, [layers.X.to_wgs84] and [county.to_wgs84] of a county file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from gisplan.base.datum_parameters import ROTATIONS, DatumParameters
from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.config.keys import find_unknown_keys, value_fault
from gisplan.io.faults.catalogue import make_fault

__all__ = ["check_parameters"]

_SHIFTS = ("dx", "dy", "dz")
_SEVEN = ("rx", "ry", "rz", "scale")
_NUMBERS: Mapping[str, tuple[float, float, str]] = {
    **dict.fromkeys(_SHIFTS, (0.0, 10_000.0, N_("a number of metres from -10000 to 10000"))),
    **dict.fromkeys(_SEVEN[:3], (0.0001, 60.0, N_("arc seconds: 0, or from 0.0001 to 60 with either sign"))),
    "scale": (0.001, 200.0, N_("parts per million: 0, or from 0.001 to 200 with either sign, and no factor")),
}
"""Of each number, how small and how large it is where it is not 0: radians and factors are smaller."""
_NEAR_ONE = 0.001  # a scale so near to 1 is a factor


def check_parameters(table: Any, *, at: str, file: str, for_all: bool) -> tuple[DatumParameters | None, list[Fault]]:
    """Check the parameters of a datum.

    Parameters
    ----------
    table : Any
        What the county file has under `at`; None where it has nothing.
    at, file : str
        The table's name and the file's, for messages.
    for_all : bool
        Whether the parameters are for all layers on the datum of their `crs`.

    Returns
    -------
    parameters : DatumParameters or None
        The parameters; None where there are none or they have a fault.
    faults : list of Fault
        The faults.
    """
    if table is None:
        return None, []
    if not isinstance(table, dict):
        parent, _dot, key = at.rpartition(".")
        return None, [value_fault(parent, key, table, N_("a table"), file=file)]
    from gisplan.base.crs import is_geocentric, parse_crs  # loads PROJ, which few county files need

    turned = any(key in table for key in _SEVEN)
    required = (*(("crs",) if for_all else ()), *_SHIFTS, *(_SEVEN if turned else ()), "source")
    known = (*(("crs",) if for_all else ()), *_SHIFTS, *_SEVEN, "rotation", "source")
    faults = find_unknown_keys(table, known, table=at, file=file)
    faults += [make_fault("key-missing", file=file, field=key, table=at) for key in required if key not in table]
    faults += _check_numbers(table, at, file) + _check_texts(table, at, file, turned)
    crs = parse_crs(table["crs"]) if for_all and isinstance(table.get("crs"), str) else None
    if for_all and "crs" in table and (crs is None or is_geocentric(crs)):
        expected = N_('a coordinate system of the local datum, such as "EPSG:4610"')
        faults.append(value_fault(at, "crs", table["crs"], expected, file=file))
    if faults:
        return None, faults
    numbers = {key: float(table[key]) for key in _NUMBERS if key in table}
    return DatumParameters(**numbers, rotation=table.get("rotation"), source=table["source"].strip(), crs=crs), []


def _check_numbers(table: Mapping[str, Any], at: str, file: str) -> list[Fault]:
    """Return the faults of numbers that are none, or in another unit."""
    faults: list[Fault] = []
    for key, (least, most, expected) in _NUMBERS.items():
        value = table.get(key, 0)
        number = float(value) if type(value) in (int, float) else math.nan
        factor = key == "scale" and number != 1 and abs(number - 1) < _NEAR_ONE
        if not (number == 0 or least <= abs(number) <= most) or factor:
            faults.append(value_fault(at, key, value, expected, file=file))
    return faults


def _check_texts(table: Mapping[str, Any], at: str, file: str, turned: bool) -> list[Fault]:
    """Return the faults of the convention of rotations, which has no usual value, and of the source."""
    faults: list[Fault] = []
    if turned and "rotation" not in table:
        faults.append(make_fault("rotation-missing", file=file, field="rotation", table=at))
    if "rotation" in table and (table["rotation"] not in ROTATIONS or not turned):
        expected = " or ".join(f'"{name}"' for name in ROTATIONS) if turned else N_("left out: there are no rotations")
        faults.append(value_fault(at, "rotation", table["rotation"], expected, file=file))
    source = table.get("source", "x")
    if not isinstance(source, str) or not source.strip():
        faults.append(value_fault(at, "source", source, N_("a text in quotes"), file=file))
    return faults
