"""`gisplan scenario compare`: two to four scenarios side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import json_option, lang_option, reading_options

if TYPE_CHECKING:
    from gisplan.plan.scenario.comparison import ScenarioComparison

__all__ = ["compare"]


@click.command(
    help=N_(
        "Compare two to four SCENARIOS of COUNTY: what each costs and serves, and whom one serves and another does "
        "not.\n\n"
        "Each is the name or number of one in the ledger, or a file, *.scenario.json; today is the county as it is, "
        "road_works its own list of works.\n\n"
        "With -o, comparison.json and comparison.xlsx are written to OUT, and with --charts comparison.png: a small "
        "map of each.\n\n"
        "Example: gisplan scenario compare zhenba 方案一 road_works -o compared --charts"
    )
)
@click.argument("county", type=click.Path())
@click.argument("scenarios", nargs=-1, required=True)
@click.option("-o", "--output", metavar="OUT", help=N_("Folder for the output."))
@click.option("--charts", is_flag=True, help=N_("Also draw a small map of each scenario; needs gisplan[charts]."))
@json_option
@reading_options
@lang_option
def compare(county: str, scenarios: tuple[str, ...], output: str | None, charts: bool, as_json: bool) -> None:
    """Compare scenarios of COUNTY."""
    if charts and output is None:
        raise click.UsageError(_("--charts needs -o OUT."))
    from gisplan.cli.scenario.stored import find_stored
    from gisplan.workflow import read_county
    from gisplan.workflow.scenario_sources import ROAD_WORKS, TODAY, make_list_scenario, make_today
    from gisplan.workflow.scenario_steps import compare as compare_scenarios

    as_read = read_county(county, orientation=False)
    found = {text: find_stored(county, text)[0] for text in scenarios if text not in (TODAY, ROAD_WORKS)}
    standard = next((one.standard for one in found.values()), str(as_read.standard))
    chosen = [
        make_today(as_read, standard)
        if text == TODAY
        else make_list_scenario(as_read, standard)
        if text == ROAD_WORKS
        else found[text]
        for text in scenarios
    ]
    compared = compare_scenarios(as_read, chosen)
    written = () if output is None else _write(compared, output, charts=charts)
    if as_json:
        from gisplan.cli.ledger.table import echo_json
        from gisplan.report.documents.scenario_comparison import make_scenario_comparison

        echo_json(make_scenario_comparison(compared))
        return
    from gisplan.report.terminal.scenario_comparison import show_scenario_comparison

    show_scenario_comparison(compared)
    if written:
        from gisplan.report.terminal.notes import show_written

        show_written(written)


def _write(compared: ScenarioComparison, output: str, *, charts: bool) -> tuple[Path, ...]:
    """Write the files of a comparison together."""
    from gisplan.workflow.scenario_comparison_files import write_comparison

    return write_comparison(compared, output, charts=charts)
