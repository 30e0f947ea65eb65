"""`gisplan check`: read the files of a county and list their faults."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from gisplan.base.display import escape_json
from gisplan.base.language import N_, _
from gisplan.cli.commands import full_option, lang_option, reading_options
from gisplan.cli.progress_bar import show_steps

if TYPE_CHECKING:
    from gisplan.workflow.check_files import WrittenCheck

__all__ = ["check"]


@click.command(
    help=N_(
        "Check COUNTY's files: say what matters first, then list the faults found; with --full all of them.\n\n"
        "COUNTY is a folder with a gisplan.toml, or that file. With -o the report is written to OUT: check.xlsx, and "
        "the rows set aside as quarantine.gpkg and quarantine.xlsx; with --fix also a mended copy of the county, whose "
        "gisplan.toml points to the mended files. Exit code: 0 when every row is accepted, 1 when "
        "rows were set aside, 2 when a file was refused.\n\n"
        "Example: gisplan check zhenba -o out"
    )
)
@click.argument("county", type=click.Path())
@click.option("-o", "--output", metavar="OUT", help=N_("Folder for the report; without it nothing is written."))
@click.option(
    "--fix",
    is_flag=True,
    help=N_("Write to OUT a copy of the county with texts, codes, units and encodings mended."),
)
@full_option
@click.option("--json", "as_json", is_flag=True, help=N_("Print only the JSON document."))
@reading_options
@lang_option
@click.pass_context
def check(context: click.Context, county: str, output: str | None, fix: bool, full: bool, as_json: bool) -> None:
    """Check COUNTY's files and list everything wrong with them."""
    from gisplan.workflow.check_files import WrittenCheck, write_check

    if output is None:
        if fix:
            raise click.UsageError(_("--fix needs -o OUT: the mended copies are never written over the files."))
        from gisplan.io.check import check_county

        checked = WrittenCheck(check_county(county), ())
    else:
        with show_steps(4) as step:
            checked = write_check(county, output, fix=fix, progress=step)
    _show(checked, full=full, as_json=as_json)
    context.exit(checked.report.exit_code)


def _show(checked: WrittenCheck, *, full: bool, as_json: bool) -> None:
    from gisplan.io.check import describe_check, show_check

    if as_json:
        document = describe_check(checked.report)
        if checked.mended is not None:
            from gisplan.io.mend.describe import describe_mended

            document["mended"] = describe_mended(checked.mended)
        click.echo(escape_json(json.dumps(document, ensure_ascii=False, indent=2)))
        return
    show_check(checked.report, full=full)
    if checked.mended is not None:
        from gisplan.io.mend.describe import format_mended

        click.echo("\n".join(["", *format_mended(checked.mended)]))
    if checked.files:
        from gisplan.report.terminal.notes import show_written

        show_written(checked.files)
