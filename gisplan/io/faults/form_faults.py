"""Faults of the forms of bureaus: kinds of their own, and other remedies for those of layers.

A form is corrected in the workbook, and imported again; no county file names it.
"""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import OWN_FILE_KINDS, with_remedies

__all__ = ["FORM_KINDS"]


_REMEDIES: Mapping[str, str] = {
    "format-unknown": N_("Save it as .xlsx."),
    "header-unclear": N_("Keep the column names in one or two rows at the top of the sheet."),
    "value-missing": N_("Correct the sheet, and import it again: nothing was changed."),
}
"""Remedies that differ from those of other files: a form is corrected in the workbook and imported again."""

FORM_KINDS: Mapping[str, FaultKind] = {
    **with_remedies(OWN_FILE_KINDS, _REMEDIES),
    "form-unknown": FaultKind(
        "E",
        N_("{layer}: the sheet {field} of {file} is not a known form of works; it begins: {has}."),
        N_("Remove the sheet, or name its columns as in the bureau's form; give the kind of works with --kind."),
    ),
    "form-of-layer": FaultKind(
        "E",
        N_("{layer}: the sheet {field} of {file} lists no works: it is the layer {target} ({expected})."),
        N_("Name the file in [layers.{target}] of gisplan.toml, and import a list of works into the ledger."),
    ),
    "sheets-empty": FaultKind("E", N_("{layer}: {file} holds no rows."), N_("Give the sheet with its rows.")),
    "units-several": FaultKind(
        "E",
        N_("{layer}: the head of {file} states several possible units for {field}: {value}."),
        N_("Write the unit in the column's header, such as 管网长度(公里)."),
    ),
    "day-unreadable": FaultKind(
        "E",
        N_("{layer}: the date of filling in, {value} in {file}, is not a date."),
        N_("Write it as year-month-day, such as 2019-06-30, or clear the cell."),
    ),
}
"""Every kind of fault of a bureau's form by its code."""
