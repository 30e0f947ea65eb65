"""`gisplan ledger open`: create or upgrade the ledger, and load the county's works."""

from __future__ import annotations

import click

from gisplan.base.language import N_
from gisplan.cli.commands import by_option, json_option, lang_option, reading_options, warn_of_clock

__all__ = ["open_store"]


@click.command(
    help=N_(
        "Create the ledger of COUNTY, or upgrade it to the present version, and load the works from its layer "
        "files.\n\n"
        "When it is opened again, only what is new in the files is loaded. A value that was changed both in a file "
        "and in the ledger stays as in the ledger, and is listed. Exit code: 0 when done, 2 when the county or the "
        "ledger is refused.\n\n"
        "Example: gisplan ledger open zhenba --by 王"
    )
)
@click.argument("county", type=click.Path())
@by_option
@json_option
@reading_options
@lang_option
def open_store(county: str, by: str, as_json: bool) -> None:
    """Make the ledger of COUNTY, or bring it to today's version, and load the works of its layer files."""
    from gisplan.base.errors import LedgerStoreError
    from gisplan.cli.ledger.table import after_recording, echo_json, show_loaded
    from gisplan.ledger import open_ledger
    from gisplan.ledger.document import load_to_dict
    from gisplan.workflow import read_county

    loaded_county = read_county(county, orientation=False)
    ledger = open_ledger(county)
    damage = ledger.check()
    if damage:
        raise LedgerStoreError("\n".join(damage))
    warn_of_clock(ledger)
    loaded = ledger.load(loaded_county, by=by)
    if as_json:
        with after_recording(loaded.batch):
            echo_json(load_to_dict(ledger, loaded))
    else:
        show_loaded(ledger, loaded)
