"""`gisplan ledger show`: the state of the works on any day, by what was known on any other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import (
    date_option,
    full_option,
    json_option,
    kind_option,
    lang_option,
    reading_options,
    warn_of_clock,
    warn_of_state,
)

if TYPE_CHECKING:
    from gisplan.ledger import Ledger, State

__all__ = ["history", "show"]


@click.command(
    help=N_(
        "Show the progress of the works of COUNTY, or one WORK with its milestones, values, photos and comments.\n\n"
        "WORK is found as by gisplan ledger set, and by the options where several fit. "
        "--on: as of the end of that day, by all that is known now. --known-at: by what was recorded up to the end "
        "of that day. Both together: what was known on one day about another.\n\n"
        "Example: gisplan ledger show zhenba --town 青水镇 --overdue --on 2019-06-30"
    )
)
@click.argument("county", type=click.Path())
@click.argument("work", required=False)
@click.option("--programme", metavar="P", help=N_("Only works of this programme or category."))
@click.option("--town", metavar="T", help=N_("Only works of this town (name or code)."))
@click.option("--kind", metavar="KIND", help=N_("Only works of this kind: road, water, power, broadcasting."))
@click.option("--overdue", is_flag=True, help=N_("Only works with an overdue milestone."))
@date_option("--on", N_("As of the end of this day; default: today."))
@date_option("--known-at", N_("Use only what was recorded up to the end of this day; default: everything."))
@full_option
@json_option
@reading_options
@lang_option
def show(
    county: str, work: str | None, on: date | None, known_at: date | None, full: bool, as_json: bool, **filters: Any
) -> None:
    """Show how the works of COUNTY stand."""
    from gisplan.cli.ledger.table import echo_json, show_state
    from gisplan.io.output.console import make_console
    from gisplan.io.output.short_output import show_short
    from gisplan.ledger import open_ledger
    from gisplan.ledger.document import select_works, state_to_dict

    ledger = open_ledger(county, create=False)
    state = ledger.state(on or known_at or ledger.today, known_at)
    warn_of_state(state)
    if work is not None:
        _show_one(ledger, county, work, state, as_json=as_json, **filters)
        return
    chosen = select_works(state, **filters)
    if as_json:
        echo_json(state_to_dict(chosen))
    else:
        show_short(lambda console: show_state(chosen, console), make_console(), full=full)


def _show_one(
    ledger: Ledger, county: str, text: str, state: State, *, as_json: bool, kind: str | None, **filters: Any
) -> None:
    """Show one work with its comments; of several that fit, those that the options choose are meant."""
    from gisplan.cli.ledger.choose_work import choose_work
    from gisplan.cli.ledger.one_work import show_work
    from gisplan.cli.ledger.table import echo_json
    from gisplan.ledger.document import select_works, work_to_dict
    from gisplan.ledger.events.clock import parse_utc_offset

    chosen = {(one.kind, one.code) for one in select_works(state, kind=kind, **filters).works}
    found = choose_work(ledger, county, text, kind, meant=lambda one: (one.kind, one.code) in chosen, ask=not as_json)
    if any(filters.values()) and (found.kind, found.code) not in chosen:
        raise click.UsageError(_("Give either WORK or options that choose works."))
    work = state.by_code.get((found.kind, found.code))
    if work is None:
        raise click.UsageError(_("{0} was not in the ledger then: give another day.").format(found.code))
    events = [event for event in ledger.history(found.code, found.kind) if event.id <= state.last_event]
    zone = parse_utc_offset(ledger.utc_offset)
    comments = [
        comment
        for comment in ledger.comments(found.code, found.kind)
        if state.known_at is None or comment.recorded.astimezone(zone).date() <= state.known_at
    ]
    files = [file for event in events for file in event.attachments]
    if as_json:
        echo_json(work_to_dict(state, work, files, comments))
    else:
        show_work(state, work, files, comments, ledger.utc_offset)


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
