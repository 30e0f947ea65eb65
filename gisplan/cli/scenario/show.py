"""`gisplan scenario list` and `gisplan scenario show`: what proposals there are, and what one costs and serves."""

from __future__ import annotations

import click

from gisplan.base.language import N_
from gisplan.cli.commands import json_option, lang_option, reading_options

__all__ = ["list_all", "show"]


@click.command(
    help=N_(
        "List the scenarios of COUNTY: number, name, who began it, edits, and what its plan serves.\n\n"
        "Example: gisplan scenario list zhenba"
    )
)
@click.argument("county", type=click.Path())
@click.option("--archived", is_flag=True, help=N_("Also those that were archived."))
@json_option
@lang_option
def list_all(county: str, archived: bool, as_json: bool) -> None:
    """List the scenarios of COUNTY."""
    from gisplan.cli.scenario.output import print_list
    from gisplan.ledger import open_ledger
    from gisplan.ledger.scenarios.scenarios import Scenarios

    ledger = open_ledger(county, create=False)
    known = [one for one in Scenarios(ledger.engine).list() if archived or not one.scenario.archived]
    print_list(known, as_json=as_json)


@click.command(
    help=N_(
        "Show SCENARIO of COUNTY: what it costs by programme and year, whom it serves newly, and what no longer "
        "fits.\n\n"
        "SCENARIO is the name or number of one in the ledger, or a file, *.scenario.json, for which no ledger is "
        "needed.\n\n"
        "Example: gisplan scenario show zhenba 方案一"
    )
)
@click.argument("county", type=click.Path())
@click.argument("scenario")
@json_option
@reading_options
@lang_option
def show(county: str, scenario: str, as_json: bool) -> None:
    """Show a scenario of COUNTY."""
    from gisplan.cli.scenario.output import print_scenario
    from gisplan.cli.scenario.stored import find_stored
    from gisplan.ledger import open_ledger
    from gisplan.ledger.scenarios.adopt import measure_adoption
    from gisplan.workflow import read_county
    from gisplan.workflow.scenario_steps import measure_scenario

    found, kept, _store = find_stored(county, scenario)
    progress = measure_adoption(open_ledger(county, create=False), found.adopted) if kept and found.adopted else None
    measured = measure_scenario(read_county(county, orientation=False), found)
    print_scenario(measured, kept, as_json=as_json, adoption=progress)
