"""The sheets of steps and settlements: in what order is built, and who is served; and stretches of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from gisplan.base.language import N_, _, join_clauses, join_names
from gisplan.base.values import number_or_none, text_or_none
from gisplan.report.excel.paper import LIST, MOST_PRINTED, Paper
from gisplan.report.excel.plan.context import PlanContext
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.wording.plan_steps import name_settlements, name_step_roads, name_step_towns
from gisplan.wording.plans import NOT_SERVED_REASONS, name_surface
from gisplan.wording.verdicts import join_codes

__all__ = [
    "STEP_KM",
    "STEP_PEOPLE",
    "list_settlements",
    "list_steps",
    "merge_units",
    "name_stretches",
    "name_unit_surface",
]

STEP_KM, STEP_PEOPLE = 4, 6
"""The columns of the running sums on the sheet of steps, for its chart."""

_SAME_PLACE_M = 0.15  # chainages are rounded to 0.1 m

Row = dict[str, Any]


def name_unit_surface(row: Mapping[str, Any]) -> str | None:
    """Name the present surface of a unit; None for a new alignment, which has none."""
    return None if row["candidate"] else name_surface(row["surface"])


def list_steps(context: PlanContext) -> Sheet:
    """List the steps: what each builds and whom it serves, with the running sums."""
    names = name_settlements(context.result)
    roads, towns = name_step_roads(context.result), name_step_towns(context.result)
    columns: list[Column] = [
        Column(_("step"), "count", lambda row: number_or_none(row["step"])),
        Column(_("roads"), value=lambda row: join_names(roads.get(row["step"], []))),
        Column(_("town"), value=lambda row: _join_towns(towns.get(row["step"], []))),
        Column(_("length (km)"), "km", lambda row: round(row["km"], 6)),
        Column(_("km so far"), "km", lambda row: round(row["km_total"], 6)),
        Column(_("people newly served"), "count", lambda row: row["people"]),
        Column(_("people so far"), "count", lambda row: number_or_none(row["people_total"])),
        Column(_("who is newly served"), "long", lambda row: _name_served(row["codes"], names)),
        *context.price_columns(_("cost so far ({0})"), lambda row: number_or_none(round(row["cost_total"], 2))),
        *context.yuan_columns(_("cost by the cost table (yuan)"), lambda row: row["yuan"]),
        Column(_("km by the rule"), "km", lambda row: round(row["km_by_rule"], 6)),
        Column(_("km up to the settlements"), "km", lambda row: round(row["km_to_settlements"], 6)),
        Column(_("seal ends short by (m)"), "metres", lambda row: number_or_none(row["seal_end_m"])),
        Column(_("villages newly served"), "count", lambda row: row["villages"]),
        Column(_("groups newly served"), "count", lambda row: row["groups"]),
        Column(_("people per km"), "count", lambda row: round(row["people"] / row["km"], 1) if row["km"] > 0 else None),
        Column(_("segments"), "codes", lambda row: join_codes(row["segments"], translate=_)),
    ]
    notes = [
        _(
            "Order: each step serves the most for its cost, and connects to the steps before it. It is not proven "
            "to be the best order."
        ),
        _("A good order, not proven to be the best; the final plan is the same in any order."),
    ]
    title = _("Steps, in the order of building")
    records = context.result.steps.to_dict("records")
    return context.county.make_sheet(_("steps"), title, columns, records, notes=notes, frozen=1, paper=LIST)


def _name_served(codes: Sequence[Any], names: Mapping[Any, Any]) -> str | None:
    """Name settlements with their codes, as one text."""
    named = [text_or_none(code) or "" for code in codes]
    return join_clauses(code if names[code] == code else f"{names[code]} {code}" for code in named) or None


def _join_towns(names: list[str]) -> str:
    return join_names([name or _("town not known") for name in names])


def merge_units(units: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Merge units that follow each other on their segment and agree in `by`; kilometres, cost and yuan are summed.

    Parameters
    ----------
    units : DataFrame
        Rows of `PlanResult.units`, by segment and chainage.
    by : sequence of str
        Columns.

    Returns
    -------
    DataFrame
        One row for each stretch of units.
    """
    before = units.shift()
    fresh = units["segment"].ne(before["segment"]) | (units["from_m"] - before["to_m"]).abs().gt(_SAME_PLACE_M)
    for name in by:
        alike = units[name].eq(before[name]) | (units[name].isna() & before[name].isna())
        fresh |= ~alike.fillna(False).astype(bool)
    first = dict.fromkeys([*by, "segment", "name", "class", "surface", "candidate"], "first")
    sums = {"from_m": "first", "to_m": "last", "km": "sum", "cost": "sum"}
    grouped = pd.DataFrame(units).groupby(fresh.cumsum().to_numpy(), sort=True)
    merged: pd.DataFrame = grouped.agg({**first, **sums})
    return merged.assign(yuan=grouped["yuan"].sum(min_count=1)).reset_index(drop=True)


