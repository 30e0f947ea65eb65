"""`gisplan scenario why`: why a road is built, or a settlement left out."""

from __future__ import annotations

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import json_option, lang_option, reading_options

__all__ = ["why"]


@click.command(
    help=N_(
        "Say why SCENARIO of COUNTY builds a road or does not, or what it would need to serve a village or group.\n\n"
        "WHAT is the code or name of a road segment, village or group. Of a road: who is served only through it, what "
        "is lost when all is planned anew without it, what other roads would cost, and with --try-budgets from which "
        "budgets on the best plan has it. Of a settlement: the cheapest way to it, and who would go without. Exit "
        "code: 0 when it is answered, 2 when nothing or several have this name, or the input is refused.\n\n"
        "Example: gisplan scenario why zhenba 方案一 610728001003003"
    )
)
@click.argument("county", type=click.Path())
@click.argument("scenario")
@click.argument("what")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help=N_("Time limit for each plan that has to be found; afterwards the answer lies between bounds."),
)
@click.option("--try-budgets", is_flag=True, help=N_("Also find from which budgets on the best plan has the road."))
@json_option
@reading_options
@lang_option
def why(county: str, scenario: str, what: str, time_limit: float | None, try_budgets: bool, as_json: bool) -> None:
    """Say why a scenario builds a road, or leaves a settlement out."""
    from gisplan.cli.progress_bar import show_steps
    from gisplan.cli.scenario.stored import find_stored
    from gisplan.workflow import read_county
    from gisplan.workflow.scenario_reasons import explain

    found, _kept, _store = find_stored(county, scenario)
    with show_steps(2) as step:
        step(_("reading the files"))
        as_read = read_county(county, orientation=False)
        step(_("planning"))
        answer = explain(as_read, found, what, time_limit_s=time_limit, try_budgets=try_budgets)
    if as_json:
        from gisplan.cli.ledger.table import echo_json
        from gisplan.report.documents.scenario_reasons import make_reasons_document

        echo_json(make_reasons_document(answer.scenario, answer.problem, answer.reasons))
        return
    from gisplan.report.terminal.scenario import show_reasons

    show_reasons(answer.scenario, answer.problem, answer.reasons)
