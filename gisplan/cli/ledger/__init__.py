"""`gisplan ledger`: the works ledger, each of its commands in a module of its own."""

from __future__ import annotations

import click

from gisplan.base.language import N_
from gisplan.cli.commands import Commands

__all__ = ["LEDGER_COMMANDS", "ledger"]

LEDGER_COMMANDS = {
    "open": ("gisplan.cli.ledger.open", "open_store"),
    "import": ("gisplan.cli.ledger.sheets", "import_book"),
    "export": ("gisplan.cli.ledger.sheets", "export_book"),
    "set": ("gisplan.cli.ledger.set", "set_field"),
    "undo": ("gisplan.cli.ledger.undo", "undo"),
    "comment": ("gisplan.cli.ledger.comment", "comment"),
    "show": ("gisplan.cli.ledger.show", "show"),
    "history": ("gisplan.cli.ledger.show", "history"),
    "report": ("gisplan.cli.ledger.report", "report"),
    "files": ("gisplan.cli.ledger.files", "files"),
    "check": ("gisplan.cli.ledger.files", "check_store"),
    "times": ("gisplan.cli.ledger.times", "times"),
    "backup": ("gisplan.cli.ledger.backup", "backup"),
    "restore": ("gisplan.cli.ledger.backup", "restore"),
}


@click.command(
    cls=Commands,
    functions=LEDGER_COMMANDS,
    help=N_(
        "The works ledger of COUNTY: the progress of each work, who recorded it, and when.\n\n"
        "The ledger is ledger.sqlite beside the county file, or the database named by [ledger] url of that file or "
        "by GISPLAN_LEDGER_URL. Nothing in it is ever overwritten: a correction is recorded like any other "
        "change.\n\n"
        "Example: gisplan ledger open zhenba, then gisplan ledger show zhenba --town 青水镇 --overdue"
    ),
)
def ledger() -> None:
    """Group the commands of the works ledger of COUNTY."""
