"""Names of households in the layers: where they stand, how lists of them are split, and which values may hold them."""

from __future__ import annotations

import re
from typing import Any

from gisplan.county.county import County

__all__ = ["NAMES_COLUMN", "NAMES_LAYER", "may_hold_names", "split_names"]

NAMES_LAYER = "power"

NAMES_COLUMN = "unconnected_names"
"""The column of `NAMES_LAYER` that holds names of persons."""

_BETWEEN = re.compile(r"[;\uff1b\u3001,\uff0c/|\n\r\t]+")  # the marks that lists are written with, wide ones too


def split_names(text: object) -> list[str]:
    """Split a cell with names of households at the marks between them.

    Examples
    --------
    >>> split_names("户甲\uff1b户乙、 户丙,")
    ['户甲', '户乙', '户丙']
    """
    return [name.strip() for name in _BETWEEN.split(str(text)) if name.strip()]


def may_hold_names(county: County, layer: str | None, field: str | None, value: Any) -> bool:
    """Return whether a value of a row that was set aside may be the name of a household.

    In a table with names, any cell may hold one: a row that is shifted by a column has its names in another. Only
    numbers are certain not to be one.

    Parameters
    ----------
    county : County
    layer, field : str or None
        Where the value stands.
    value : Any
    """
    if layer != NAMES_LAYER or value is None:
        return False
    if field == NAMES_COLUMN:
        return True
    return NAMES_COLUMN in county.columns.get(NAMES_LAYER, frozenset()) and not _is_number(value)


def _is_number(value: Any) -> bool:
    try:
        float(str(value).strip().rstrip("%"))
    except ValueError:
        return False
    return True
