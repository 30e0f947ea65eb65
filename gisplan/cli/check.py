"""`gisplan check`: read the files of a county and list their faults."""

from __future__ import annotations

import json

import click

from gisplan.base.display import escape_json
from gisplan.base.language import N_
from gisplan.cli.commands import lang_option, reading_options

__all__ = ["check"]


@click.command(
    help=N_(
        "Check COUNTY's files and list every fault found.\n\n"
        "COUNTY is a folder with a gisplan.toml, or that file. Exit code: 0 when every row is accepted, 1 when "
        "rows were set aside, 2 when a file was refused.\n\n"
        "Example: gisplan check counties/zhenba"
    )
)
@click.argument("county", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help=N_("Print only the JSON document."))
@reading_options
@lang_option
@click.pass_context
def check(context: click.Context, county: str, as_json: bool) -> None:
    """Check COUNTY's files and list everything wrong with them."""
    from gisplan.io.check import check_county, describe_check, show_check

    report = check_county(county)
    if as_json:
        click.echo(escape_json(json.dumps(describe_check(report), ensure_ascii=False, indent=2)))
    else:
        show_check(report)
    context.exit(report.exit_code)
