"""`gisplan ledger import` and `export`: the bureaus' Excel sheets."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from gisplan.base.language import N_, _, fill
from gisplan.cli.commands import by_option, date_option, json_option, lang_option, reading_options, warn_of_clock

if TYPE_CHECKING:
    from rich.console import Console

    from gisplan.base.errors import LedgerSheetError
    from gisplan.io.inputs.register import Register
    from gisplan.ledger import Ledger
    from gisplan.ledger.sheets import Comparison, Difference, ImportResult, VillageIndex

__all__ = ["export_book", "import_book", "show_comparison", "show_imported"]

_MAX_ROWS = 200  # differences that are listed one by one


def show_comparison(comparison: Comparison) -> None:
    """Print what was read, one row for each difference, and one for each new work."""
    from rich.text import Text

    from gisplan.io.output.console import make_console
    from gisplan.ledger.events.labels import KIND_LABELS, escape_unprintable

    console = make_console()
    for sheet in comparison.sheets:
        line = _("{0}: {1} rows of {2}, {3} of them new, {4} changed")
        cells = (escape_unprintable(sheet.name), sheet.rows, _(KIND_LABELS[sheet.kind]), sheet.new, sheet.changed)
        console.print(Text(line.format(*cells)), soft_wrap=True)
        if sheet.unread:
            names = ", ".join(map(escape_unprintable, sheet.unread))
            console.print(Text(_("  columns not read (in no form): {0}").format(names)), soft_wrap=True)
    for note in comparison.notes:
        console.print(Text(escape_unprintable(note)), soft_wrap=True)
    changed = [difference for difference in comparison.differences if not difference.new_work]
    _show_new(console, comparison)
    if changed:
        _show_changed(console, changed)


def _show_new(console: Console, comparison: Comparison) -> None:
    """Print a row for each new work, with the number of its fields."""
    from rich.text import Text

    from gisplan.cli.ledger.table import make_table
    from gisplan.ledger.events.labels import escape_unprintable

    new = Counter((d.kind, d.code, d.name, d.row) for d in comparison.differences if d.new_work)
    if not new:
        return
    heads = [_("row"), _("code"), _("name"), _("fields")]
    table = make_table(_("New works ({0})").format(len(new)), heads, numbers=(0, 3), whole=(1,))
    for (_kind, code, name, row), fields in list(new.items())[:_MAX_ROWS]:
        table.add_row(str(row), Text(escape_unprintable(code)), Text(escape_unprintable(name)), str(fields))
    console.print(table)
    _show_more(console, len(new))


def _show_changed(console: Console, changed: list[Difference]) -> None:
    """Print a row for each changed field; the work is named in the first of its rows."""
    from rich.text import Text

    from gisplan.cli.ledger.table import make_table
    from gisplan.ledger.events.labels import escape_unprintable, field_label, format_value

    heads = [_("row"), _("code"), _("name"), _("field"), _("in the ledger"), _("in the sheet")]
    table = make_table(_("Changes ({0})").format(len(changed)), heads, numbers=(0,), whole=(1,))
    before = None
    for d in changed[:_MAX_ROWS]:
        named = (
            [str(d.row), escape_unprintable(d.code), escape_unprintable(d.name)]
            if before != (d.kind, d.code)
            else [""] * 3
        )
        cells = [*named, field_label(d.field), format_value(d.old), format_value(d.new)]
        table.add_row(*(Text(cell) for cell in cells))
        before = d.kind, d.code
    console.print(table)
    _show_more(console, len(changed))


def _show_more(console: Console, count: int) -> None:
    if count > _MAX_ROWS:
        console.print(_("… and {0} more.").format(count - _MAX_ROWS), markup=False, highlight=False)


def show_imported(result: ImportResult) -> None:
    """Print what was recorded, or would be."""
    from rich.text import Text

    from gisplan.io.output.console import make_console

    batch = result.batch
    if not batch.events:
        line = _("The ledger holds all of this already: nothing to record.")
    elif result.dry_run:
        line = _("Dry run: would record {0} event(s) of {1} work(s). Nothing was recorded.")
    else:
        line = _("Recorded {0} event(s) of {1} work(s); last event: {2}.")
    make_console().print(Text(fill(line, batch.events, batch.works, batch.last_event)), soft_wrap=True)


kinds_option = click.option(
    "--kind",
    metavar="KIND",
    help=N_("Kind of works in the sheet: road, water, power or broadcasting; default: recognised from its columns."),
)


@click.command(
    name="import",
    help=N_(
        "Import FILE, a bureau's Excel workbook of works, into the ledger of COUNTY: everything or nothing.\n\n"
        "The differences are printed. Rows are matched by code, else by name, town and village; doubtful matches "
        "are listed, not guessed. A row is refused if its work was changed after the sheet was exported. Exit "
        "code: 0 when imported, or when there is nothing new; 2 when anything is wrong, and then nothing is "
        "changed.\n\n"
        "Example: gisplan ledger import zhenba zhenba/bureau/water_projects.xlsx --received 2019-07-02 --dry-run"
    ),
)
@click.argument("county", type=click.Path())
@click.argument("file", type=click.Path())
@date_option("--received", N_("Date on which the bureau received the sheet."))
@click.option("--dry-run", is_flag=True, help=N_("Print the changes and check every rule, but record nothing."))
@by_option
@click.option("--note", metavar="TEXT", help=N_("A note."))
@click.option(
    "--override", metavar="REASON", help=N_("Import although milestone rules are broken; the reason is recorded.")
)
@click.option(
    "--new",
    metavar="CODE",
    multiple=True,
    help=N_("The row with this code is a new work, although it resembles another."),
)
@kinds_option
@json_option
@reading_options
@lang_option
def import_book(county: str, file: str, as_json: bool, **options: Any) -> None:
    """Import a bureau's Excel workbook of works into the ledger of COUNTY: all of it, or nothing."""
    from gisplan.io.reading import start_register

    reading = start_register(county)
    with reading.ending:
        # here, as the villages are read meanwhile
        from gisplan.base.errors import LedgerSheetError
        from gisplan.io.inputs.register import finish_register
        from gisplan.ledger import open_ledger
        from gisplan.ledger.sheets import import_book as import_workbook

        ledger = open_ledger(reading.county_file, create=False)
        villages = _index_villages(finish_register(reading))
    warn_of_clock(ledger)
    try:
        result = import_workbook(ledger, file, villages=villages, **options)
    except LedgerSheetError as error:
        if not as_json:
            _show_refused(error)
        raise
    _show_result(ledger, result, as_json)


