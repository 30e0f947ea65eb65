"""`gisplan scenario export` and `gisplan scenario import`: a scenario as one file that another office opens."""

from __future__ import annotations

from dataclasses import replace

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import by_option, json_option, lang_option, reading_options

__all__ = ["export_file", "import_file"]


@click.command(
    help=N_(
        "Write SCENARIO of COUNTY to FILE, *.scenario.json: one file with everything that another office needs to "
        "open it.\n\n"
        "Example: gisplan scenario export zhenba 方案一 方案一.scenario.json"
    )
)
@click.argument("county", type=click.Path())
@click.argument("scenario")
@click.argument("file", type=click.Path())
@lang_option
def export_file(county: str, scenario: str, file: str) -> None:
    """Write a scenario of COUNTY to a file."""
    from gisplan.cli.scenario.stored import find_stored
    from gisplan.io.inputs.scenario_file import SUFFIX, write_scenario

    if not file.endswith(SUFFIX):
        raise click.UsageError(_("The file of a scenario ends in {0}: {1} does not.").format(SUFFIX, file))
    found, _kept, _store = find_stored(county, scenario)
    write_scenario(found, file)
    click.echo(_("Written: {0}").format(file))


@click.command(
    "import",
    help=N_(
        "Read a scenario from FILE into the ledger of COUNTY, and say what no longer fits its roads.\n\n"
        "Example: gisplan scenario import zhenba 方案一.scenario.json --name 方案一（外单位）"
    ),
)
@click.argument("county", type=click.Path())
@click.argument("file", type=click.Path())
@click.option("--name", help=N_("Another name for it."))
@by_option
@json_option
@reading_options
@lang_option
def import_file(county: str, file: str, name: str | None, by: str, as_json: bool) -> None:
    """Read a scenario into the ledger of COUNTY."""
    from gisplan.cli.scenario.output import print_scenario
    from gisplan.io.inputs.scenario_file import read_scenario
    from gisplan.ledger import open_ledger
    from gisplan.ledger.scenarios.scenarios import Scenarios
    from gisplan.workflow import read_county
    from gisplan.workflow.scenario_steps import measure_scenario

    ledger = open_ledger(county, create=False)
    found = read_scenario(file)
    if name:
        found = replace(found, name=name)
    measured = measure_scenario(read_county(county, orientation=False), found)
    print_scenario(measured, Scenarios(ledger.engine, ledger.clock).begin(found, by=by), as_json=as_json)
