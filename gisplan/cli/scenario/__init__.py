"""`gisplan scenario`: proposals of planners, each of its commands in a module of its own."""

from __future__ import annotations

import click

from gisplan.base.language import N_
from gisplan.cli.commands import Commands

__all__ = ["SCENARIO_COMMANDS", "scenario"]

SCENARIO_COMMANDS = {
    "new": ("gisplan.cli.scenario.new", "new"),
    "list": ("gisplan.cli.scenario.show", "list_all"),
    "show": ("gisplan.cli.scenario.show", "show"),
    "solve": ("gisplan.cli.scenario.solve", "solve"),
    "compare": ("gisplan.cli.scenario.compare", "compare"),
    "why": ("gisplan.cli.scenario.why", "why"),
    "adopt": ("gisplan.cli.scenario.adopt", "adopt"),
    "export": ("gisplan.cli.scenario.files", "export_file"),
    "import": ("gisplan.cli.scenario.files", "import_file"),
}


@click.command(
    cls=Commands,
    functions=SCENARIO_COMMANDS,
    help=N_(
        "Proposals of what to build in COUNTY: each with its budgets, what was put in or out by hand, and its plan.\n\n"
        "Scenarios are kept in the county's ledger (gisplan ledger open makes one), where several planners change them "
        "at the desk (gisplan serve). Each is also a file, *.scenario.json, that another office opens.\n\n"
        "Example: gisplan scenario new zhenba 方案一 --budget group_roads=20"
    ),
)
def scenario() -> None:
    """Group the commands of the scenarios of COUNTY."""
