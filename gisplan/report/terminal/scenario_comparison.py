"""Scenarios side by side on a terminal: the totals, and whom one serves and another does not."""

from __future__ import annotations

from functools import partial
from typing import Any

from rich.console import Console
from rich.markup import escape

from gisplan.base.display import visible
from gisplan.base.language import N_, _, fill
from gisplan.io.output.console import make_console
from gisplan.io.output.lines import Column, format_number, make_lines
from gisplan.plan.scenario.comparison import ScenarioComparison

__all__ = ["show_scenario_comparison"]

_MOST_VILLAGES = 10
_ROWS = (
    ("km", N_("km"), 2),
    ("yuan", N_("yuan"), 0),
    ("villages", N_("villages newly served"), 0),
    ("groups", N_("groups newly served"), 0),
    ("people", N_("people newly served"), 0),
    ("households", N_("households newly served"), 0),
)


def show_scenario_comparison(compared: ScenarioComparison, console: Console | None = None) -> None:
    """Print a column a scenario, and the villages that one serves and another does not."""
    console = console or make_console()
    totals = compared.totals

    def amount(place: int, row: tuple[str, str, int]) -> str:
        name, _label, digits = row
        value = totals[name][place]
        return "–" if value != value else format_number(float(value), digits)

    columns = [Column("", lambda row: _(row[1]))]
    columns += [
        Column(visible(name), partial(amount, place), is_number=True) for place, name in enumerate(compared.names)
    ]
    console.print(make_lines(columns, _ROWS, console.width))
    _show_differences(compared, console)


def _show_differences(compared: ScenarioComparison, console: Console) -> None:
    villages = compared.differences[compared.differences["kind"] == "village"].to_dict("records")
    count = len(compared.differences) - len(villages)
    text = _("{0} village(s) and {1} group(s) are served by some of them and not by all.")
    console.print(text.format(len(villages), count))

    def mark(place: int, row: dict[str, Any]) -> str:
        return _("yes") if row[f"served_{place}"] else "–"

    columns = [Column(_("village"), lambda row: visible(str(row["name"]))), Column(_("town"), _town)]
    columns += [Column(visible(name), partial(mark, place)) for place, name in enumerate(compared.names)]
    if villages:
        console.print(make_lines(columns, villages[:_MOST_VILLAGES], console.width))
    if len(villages) > _MOST_VILLAGES:
        more = fill(_("{0} more village(s): --json lists all."), len(villages) - _MOST_VILLAGES)
        console.print(escape(more), style="dim")


def _town(row: dict[str, Any]) -> str:
    return visible(row["town"]) if isinstance(row["town"], str) else "–"
