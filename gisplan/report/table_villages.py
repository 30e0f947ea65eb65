"""What the terminal says of villages: who decides and is not met, what else is missed, and the answer."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from gisplan.base.language import _, language
from gisplan.gaps import Gaps
from gisplan.maps.names import name_criterion
from gisplan.maps.prose import explain_closes, explain_verdict, tell_answer
from gisplan.report.table_layout import ROWS, make_table, most_people_first, say_more, tell_cell, tell_number

__all__ = ["show_answer", "show_other_gaps", "show_villages"]


def show_villages(gaps: Gaps, console: Console) -> None:
    """The villages that decide and are not met, and by what."""
    rows = gaps.villages[gaps.villages["decides"] & (gaps.villages["state"] != "met")]
    if not len(rows) or not any(c.criterion.role == "exit" for c in gaps.criteria):
        return
    rows = rows.sort_values(["state", "people"], ascending=[True, False], kind="stable")
    title = _("Villages that decide and are not met ({0})").format(len(rows))
    table = make_table(title, _("code"), _("name"), _("people"), _("missed"), _("unknown"), numbers=(2,), whole=(0,))
    for row in rows.head(ROWS).to_dict("records"):
        cells = [tell_cell(row["code"]), tell_cell(row["name"]), tell_number(row["people"])]
        cells += [", ".join(name_criterion(id, translate=_) for id in row[name]) for name in ("missed", "unknown")]
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    say_more(len(rows), console)


def show_other_gaps(gaps: Gaps, console: Console) -> None:
    """Who is missed otherwise than by road, why, and what is listed to close it."""
    rows = most_people_first(gaps, "missed", roads=False)
    if not len(rows):
        return
    title = _("Missed in other ways, most people first ({0})").format(len(rows))
    heads = [_("code"), _("name"), _("people"), _("why"), _("what is planned")]
    table = make_table(title, *heads, numbers=(2,), whole=(0,))
    for row in rows.head(ROWS).to_dict("records"):
        why = f"{name_criterion(row['criterion'], translate=_)}: {explain_verdict(gaps, row, translate=_)[1]}"
        planned = explain_closes(row, translate=_) or "–"
        cells = [tell_cell(row["code"]), tell_cell(row["name"]), tell_number(row["people"]), why, planned]
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    say_more(len(rows), console)


def show_answer(gaps: Gaps, console: Console) -> None:
    """What is not measured, who is to be visited again, and the county's own answer in a line."""
    outside = gaps.standard.out_of_scope
    if outside:
        names = [item.title_zh if language() == "zh" and item.title_zh else item.title for item in outside]
        console.print(escape(_("Not measured, and no pass: {0}.").format("; ".join(names))))
    again = int(gaps.villages["second_visit"].sum())
    if again:
        told = _("{0} village(s) to visit again: what was found on site disagrees with the files.")
        console.print(told.format(again), style="yellow")
    console.print(escape(tell_answer(gaps, translate=_)))
