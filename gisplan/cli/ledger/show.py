"""`gisplan ledger show`: the state of the works on any day, by what was known on any other."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from gisplan.base.language import N_
from gisplan.cli.commands import (
    date_option,
    json_option,
    kind_option,
    lang_option,
    reading_options,
    warn_of_clock,
    warn_of_state,
)

__all__ = ["history", "show"]


@click.command(
    help=N_(
        "Show the progress of the works of COUNTY.\n\n"
        "--on: as of the end of that day, by all that is known now. --known-at: by what was recorded up to the end "
        "of that day. Both together: what was known on one day about another.\n\n"
        "Example: gisplan ledger show zhenba --town 青水镇 --overdue --on 2019-06-30"
    )
)
@click.argument("county", type=click.Path())
@click.option("--programme", metavar="P", help=N_("Only works of this programme or category."))
@click.option("--town", metavar="T", help=N_("Only works of this town (name or code)."))
@click.option("--kind", metavar="KIND", help=N_("Only works of this kind: road, water, power, broadcasting."))
@click.option("--overdue", is_flag=True, help=N_("Only works with an overdue milestone."))
@date_option("--on", N_("As of the end of this day; default: today."))
@date_option("--known-at", N_("Use only what was recorded up to the end of this day; default: everything."))
@json_option
@reading_options
@lang_option
def show(county: str, on: date | None, known_at: date | None, as_json: bool, **filters: Any) -> None:
    """Show how the works of COUNTY stand."""
    from gisplan.cli.ledger.table import echo_json, show_state
    from gisplan.ledger import open_ledger
    from gisplan.ledger.document import select_works, state_to_dict

    ledger = open_ledger(county, create=False)
    state = ledger.state(on or known_at or ledger.today, known_at)
    warn_of_state(state)
    chosen = select_works(state, **filters)
    if as_json:
        echo_json(state_to_dict(chosen))
    else:
        show_state(chosen)


@click.command(
    help=N_(
        "Show all records of WORK, found as by gisplan ledger set: what changed, from which date, who recorded it, "
        "and when.\n\n"
        "Example: gisplan ledger history zhenba SL2019-002 --json"
    )
)
@click.argument("county", type=click.Path())
@click.argument("work")
@kind_option
@json_option
@reading_options
@lang_option
def history(county: str, work: str, kind: str | None, as_json: bool) -> None:
    """Show everything that was recorded of WORK: what changed, when it happened, who recorded it, and when."""
    from gisplan.cli.ledger.choose_work import choose_work
    from gisplan.cli.ledger.table import echo_json, show_history
    from gisplan.ledger import open_ledger
    from gisplan.ledger.document import history_to_dict

    ledger = open_ledger(county, create=False)
    found = choose_work(ledger, county, work, kind, ask=not as_json)
    events = ledger.history(found.code, found.kind)
    warn_of_clock(ledger)
    if as_json:
        echo_json(history_to_dict(ledger, found, events))
    else:
        show_history(ledger, found, events)
