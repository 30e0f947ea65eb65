"""Rows by the numbers that a spreadsheet program shows beside them: of a sheet, the title and names are counted too."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import explain_fault

__all__ = ["explain_shown", "with_shown_rows"]

_OWN = ("duplicate", "duplicates")  # other rows of the same layer that a sentence names


def with_shown_rows(fault: Fault, above: Mapping[str, int]) -> Fault:
    """Return a fault whose rows are those that the clerk's program shows.

    Parameters
    ----------
    fault : Fault
        Its rows are counted below the column names.
    above : mapping of str to int
        What is added to the rows of each layer.

    Returns
    -------
    Fault
    """
    params = dict(fault.params)
    other = above.get(str(params.get("other")), 0)
    if other and isinstance(params.get("other_row"), int):
        params["other_row"] += other
    own = above.get(fault.layer or "", 0)
    if not own:
        return replace(fault, params=params)
    for name in _OWN:
        if name in params:
            params[name] = _shift(params[name], own)
    if "rows" in params:
        params["rows"] = np.asarray(params["rows"], dtype=np.int64) + own
    return replace(fault, row=None if fault.row is None else fault.row + own, params=params)


def explain_shown(fault: Fault, above: Mapping[str, int], *, translate: Callable[[str], str] = str) -> tuple[str, str]:
    """Return a fault's sentence and its remedy, with the rows that the clerk's program shows."""
    return explain_fault(with_shown_rows(fault, above), translate=translate)


def _shift(rows: Any, by: int) -> Any:
    """Add to a row, or to each of several that are written in one text."""
    if isinstance(rows, int | np.integer):
        return int(rows) + by
    if isinstance(rows, str):
        return re.sub(r"\d+", lambda found: str(int(found[0]) + by), rows)
    return rows
