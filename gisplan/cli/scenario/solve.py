"""`gisplan scenario solve`: the best plan from a scenario."""

from __future__ import annotations

from dataclasses import replace

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import by_option, json_option, lang_option, reading_options

__all__ = ["solve"]


@click.command(
    help=N_(
        "Find the best plan from SCENARIO of COUNTY, within its budgets; what was put in, out or done by hand is "
        "kept.\n\n"
        "The plan is recorded in the scenario, or written to its file. Exit code: 0 when a plan was found, proven or "
        "not; 2 when what is put in costs more than its budget, or the input is refused.\n\n"
        "Example: gisplan scenario solve zhenba 方案一"
    )
)
@click.argument("county", type=click.Path())
@click.argument("scenario")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help=N_("Time limit; afterwards the best plan found is given, with its bound."),
)
@by_option
@json_option
@reading_options
@lang_option
def solve(county: str, scenario: str, time_limit: float | None, by: str, as_json: bool) -> None:
    """Find the best plan from a scenario of COUNTY."""
    from gisplan.cli.progress_bar import show_steps, time_steps
    from gisplan.cli.scenario.output import print_scenario
    from gisplan.cli.scenario.stored import find_stored
    from gisplan.io.inputs.scenario_file import write_scenario
    from gisplan.plan.scenario.changes import Configured, Solved
    from gisplan.workflow import read_county
    from gisplan.workflow.scenario_steps import measure_scenario
    from gisplan.workflow.scenario_steps import solve as solve_scenario

    found, kept, store = find_stored(county, scenario)
    with show_steps(2) as progress, time_steps(progress) as step:
        step(_("reading the files"))
        as_read = read_county(county, orientation=False)
        step(_("planning"))
        report_gap = getattr(step, "report_gap", None)
        solved = solve_scenario(as_read, found, time_limit_s=time_limit, report_gap=report_gap)
    if store is not None and kept is not None:
        changes = (Solved(solved.plan), Configured({"inputs": dict(solved.inputs)}))
        kept = store.change(kept.number, changes, by=by, seen=kept.version)
        solved = kept.scenario
    else:
        write_scenario(replace(found, plan=solved.plan, inputs=solved.inputs), scenario)
    print_scenario(measure_scenario(as_read, solved), kept, as_json=as_json)
