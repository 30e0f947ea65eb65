"""`gisplan ledger set`: record a milestone or a value of one work."""

from __future__ import annotations

from datetime import date

import click

from gisplan.base.language import N_, _
from gisplan.cli.options import by_option, date_option, json_option, kind_option, lang_option

__all__ = ["set_field"]


@click.command(
    help=N_(
        "Record a milestone reached by WORK of COUNTY, or a changed value.\n\n"
        "FIELD is a milestone, such as main_done or 主体完工, or a value, such as km; a value needs --value. Exit "
        "code: 0 when recorded, or when there is nothing new; 2 when a rule is broken, or someone else changed the "
        "work first.\n\n"
        "Example: gisplan ledger set layers/zhenba SL2019-002 tested --date 2019-07-02 --by 王 --attach report.pdf"
    )
)
@click.argument("county", type=click.Path())
@click.argument("work")
@click.argument("field")
@date_option("--date", N_("Date of the milestone, or first day on which the value is valid; default: today."))
@click.option("--value", metavar="TEXT", help=N_("The new value; empty if unknown."))
@click.option("--km", type=float, metavar="KM", help=N_("Also record the kilometres finished by that date."))
@click.option("--retract", is_flag=True, help=N_("Withdraw the milestone: it was not reached."))
@by_option
@date_option("--received", N_("Date on which the bureau received it."))
@click.option("--note", metavar="TEXT", help=N_("A note."))
@click.option(
    "--attach", type=click.Path(exists=True, dir_okay=False), help=N_("Evidence file; its name and hash are recorded.")
)
@click.option(
    "--override", metavar="REASON", help=N_("Record although a milestone rule is broken; the reason is recorded.")
)
@click.option(
    "--seen", type=int, metavar="N", help=N_("The version you are changing; refused if the work has changed since.")
)
@kind_option
@json_option
@lang_option
def set_field(
    county: str,
    work: str,
    field: str,
    date: date | None,
    value: str | None,
    km: float | None,
    retract: bool,
    by: str,
    received: date | None,
    note: str | None,
    attach: str | None,
    override: str | None,
    seen: int | None,
    kind: str | None,
    as_json: bool,
) -> None:
    """Record that WORK of COUNTY has reached a milestone, or that a value of it has changed."""
    from gisplan.cli.ledger.table import echo_json, show_recorded
    from gisplan.ledger import Change, hash_attachment, open_ledger, read_kinds
    from gisplan.ledger.document import recorded_to_dict
    from gisplan.ledger.events.labels import find_field

    store = open_ledger(county, create=False)
    found = store.work(work, kind)
    known = read_kinds()[found.kind]
    name = find_field(known, field) or field
    milestone = name in known.milestones
    if milestone == (value is not None) or (retract and not milestone):
        raise click.UsageError(_("For a milestone give --date or --retract; for a value give --value."))
    told = (None if retract else date or store.today) if milestone else value or None
    version = found.version if seen is None else seen
    proof = hash_attachment(attach) if attach else None
    on = None if milestone else date
    changes = [Change(found.code, name, told, version, found.kind, on, note, proof, override)]
    if km is not None:
        changes.append(Change(found.code, known.length[0], km, version, found.kind, date, override=override))
    batch = store.record(changes, by=by, received=received)
    now = store.work(found.code, found.kind)
    if as_json:
        echo_json(recorded_to_dict(store, batch, now))
    else:
        show_recorded(batch, now, name)
