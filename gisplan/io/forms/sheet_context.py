"""Faults of a bureau's sheet, in the sheet's own words: its rows by their numbers, its columns by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gisplan.base.faults import Fault, describe_fault
from gisplan.base.language import _
from gisplan.county.schema import LAYERS
from gisplan.io.faults.form_faults import FORM_KINDS
from gisplan.io.layers.columns import ascii_controls

__all__ = ["SheetContext", "SheetFault"]


@dataclass(frozen=True)
class SheetFault:
    """What is wrong with a sheet, and what to do: `row` is the workbook's own number, `field` the sheet's own name."""

    file: str
    sheet: str | None
    row: int | None
    field: str | None
    value: str | None
    message: str
    remedy: str


@dataclass(frozen=True)
class SheetContext:
    """The sheet that is being read, which all its faults name.

    `sheet` is None for the workbook as a whole. `columns` has the sheet's own name of each column of the form, and
    `row_numbers` the workbook's number of each record, counted from 1.
    """

    file: str
    sheet: str | None
    columns: Mapping[str, str] = field(default_factory=dict)
    row_numbers: Sequence[int] = ()

    def fault(self, code: str, **details: Any) -> SheetFault:
        """Make a fault of the form itself; rows and columns in `details` are the workbook's own."""
        layer = self.sheet if self.sheet is not None else _("works")
        return self._explain(Fault(code, FORM_KINDS[code].level, self.file, layer, **details))

    def refuse_form(self, beginning: str) -> SheetFault:
        """Make the fault of a sheet that is no known form; `beginning` is the text of its first cells."""
        params = {"has": beginning}
        return self._explain(Fault("form-unknown", "E", self.file, _("works"), field=self.sheet, params=params))

    def refuse_layer(self, layer: str) -> SheetFault:
        """Make the fault of a sheet that is a layer of the county, and no list of works."""
        params = {"expected": LAYERS[layer].english or layer, "target": layer}
        return self._explain(Fault("form-of-layer", "E", self.file, _("works"), field=self.sheet, params=params))

    def refuse_blank(self, hidden: Sequence[str]) -> SheetFault:
        """Make the fault of a workbook without rows in its visible sheets."""
        return self.fault("sheets-hidden", params={"has": ", ".join(hidden)}) if hidden else self.fault("sheets-empty")

    def translate(self, fault: Fault) -> SheetFault:
        """Return a layer's fault with the sheet's own name, row number and column."""
        row = fault.row
        if row is not None and row <= len(self.row_numbers):
            row = self.row_numbers[row - 1]
        layer = self.sheet if self.sheet is not None else _("works")
        own = self.columns.get(fault.field or "", fault.field)
        return self._explain(replace(fault, file=self.file, layer=layer, row=row, field=own))

    def _explain(self, fault: Fault) -> SheetFault:
        message, remedy = (ascii_controls(text) for text in describe_fault(fault, FORM_KINDS, translate=_))
        return SheetFault(str(fault.file), self.sheet, fault.row, fault.field, fault.value, message, remedy)
