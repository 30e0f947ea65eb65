"""Boolean: does a column of a table say yes?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from gisplan.base.arrays import Floats
from gisplan.base.language import N_
from gisplan.gaps.criteria.table import Comparison, TableCriterion
from gisplan.standards.values import TEXT, key, list_boolean_columns

__all__ = ["BooleanCriterion"]


@dataclass(frozen=True, kw_only=True)
class BooleanCriterion(TableCriterion):
    """A column of a table says yes.

    Attributes
    ----------
    column : str
        The column.
    """

    kind: ClassVar[str] = "boolean"
    reasons: ClassVar[Mapping[str, str]] = {
        "is_yes": N_("{column}: yes."),
        "is_no": N_("{column}: no."),
        **TableCriterion.reasons,
    }

    column: str = key(TEXT, required=True, columns=list_boolean_columns)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it is judged by."""
        return (self.column,)

    def compare_values(self, values: Mapping[str, Floats]) -> Comparison:
        """Return whether the column says yes; there is no number to compare."""
        yes = values[self.column] == 1.0
        return Comparison(yes, np.full(len(yes), np.nan), ("is_yes", "is_no"))

    def base_params(self) -> dict[str, Any]:
        """Return the parameters of its sentences that are the same for all settlements."""
        return {"layer": self.layer, "required": self.threshold, "unit": self.unit, "column": self.column}
