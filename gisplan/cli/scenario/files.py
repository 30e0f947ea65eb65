"""`gisplan scenario export` and `gisplan scenario import`: a scenario as one file that another office opens."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import by_option, json_option, lang_option, reading_options

__all__ = ["export_file", "import_file"]

_LAYERS = ".gpkg"


@click.command(
    help=N_(
        "Write SCENARIO of COUNTY to FILE: *.scenario.json, one file with everything that another office needs to open "
        "it; or *.gpkg, its stretches and settlements as layers for a GIS.\n\n"
        "Example: gisplan scenario export zhenba 方案一 方案一.scenario.json, then gisplan scenario export zhenba "
        "方案一 方案一.gpkg"
    )
)
@click.argument("county", type=click.Path())
@click.argument("scenario")
@click.argument("file", type=click.Path())
@reading_options
@lang_option
def export_file(county: str, scenario: str, file: str) -> None:
    """Write a scenario of COUNTY to a file."""
    from gisplan.cli.scenario.stored import find_stored
    from gisplan.io.inputs.scenario_file import SUFFIX, write_scenario

    if not file.endswith((SUFFIX, _LAYERS)):
        message = _("The file of a scenario ends in {0}, or in {1} for a GIS: {2} does not.")
        raise click.UsageError(message.format(SUFFIX, _LAYERS, file))
    found, _kept, _store = find_stored(county, scenario)
    if file.endswith(_LAYERS):
        from gisplan.workflow import read_county
        from gisplan.workflow.scenario_imports import write_geopackage

        write_geopackage(read_county(county, orientation=False), found, file)
    else:
        write_scenario(found, file)
    click.echo(_("Written: {0}").format(file))


@click.command(
    "import",
    help=N_(
        "Read a scenario from FILE into the ledger of COUNTY, and say what does not fit its roads.\n\n"
        "FILE is a scenario (*.scenario.json); a table (.csv, .xlsx) of road segments with the column segment, and "
        "perhaps from_m, to_m, programme and year; or a layer of lines (GeoPackage, GeoJSON, shapefile and others) "
        "with a stated CRS. Lines are matched to the roads by place; what is doubtful is listed and left out. Exit "
        "code: 0 when everything fits, 1 when something was left out, 2 when the file is refused.\n\n"
        "Example: gisplan scenario import zhenba 方案一.scenario.json --name 方案一（外单位）, then gisplan scenario "
        "import zhenba 方案一.gpkg --layer stretches --name 方案一（图层）"
    ),
)
@click.argument("county", type=click.Path())
@click.argument("file", type=click.Path())
@click.option("--name", help=N_("Another name for it; of a table or layer, the name of the file is the default."))
@click.option("--layer", help=N_("Layer of a file that has several."))
@click.option("--standard", metavar="ID|FILE", help=N_("Standard to plan by, for a table or layer."))
@by_option
@json_option
@reading_options
@lang_option
def import_file(
    county: str, file: str, name: str | None, layer: str | None, standard: str | None, by: str, as_json: bool
) -> None:
    """Read a scenario into the ledger of COUNTY."""
    from gisplan.cli.scenario.output import print_doubtful, print_scenario
    from gisplan.io.inputs.scenario_file import SUFFIX, read_scenario
    from gisplan.ledger import open_ledger
    from gisplan.ledger.scenarios.scenarios import Scenarios
    from gisplan.workflow import read_county
    from gisplan.workflow.scenario_imports import ImportedScenario, make_scenario_of_file
    from gisplan.workflow.scenario_steps import measure_scenario

    ledger = open_ledger(county, create=False)
    scenarios = Scenarios(ledger.engine, ledger.clock)
    if file.endswith(SUFFIX):
        found = read_scenario(file)
        imported = ImportedScenario(replace(found, name=name) if name else found)
        as_read = read_county(county, orientation=False)
    else:
        as_read, day = read_county(county, orientation=False), scenarios.clock().date()
        imported = make_scenario_of_file(
            as_read, file, name or Path(file).stem, layer=layer, standard=standard, author=by, day=day
        )
    measured = measure_scenario(as_read, imported.scenario)
    kept = scenarios.begin(imported.scenario, by=by)
    print_scenario(measured, kept, as_json=as_json, doubtful=imported.doubtful)
    print_doubtful(imported, as_json=as_json)
    if imported.doubtful or imported.faults or measured.figures.proposal.unmatched:
        sys.exit(1)
