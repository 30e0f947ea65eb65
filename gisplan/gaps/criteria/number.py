"""Number: is one column of a table at least, or at most, so much?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from gisplan.base.arrays import Floats
from gisplan.base.language import N_
from gisplan.gaps.criteria.table import Comparison, TableCriterion
from gisplan.standards.values import NUMBER, TEXT, key, list_number_columns, one_of

__all__ = ["NumberCriterion"]

_REASON_CODES = {"at_least": ("number_enough", "number_short"), "at_most": ("number_within", "number_over")}


@dataclass(frozen=True, kw_only=True)
class NumberCriterion(TableCriterion):
    """A column of a table is at least, or at most, `threshold`.

    Attributes
    ----------
    column : str
        The column.
    compare : str
        "at_least" or "at_most".
    """

    kind: ClassVar[str] = "number"
    reasons: ClassVar[Mapping[str, str]] = {
        "number_enough": N_("{column}: {value} (at least {required})."),
        "number_short": N_("{column}: only {value} (at least {required})."),
        "number_within": N_("{column}: {value} (at most {required})."),
        "number_over": N_("{column}: {value}, above the limit (at most {required})."),
        **TableCriterion.reasons,
    }

    column: str = key(TEXT, required=True, columns=list_number_columns)
    unit: str = key(TEXT, required=True)
    threshold: float = key(NUMBER, required=True)
    compare: str = key(one_of("at_least", "at_most"), default="at_least")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it is judged by."""
        return (self.column,)

    @property
    def at_most(self) -> bool:
        """Whether a value must be at most the threshold, not at least."""
        return self.compare == "at_most"

    def compare_values(self, values: Mapping[str, Floats]) -> Comparison:
        """Return the number, compared with the threshold."""
        value, threshold = values[self.column], float(self.threshold)
        passed = value <= threshold if self.at_most else value >= threshold
        return Comparison(passed, value, _REASON_CODES[self.compare])

    def base_params(self) -> dict[str, Any]:
        """Return the parameters of its sentences that are the same for all settlements."""
        return {"layer": self.layer, "required": self.threshold, "unit": self.unit, "column": self.column}
