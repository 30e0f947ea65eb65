"""The report of a check as a workbook that a clerk works through: what matters first, then every fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gisplan.base.faults import Fault
from gisplan.base.language import _, join_label
from gisplan.county.names import name_column, name_layer
from gisplan.io.check.findings import FINDING_LABELS, list_findings
from gisplan.io.check.original_rows import RowsSetAside
from gisplan.io.check.report import CheckReport
from gisplan.io.check.summary import Summary, summarise
from gisplan.io.check.terminal import LEVELS
from gisplan.io.faults.shown_rows import explain_shown
from gisplan.io.layers.columns import ascii_controls
from gisplan.report.excel.check.rows_set_aside import AS_TEXT
from gisplan.report.excel.sheet_layout import Column, Sheet, add_sheet, count_head, tabulate
from gisplan.report.excel.text_size import count_lines
from gisplan.wording.names import name_criterion, name_target
from gisplan.wording.palette import PALETTE, text_colour

if TYPE_CHECKING:
    from gisplan.io.mend.copies import MendedCounty

__all__ = ["make_check_book", "make_properties"]

_NO_DATE = date(2000, 1, 1)  # where the county has no as_of: the same input gives the same bytes
_TEXT_WIDTH, _LINE_POINTS = 110, 15
_MOST_LISTED = 20_000  # rows set aside that this workbook lists; quarantine.xlsx has all
_COLOURS = {"E": PALETTE["missed"], "Q": PALETTE["unknown"], "W": PALETTE["missing_link"], "F": PALETTE["coverage"]}
_FOUND_COLOURS = {
    "refused": _COLOURS["E"],
    "set_aside": _COLOURS["Q"],
    "left_out": PALETTE["unknown_surface"],
    "not_built": PALETTE["unknown_surface"],
    "facilities": PALETTE["unknown_surface"],
    "fine": PALETTE["coverage"],
    "missing": _COLOURS["W"],
    "unusable": _COLOURS["W"],
    "unused": PALETTE["unknown_surface"],
    "blank": _COLOURS["W"],
    "assumed": _COLOURS["W"],
    "warnings": _COLOURS["W"],
    "corrected": _COLOURS["F"],
}


def make_check_book(
    report: CheckReport, set_aside: Sequence[RowsSetAside], mended: MendedCounty | None, path: Path
) -> None:
    """Write the report of a check to a new workbook, in the user's language.

    Parameters
    ----------
    report : CheckReport
    set_aside : sequence of RowsSetAside
        The rows set aside, by layer, with their reasons.
    mended : MendedCounty or None
        The mended copies, if any were written.
    path : Path
        A file that does not exist yet.
    """
    book = xlsxwriter.Workbook(path, AS_TEXT)
    book.set_properties(make_properties(report))
    _add_findings(book, report)
    faults = _list_faults(report)
    _colour_levels(book, add_sheet(book, faults), faults)
    add_sheet(book, _list_set_aside(report, set_aside))
    if mended is not None:
        add_sheet(book, _list_changes(report, mended))
    add_sheet(book, _list_inputs(report))
    summary = summarise(report)
    if summary.missing:
        add_sheet(book, _list_missing(report, summary))
    if summary.blanks:
        add_sheet(book, _list_blanks(report, summary))
    book.close()


def make_properties(report: CheckReport) -> dict[str, Any]:
    """Return the properties of a workbook: the county's name, and its date in place of the moment of writing."""
    day = report.as_of if type(report.as_of) is date else _NO_DATE
    return {"title": report.name, "created": datetime.combine(day, time(), tzinfo=UTC)}


def _head(report: CheckReport) -> list[str]:
    place = f"{report.name} ({report.code})" if report.name else report.code
    day = _("as of {0}").format(report.as_of) if report.as_of else _("no date (as_of) is given")
    return [" · ".join(part for part in (place, day) if part)]


