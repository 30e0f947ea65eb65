"""Faults of sheets, dates, quantities and works: their level, what they say, and what to do about them."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["TABLE_KINDS"]

_DAY = N_("Write the day as year-month-day, such as 2019-06-30, or clear it.")

TABLE_KINDS: Mapping[str, FaultKind] = {
    # sheets
    "workbook-closed": FaultKind(
        "E",
        N_("{layer}: {file} has a password, or is an old .xls."),
        N_("Open it, take the password off, and save it as .xlsx."),
    ),
    "workbook-refused": FaultKind(
        "E", N_("{layer}: the workbook {file} is refused: {reason}."), N_("Save the sheet alone in a new workbook.")
    ),
    "header-found": FaultKind(
        "F",
        N_("{layer}: the names of the columns of {file} were taken from its first {count} rows: {value}."),
        N_("Leave one row of names at the top if they are not these."),
    ),
    "form-end": FaultKind(
        "F",
        N_("{layer}: the last {count} rows of {file} are no records but the form's own lines: {value}."),
        N_("Nothing to do."),
    ),
    "header-unclear": FaultKind(
        "E",
        N_("{layer}: {file} begins with merged or several header rows, and not all mapped names are in them: {has}."),
        N_("Correct the names in [layers.{layer}.columns], or leave one row of names at the top of the sheet."),
    ),
    "formula-uncached": FaultKind(
        "E",
        N_("{layer}: cells of {file} hold a formula without a value, or an error: {value}."),
        N_("Open the workbook in a spreadsheet program, let it calculate, and save it."),
    ),
    "total-row": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) is a sum of other rows: {value}."),
        N_("Nothing is lost with it; delete the row to be rid of this message."),
    ),
    # dates
    "date-unreadable": FaultKind("Q", N_("{layer} row {row} ({file}): {field} = {value} is not a day."), _DAY),
    "date-ambiguous": FaultKind(
        "Q", N_("{layer} row {row} ({file}): {field} = {value} may be day and month, or month and day."), _DAY
    ),
    "date-mixed": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value}, in a column that has both the day and the month first."),
        _DAY,
    ),
    "date-serial": FaultKind(
        "F",
        N_("{layer} ({file}): {count} numbers in {field} were read as a workbook's days, such as {value} (row {row})."),
        N_("Nothing to do."),
    ),
    "date-in-future": FaultKind(
        "W",
        N_("{layer} ({file}): {field} is after {wanted} in {count} rows, such as {value} (row {row})."),
        N_("Correct it, or as_of in [county]: what is not done yet has no date."),
    ),
    "milestones-disordered": FaultKind(
        "W",
        N_("{layer} ({file}): {field} comes before {before} in {count} rows, such as {value} (row {row})."),
        N_("Correct one of the two days."),
    ),
    # quantities
    "units-mixed": FaultKind(
        "E",
        N_("{layer} ({file}): {field} is not in one unit that gives {wanted}: {value} (row {row})."),
        N_("Ask in which unit each number is, and write the whole column in one."),
    ),
    "unit-read": FaultKind(
        "F",
        N_("{layer} ({file}): the unit of {field} was read in {count} rows, such as {value} (row {row})."),
        N_("Nothing to do: it counts as {wanted}."),
    ),
    "percent-mixed": FaultKind(
        "E",
        N_("{layer} ({file}): {field} mixes per cent and fractions: {value} (row {row})."),
        N_("Ask what is meant, and write the whole column per cent: 96, not 0.96."),
    ),
    "percent-fraction": FaultKind(
        "F",
        N_("{layer} ({file}): {field} holds fractions, read as per cent in {count} rows, such as {value} (row {row})."),
        N_("Write per cent if they are: 0.96 % as 0.96%."),
    ),
    "percent-too-high": FaultKind(
        "Q", N_("{layer} row {row} ({file}): {field} = {value} is above 100 per cent."), N_("Correct the value.")
    ),
    "part-above-whole": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is above {whole} = {limit}."),
        N_("Correct one of the two."),
    ),
    # what works name
    "codes-unknown": FaultKind(
        "W",
        N_("{layer} ({file}): {field} names codes that are not in {other}, first in row {row}: {value}."),
        N_("Correct them; the nearest known to the first is {nearest}."),
    ),
}
