"""`gisplan scenario adopt`: a scenario becomes the list of works that the ledger tracks."""

from __future__ import annotations

import click

from gisplan.base.language import N_, _, fill
from gisplan.cli.commands import by_option, json_option, lang_option, reading_options, warn_of_clock

__all__ = ["adopt"]


@click.command(
    help=N_(
        "Adopt SCENARIO of COUNTY: each of its stretches becomes a road work of the ledger, with programme, town, "
        "length, cost and the end of its year as due day.\n\n"
        "All are recorded together, with the scenario named in each; segments that a road work has already are left "
        "as they are, and listed. From then on gisplan scenario show says how far they are.\n\n"
        "Example: gisplan scenario adopt zhenba 方案一 --by 王"
    )
)
@click.argument("county", type=click.Path())
@click.argument("scenario")
@click.option("--dry-run", is_flag=True, help=N_("Check everything and record nothing."))
@by_option
@json_option
@reading_options
@lang_option
def adopt(county: str, scenario: str, dry_run: bool, by: str, as_json: bool) -> None:
    """Adopt a scenario of COUNTY."""
    from gisplan.cli.ledger.table import echo_json
    from gisplan.ledger import open_ledger
    from gisplan.ledger.scenarios.adopt import adopt as adopt_scenario
    from gisplan.ledger.scenarios.scenarios import Scenarios
    from gisplan.workflow import read_county
    from gisplan.workflow.scenario_steps import find_stored_scenario, measure_scenario

    ledger = open_ledger(county, create=False)
    kept = find_stored_scenario(Scenarios(ledger.engine, ledger.clock), scenario)
    measured = measure_scenario(read_county(county, orientation=False), kept.scenario)
    warn_of_clock(ledger)
    adoption, batch = adopt_scenario(ledger, kept, measured.figures, by=by, seen=kept.version, dry_run=dry_run)
    if as_json:
        works = [{"code": code, "name": values["name"], "km": values["km"]} for code, values in adoption.works.items()]
        echo_json({"works": works, "already": dict(adoption.already), "events": batch.events, "recorded": not dry_run})
        return
    text = _("Road works that would be added: {0}.") if dry_run else _("Road works added: {0}.")
    click.echo(text.format(len(adoption.works)))
    if adoption.already:
        codes = ", ".join(dict.fromkeys(adoption.already.values()))
        click.echo(fill(_("{0} segment(s) belong to road works already: {1}."), len(adoption.already), codes))
