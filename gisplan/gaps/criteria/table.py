"""What the kinds of criteria share that look columns of a table up: ratio, number and boolean."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from gisplan.base.arrays import Floats, Mask, Objects
from gisplan.base.language import N_
from gisplan.gaps.criteria.kind import CriterionKind, JudgedCriterion, JudgingContext
from gisplan.gaps.verdicts.lookup import TableValues, look_up, plain_number
from gisplan.gaps.verdicts.verdict import Doubt, Evidence, make_verdicts
from gisplan.standards.measures import TABLES
from gisplan.standards.values import TEXT, key

__all__ = ["Comparison", "TableCriterion"]


@dataclass(frozen=True)
class Comparison:
    """What a table's values come to, for M settlements.

    Attributes
    ----------
    passed : (M,) bool
        Where the values are known: whether they are enough.
    value : (M,) float64
        What is compared with the threshold.
    reason_codes : tuple of str
        Of what is met, and of what is missed.
    contradicts : (M,) bool, optional
        Values that cannot be true.
    nobody : (M,) bool, optional
        There is nobody to serve, so that the criterion does not apply.
    """

    passed: Mask
    value: Floats
    reason_codes: tuple[str, str]
    contradicts: Mask | None = None
    nobody: Mask | None = None


@dataclass(frozen=True, kw_only=True)
class TableCriterion(CriterionKind):
    """A criterion that is judged by columns of a table.

    Attributes
    ----------
    layer : str
        The table.
    """

    layers: ClassVar[tuple[str, ...]] = TABLES
    reasons: ClassVar[Mapping[str, str]] = {
        "row_missing": N_("Unknown: the layer {needs} has no row of the village."),
        "row_quarantined": N_("Unknown: the row of the village in the layer {needs} was set aside when read."),
        "counts_contradict": N_(
            "Unknown: {own_column} is {own_value} in {own_layer} row {own_row}, but {other_column} is {other_value} in "
            "{other_layer} row {other_row}; one of the two is wrong."
        ),
        "nobody_unconfirmed": N_(
            "Unknown: {own_column} is {own_value} in {own_layer} row {own_row}, and no file states how many live in "
            "the village."
        ),
        "column_missing": N_("Unknown: the file of the layer has no column {needs}."),
        "cell_blank": N_("Unknown: {needs} is blank for the village."),
    }

    layer: str = key(TEXT, required=True)

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """The columns that it is judged by."""

    @abstractmethod
    def compare_values(self, values: Mapping[str, Floats]) -> Comparison:
        """Return what the columns' values come to."""

    @abstractmethod
    def base_params(self) -> dict[str, Any]:
        """Return the parameters of its sentences that are the same for all settlements."""

    def part_columns(self) -> Mapping[str, str]:
        """Return the columns whose values its sentences give beside the compared value, by parameter."""
        return {}

    def judge(self, context: JudgingContext) -> JudgedCriterion:
        """Return the verdicts of the context's settlements: see `CriterionKind.judge`."""
        settlements, applies = context.settlements, context.applicability
        table = look_up(context.county, settlements, self.layer, self.columns)
        compared = self.compare_values(table.values)
        size = len(table.row)
        contradicts = np.zeros(size, dtype=bool) if compared.contradicts is None else compared.contradicts
        if compared.nobody is not None:
            applies = applies.without(compared.nobody & table.known & ~settlements.quarantined)
        known = table.known & ~contradicts
        doubts = {code: Doubt(table.lacking == code, table.needs) for code in sorted({*table.lacking.tolist()} - {""})}
        params = self._list_params(table, compared.value, np.where(settlements.quarantined, "", table.lacking))
        return JudgedCriterion(
            make_verdicts(
                self,
                settlements,
                applies,
                met=(known & compared.passed, ~known | compared.passed),
                reason_codes=dict(zip(("met", "missed"), compared.reason_codes, strict=True)),
                doubts=doubts | {"contradicts": Doubt(contradicts, (self.layer,))},
                evidence=Evidence(np.where(table.known, compared.value, np.nan), params, table.cells()),
            )
        )

    def _list_params(self, table: TableValues, value: Floats, lacking: Objects) -> list[dict[str, Any]]:
        """What each sentence needs; where a column or cell is missing, it names that column."""
        parts = {name: table.values[column].tolist() for name, column in self.part_columns().items()}
        base = self.base_params()
        params = []
        for i, (number, code) in enumerate(zip(np.round(value, 4).tolist(), lacking.tolist(), strict=True)):
            one = base | {name: plain_number(values[i]) for name, values in parts.items()}
            one["value"] = plain_number(number)
            if code in ("counts_contradict", "nobody_unconfirmed"):
                one |= table.contradicted.params[i]
            if code in ("column_missing", "cell_blank"):
                one["column"] = table.needs[i][0].partition(".")[2]
            params.append(one)
        return params
