"""What the exit sheet and the plan's rest on: one row a village, one block a criterion."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from gisplan.base.language import _
from gisplan.base.rows import iterate_rows
from gisplan.base.values import number_or_none, text_or_none
from gisplan.gaps import CriterionCount
from gisplan.report.excel.context import WorkbookContext
from gisplan.report.excel.form_layout import Block, Form
from gisplan.report.excel.gaps.cells import (
    cell_value,
    criterion_unit,
    find_deadline,
    format_evidence,
    format_problem,
    format_requirement,
)
from gisplan.report.excel.paper import Paper, explain_paper
from gisplan.report.excel.sheet_layout import Column, tabulate
from gisplan.wording.verdicts import STATES

__all__ = [
    "fill_exit_details",
    "fill_plan_details",
    "format_state_counts",
    "list_village_criteria",
    "order_villages",
]

Row = dict[str, Any]


def fill_exit_details(context: WorkbookContext) -> Form:
    """Fill the form with the exit criteria of every village, those that exit this year first."""
    title = _("{0}: exit criteria in detail").format(context.gaps.county.name)
    line = _("What is signed is the exit sheet; this is what it rests on. Villages that exit this year come first.")
    return _fill(context, "exit", _("exit details"), title, line)


def fill_plan_details(context: WorkbookContext) -> Form | None:
    """Fill the same form with what the plan requires of villages; None where it requires nothing of a village."""
    if not list_village_criteria(context, "plan"):
        return None
    title = _("{0}: requirements of the plan in detail").format(context.gaps.county.name)
    line = _("Requirements of the annual plan beyond the exit standard; not a veto.")
    return _fill(context, "plan", _("plan details"), title, line)


def list_village_criteria(context: WorkbookContext, role: str) -> list[CriterionCount]:
    """List the criteria of villages that have a role."""
    return [c for c in context.gaps.criteria if c.criterion.role == role and c.criterion.settlement == "village"]


def order_villages(context: WorkbookContext) -> list[Row]:
    """Return the villages, those that are judged for exit first."""
    villages = context.gaps.villages.drop(columns="geometry")
    villages = villages.sort_values("judged_for_exit", ascending=False, kind="stable")
    return list(iterate_rows(villages.assign(number=range(1, len(villages) + 1))))


def _fill(context: WorkbookContext, role: str, name: str, title: str, line: str) -> Form:
    villages = order_villages(context)
    order = [int(village["row"]) for village in villages]
    screen = explain_paper(Paper(rows="none"), len(villages), 0)
    return Form(
        name=name,
        title=title,
        warnings=context.warnings,
        lines=[*context.header_lines, line, *screen],
        head=_make_head(context, villages, role),
        blocks=[_make_block(context, c, order) for c in list_village_criteria(context, role)],
    )


def _make_head(context: WorkbookContext, villages: Sequence[Row], role: str) -> Block:
    """Make the block of the villages themselves, with their result on the exit sheet."""
    columns: list[Column] = [
        Column(_("number in the list"), "count", lambda row: row["number"], 8),
        Column(_("village code"), "code", lambda row: text_or_none(row["code"]), 14.5),
        Column(_("village name"), "text", lambda row: text_or_none(row["name"]), 13),
        Column(_("town"), "text", lambda row: text_or_none(row["town"]), 10),
        Column(_("people"), "count", lambda row: number_or_none(row["people"]), 9),
        Column(_("exit year"), "year", lambda row: number_or_none(row["exit_year"]), 7),
        *([Column(_("result"), "state", lambda row: row["state"], 9)] if role == "exit" else []),
    ]
    people = number_or_none(context.gaps.villages["people"].sum())
    exits = _("{0} exit").format(int(context.gaps.villages["judged_for_exit"].sum()))
    total = [len(villages), _("total"), None, None, people, exits]
    if role == "exit":
        total.append(format_state_counts([village["state"] for village in villages]))
    return Block("", columns, tabulate(columns, villages), total)


class _Verdict(NamedTuple):
    """A verdict in its block: what its columns are made from."""

    context: WorkbookContext
    criterion: CriterionCount
    requirement: str
    row: Row


@dataclass(frozen=True)
class _VerdictColumn:
    """One column of every block."""

    header: str
    kind: str
    width: float
    value: Callable[[_Verdict], Any]


_STATE_COLUMN = 2
_NEEDED = ("row", "state", "value", "params", "rows", "attested", "second_visit", "why_text", "listed_works")
"""The columns of a verdict that its block is made from."""


def _list_verdict_columns() -> tuple[_VerdictColumn, ...]:
    """List the columns of a criterion's block: to add one, add a line here."""
    return (
        _VerdictColumn(_("standard"), "text", 13, lambda v: v.requirement),
        _VerdictColumn(_("present value"), "number", 10, lambda v: cell_value(v.criterion.criterion, v.row)),
        _VerdictColumn(_("met or not"), "state", 8.5, lambda v: v.row["state"]),
        _VerdictColumn(_("department"), "text", 12, lambda v: v.row["attested"].by if v.row["attested"] else None),
        _VerdictColumn(_("date of finding"), "date", 10.5, _find_attested_date),
        _VerdictColumn(_("evidence"), "long", 24, lambda v: format_evidence(v.row, v.context.gaps.county)),
        _VerdictColumn(_("problem"), "long", 30, lambda v: format_problem(v.row)),
        _VerdictColumn(_("to be remedied by"), "date", 11, lambda v: find_deadline(v.row)),
    )


def _find_attested_date(verdict: _Verdict) -> date | None:
    attested = verdict.row["attested"]
    return date.fromisoformat(attested.date) if attested and attested.date else None


def _make_block(context: WorkbookContext, count: CriterionCount, order: Sequence[int]) -> Block:
    """Make one criterion's block; a village to which it does not apply has empty cells but for the first."""
    unit, requirement = criterion_unit(count.criterion), format_requirement(count)
    columns = []
    for column in _list_verdict_columns():
        measured = column.kind == "number"
        kind = "metres" if measured and unit == "m" else column.kind
        columns.append(Column(column.header, kind, column.value, column.width, unit if measured else ""))
    not_required = [_("not required"), *[None] * (len(columns) - 1)]
    verdicts = _find_verdicts(context, count.criterion.id)
    judged = (_Verdict(context, count, requirement, verdicts[number]) for number in order if number in verdicts)
    filled = iter(tabulate(columns, judged))
    rows = [next(filled) if number in verdicts else not_required for number in order]
    total: list[Any] = [None] * len(columns)
    total[_STATE_COLUMN] = format_state_counts([row[_STATE_COLUMN] for row in rows])
    return Block(context.criterion_names[count.criterion.id], columns, rows, total)


def _find_verdicts(context: WorkbookContext, criterion: str) -> Mapping[int, Row]:
    """Find the verdict of each village under a criterion, by the village's row."""
    found = context.settlements
    rows = found.loc[(found["settlement"] == "village") & (found["criterion"] == criterion), list(_NEEDED)]
    return {int(row["row"]): row for row in iterate_rows(rows)}


def format_state_counts(states: Sequence[str | None]) -> str:
    """Count the states of a column, a line each."""
    counts = ((state, sum(s == state for s in states)) for state in ("met", "missed", "unknown"))
    return "\n".join(f"{_(STATES[state])} {count}" for state, count in counts if count)
