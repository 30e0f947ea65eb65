"""The sheet of roads to build: a row a segment, which unfolds into its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from gisplan.base.language import _, join_clauses
from gisplan.base.values import number_or_none, text_or_none
from gisplan.report.excel.paper import LIST
from gisplan.report.excel.plan.context import PlanContext
from gisplan.report.excel.plan.units import merge_units, name_unit_surface
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.wording.plans import LOCK_LABELS

__all__ = ["list_roads"]

_MERGED_BY = ("step", "programme", "lock", "joined", "stretch", "loss_lower", "loss_upper", "town", "due_year")
_ALIKE = ("programme", "lock", "name", "class", "surface", "candidate", "town", "due_year")
"""What a segment's row shows where all its parts agree."""

Row = dict[str, Any]


def list_roads(context: PlanContext) -> Sheet:
    """List the roads to build, in the order of building, a row a segment; parts of several unfold under it."""
    units = context.result.units
    merged = merge_units(units[units["in_plan"]], _MERGED_BY).sort_values("step", kind="stable")
    records, parts = _fold_segments(merged)
    columns = _list_columns(context)
    sums = {_("length (km)"): merged["km"], _("cost ({0})").format(context.cost_unit): merged["cost"]}
    sums[_("cost by the cost table (yuan)")] = merged["yuan"].dropna()
    total = [
        number_or_none(round(float(sums[column.header].sum()), 6)) if column.header in sums else None
        for column in columns
    ]
    notes = [
        _("A row for each segment; the numbers beside the rows unfold its parts. Sum up the rows of segments alone."),
        _("Loss without it: what the plan loses if the stretch is not built and the rest is planned again."),
        _("If both numbers are equal, the loss is exact; otherwise it lies between them."),
    ]
    title = _("Roads to build, in the order of building")
    sheet = context.county.make_sheet(
        _("roads"), title, columns, records, notes=notes, frozen=3, total=[_("total"), *total[1:]], paper=LIST
    )
    return replace(sheet, parts=parts)


def _list_columns(context: PlanContext) -> list[Column]:
    names = context.programme_names
    loss_header, limit_header = (
        text.format(context.prize_unit) for text in (_("loss without it, at least ({0})"), _("upper bound ({0})"))
    )
    return [
        Column(_("step"), "count", lambda row: number_or_none(row["step"])),
        Column(_("programme"), value=lambda row: names.get(row["programme"], row["programme"])),
        Column(_("segment"), "code", lambda row: text_or_none(row["segment"])),
        Column(_("parts"), "count", lambda row: row["parts"]),
        Column(_("name"), value=lambda row: text_or_none(row["name"])),
        Column(_("town"), value=lambda row: text_or_none(row["town"])),
        Column(_("class"), value=lambda row: text_or_none(row["class"])),
        Column(_("surface now"), value=name_unit_surface),
        Column(_("from (m)"), "metres", lambda row: row["from_m"]),
        Column(_("to (m)"), "metres", lambda row: row["to_m"]),
        Column(_("length (km)"), "km", lambda row: round(row["km"], 6)),
        *context.price_columns(_("cost ({0})"), lambda row: number_or_none(round(row["cost"], 2))),
        *context.yuan_columns(_("cost by the cost table (yuan)"), lambda row: row["yuan"]),
        Column(_("fixed in advance"), value=_name_lock),
        Column(loss_header, "count", lambda row: number_or_none(row["loss_lower"])),
        Column(limit_header, "count", lambda row: number_or_none(row["loss_upper"])),
        Column(_("remark"), "long", _format_remark),
    ]


def _fold_segments(merged: pd.DataFrame) -> tuple[list[Row], list[bool]]:
    """Return a row for each segment, in the order of its first step, and rows of its parts where there are several."""
    records: list[Row] = []
    parts: list[bool] = []
    by_segment: dict[str, list[Row]] = {}
    for row in merged.to_dict("records"):
        by_segment.setdefault(str(row["segment"]), []).append(dict(row) | {"parts": None})
    for rows in by_segment.values():
        records += rows if len(rows) == 1 else [_sum_rows(rows), *rows]
        parts += [False] if len(rows) == 1 else [False, *(True for _row in rows)]
    return records, parts


def _sum_rows(rows: Sequence[Row]) -> Row:
    """Return the row of a segment: sums, the first step, from where to where, and what its parts agree in."""
    first = rows[0]
    priced = [row["yuan"] for row in rows if not pd.isna(row["yuan"])]
    alike = {name: first[name] if len({str(row[name]) for row in rows}) == 1 else None for name in _ALIKE}
    return {
        **first,
        **alike,
        "parts": len(rows),
        "candidate": bool(first["candidate"]),
        "from_m": min(row["from_m"] for row in rows),
        "to_m": max(row["to_m"] for row in rows),
        "km": sum(row["km"] for row in rows),
        "cost": sum(row["cost"] for row in rows),
        "yuan": sum(priced) if priced else None,
        "joined": all(row["joined"] for row in rows),
        "loss_lower": None,
        "loss_upper": None,
    }


def _name_lock(row: Mapping[str, Any]) -> str | None:
    lock = LOCK_LABELS.get(row["lock"] or "")
    return _(lock) if lock else None


def _format_remark(row: Mapping[str, Any]) -> str | None:
    remarks = [] if row["joined"] else [_("not connected to the trunk network yet: serves nobody new")]
    if row["candidate"]:
        remarks.append(_("new alignment"))
    return join_clauses(remarks) or None