def _add_findings(book: xlsxwriter.Workbook, report: CheckReport) -> None:
    """Add the first sheet: a line for each thing that matters, the gravest first, with its colour."""
    columns = [
        Column(_("what"), value=lambda found: _(FINDING_LABELS[found.kind])),
        Column(_("number"), "count", lambda found: found.count),
        Column(_("what it means"), "long", lambda found: "\n".join([found.text, *found.details])),
    ]
    findings = list_findings(report)
    notes = [*_head(report), _("Rows are numbered as the program that shows the file numbers them.")]
    sheet = Sheet(_("what matters"), _("Check of the county's files"), notes, columns, tabulate(columns, findings))
    target = add_sheet(book, sheet)
    target.set_column(0, 0, 24)
    target.set_column(2, 2, _TEXT_WIDTH)
    for row, found in enumerate(findings, count_head(sheet) + 1):
        lines = sum(count_lines(line, _TEXT_WIDTH) for line in (found.text, *found.details))
        target.set_row(row, _LINE_POINTS * lines + 3)
        colour = _FOUND_COLOURS[found.kind]
        style = {"bg_color": colour, "font_color": text_colour(colour), "bold": True, "valign": "top", "border": 1}
        target.write_string(row, 0, _(FINDING_LABELS[found.kind]), book.add_format(style))


def _list_faults(report: CheckReport) -> Sheet:
    """List every fault, by layer and by level; of a kind that many rows have, a hundred and how many more."""
    above = report.rows_above
    columns = [
        Column(_("level"), value=lambda item: item["level"]),
        Column(_("layer"), value=lambda item: item["layer"]),
        Column(_("file"), value=lambda item: item["file"]),
        Column(_("row"), "count", lambda item: item["row"]),
        Column(_("field"), value=lambda item: item["field"]),
        Column(_("value"), "code", lambda item: item["value"]),
        Column(_("fault"), "long", lambda item: item["message"]),
        Column(_("remedy"), "long", lambda item: item["remedy"]),
        Column(_("further rows"), "count", lambda item: item["further"]),
    ]
    records = [_describe(fault, above) for fault in _sort(report)]
    notes = [
        *_head(report),
        _("Refused: the file is not read. Set aside: the row is not used. Corrected: read with another value."),
    ]
    return Sheet(_("faults"), _("Faults by layer"), notes, columns, tabulate(columns, records), frozen=2)


def _sort(report: CheckReport) -> list[Fault]:
    layers = {layer: place for place, layer in enumerate(dict.fromkeys(("", *report.layers)))}
    levels = list(LEVELS)
    return sorted(
        report.faults,
        key=lambda fault: (layers.get(fault.layer or "", len(layers)), levels.index(fault.level), fault.row or 0),
    )


def _describe(fault: Fault, above: dict[str, int]) -> dict[str, Any]:
    message, remedy = explain_shown(fault, above, translate=_)
    rows = len(fault.rows) if fault.level != "Q" else 1 + fault.params.get("further", 0)
    return {
        "level": _(LEVELS[fault.level]),
        "layer": _name_layer(fault.layer),
        "file": fault.file,
        "row": None if fault.row is None else fault.row + above.get(fault.layer or "", 0),
        "field": _name_field(fault.layer, fault.field),
        "value": fault.value,
        "message": message,
        "remedy": remedy,
        "further": rows - 1 if rows > 1 else None,
    }


def _name_layer(layer: str | None) -> str | None:
    return name_layer(layer, with_key=True) if layer else layer


def _name_field(layer: str | None, field: str | None) -> str | None:
    """A column as the user's language calls it, with its key; a field of a file is as it is."""
    return name_column(layer or "", field, with_key=True) if field else field


def _colour_levels(book: xlsxwriter.Workbook, target: Worksheet, sheet: Sheet) -> None:
    """Colour each level by a rule, which follows the word when the sheet is sorted."""
    top = count_head(sheet) + 1
    for level, word in LEVELS.items():
        style = book.add_format({"bg_color": _COLOURS[level], "font_color": text_colour(_COLOURS[level])})
        rule = {"type": "cell", "criteria": "==", "value": f'"{_(word)}"', "format": style}
        target.conditional_format(top, 0, top + max(len(sheet.rows), 1) - 1, 0, rule)


def _list_set_aside(report: CheckReport, set_aside: Sequence[RowsSetAside]) -> Sheet:
    """List the rows set aside, one line each, with all their reasons."""
    columns = [
        Column(_("layer"), value=lambda row: _name_layer(row[0])),
        Column(_("file"), value=lambda row: row[1]),
        Column(_("row"), "count", lambda row: row[2]),
        Column(_("why"), "long", lambda row: row[3]),
        Column(_("remedy"), "long", lambda row: row[4]),
        Column(_("done"), value=lambda _row: None),
    ]
    records = list(_take(set_aside, _MOST_LISTED))
    count = sum(len(rows.original.rows) for rows in set_aside)
    notes = [*_head(report), _("The rows themselves, with all their columns: quarantine.xlsx and quarantine.gpkg.")]
    if count > len(records):
        notes.append(_("Only the first {0} of {1} are listed here.").format(len(records), count))
    return Sheet(_("rows set aside"), _("Rows set aside"), notes, columns, tabulate(columns, records), frozen=3)


