"""`gisplan check`: read the files of a county and list their faults."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gisplan.base.display import escape_json
from gisplan.base.language import N_
from gisplan.cli.commands import lang_option, reading_options
from gisplan.cli.progress_bar import show_steps

__all__ = ["check"]


@click.command(
    help=N_(
        "Check COUNTY's files: say what matters first, then list every fault found.\n\n"
        "COUNTY is a folder with a gisplan.toml, or that file. With -o the report is written to OUT: check.xlsx, and "
        "the rows set aside as quarantine.gpkg and quarantine.xlsx. Exit code: 0 when every row is accepted, 1 when "
        "rows were set aside, 2 when a file was refused.\n\n"
        "Example: gisplan check counties/zhenba -o out"
    )
)
@click.argument("county", type=click.Path())
@click.option("-o", "--output", metavar="OUT", help=N_("Folder for the report; without it nothing is written."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print only the JSON document."))
@reading_options
@lang_option
@click.pass_context
def check(context: click.Context, county: str, output: str | None, as_json: bool) -> None:
    """Check COUNTY's files and list everything wrong with them."""
    from gisplan.io.check import check_county, describe_check, show_check

    written: tuple[Path, ...] = ()
    if output is None:
        report = check_county(county)
    else:
        from gisplan.workflow.check_files import write_check

        with show_steps(4) as step:
            checked = write_check(county, output, progress=step)
        report, written = checked.report, checked.files
    if as_json:
        click.echo(escape_json(json.dumps(describe_check(report), ensure_ascii=False, indent=2)))
    else:
        show_check(report)
        if written:
            from gisplan.report.terminal.verdicts import show_written

            show_written(written)
    context.exit(report.exit_code)
