"""The village exit sheet (村退出认定表) and the plan's: one row a village, one block a criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gisplan.base.language import _, language
from gisplan.base.values import number_or_none, text_or_none
from gisplan.gaps import CriterionCount, Gaps
from gisplan.report.excel.form_layout import Block, Field, Form
from gisplan.report.excel.gaps.cells import (
    cell_value,
    criterion_unit,
    find_deadline,
    format_evidence,
    format_problem,
    format_requirement,
)
from gisplan.report.excel.sheet_head import describe_county, list_warnings
from gisplan.standards import OutOfScope
from gisplan.wording.names import name_criterion
from gisplan.wording.verdicts import STATES

__all__ = ["fill_exit_sheet", "fill_plan_sheet"]


def fill_exit_sheet(gaps: Gaps) -> Form:
    """The exit sheet: the exit criteria of villages, and empty blocks for what gisplan does not measure."""
    blocks = [_out_of_scope(item, len(gaps.villages)) for item in gaps.standard.out_of_scope]
    lines = [_("Every item is a veto: one item not met means not met. Villages that exit this year come first.")]
    return _fill(gaps, _("exit sheet"), _("{0}: village exit sheet"), "exit", blocks, lines)


def fill_plan_sheet(gaps: Gaps) -> Form | None:
    """The same form for what the plan asks of villages; None where it asks nothing of a village."""
    if not _asked(gaps, "plan"):
        return None
    lines = [_("Requirements of the annual plan beyond the exit standard; not a veto.")]
    return _fill(gaps, _("plan sheet"), _("{0}: village plan sheet"), "plan", [], lines)


def _asked(gaps: Gaps, role: str) -> list[CriterionCount]:
    return [c for c in gaps.criteria if c.criterion.role == role and c.criterion.settlement == "village"]


def _fill(gaps: Gaps, name: str, title: str, role: str, more: Sequence[Block], lines: Sequence[str]) -> Form:
    villages = gaps.villages.sort_values("judged_for_exit", ascending=False, kind="stable").to_dict("records")
    table = gaps.settlements[gaps.settlements["settlement"] == "village"]
    told: dict[str, dict[int, dict[str, Any]]] = {}
    for row in table.drop(columns="geometry").to_dict("records"):
        told.setdefault(row["criterion"], {})[int(row["row"])] = row
    paths = {item.layer: item.path for item in gaps.county.inputs}
    order = [int(row["row"]) for row in villages]
    blocks = [_block(gaps, c, told.get(c.criterion.id, {}), order, paths) for c in _asked(gaps, role)]
    return Form(
        name=name,
        title=title.format(gaps.county.name),
        frame=[
            _("Filled in by (stamp): ______________"),
            _("Filled in on: ______________"),
            _("Units: km / places / households / people"),
        ],
        warnings=list_warnings(gaps),
        lines=[*describe_county(gaps), *lines],
        head=_head(gaps, villages, role),
        blocks=[*blocks, *more],
        signatures=_signatures(),
    )


def _head(gaps: Gaps, villages: Sequence[Mapping[str, Any]], role: str) -> Block:
    fields = [
        Field(_("number in the list"), "count", 8),
        Field(_("village code"), "code", 14.5),
        Field(_("village name"), "text", 13),
        Field(_("town"), "text", 10),
        Field(_("people"), "count", 9),
        Field(_("exit year"), "year", 7),
        *([Field(_("result"), "state", 9)] if role == "exit" else []),
    ]
    rows = [
        [
            place,
            text_or_none(row["code"]),
            text_or_none(row["name"]),
            text_or_none(row["town"]),
            number_or_none(row["people"]),
            number_or_none(row["exit_year"]),
            *([row["state"]] if role == "exit" else []),
        ]
        for place, row in enumerate(villages, 1)
    ]
    people = number_or_none(gaps.villages["people"].sum())
    exits = _("{0} exit").format(int(gaps.villages["judged_for_exit"].sum()))
    total = [len(villages), _("total"), None, None, people, exits]
    if role == "exit":
        total.append(_count([row["state"] for row in villages]))
    return Block("", fields, rows, total)


def _block(
    gaps: Gaps, c: CriterionCount, told: Mapping[int, dict[str, Any]], order: Sequence[int], paths: Mapping[str, str]
) -> Block:
    """One criterion's block; a village of which it is not asked has an empty one that says so."""
    standard = format_requirement(c)
    rows = [_cells(gaps, c, told[row], standard, paths) if row in told else _not_required() for row in order]
    total = [None, None, _count([row[2] for row in rows]), *[None] * 5]
    return Block(name_criterion(c.criterion.id, translate=_), _fields(criterion_unit(c.criterion)), rows, total)


def _fields(unit: str = "", *, narrow: bool = False) -> list[Field]:
    widths = (17, 8, 8, 8, 8, 8, 8, 8) if narrow else (13, 10, 8.5, 12, 10.5, 24, 30, 11)
    named = (
        (_("standard"), "text"),
        (_("present value"), "metres" if unit == "m" else "number"),
        (_("met or not"), "state"),
        (_("department"), "text"),
        (_("date of finding"), "date"),
        (_("evidence"), "long"),
        (_("problem"), "long"),
        (_("to be remedied by"), "date"),
    )
    return [
        Field(header, kind, width, unit if place == 1 else "")
        for place, ((header, kind), width) in enumerate(zip(named, widths, strict=True))
    ]


def _cells(gaps: Gaps, c: CriterionCount, row: dict[str, Any], standard: str, paths: Mapping[str, str]) -> list[Any]:
    attested = row["attested"]
    return [
        standard,
        cell_value(c.criterion, row),
        row["state"],
        attested.by if attested else None,
        date.fromisoformat(attested.date) if attested and attested.date else None,
        format_evidence(row, paths),
        format_problem(gaps, row),
        find_deadline(row),
    ]


def _not_required() -> list[Any]:
    return [_("not required"), *[None] * 7]


def _out_of_scope(item: OutOfScope, villages: int) -> Block:
    title = item.title_zh if language() == "zh" and item.title_zh else item.title
    rows = [[_("not measured by gisplan"), *[None] * 7]] * villages
    return Block(title, _fields(narrow=True), rows, [None] * 8)


def _count(states: Sequence[str | None]) -> str:
    counts = ((state, sum(s == state for s in states)) for state in ("met", "missed", "unknown"))
    return "\n".join(f"{_(STATES[state])} {count}" for state, count in counts if count)


def _signatures() -> list[list[str]]:
    rows = (
        (
            _("Village (signed, stamped): {0}"),
            _("Town (signed, stamped): {0}"),
            _("County (signed, stamped): {0}"),
            _("City (signed, stamped): {0}"),
        ),
        (_("Head of the office: {0}"), _("Checked by: {0}"), _("Filled in by: {0}"), _("Telephone: {0}")),
    )
    return [[text.format("______________") for text in row] for row in rows]