def _take(set_aside: Sequence[RowsSetAside], most: int) -> Iterator[tuple[Any, ...]]:
    left = most
    for rows in set_aside:
        original = rows.original
        numbers = original.rows[:left].tolist()
        for number, reason, remedy in zip(numbers, rows.reasons, rows.remedies, strict=False):
            yield original.layer, original.file, number, reason, remedy
        left -= len(numbers)


def _list_changes(report: CheckReport, mended: MendedCounty) -> Sheet:
    """List every value that was mended; the notes name files that were copied unchanged with something to mend."""
    columns = [
        Column(_("layer"), value=lambda change: _name_layer(change.layer)),
        Column(_("file"), value=lambda change: change.file),
        Column(_("row"), "count", lambda change: change.row),
        Column(_("field"), value=lambda change: _name_field(change.layer, change.field)),
        Column(_("in the file"), "code", lambda change: ascii_controls(change.before)),
        Column(_("in the copy"), "code", lambda change: change.after),
    ]
    changes = [change for copy in mended.copies for change in copy.changes]
    notes = [
        *_head(report),
        *(
            join_label(_("{0} ({1})").format(_name_layer(copy.layer), copy.file), _(copy.note))
            for copy in mended.copies
            if copy.note
        ),
    ]
    if len(changes) > _MOST_LISTED:
        notes.append(_("Only the first {0} of {1} are listed here.").format(_MOST_LISTED, len(changes)))
    rows = tabulate(columns, changes[:_MOST_LISTED])
    return Sheet(_("mended"), _("Values mended in the copies"), notes, columns, rows, frozen=3)


def _list_inputs(report: CheckReport) -> Sheet:
    summary = summarise(report)
    columns = [
        Column(_("layer"), value=lambda item: _name_layer(item.layer)),
        Column(_("file"), value=lambda item: item.path),
        Column(_("rows"), "count", lambda item: None if report.refuses(item) else item.rows),
        Column(_("accepted"), "count", lambda item: None if report.refuses(item) else item.accepted),
        Column(_("set aside"), "count", lambda item: None if report.refuses(item) else item.quarantined),
        *([Column(_("left out"), "count", lambda item: item.left_out)] if summary.left_out else []),
        Column(_("refused"), value=lambda item: _("yes") if report.refuses(item) else None),
        Column("SHA-256", "hash", lambda item: item.sha256),
    ]
    counts = [summary.rows, summary.accepted, summary.set_aside]
    total = [_("total"), None, *counts, *([summary.left_out] if summary.left_out else []), None, None]
    notes = [
        *_head(report),
        _("Every row of a file that is read is accepted, set aside, or left out by a condition of the county file."),
    ]
    rows = tabulate(columns, report.inputs)
    return Sheet(_("inputs"), _("Files"), notes, columns, rows, frozen=1, total=total)


def _list_missing(report: CheckReport, summary: Summary) -> Sheet:
    targets = {target.id for target in report.standard.targets} if report.standard is not None else set()

    def name(id: str) -> str:
        return name_target(id, translate=_) if id in targets else name_criterion(id, translate=_)

    columns = [
        Column(_("layer"), value=lambda item: _name_layer(item.layer)),
        Column(_("column"), value=lambda item: _name_field(item.layer, item.column) or _("the whole layer")),
        Column(_("needed for"), "long", lambda item: "\n".join(map(name, item.needed_by))),
    ]
    notes = [*_head(report), _("Standard: {0}").format(summary.standard)]
    title = _("What the standard needs and the county does not give")
    return Sheet(_("missing"), title, notes, columns, tabulate(columns, summary.missing), frozen=1)


def _list_blanks(report: CheckReport, summary: Summary) -> Sheet:
    columns = [
        Column(_("layer"), value=lambda item: _name_layer(item.layer)),
        Column(_("column"), value=lambda item: _name_field(item.layer, item.column)),
        Column(_("blank"), "count", lambda item: item.count),
        Column(_("of rows"), "count", lambda item: item.of),
    ]
    notes = [*_head(report), _("What rests on a blank value is unknown, never met.")]
    title = _("Blank values that verdicts need")
    return Sheet(_("blank values"), title, notes, columns, tabulate(columns, summary.blanks), frozen=2)
