"""Ratio: is one column of a table at least so many per cent of another?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from gisplan.base.arrays import Floats
from gisplan.base.language import N_
from gisplan.gaps.criteria.table import Comparison, TableCriterion
from gisplan.standards.values import SHARE, TEXT, key, list_number_columns, one_of

__all__ = ["RatioCriterion"]


@dataclass(frozen=True, kw_only=True)
class RatioCriterion(TableCriterion):
    """A column of a table is at least `threshold` per cent of another column of the same row.

    Attributes
    ----------
    numerator, denominator : str
        The two columns.
    """

    kind: ClassVar[str] = "ratio"
    reasons: ClassVar[Mapping[str, str]] = {
        "share_reached": N_("{numerator} {part} of {denominator} {whole}: {value} % (at least {required} %)."),
        "share_short": N_("Only {numerator} {part} of {denominator} {whole}: {value} % (at least {required} %)."),
        "contradicts": N_(
            "Unknown: {numerator} {part} of {denominator} {whole} is impossible; one of the two numbers is wrong."
        ),
        **TableCriterion.reasons,
    }

    numerator: str = key(TEXT, required=True, columns=list_number_columns)
    denominator: str = key(TEXT, required=True, columns=list_number_columns)
    unit: str = key(one_of("%"), required=True)
    threshold: float = key(SHARE, required=True)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it is judged by."""
        return (self.numerator, self.denominator)

    def compare_values(self, values: Mapping[str, Floats]) -> Comparison:
        """Return the ratio of the two columns.

        Where the denominator is 0 there is nobody to serve, and the criterion does not apply. A part that
        is above its whole cannot be true: unknown.
        """
        part, whole = values[self.numerator], values[self.denominator]
        with np.errstate(invalid="ignore", divide="ignore"):
            value = 100.0 * part / whole
        return Comparison(
            passed=100.0 * part >= float(self.threshold) * whole,
            value=np.where(whole > 0, value, np.nan),
            reason_codes=("share_reached", "share_short"),
            contradicts=part > whole,
            nobody=(whole == 0) & ~(part > 0),
        )

    def base_params(self) -> dict[str, Any]:
        """Return the parameters of its sentences that are the same for all settlements."""
        names = {"numerator": self.numerator, "denominator": self.denominator}
        return {"layer": self.layer, "required": self.threshold, "unit": self.unit, **names}

    def part_columns(self) -> Mapping[str, str]:
        """Return the columns whose values its sentences give beside the ratio."""
        return {"part": self.numerator, "whole": self.denominator}
