"""`gisplan ledger backup` and `restore`."""

from __future__ import annotations

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import json_option, lang_option, reading_options, warn_of_clock

__all__ = ["backup", "restore"]

lost_option = click.option(
    "--allow-lost-files", is_flag=True, help=N_("Go on although photos or documents are missing or damaged.")
)


@click.command(
    help=N_(
        "Back up the ledger of COUNTY to FILE; others can go on recording meanwhile.\n\n"
        "FILE is a SQLite file, also when the ledger is on PostgreSQL. It holds the ledger as it was when the "
        "backup began; photos and documents are in the folder ledger-files beside it, which several backups share. If "
        "the backup cannot be completed, no file is written and the exit code is 2.\n\n"
        "Example: gisplan ledger backup zhenba zhenba-2019-06-30.sqlite"
    )
)
@click.argument("county", type=click.Path())
@click.argument("file", type=click.Path(dir_okay=False))
@lost_option
@json_option
@reading_options
@lang_option
def backup(county: str, file: str, allow_lost_files: bool, as_json: bool) -> None:
    """Write the ledger of COUNTY to FILE, as it is at this moment, while others go on working."""
    from gisplan.cli.ledger.table import echo_json
    from gisplan.ledger import open_ledger

    ledger = open_ledger(county, create=False)
    warn_of_clock(ledger)
    last = ledger.backup(file, allow_lost_files=allow_lost_files)
    if as_json:
        echo_json({"ledger": {"store": ledger.id, "county": ledger.county, "last_event": last}, "file": file})
    else:
        click.echo(_("Backup written up to event {0}: {1}").format(last, file))


@click.command(
    help=N_(
        "Replace the ledger of COUNTY by the backup FILE.\n\n"
        "The present ledger is first moved to a file beside the county file; restoring also works when it is "
        "damaged or missing. Photos and documents are taken from the folder ledger-files beside FILE. If FILE is not "
        "a complete backup of this county's ledger, nothing is changed and the exit code is 2. The restored ledger "
        "gets a new id.\n\n"
        "Example: gisplan ledger restore zhenba zhenba-2019-06-30.sqlite"
    )
)
@click.argument("county", type=click.Path())
@click.argument("file", type=click.Path(dir_okay=False))
@lost_option
@json_option
@reading_options
@lang_option
def restore(county: str, file: str, allow_lost_files: bool, as_json: bool) -> None:
    """Replace the ledger of COUNTY by the backup FILE."""
    from gisplan.cli.ledger.table import echo_json
    from gisplan.ledger import restore_ledger

    restored = restore_ledger(county, file, allow_lost_files=allow_lost_files)
    kept = restored.kept.name if restored.kept else None
    if as_json:
        echo_json({"ledger": {"store": restored.id, "last_event": restored.last_event}, "kept": kept})
        return
    message = _("Restored up to event {0}. The replaced ledger had {1} events.")
    if restored.events_before is None:
        message = _("Restored up to event {0}. The replaced ledger was damaged: its events are not counted.")
    click.echo(message.format(restored.last_event, restored.events_before))
    if kept:
        click.echo(_("The replaced ledger is kept in {0}.").format(kept))
