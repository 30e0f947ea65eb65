"""The village exit sheet (村退出认定表), which is signed, and the plan's: one line a village, upright on A4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from gisplan.base.language import _
from gisplan.base.rows import iterate_rows
from gisplan.base.values import number_or_none, text_or_none
from gisplan.gaps import CriterionCount
from gisplan.report.excel.context import WorkbookContext
from gisplan.report.excel.gaps.cells import find_deadline
from gisplan.report.excel.gaps.details import format_state_counts, list_village_criteria, order_villages
from gisplan.report.excel.paper import Paper
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.report.excel.text_size import fits_words
from gisplan.wording.names import name_titled

__all__ = ["list_exit_sheet", "list_plan_sheet"]

Row = dict[str, Any]

_WIDTH, _BLANK_WIDTH = 9.5, 6.5
_LEGIBLE = 400  # villages that a list for information prints; of more, the first page


def list_exit_sheet(context: WorkbookContext) -> Sheet:
    """List the villages judged for exit with their result and criteria, to be signed; all where none is judged."""
    villages = order_villages(context)
    judged = [village for village in villages if village["judged_for_exit"]]
    notes = [_frame(), _("Every item is a veto: one item not met means not met.")]
    if judged and len(judged) < len(villages):
        text = _("The {0} villages that exit this year; the other {1} are on the sheet “{2}”.")
        notes.append(text.format(len(judged), len(villages) - len(judged), _("exit details")))
    if context.gaps.standard.out_of_scope:
        notes.append(_("Blank columns: not measured by gisplan; the departments fill them in."))
    blank = [Column(name_titled(item), "text", _nothing, _BLANK_WIDTH) for item in context.gaps.standard.out_of_scope]
    result = [Column(_("result"), "state", lambda village: village["state"], _WIDTH)]
    if not judged:
        result.insert(0, _exit_year_column())
    title = _("{0}: village exit sheet").format(context.gaps.county.name)
    columns = _list_columns(context, "exit", result, blank)
    return _fill(context, _("exit sheet"), title, notes, columns, judged or villages, signed=bool(judged))


def list_plan_sheet(context: WorkbookContext) -> Sheet | None:
    """List every village with what the plan requires of it; None where it requires nothing of a village."""
    if not list_village_criteria(context, "plan"):
        return None
    notes = [_frame(), _("Requirements of the annual plan beyond the exit standard; not a veto.")]
    title = _("{0}: village plan sheet").format(context.gaps.county.name)
    columns = _list_columns(context, "plan", [_exit_year_column()], [])
    villages = order_villages(context)
    return _fill(context, _("plan sheet"), title, notes, columns, villages, signed=len(villages) <= _LEGIBLE)


def _frame() -> str:
    blanks = (_("Filled in by (stamp): ______________"), _("Filled in on: ______________"))
    return "      ".join((*blanks, _("Units: km / places / households / people")))


def _exit_year_column() -> Column:
    return Column(_("exit year"), "year", lambda village: number_or_none(village["exit_year"]), 6)


def _list_columns(
    context: WorkbookContext, role: str, result: Sequence[Column], blank: Sequence[Column]
) -> list[Column]:
    """List the columns: the village, its result, each criterion, what stays blank, and the day of the remedy."""
    verdicts = _find_verdicts(context, role)
    deadlines = _find_deadlines(verdicts)
    return [
        Column(_("number in the list"), "count", lambda village: village["number"], 8),
        Column(_("village code"), "code", lambda village: text_or_none(village["code"]), 13),
        Column(_("village name"), "name", lambda village: text_or_none(village["name"]), 11),
        Column(_("town"), "name", lambda village: text_or_none(village["town"]), 9.5),
        Column(_("people"), "count", lambda village: number_or_none(village["people"]), 8),
        *result,
        *(_criterion_column(context, c, verdicts) for c in list_village_criteria(context, role)),
        *blank,
        Column(_("to be remedied by"), "date", lambda village: deadlines.get(int(village["row"])), 18),
    ]


def _find_verdicts(context: WorkbookContext, role: str) -> Mapping[tuple[int, str], Row]:
    """Find the verdicts of villages under the criteria of a role, by the village's row and the criterion."""
    criteria = [c.criterion.id for c in list_village_criteria(context, role)]
    found = context.settlements
    of_villages = (found["settlement"] == "village") & found["criterion"].isin(criteria)
    rows = found.loc[of_villages, ["row", "criterion", "state", "listed_works"]]
    return {(int(row["row"]), row["criterion"]): row for row in iterate_rows(rows)}


def _criterion_column(
    context: WorkbookContext, count: CriterionCount, verdicts: Mapping[tuple[int, str], Row]
) -> Column:
    """Return the column of a criterion: the state of each village, blank where it is not required."""
    id = count.criterion.id

    def state(village: Row) -> str | None:
        row = verdicts.get((int(village["row"]), id))
        return None if row is None else row["state"]

    return Column(context.criterion_names[id], "state", state, _WIDTH)


def _find_deadlines(verdicts: Mapping[tuple[int, str], Row]) -> dict[int, date | str]:
    """Find the last day of all remedies of each village; the text of one without a day, as it may be later."""
    last: dict[int, date | str] = {}
    for (number, _id), row in verdicts.items():
        deadline, known = find_deadline(row), last.get(number)
        if isinstance(known, str) or deadline is None:
            continue
        if isinstance(deadline, str) or known is None or deadline > known:
            last[number] = deadline
    return last


def _nothing(_village: Row) -> None:
    """Return the value of a cell that is filled in by hand."""


def _fill(
    context: WorkbookContext,
    name: str,
    title: str,
    notes: Sequence[str],
    columns: Sequence[Column],
    villages: Sequence[Row],
    *,
    signed: bool,
) -> Sheet:
    values = [column.value for column in columns]
    total: list[Any] = [len(villages), _("total"), *[None] * (len(columns) - 2)]
    total[4] = number_or_none(sum(village["people"] for village in villages if village["people"] == village["people"]))
    for place, column in enumerate(columns):
        if column.kind == "state" and (value := values[place]) is not None:
            total[place] = format_state_counts([value(village) for village in villages])
    paper = Paper("all" if signed else "first", upright=True, every_column=signed)
    columns = _turn_heads(columns)
    sheet = context.make_sheet(name, title, columns, villages, notes=notes, frozen=3, total=total, paper=paper)
    return replace(sheet, signatures=_list_signatures())


def _turn_heads(columns: Sequence[Column]) -> list[Column]:
    """Turn the heads of criteria and blank columns upright, where a word of one is wider than its column."""
    items = [c for c in columns if c.kind == "state" or c.value is _nothing]
    turned = any(c.width is not None and not fits_words(c.header, c.width) for c in items)
    return [replace(c, turned=turned and c in items) for c in columns]


def _list_signatures() -> list[str]:
    rows = (
        (_("Village (signed, stamped): {0}"), _("Town (signed, stamped): {0}")),
        (_("County (signed, stamped): {0}"), _("City (signed, stamped): {0}")),
        (_("Head of the office: {0}"), _("Checked by: {0}"), _("Filled in by: {0}"), _("Telephone: {0}")),
    )
    blank = "_" * 14
    return ["      ".join(text.format(blank) for text in row) for row in rows]
