"""`gisplan ledger history`: everything that was ever recorded of one work."""

from __future__ import annotations

import click

from gisplan.base.language import N_
from gisplan.cli.options import json_option, kind_option, lang_option

__all__ = ["history"]


@click.command(
    help=N_(
        "Show all records of WORK: what changed, from which date, who recorded it, and when.\n\n"
        "Example: gisplan ledger history layers/zhenba SL2019-002 --json"
    )
)
@click.argument("county", type=click.Path())
@click.argument("work")
@kind_option
@json_option
@lang_option
def history(county: str, work: str, kind: str | None, as_json: bool) -> None:
    """Show everything that was recorded of WORK: what changed, when it happened, who recorded it, and when."""
    from gisplan.cli.ledger.table import echo_json, show_history
    from gisplan.ledger import open_ledger
    from gisplan.ledger.document import history_to_dict

    ledger = open_ledger(county, create=False)
    found, events = ledger.work(work, kind), ledger.history(work, kind)
    if as_json:
        echo_json(history_to_dict(ledger, found, events))
    else:
        show_history(ledger, found, events)
