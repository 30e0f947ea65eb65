"""`gisplan ledger undo`: undo recorded changes by further ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gisplan.base.language import N_, _, fill
from gisplan.cli.commands import by_option, json_option, kind_option, lang_option, reading_options, warn_of_clock

if TYPE_CHECKING:
    from gisplan.ledger import WorkState

__all__ = ["undo"]


@click.command(
    help=N_(
        "Undo what was recorded last of WORK of COUNTY, or one event, by further events: nothing is erased.\n\n"
        "WORK is found as by gisplan ledger set, and by --event where several fit; "
        "the numbers of events are shown by gisplan ledger history. An event "
        "whose field was changed again since is refused. Exit code: 0 when recorded, 2 when it is refused.\n\n"
        "Example: gisplan ledger undo zhenba 古路村饮水 --by 王 --note 录错工程"
    )
)
@click.argument("county", type=click.Path())
@click.argument("work")
@click.option(
    "--event", type=click.IntRange(min=1), metavar="N", help=N_("The event; default: all of the work's last record.")
)
@by_option
@click.option("--note", metavar="TEXT", help=N_("A note."))
@click.option(
    "--override", metavar="REASON", help=N_("Record although a milestone rule is broken; the reason is recorded.")
)
@kind_option
@json_option
@reading_options
@lang_option
def undo(
    county: str,
    work: str,
    event: int | None,
    by: str,
    note: str | None,
    override: str | None,
    kind: str | None,
    as_json: bool,
) -> None:
    """Undo what was recorded of WORK of COUNTY."""
    from gisplan.base.display import visible
    from gisplan.cli.ledger.choose_work import choose_work
    from gisplan.cli.ledger.table import after_recording, echo_json
    from gisplan.ledger import open_ledger
    from gisplan.ledger.document import recorded_to_dict
    from gisplan.ledger.events.labels import field_label, format_value

    ledger = open_ledger(county, create=False)

    def has_event(one: WorkState) -> bool:
        return event is None or any(recorded.id == event for recorded in ledger.history(one.code, one.kind))

    found = choose_work(ledger, county, work, kind, meant=has_event, ask=not as_json)
    warn_of_clock(ledger)
    batch = ledger.undo(found.code, event, by=by, kind=found.kind, note=note, override=override)
    with after_recording(batch):
        now = ledger.work(found.code, found.kind)
        if as_json:
            echo_json(recorded_to_dict(ledger, batch, now))
            return
        head = _("{0} {1}: {2} event(s) undone; version {3}.")
        click.echo(fill(head, visible(now.code), visible(now.name), batch.events, now.version))
        for made in ledger.history(now.code, now.kind)[now.version - batch.events :]:
            change = f"{format_value(made.old)} → {format_value(made.new)}"
            click.echo("  " + _("{0}: {1} (event {2})").format(field_label(made.field), change, made.undoes))