def name_stretches(units: pd.DataFrame) -> str:
    """Return stretches as one text: segment and chainage in metres."""
    rows = merge_units(units, []).to_dict("records")
    stretch = _("{0} {1}–{2} m")
    return join_clauses(stretch.format(row["segment"], f"{row['from_m']:.0f}", f"{row['to_m']:.0f}") for row in rows)


_KINDS = {"village": N_("village"), "group": N_("group")}


def list_settlements(context: PlanContext) -> Sheet:
    """List every village and group, before and after the plan: those newly served first, which are printed."""
    columns: list[Column] = [
        Column(_("settlement"), value=lambda row: _(_KINDS[row["kind"]])),
        Column(_("code"), "code", lambda row: text_or_none(row["code"])),
        Column(_("name"), value=lambda row: text_or_none(row["name"])),
        Column(_("village"), "code", lambda row: text_or_none(row["village"])),
        Column(_("town"), value=lambda row: text_or_none(row["town"])),
        Column(_("people"), "count", lambda row: number_or_none(row["people"])),
        Column(_("households"), "count", lambda row: number_or_none(row["households"])),
        Column(_("counts as ({0})").format(context.prize_unit), "count", lambda row: number_or_none(row["prize"])),
        Column(_("connected before"), value=lambda row: _yes_or_no(row["served_before"])),
        Column(_("connected after"), value=lambda row: _yes_or_no(row["served"])),
        Column(_("served at step"), "count", lambda row: number_or_none(row["step"])),
        Column(_("seal ends short by (m)"), "metres", lambda row: number_or_none(row["seal_end_m"])),
        Column(_("why not connected"), "long", _format_reason),
        Column(_("groups required"), "code", lambda row: join_codes(row["needs"], translate=_)),
    ]
    if context.result.score is not None:
        columns.append(Column(_("connected by the list"), value=lambda row: _yes_or_no(row["served_by_list"])))
    notes = [
        _("Those newly served come first, in the order of building."),
        _("People are counted where they live: a village with listed groups is counted in its groups."),
    ]
    title = _("Villages and groups, before and after the plan")
    rows = context.result.settlements.drop(columns="geometry")
    is_new = rows["served"].astype(bool) & ~rows["served_before"].astype(bool)
    records = pd.concat([rows[is_new].sort_values("step", kind="stable"), rows[~is_new]]).to_dict("records")
    paper = _choose_paper(int(is_new.sum()))
    name = _("villages and groups")
    return context.county.make_sheet(name, title, columns, records, notes=notes, frozen=3, paper=paper)


def _choose_paper(served: int) -> Paper:
    """Print those newly served, of many the first page: the steps name them, too."""
    if served > MOST_PRINTED:
        return Paper()
    return Paper("all", leading=served) if served else Paper("none")


def _yes_or_no(value: Any) -> str:
    return _("yes") if value else _("no")


def _format_reason(row: dict[str, Any]) -> str | None:
    reason = NOT_SERVED_REASONS.get(row["why_not"])
    return _(reason) if reason else None
