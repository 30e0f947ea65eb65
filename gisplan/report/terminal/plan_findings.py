"""What a terminal shows of a plan beside how good it is: where the seal ends, lengths and price, contract packages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from gisplan.base.display import visible
from gisplan.base.language import _
from gisplan.io.output.lines import Column, fold_head, format_number
from gisplan.plan import Plan, PlanResult
from gisplan.report.terminal.layout import format_cell, make_table, show_county
from gisplan.wording.plan_findings import (
    format_length,
    format_price,
    list_count_differences,
    list_far_ends,
    list_modes,
)
from gisplan.wording.plan_headline import adds_to_headline, format_plan_headline, list_help
from gisplan.wording.plans import format_plan_quality, name_budget

__all__ = [
    "amount_columns",
    "show_answer",
    "show_findings",
    "show_packages",
    "show_subtotals",
    "show_village_rule",
    "yuan_columns",
]

Row = Mapping[str, Any]


def show_answer(planned: PlanResult, console: Console) -> None:
    """Print what a plan builds and for whom, what would help an empty one, how good it is, and what to know of it."""
    plan = planned.plan
    show_county(console, plan.problem.county, plan.problem.standard.id)
    console.print(escape(format_plan_headline(planned)), style="bold")
    for line in list_help(planned):
        console.print(escape(visible(line)))
    if adds_to_headline(plan):
        console.print(escape(format_plan_quality(plan)))
    show_findings(planned, console)


def show_findings(planned: PlanResult, console: Console) -> None:
    """Print how far roads are built, where the seal ends, both lengths, the price, and why verdicts count otherwise."""
    for line in list_modes(planned.plan.problem):
        console.print(Text(line))
    if planned.plan.built.any():
        for line in list_far_ends(planned):
            console.print(Text(line), style="yellow")
        console.print(Text(" ".join(filter(None, (format_length(planned), format_price(planned))))))
    for line in list_count_differences(planned.plan.problem):
        console.print(Text(line), style="dim")


def amount_columns(planned: PlanResult) -> list[Column]:
    """Return the columns of kilometres, and of yuan where there is a cost table."""
    columns = [Column(_("km"), lambda row: format_number(row["km"], 2), is_number=True)]
    if planned.plan.problem.rules.costs:
        columns.append(Column(_("yuan"), lambda row: _format_yuan(row["yuan"]), is_number=True, drop=2))
    return columns


def yuan_columns(plan: Plan) -> list[Column]:
    """Return the column of what each programme costs by the cost table, where there is one and costs are in km."""
    rules = plan.problem.rules
    if not rules.costs or rules.cost == "yuan":
        return []

    def price(k: int) -> str:
        yuan = plan.problem.units.yuan[plan.built & (plan.programme == k)]
        return _format_yuan(yuan.sum() if not np.isnan(yuan).any() else None)

    return [Column(_("yuan"), price, is_number=True)]


def show_village_rule(plan: Plan, console: Console) -> None:
    """Say when a village counts as connected, where it depends on its groups."""
    if len(plan.problem.demand.needs):
        text = _("A village counts as connected when all its groups of {0:g} households or more are connected.")
        console.print(Text(text.format(plan.problem.rules.min_households)), style="dim")


def _format_yuan(yuan: Any) -> str:
    return "–" if pd.isna(yuan) else format_number(round(float(yuan)))


def show_packages(planned: PlanResult, console: Console) -> None:
    """Print the contract packages: what is built in each town, and whom of it the plan newly serves."""
    rows = planned.packages.to_dict("records")
    columns = [
        Column(_("town"), _name_town),
        *amount_columns(planned),
        Column(_("stretches"), lambda row: format_number(row["stretches"]), is_number=True),
        Column(_("villages"), lambda row: format_number(row["villages"]), is_number=True),
        Column(_("groups"), lambda row: format_number(row["groups"]), is_number=True),
        Column(fold_head(_("people newly served")), lambda row: format_number(row["people"]), is_number=True),
    ]
    if rows:
        console.print(make_table(_("Contract packages by town"), columns, rows))


def show_subtotals(planned: PlanResult, console: Console) -> None:
    """Print what is built by town and programme, and by the due year of the county's own works where there are some."""
    rows = planned.subtotals.to_dict("records")
    names = {p.id: name_budget(p) for p in planned.plan.problem.programmes}
    columns = [Column(_("town"), _name_town), Column(_("programme"), lambda row: names.get(row["programme"], ""))]
    if planned.subtotals["due_year"].notna().any():
        columns.append(Column(_("due"), lambda row: format_cell(row["due_year"]), is_number=True))
    columns += [
        *amount_columns(planned),
        Column(_("stretches"), lambda row: format_number(row["stretches"]), is_number=True),
    ]
    if rows:
        console.print(make_table(_("Subtotals by town and programme"), columns, rows))


def _name_town(row: Row) -> str:
    town = row["town"]
    return _("town not known") if pd.isna(town) else visible(str(town))
