"""`gisplan ledger set`: record a milestone or a value of one work."""

from __future__ import annotations

from datetime import date

import click

from gisplan.base.language import N_, _
from gisplan.cli.options import by_option, date_option, json_option, kind_option, lang_option

__all__ = ["set_field"]


@click.command(
    help=N_(
        "Record that WORK of COUNTY has reached a milestone, or that a value of it has changed.\n\n"
        "FIELD is a milestone, such as main_done or 主体完工, or a value, such as km; a value needs --value. "
        "Exit code: 0 recorded, or nothing to record; 2 when a rule is broken, or someone changed the work first.\n\n"
        "Example: gisplan ledger set layers/zhenba SL2019-002 tested --date 2019-07-02 --by 王 --attach report.pdf"
    )
)
@click.argument("county", type=click.Path())
@click.argument("work")
@click.argument("field")
@date_option("--date", N_("The day of the milestone, or from which the value holds; else today."))
@click.option("--value", metavar="TEXT", help=N_("The value; empty when nobody knows it."))
@click.option("--km", type=float, metavar="KM", help=N_("The kilometres finished by that day, too."))
@click.option("--retract", is_flag=True, help=N_("Take the milestone back: it was not reached."))
@by_option
@date_option("--received", N_("The day on which the bureau had it."))
@click.option("--note", metavar="TEXT", help=N_("What else is to be said."))
@click.option(
    "--attach", type=click.Path(exists=True, dir_okay=False), help=N_("The evidence: its name and hash are kept.")
)
@click.option("--override", metavar="REASON", help=N_("Break a rule of the milestones; the reason is kept."))
@click.option("--seen", type=int, metavar="N", help=N_("The version that you saw; refused when it is another now."))
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
        raise click.UsageError(_("A milestone takes --date or --retract, a value takes --value."))
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
