"""Units of a plan joined into stretches of road, as a clerk writes them: segment, from, to."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

__all__ = ["merge_units", "name_stretches"]

_APART_M = 0.15  # chainages are rounded to 0.1 m


def merge_units(units: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """One row for units that follow each other on their segment and are alike in `by`; kilometres and cost are summed.

    Parameters
    ----------
    units : DataFrame
        Rows of `frame_units`, by segment and chainage.
    """
    before = units.shift()
    fresh = units["segment"].ne(before["segment"]) | (units["from_m"] - before["to_m"]).abs().gt(_APART_M)
    for name in by:
        alike = units[name].eq(before[name]) | (units[name].isna() & before[name].isna())
        fresh |= ~alike.fillna(False).astype(bool)
    kept = dict.fromkeys([*by, "segment", "name", "class", "surface", "candidate"], "first")
    sums = {"from_m": "first", "to_m": "last", "km": "sum", "cost": "sum"}
    merged: pd.DataFrame = pd.DataFrame(units).groupby(fresh.cumsum().to_numpy(), sort=True).agg({**kept, **sums})
    return merged.reset_index(drop=True)


def name_stretches(units: pd.DataFrame) -> str:
    """Stretches as one text: segment and chainage in metres."""
    rows = merge_units(units, []).to_dict("records")
    return "; ".join(f"{row['segment']} {row['from_m']:.0f}–{row['to_m']:.0f} m" for row in rows)
