"""`gisplan ledger import` and `export`: read and write the bureaus' Excel sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gisplan.base.language import N_, _
from gisplan.cli.options import by_option, date_option, json_option, lang_option

if TYPE_CHECKING:
    import pandas as pd

    from gisplan.base.errors import LedgerSheetError
    from gisplan.ledger import Ledger
    from gisplan.ledger.sheets import ImportResult, VillageIndex

__all__ = ["export_book", "import_book"]

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
        "Example: gisplan ledger import layers/zhenba 饮水工程.xlsx --received 2019-07-02 --dry-run"
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
@lang_option
def import_book(county: str, file: str, as_json: bool, **options: Any) -> None:
    """Import a bureau's Excel workbook of works into the ledger of COUNTY: all of it, or nothing."""
    from concurrent.futures import ThreadPoolExecutor

    from gisplan.io.inputs.user_tables import read_register

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read_register, county)
        # the rest is imported meanwhile
        from gisplan.base.errors import LedgerSheetError
        from gisplan.ledger import open_ledger
        from gisplan.ledger.sheets import import_book as import_workbook

        ledger = open_ledger(county, create=False)
        villages = _index_villages(reading.result())
    try:
        result = import_workbook(ledger, file, villages=villages, **options)
    except LedgerSheetError as error:
        if not as_json:
            _show_refused(error)
        raise
    _show_result(ledger, result, as_json)


def _show_refused(error: LedgerSheetError) -> None:
    from gisplan.cli.ledger.sheets_table import show_comparison
    from gisplan.ledger.sheets import Comparison

    if isinstance(error.comparison, Comparison):
        show_comparison(error.comparison)


def _show_result(ledger: Ledger, result: ImportResult, as_json: bool) -> None:
    from gisplan.cli.ledger.sheets_table import show_comparison, show_imported
    from gisplan.cli.ledger.table import echo_json
    from gisplan.ledger.document import import_to_dict

    if as_json:
        echo_json(import_to_dict(ledger, result))
    else:
        show_comparison(result.comparison)
        show_imported(result)


def _index_villages(register: pd.DataFrame | None) -> VillageIndex | None:
    from gisplan.ledger.sheets import VillageIndex

    return None if register is None else VillageIndex.from_frame(register)


@click.command(
    name="export",
    help=N_(
        "Export the works of COUNTY's ledger to FILE, in the forms of the bureaus, one sheet per kind of works.\n\n"
        "An edited sheet can be imported again: a hidden column holds the version of each row's work. Exit code: 0 "
        "when written, 2 when the file exists already or cannot be written.\n\n"
        "Example: gisplan ledger export layers/zhenba 台账.xlsx --kind water"
    ),
)
@click.argument("county", type=click.Path())
@click.argument("file", type=click.Path())
@click.option("--kind", metavar="KIND", help=N_("Only works of this kind: road, water, power, broadcasting."))
@click.option("--overwrite", is_flag=True, help=N_("Overwrite FILE if it exists."))
@lang_option
def export_book(county: str, file: str, kind: str | None, overwrite: bool) -> None:
    """Write the works of COUNTY's ledger to FILE, in the bureaus' own forms."""
    from gisplan.io.inputs.user_tables import read_register
    from gisplan.ledger import open_ledger
    from gisplan.workflow import export_book as export_workbook

    ledger = open_ledger(county, create=False)
    villages = _index_villages(read_register(county))
    works = export_workbook(ledger, file, villages=villages, kind=kind, overwrite=overwrite)
    click.echo(_("{0}: {1} works, as of event {2}.").format(file, works, ledger.last_event))
