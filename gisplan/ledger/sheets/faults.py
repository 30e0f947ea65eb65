"""The faults of a bureau's sheet, each with its place and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gisplan.base.language import _
from gisplan.io.forms.form_reader import BureauSheet
from gisplan.io.forms.sheet_context import SheetFault
from gisplan.io.layers.columns import ascii_controls
from gisplan.ledger.events.labels import field_label
from gisplan.ledger.sheets.forms import VILLAGES_NAMED
from gisplan.ledger.sheets.match import Match

__all__ = ["SheetSource"]


@dataclass(frozen=True)
class SheetSource:
    """One sheet of a workbook, for which faults are made."""

    file: str
    sheet: BureauSheet

    def make_fault(
        self, row: int | None, field: str, value: Any, message: str, remedy: str | None = None
    ) -> SheetFault:
        """Make the fault of a row, or of the sheet; the message is a sentence without its full stop."""
        header = self.sheet.given.get(field, field) or None
        location = _("{0} row {1} ({2}): ") if row is not None else _("{0} ({2}): ")
        shown = None if value is None else ascii_controls(str(value))
        text = ascii_controls(_("{0}{1}.").format(location.format(self.sheet.name, row, self.file), message))
        remedy = remedy or _("Correct the value, or clear it.")
        return SheetFault(self.file, self.sheet.name, row, header, shown, text, remedy)

    def missing_field(self, row: int, field: str) -> SheetFault:
        """Make the fault of a row that lacks a required field."""
        return self.make_fault(row, field, None, _("a work needs: {0}").format(field_label(field)), _("Fill it in."))

    def doubtful_match(self, match: Match) -> SheetFault:
        """Make the fault of a row that may be one work or another."""
        row = match.row
        texts = [str(value) for value in row.values.values() if isinstance(value, str)]
        value = " · ".join([part for part in (row.code, row.name) if part] or texts[:2])
        message = f"{value}: {match.doubt}" if value else str(match.doubt)
        return self.make_fault(row.number, "code", value or None, message, match.remedy)

    def unknown_village(self, row: int, word: str, nearest: str) -> SheetFault:
        """Make the fault of a row that names a village that does not exist, or exists several times."""
        message = _("the town has no single village named {0}; the nearest name is {1}").format(word, nearest)
        remedy = _("Correct the name or the town, or write the village's code.")
        return self.make_fault(row, VILLAGES_NAMED, word, message, remedy)
