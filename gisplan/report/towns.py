"""In which town each settlement lies: a group without a town of its own lies in its village's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gisplan.gaps import Gaps

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NO_TOWN", "find_towns"]

NO_TOWN = "–"
"""Where the files name none."""


def find_towns(gaps: Gaps) -> pd.Series[Any]:
    """The town of each row of `gaps.settlements`, by its index; `NO_TOWN` where nobody knows."""
    known = gaps.villages.dropna(subset=["code", "town"]).drop_duplicates("code").set_index("code")["town"]
    rows = gaps.settlements
    own = rows["town"].astype(object)
    return own.where(own.notna(), rows["village"].astype(object).map(known)).fillna(NO_TOWN).astype(str)
