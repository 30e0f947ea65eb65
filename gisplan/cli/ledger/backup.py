"""`gisplan ledger backup` and `restore`: a whole copy, and the way back."""

from __future__ import annotations

import click

from gisplan.base.language import N_, _
from gisplan.cli.options import json_option, lang_option

__all__ = ["backup", "restore"]


@click.command(
    help=N_(
        "Write the ledger of COUNTY to FILE, as it is at this moment, while others go on working.\n\n"
        "FILE is a SQLite file, of a ledger on PostgreSQL, too. It is whole, or not there at all: exit code 2 then.\n\n"
        "Example: gisplan ledger backup layers/zhenba zhenba-2019-06-30.sqlite"
    )
)
@click.argument("county", type=click.Path())
@click.argument("file", type=click.Path(dir_okay=False))
@json_option
@lang_option
def backup(county: str, file: str, as_json: bool) -> None:
    """Write the ledger of COUNTY to FILE, as it is at this moment, while others go on working."""
    from gisplan.cli.ledger.table import echo_json
    from gisplan.ledger import open_ledger

    store = open_ledger(county, create=False)
    last = store.backup(file)
    if as_json:
        echo_json({"ledger": {"store": store.id, "county": store.county, "last_event": last}, "file": file})
    else:
        click.echo(_("Backed up up to event {0}: {1}").format(last, file))


@click.command(
    help=N_(
        "Put the backup FILE in the place of the ledger of COUNTY.\n\n"
        "What stands there is kept beside the county file first; it may be damaged or gone. All or nothing: exit "
        "code 2 when FILE is no whole backup of this county's ledger. The restored ledger has an id of its own.\n\n"
        "Example: gisplan ledger restore layers/zhenba zhenba-2019-06-30.sqlite"
    )
)
@click.argument("county", type=click.Path())
@click.argument("file", type=click.Path(dir_okay=False))
@json_option
@lang_option
def restore(county: str, file: str, as_json: bool) -> None:
    """Put the backup FILE in the place of the ledger of COUNTY."""
    from gisplan.cli.ledger.table import echo_json
    from gisplan.ledger import restore_ledger

    done = restore_ledger(county, file)
    kept = done.kept.name if done.kept else None
    if as_json:
        echo_json({"ledger": {"store": done.id, "last_event": done.last_event}, "kept": kept})
        return
    click.echo(_("Restored up to event {0}; before there were {1} events.").format(done.last_event, done.events_before))
    if kept:
        click.echo(_("What stood there is kept in {0}.").format(kept))