def _show_refused(error: LedgerSheetError) -> None:
    from gisplan.ledger.sheets import Comparison

    if isinstance(error.comparison, Comparison):
        show_comparison(error.comparison)


def _show_result(ledger: Ledger, result: ImportResult, as_json: bool) -> None:
    from gisplan.cli.ledger.table import after_recording, echo_json
    from gisplan.ledger.document import import_to_dict

    if as_json:
        with after_recording(result.batch):
            echo_json(import_to_dict(ledger, result))
    else:
        show_comparison(result.comparison)
        show_imported(result)


def _index_villages(register: Register | None) -> VillageIndex | None:
    from gisplan.ledger.sheets import VillageIndex

    return None if register is None else VillageIndex.from_frame(register.villages, register.changes)


@click.command(
    name="export",
    help=N_(
        "Export the works of COUNTY's ledger to FILE, in the forms of the bureaus, one sheet per kind of works.\n\n"
        "An edited sheet can be imported again: a hidden column holds the version of each row's work. Exit code: 0 "
        "when written, 2 when the file exists already or cannot be written.\n\n"
        "Example: gisplan ledger export zhenba 台账.xlsx --kind water"
    ),
)
@click.argument("county", type=click.Path())
@click.argument("file", type=click.Path())
@click.option("--kind", metavar="KIND", help=N_("Only works of this kind: road, water, power, broadcasting."))
@click.option("--overwrite", is_flag=True, help=N_("Overwrite FILE if it exists."))
@reading_options
@lang_option
def export_book(county: str, file: str, kind: str | None, overwrite: bool) -> None:
    """Write the works of COUNTY's ledger to FILE, in the bureaus' own forms."""
    from gisplan.io.inputs.register import read_register
    from gisplan.ledger import open_ledger
    from gisplan.workflow import export_book as export_workbook

    ledger = open_ledger(county, create=False)
    villages = _index_villages(read_register(county))
    warn_of_clock(ledger)
    works = export_workbook(ledger, file, villages=villages, kind=kind, overwrite=overwrite)
    click.echo(_("{0}: {1} works, as of event {2}.").format(file, works, ledger.last_event))
