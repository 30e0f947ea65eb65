"""Faults of values: codes, texts, words, numbers, dates and quantities."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["VALUE_KINDS"]

_DAY = N_("Write the date as year-month-day, such as 2019-06-30, or clear it.")

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
        N_("{layer} row {row} ({file}): {field} {value} is not a code of {expected} digits."),
        N_('Correct it, or write code_system = "any" under [county].'),
    ),
    "code-repeated": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} {value} is also in row {duplicates}."),
        N_("Give each its own code."),
    ),
    "row-repeated": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}) repeats row {duplicate} value for value ({field} {value})."),
        N_("Delete one of the two."),
    ),
    # texts
    "text-trimmed": FaultKind(
        "F",
        N_("{layer} ({file}): extra spaces removed from {field} in {count} rows, first in row {row}: {value}."),
        N_("No action needed."),
    ),
    "text-controls": FaultKind(
        "F",
        N_("{layer} ({file}): invisible characters removed from {field} in {count} rows, first in row {row}: {value}."),
        N_("No action needed."),
    ),
    "text-damaged": FaultKind(
        "W",
        N_(
            "{layer} ({file}): characters of {field} are lost, and � stands for them, in {count} rows, first in row "
            "{row}: {value}."
        ),
        N_("Write the texts again as the original has them."),
    ),
    "text-wide": FaultKind(
        "F",
        N_(
            "{layer} ({file}): full-width characters in {field} changed to half-width in {count} rows, first row "
            "{row}: {value}."
        ),
        N_("No action needed."),
    ),
    # words and numbers
    "number-unreadable": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is not a {expected}."),
        N_(
            "Correct the value, or clear it. If it is a word, say in [layers.{layer}.values.{field}] which number it "
            'means, or "unknown".'
        ),
    ),
    "dash-blank": FaultKind(
        "F",
        N_(
            "{layer} ({file}): {field} is only a dash or slash in {count} rows, which is read as blank, first in row "
            "{row}: {value}."
        ),
        N_("No action needed where nothing is known: a blank is never 0. Write 0 where the number is 0."),
    ),
    "year-zero": FaultKind(
        "F",
        N_("{layer} ({file}): {field} is 0 in {count} rows, which is read as blank, first in row {row}."),
        N_("No action needed: no year is 0."),
    ),
    "number-too-low": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is below {expected}."),
        N_("Correct the value, or clear it."),
    ),
    "number-too-high": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is above {expected}: it cannot be right."),
        N_("Correct the value, or clear it."),
    ),
    "boolean-unreadable": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is neither yes nor no."),
        N_("Write yes or no (是 or 否), or map the word in [layers.{layer}.values.{field}]."),
    ),
    "word-unknown": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is not one of {expected}."),
        N_("The nearest is {nearest}. Correct it, or map the word in [layers.{layer}.values.{field}]."),
        N_("Correct it, or map the word in [layers.{layer}.values.{field}]."),
    ),
    "codes-with-words": FaultKind(
        "F",
        N_("{layer} ({file}): the database has words for the codes of {field}, and they were read: {value}."),
        N_("No action needed: [layers.{layer}.values.{field}] and where name the words, not the codes."),
    ),
    "surface-unlisted": FaultKind(
        "W",
        N_(
            "{layer} ({file}): the meaning of {field} {value} is not listed ({count} rows, first row {row}); it "
            "counts as unknown."
        ),
        N_('Add it to [layers.{layer}.values.{field}]: a surface code, or "unknown".'),
    ),
    "status-assumed": FaultKind(
        "W",
        N_(
            "{layer} ({file}): {field} is blank or unknown in {count} rows, first row {row}, which count as built, "
            "though {not_built} rows are not built."
        ),
        N_(
            'Write the status of each road that is not built: "not_started" or "under_way", or a word that '
            "[layers.{layer}.values.{field}] explains."
        ),
    ),
    # dates
    "date-unreadable": FaultKind("Q", N_("{layer} row {row} ({file}): {field} = {value} is not a date."), _DAY),
    "date-ambiguous": FaultKind(
        "Q", N_("{layer} row {row} ({file}): {field} = {value} is ambiguous: day-month or month-day."), _DAY
    ),
    "date-unlikely": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is before 1950 or after 2100."),
        N_("Correct the date, or clear it: some programs write 1900-01-01 where there is none."),
    ),
    "date-mixed": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value}, in a column that mixes day-month and month-day."),
        _DAY,
    ),
    "date-serial": FaultKind(
        "F",
        N_(
            "{layer} ({file}): Excel serial dates were read from {count} numbers in {field}, such as {value} (row "
            "{row})."
        ),
        N_("No action needed."),
    ),
    "date-in-future": FaultKind(
        "W",
        N_("{layer} ({file}): {field} is after {expected} in {count} rows, such as {value} (row {row})."),
        N_("Correct the date, or as_of in [county]: a milestone not reached yet has no date."),
    ),
    "milestones-disordered": FaultKind(
        "W",
        N_("{layer} ({file}): {field} comes before {before} in {count} rows, such as {value} (row {row})."),
        N_("Correct one of the two dates."),
    ),
    # quantities
    "units-mixed": FaultKind(
        "E",
        N_(
            "{layer} ({file}): {field} mixes units, or its unit cannot be converted to {expected}: {value} (rows "
            "{duplicates})."
        ),
        N_("Find out the unit of each number, and write the whole column in one unit."),
    ),
    "unit-read": FaultKind(
        "F",
        N_("{layer} ({file}): {field} includes a unit in {count} rows, which was read, such as {value} (row {row})."),
        N_("No action needed: it counts as {expected}."),
    ),
    "percent-mixed": FaultKind(
        "E",
        N_("{layer} ({file}): {field} mixes per cent and fractions: {value} (rows {duplicates})."),
        N_("Find out what is meant, and write the whole column in per cent: 96, not 0.96."),
    ),
    "percent-fraction": FaultKind(
        "F",
        N_(
            "{layer} ({file}): {field} contains fractions, converted to per cent in {count} rows, such as {value} "
            "(row {row})."
        ),
        N_("If they are already per cent, add the sign: write 0.96 % as 0.96%."),
    ),
    "percent-too-high": FaultKind(
        "Q", N_("{layer} row {row} ({file}): {field} = {value} is above 100 per cent."), N_("Correct the value.")
    ),
    "length-differs": FaultKind(
        "W",
        N_(
            "{layer} ({file}): {field} differs from the drawn length by more than 10 per cent in {count} rows, "
            "most in row {row}: {value} stated, {drawn} drawn."
        ),
        N_("Find out whether the number, its unit or the line is wrong, and correct it."),
    ),
    "part-above-whole": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {field} = {value} is above {whole} = {limit}."),
        N_("Correct one of the two."),
    ),
}
