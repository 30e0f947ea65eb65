"""`gisplan ledger times`: list what a wrong clock recorded, and correct its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from gisplan.base.language import N_, _
from gisplan.cli.commands import by_option, date_option, json_option, lang_option, reading_options, warn_of_clock

if TYPE_CHECKING:
    from gisplan.ledger import Ledger
    from gisplan.ledger.events.times import TimeDoubt

__all__ = ["times"]


class _Range(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no argument here
    """One number, or two with a hyphen between."""

    name = "range"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        first, hyphen, last = str(value).partition("-")
        if not (first.isascii() and first.isdigit() and (not hyphen or (last.isascii() and last.isdigit()))):
            self.fail(_("{0!r} is no number of a record: write it like 17 or 17-23.").format(value), param, ctx)
        return int(first), int(last or first)


@click.command(
    help=N_(
        "List the records of COUNTY's ledger whose time is doubtful, because a computer's clock was wrong, and the "
        "dates that they recorded.\n\n"
        "Records are in the order of their numbers, whatever the clock said. --batch and --was state on which day "
        "records were truly made; the correction is a record of its own. A wrong date of a milestone is corrected with "
        "gisplan ledger set.\n\n"
        "Example: gisplan ledger times zhenba --batch 1-3 --was 2019-07-02 --by 王"
    )
)
@click.argument("county", type=click.Path())
@click.option("--batch", type=_Range(), metavar="N[-M]", help=N_("The record, or the first and the last, to correct."))
@date_option("--was", N_("The day on which they were truly recorded."))
@by_option
@click.option("--note", metavar="TEXT", help=N_("A note."))
@json_option
@reading_options
@lang_option
def times(
    county: str, batch: tuple[int, int] | None, was: date | None, by: str, note: str | None, as_json: bool
) -> None:
    """List what a wrong clock recorded in the ledger of COUNTY, or correct its day."""
    from gisplan.cli.ledger.table import echo_json
    from gisplan.ledger import open_ledger
    from gisplan.ledger.document import doubts_to_dict

    if (batch is None) != (was is None):
        raise click.UsageError(_("--batch and --was belong together: which records, and their true day."))
    ledger = open_ledger(county, create=False)
    warn_of_clock(ledger)
    if batch is not None and was is not None:
        doubts = ledger.correct_times(*batch, was, by=by, note=note)
    else:
        doubts = ledger.time_doubts()
    if as_json:
        echo_json(doubts_to_dict(ledger, doubts))
        return
    if batch is not None:
        click.echo(_("The records {0} to {1} now count as made on {2}.").format(*batch, was))
    _show(ledger, doubts)


def _show(ledger: Ledger, doubts: Sequence[TimeDoubt]) -> None:
    """Print each doubtful record, with the events that may have a wrong date."""
    from gisplan.cli.ledger.table import make_table
    from gisplan.ledger.events.clock import parse_instant, parse_utc_offset
    from gisplan.ledger.events.labels import escape_unprintable, field_label, format_value

    console = Console(highlight=False)
    if not doubts:
        console.print(Text(_("The times of all records are in order.")))
        return
    zone = parse_utc_offset(ledger.utc_offset)
    heads = [_("record"), _("recorded"), _("by"), _("doubt"), _("dates to check")]
    table = make_table(_("Records with a doubtful time ({0})").format(len(doubts)), heads, numbers=(0,), whole=(0, 1))
    for doubt in doubts:
        when = f"{parse_instant(doubt.time.recorded).astimezone(zone):%Y-%m-%d %H:%M}"
        events = "\n".join(
            f"{escape_unprintable(event.code)} {field_label(event.field)} {format_value(event.new)}, "
            + _("from {0}").format(event.on)
            for event in doubt.events
        )
        cells = [str(doubt.time.number), when, escape_unprintable(doubt.time.by), doubt.explain(), events]
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    remedy = _(
        "State the true day of a record with --batch N --was DATE; correct a wrong date with gisplan ledger set COUNTY "
        "WORK FIELD --date DATE."
    )
    console.print(Text(remedy))
