"""`gisplan scenario new`: begin a scenario."""

from __future__ import annotations

from typing import Any

import click

from gisplan.base.language import N_
from gisplan.cli.commands import by_option, json_option, lang_option, reading_options

__all__ = ["new"]


@click.command(
    help=N_(
        "Begin a scenario NAME of COUNTY, of which nothing is built yet.\n\n"
        "A budget is PROGRAMME=AMOUNT, for all years together, or PROGRAMME:YEAR=AMOUNT for one year; without any, "
        "gisplan scenario solve serves everything that can be served, at least cost.\n\n"
        "Example: gisplan scenario new zhenba 方案二 --budget group_roads:2020=10 --budget group_roads:2021=10"
    )
)
@click.argument("county", type=click.Path())
@click.argument("name")
@click.option("--standard", metavar="ID|FILE", help=N_("Standard to plan by, instead of the county's own."))
@click.option(
    "--budget",
    "budgets",
    multiple=True,
    metavar="PROGRAMME[:YEAR]=AMOUNT",
    help=N_("What a programme may spend, in km (in yuan if the plan rules count costs in yuan). Can be repeated."),
)
@click.option("--prize", default="people", show_default=True, help=N_("Objective: what to serve the most of."))
@click.option("--build-to", type=click.Choice(["rule", "settlement"]), default="rule", show_default=True)
@click.option("--whole-segments", is_flag=True, help=N_("Build only whole segments, as they are drawn in the input."))
@click.option("--copy", metavar="SCENARIO", help=N_("Begin as a copy of another scenario: its name, number or file."))
@click.option("--notes", default="", help=N_("A note on it."))
@by_option
@json_option
@reading_options
@lang_option
def new(county: str, name: str, by: str, as_json: bool, budgets: tuple[str, ...], **options: Any) -> None:
    """Begin a scenario of COUNTY."""
    from gisplan.cli.scenario.output import print_scenario
    from gisplan.ledger import open_ledger
    from gisplan.ledger.scenarios.scenarios import Scenarios
    from gisplan.workflow import read_county
    from gisplan.workflow.scenario_steps import begin_scenario, copy_scenario, measure_scenario, read_budget_texts

    ledger = open_ledger(county, create=False)
    kept = Scenarios(ledger.engine, ledger.clock)
    as_read = read_county(county, orientation=False)
    amounts = read_budget_texts(budgets)
    original = options.pop("copy")
    if original is not None:
        begun, copied = copy_scenario(kept, original, name, author=by, day=ledger.today, budgets=amounts)
    else:
        begun, copied = begin_scenario(as_read, name, budgets=amounts, author=by, day=ledger.today, **options), None
    measured = measure_scenario(as_read, begun)
    made = kept.begin(begun, by=by, copy_of=copied)
    print_scenario(measured, made, as_json=as_json)
