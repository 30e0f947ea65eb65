"""The steps of a plan on a terminal: which road is built in which town, who is newly served, and what comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from rich.console import Console
from rich.text import Text

from gisplan.base.display import visible
from gisplan.base.language import _, fill, join_names
from gisplan.io.output.lines import Column, fold_head, format_number, make_lines
from gisplan.plan import PlanResult
from gisplan.report.terminal.layout import join_some, make_table
from gisplan.report.terminal.plan_findings import amount_columns
from gisplan.wording.plan_steps import name_settlements, name_step_roads, name_step_towns

__all__ = ["show_first_steps", "show_steps"]

_LEAST, _MOST = 5, 11  # steps that the short answer names
_SERVED = 2  # settlements of a step that a row names
_SEGMENTS = 3  # segments of a step that a row names
_ROUND = (1, 2, 5)  # leading digits of a round number of kilometres

Row = dict[str, Any]


def show_first_steps(planned: PlanResult, console: Console) -> None:
    """Print what the first kilometres buy, and a line for each of the first steps."""
    steps = planned.steps
    if not len(steps):
        return
    first = steps[steps["km_total"] <= round_quarter(steps["km_total"].iloc[-1])]
    rows = _name_steps(planned, min(max(len(first), _LEAST), _MOST))
    columns = [
        Column(_("step"), lambda row: str(row["step"]), is_number=True),
        Column(_("road"), lambda row: row["road"]),
        Column(_("town"), lambda row: row["town"], is_whole=True, drop=1),
        Column(_("newly served"), lambda row: row["served"]),
        Column(_("people"), lambda row: format_number(row["people"]), is_number=True),
        replace(amount_columns(planned)[0], drop=2),
        Column(_("km so far"), lambda row: format_number(row["km_total"], 2), is_number=True),
    ]
    console.print(Text(_("First steps ({0} of {1})").format(len(rows), len(steps)), style="bold"))
    console.print(make_lines(columns, rows, console.width))
    if len(first):
        console.print(Text(_format_first(first, round_quarter(steps["km_total"].iloc[-1]))))


def show_steps(planned: PlanResult, console: Console) -> None:
    """Print all steps, with what is spent and served by then."""
    if not len(planned.steps):
        return
    columns = [
        Column(_("step"), lambda row: str(row["step"]), is_number=True),
        Column(_("road"), lambda row: row["road"]),
        Column(_("segments"), lambda row: join_some([str(code) for code in row["segments"]], _SEGMENTS), drop=3),
        Column(_("town"), lambda row: row["town"], drop=1),
        Column(_("newly served"), lambda row: row["served"]),
        *amount_columns(planned),
        Column(fold_head(_("km so far")), lambda row: format_number(row["km_total"], 2), is_number=True),
        Column(_("people"), lambda row: format_number(row["people"]), is_number=True),
        Column(fold_head(_("people so far")), lambda row: format_number(row["people_total"]), is_number=True, drop=2),
        Column(_("villages"), lambda row: format_number(row["villages"]), is_number=True, drop=4),
        Column(_("groups"), lambda row: format_number(row["groups"]), is_number=True, drop=4),
        Column(
            fold_head(_("seal ends short by (m)")),
            lambda row: format_number(row["seal_end_m"]),
            is_number=True,
            drop=5,
        ),
    ]
    rows = _name_steps(planned, len(planned.steps))
    console.print(make_table(_("Steps ({0})").format(len(rows)), columns, rows))
    text = _(
        "Order: each step serves the most for its cost, and connects to the steps before it. It is not proven to "
        "be the best order."
    )
    console.print(text, style="dim")


def round_quarter(km: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, … kilometres that is no more than a quarter of a length; 0 for none.

    Parameters
    ----------
    km : float

    Returns
    -------
    float

    Examples
    --------
    >>> round_quarter(39.83)
    5.0
    """
    quarter, found = km / 4, 0.0
    scale = 1.0
    while scale <= quarter:
        found = max(digit * scale for digit in _ROUND if digit * scale <= quarter)
        scale *= 10
    return found


def _format_first(first: pd.DataFrame, km: float) -> str:
    """Say whom the first kilometres newly serve."""
    last = first.iloc[-1]
    text = _("The first {0:g} km newly serve {1} people: {2} village(s), {3} group(s) (steps 1 to {4}, {5} km).")
    people, length = format_number(last["people_total"]), format_number(last["km_total"], 2)
    return fill(text, km, people, int(first["villages"].sum()), int(first["groups"].sum()), last["step"], length)


def _name_steps(planned: PlanResult, most: int) -> list[Row]:
    """Return the first steps, with the names of the roads, of the town, and of those newly served."""
    roads, towns, served = name_step_roads(planned), name_step_towns(planned), name_settlements(planned)
    return [
        {
            **dict(row),
            "road": _join_more(roads.get(row["step"], []), 1),
            "town": _join_more([town or _("town not known") for town in towns.get(row["step"], [])], 1),
            "served": _join_more([served[code] for code in row["codes"]], _SERVED),
        }
        for row in planned.steps.head(most).to_dict("records")
    ]


def _join_more(texts: Sequence[str], most: int) -> str:
    """Join the first texts, and say how many more there are."""
    first = join_names([visible(str(text)) for text in texts[:most]])
    return _("{0} … and {1} more").format(first, len(texts) - most) if len(texts) > most else first or "–"
