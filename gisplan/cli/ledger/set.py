"""`gisplan ledger set`: record a milestone or a value of one work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from gisplan.base.display import visible
from gisplan.base.language import N_, _
from gisplan.cli.commands import (
    DAY,
    by_option,
    json_option,
    kind_option,
    lang_option,
    reading_options,
    warn_of_clock,
)

if TYPE_CHECKING:
    from gisplan.ledger import Batch, Change, Ledger, WorkState

__all__ = ["set_field"]


@click.command(
    help=N_(
        "Record a milestone reached by WORK of COUNTY, or a changed value.\n\n"
        "WORK is a code, or a part of a name, of a village or town, or pinyin; where several works fit, those that "
        "have FIELD are meant, and you are asked which. "
        "FIELD is a milestone, such as main_done or 主体完工, or a value, such as km; a value needs "
        "--value. DATE is a day such as 昨天, yesterday, 6月29日, 29 June or 2019-06-29; default: today. Without a "
        "year it is the last such day. Exit code: 0 when recorded, or when there is nothing new; 2 when a rule is "
        "broken, or someone else changed the work first.\n\n"
        "Example: gisplan ledger set zhenba 古路 主体完工 昨天 --by 王"
    )
)
@click.argument("county", type=click.Path())
@click.argument("work")
@click.argument("field")
@click.argument("day", metavar="[DATE]", required=False)
@click.option(
    "--date", metavar="DATE", help=N_("Date of the milestone, or first day on which the value is valid; as DATE.")
)
@click.option("--value", metavar="TEXT", help=N_("The new value; empty if unknown."))
@click.option("--km", type=float, metavar="KM", help=N_("Also record the kilometres finished by that date."))
@click.option("--retract", is_flag=True, help=N_("Withdraw the milestone: it was not reached."))
@by_option
@click.option("--received", metavar="DATE", help=N_("Date on which the bureau received it."))
@click.option("--note", metavar="TEXT", help=N_("A note."))
@click.option(
    "--attach",
    type=click.Path(exists=True, dir_okay=False),
    multiple=True,
    help=N_("A photo or document that proves it; it is kept with the ledger. Can be repeated."),
)
@click.option(
    "--override", metavar="REASON", help=N_("Record although a milestone rule is broken; the reason is recorded.")
)
@click.option(
    "--seen", type=int, metavar="N", help=N_("The version you are changing; refused if the work has changed since.")
)
@kind_option
@json_option
@reading_options
@lang_option
def set_field(county: str, work: str, field: str, by: str, kind: str | None, as_json: bool, **values: Any) -> None:
    """Record that WORK of COUNTY has reached a milestone, or that a value of it has changed."""
    from gisplan.cli.ledger.choose_work import choose_work
    from gisplan.cli.ledger.keep_files import keep_files
    from gisplan.ledger import open_ledger

    ledger = open_ledger(county, create=False)
    received = _parse_day(values.pop("received"), ledger.today)
    day = _parse_day(_choose_date(values.pop("day"), values.pop("date")), ledger.today)
    found = choose_work(ledger, county, work, kind, meant=partial(_has_field, field), ask=not as_json)
    given = _Values(date=day, **values)
    changes = _make_changes(found, field, ledger.today, given)
    if given.attach:
        files = keep_files(ledger, given.attach, work=found, day=day or ledger.today)
        changes[0] = replace(changes[0], attachments=files)
    warn_of_clock(ledger)
    batch = ledger.record(changes, by=by, received=received)
    _show_result(ledger, batch, changes[0], as_json)


def _has_field(field: str, work: WorkState) -> bool:
    """Return whether a work is of a kind that has a milestone or value."""
    from gisplan.ledger import read_kinds
    from gisplan.ledger.events.labels import find_field

    return find_field(read_kinds()[work.kind], field) is not None


def _choose_date(argument: str | None, option: str | None) -> str | None:
    """Return the day that was given, in the one or the other way."""
    if argument is not None and option is not None:
        raise click.UsageError(_("Give the date once: as DATE, or with --date."))
    return option if argument is None else argument


def _parse_day(text: str | None, today: date) -> date | None:
    """Parse a day, and say on stderr which year is meant where none was given."""
    from gisplan.ledger.entry.days import parse_day

    if text is None:
        return None
    try:
        stated = parse_day(text, today)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    day: date = DAY.convert(stated.day, None, None)
    if stated.year_assumed:
        message = _("{0} is taken as {1}, the last such day up to today.")
        click.echo(message.format(visible(text), day), err=True)
    return day


def _show_result(ledger: Ledger, batch: Batch, change: Change, as_json: bool) -> None:
    from gisplan.cli.ledger.table import after_recording, echo_json, show_recorded
    from gisplan.ledger.document import recorded_to_dict

    with after_recording(batch):
        work = ledger.work(change.code, change.kind)
        if as_json:
            echo_json(recorded_to_dict(ledger, batch, work))
        else:
            show_recorded(batch, work, change.field)


@dataclass(frozen=True)
class _Values:
    """The options of the command that say what is recorded."""

    date: date | None
    value: str | None
    km: float | None
    retract: bool
    note: str | None
    attach: tuple[str, ...]
    override: str | None
    seen: int | None


def _make_changes(work: WorkState, field: str, today: date, given: _Values) -> list[Change]:
    """Make the change of a field, and that of the finished length if it is given."""
    from gisplan.ledger import Change, read_kinds
    from gisplan.ledger.events.labels import escape_unprintable, field_label, find_field, find_nearest_field

    kind = read_kinds()[work.kind]
    name = find_field(kind, field)
    if name is None:
        known, near = ", ".join(map(field_label, kind.milestones)), find_nearest_field(kind, field)
        message = _("{0} has neither a milestone nor a value {1}. Its milestones are: {2}.")
        if near is not None:
            message = _("{0} has neither a milestone nor a value {1}. The nearest is: {3}. Its milestones are: {2}.")
        raise click.UsageError(message.format(work.code, escape_unprintable(field), known, near))
    is_milestone = name in kind.milestones
    if is_milestone == (given.value is not None) or (given.retract and not is_milestone):
        raise click.UsageError(_("For a milestone give --date or --retract; for a value give --value."))
    new: date | str | None = given.value or None
    if is_milestone:
        new = None if given.retract else given.date or today
    seen = work.version if given.seen is None else given.seen
    changes = [
        Change(
            work.code,
            name,
            new,
            seen,
            work.kind,
            None if is_milestone else given.date,
            given.note,
            override=given.override,
        )
    ]
    if given.km is not None:
        changes.append(
            Change(work.code, kind.length[0], given.km, seen, work.kind, given.date, override=given.override)
        )
    return changes
