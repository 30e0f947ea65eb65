"""Faults of values: codes, texts, words, numbers, dates and quantities."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["VALUE_KINDS"]

_DAY = N_("Write the day as year-month-day, such as 2019-06-30, or clear it.")

VALUE_KINDS: Mapping[str, FaultKind] = {
    # codes
    "value-missing": FaultKind("Q", N_("{layer} row {row} ({file}) has no {field}."), N_("Fill it in.")),
    "code-float": FaultKind(
        "E",
        N_("{layer} ({file}): the codes in {field} are decimal numbers, such as {value} (row {row})."),
        N_("Save the column as text, from the original list."),
    ),
    "code-exponent": FaultKind(
        "E",
        N_("{layer} ({file}): digits are lost in {field}, such as {value} (row {row})."),
        N_("Format the column as text and fill it again from the original list."),
    ),
    "code-zeros-lost": FaultKind(
        "E",
        N_(
            "{layer} ({file}): codes in {field} have lost leading zeros, such as {value} (row {row}), meant as {meant}."
        ),
        N_("Save the column as text, from the original list."),
    ),
    "code-length": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} {value} is not a code of {wanted} digits."),
        N_('Correct it, or write code_system = "any" under [county].'),
    ),
    "code-repeated": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} {value} stands also in row {twins}."),
        N_("Give each its own code."),
    ),
    # texts
    "text-trimmed": FaultKind(
        "F",
        N_("{layer} ({file}): stray spaces removed from {field} in {count} rows, first in row {row}: {value}."),
        N_("Nothing to do."),
    ),
    "text-controls": FaultKind(
        "F",
        N_("{layer} ({file}): invisible characters removed from {field} in {count} rows, first in row {row}: {value}."),
        N_("Nothing to do."),
    ),
    "text-wide": FaultKind(
        "F",
        N_("{layer} ({file}): full-width characters in {field} made plain in {count} rows, first row {row}: {value}."),
        N_("Nothing to do."),
    ),
    # words and numbers
    "number-unreadable": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is not a {wanted}."),
        N_("Correct the value, or clear it."),
    ),
    "number-too-low": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is below {wanted}."),
        N_("Correct the value, or clear it."),
    ),
    "boolean-unreadable": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is neither yes nor no."),
        N_("Write yes or no (是 or 否), or map the word in [layers.{layer}.values.{field}]."),
    ),
    "word-unknown": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is none of {wanted}."),
        N_("The nearest is {nearest}. Correct it, or map the word in [layers.{layer}.values.{field}]."),
    ),
    "surface-unlisted": FaultKind(
        "W",
        N_(
            "{layer} ({file}): nobody listed what {field} {value} means ({count} rows, first row {row}); it is unknown."
        ),
        N_('Add it to [layers.{layer}.values.{field}]: a surface code, or "unknown".'),
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
}
