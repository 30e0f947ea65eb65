"""Faults of the forms of bureaus: kinds of their own, and other remedies for those of layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import KINDS

__all__ = ["FORM_KINDS"]

_REMEDIES = {
    "file-missing": N_("Correct its path."),
    "format-unknown": N_("Save it as .xlsx."),
    "column-missing": N_("Name a column of it {field}. It has: {has}."),
    "header-unclear": N_("Leave the names of the columns in one row, or two, at the top of the sheet."),
    "word-unknown": N_("Write one of them."),
    "boolean-unreadable": N_("Write yes or no (是 or 否)."),
    "value-missing": N_("Correct the sheet, and import it again: nothing of it was applied."),
}
"""Remedies that differ from those of a county's layers: a form is corrected in the workbook, not in gisplan.toml."""

FORM_KINDS: Mapping[str, FaultKind] = {
    **KINDS,
    **{code: replace(KINDS[code], remedy=remedy) for code, remedy in _REMEDIES.items()},
    "form-unknown": FaultKind(
        "E",
        N_("{layer}: the sheet {field} of {file} is no form of works that the ledger knows; it begins: {has}."),
        N_("Leave the sheet out, or name its columns as the bureau's form does; --kind says which works it holds."),
    ),
    "sheets-empty": FaultKind("E", N_("{layer}: {file} holds no rows."), N_("Give the sheet with its rows.")),
    "units-several": FaultKind(
        "E",
        N_("{layer}: the frame of {file} states several units that {field} may have: {value}."),
        N_("Write the unit into the header, as in 管网长度(公里)."),
    ),
    "day-unreadable": FaultKind(
        "E",
        N_("{layer}: the day on which the form was filled in is {value} in {file}, which is no day."),
        N_("Write it as year-month-day, such as 2019-06-30, or clear it."),
    ),
    "cells-merged": FaultKind(
        "Q",
        N_("{layer} row {row}: {field} is one cell over several works: {value}."),
        N_("Take the cell apart, and give each work its own value."),
    ),
}
"""Every kind of fault of a bureau's form by its code."""
