"""`gisplan plan`: what to build first."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import (
    accept_assumed_option,
    check_on,
    full_option,
    json_option,
    lang_option,
    on_option,
    reading_options,
    warn,
    works_option,
)

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.plan import PlanResult

__all__ = ["plan"]


@click.command(
    help=N_(
        "Find which roads of COUNTY to build first within the budgets, print a summary, and write the plan to "
        "OUT.\n\n"
        "COUNTY is a folder with a gisplan.toml, or that file. Files written to OUT: plan.json, plan.html, "
        "plan.xlsx and plan.gpkg. Without a budget, the plan connects every settlement that can be connected, at "
        "least cost. Exit code: 0 when they are written, whether or not the plan is proven optimal; 2 when the "
        "input is refused.\n\n"
        "Example: gisplan plan zhenba --budget general=8 -o out"
    )
)
@click.argument("county", type=click.Path())
@click.option("-o", "--output", metavar="OUT", default="out", show_default=True, help=N_("Folder for the output."))
@click.option("--standard", metavar="ID|FILE", help=N_("Standard to plan by, instead of the county's own."))
@click.option(
    "--budget",
    "budgets",
    multiple=True,
    metavar="PROGRAMME=KM",
    help=N_(
        "Budget of a programme in km (in yuan if the plan rules count costs in yuan); a programme without =KM has "
        "no limit."
    ),
)
@click.option(
    "--prize",
    default="people",
    show_default=True,
    metavar="people|households|villages|groups|COLUMN",
    help=N_("Objective: what to serve the most of."),
)
@click.option(
    "--lock",
    metavar="FILE",
    help=N_("Roads fixed in advance, as the plan's page saves them: a table (locks.csv) or edits (edits.json)."),
)
@click.option(
    "--build-to",
    type=click.Choice(["rule", "settlement"]),
    default="rule",
    show_default=True,
    help=N_(
        "rule: build until a sealed road comes within the distance that the standard requires; settlement: build up to "
        "where the nearest road comes nearest to each settlement."
    ),
)
@click.option("--whole-segments", is_flag=True, help=N_("Build only whole segments, as they are drawn in the input."))
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help=N_("Time limit for each plan; afterwards the best plan found is given, with its bound."),
)
@click.option(
    "--budget-curve",
    "budget_curve",
    is_flag=True,
    help=N_("Also find the best plans for smaller and larger budgets (budget curve)."),
)
@click.option(
    "--score",
    metavar="road_works|FILE",
    help=N_("Evaluate the county's own list (road_works) or a list of segments in FILE."),
)
@click.option(
    "--replan",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help=N_("Solve again without each of the N most valuable stretches, so that their values are exact."),
)
@accept_assumed_option
@works_option
@on_option
@json_option
@full_option
@reading_options
@lang_option
def plan(
    county: str, output: str, from_ledger: bool, on: date | None, as_json: bool, full: bool, **options: Any
) -> None:
    """Find which kilometres of COUNTY to build first, print the table, and write the plan to OUT."""
    check_on(on, from_ledger=from_ledger)
    result, written = _plan_and_write(county, output, from_ledger, on, **options)
    if as_json:
        click.echo(written[0].read_bytes().decode("utf-8"), nl=False)
        return
    from gisplan.report.terminal.notes import show_written
    from gisplan.report.terminal.plan import show_plan
    from gisplan.report.terminal.plan_brief import show_plan_brief

    show = show_plan if full else show_plan_brief
    show(result)
    show_written(written)


def _plan_and_write(
    county: str,
    output: str,
    from_ledger: bool,
    on: date | None,
    *,
    lock: str | None,
    budget_curve: bool,
    score: str | None,
    time_limit: float | None,
    replan: int,
    **options: Any,
) -> tuple[PlanResult, tuple[Path, ...]]:
    """Make the plan and write it; `options` are the standard, the budgets and the prize."""
    from gisplan.cli.progress_bar import show_steps, time_steps
    from gisplan.workflow import make_plan, write

    with show_steps(8 + 7 * budget_curve + (score is not None)) as show, time_steps(show) as step:
        step(_("reading the files"))
        result = make_plan(
            _read(county, on, from_ledger=from_ledger),
            locks=lock or (),
            score=score,
            budget_curve=budget_curve,
            time_limit_s=time_limit,
            replans=replan,
            progress=step,
            note=lambda message: click.echo(message, err=True),
            **options,
        )
        return result, write(result, output, progress=step)


def _read(county: str, on: date | None, *, from_ledger: bool) -> County:
    """Read what the plan rests on; its map shows no rivers and no relief."""
    from gisplan.workflow import read_county, read_with_ledger

    if from_ledger:
        return read_with_ledger(county, on=on, note=warn, orientation=False)
    return read_county(county, orientation=False)
