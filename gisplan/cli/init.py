"""`gisplan init`: a first county file from the files found."""

from __future__ import annotations

import json

import click

from gisplan.base.language import N_
from gisplan.cli.options import lang_option

__all__ = ["init"]


@click.command(
    help=N_(
        "Write a first gisplan.toml from the files in FOLDER.\n\n"
        "It says which layer each file is, which column is which and how sure that is, and lists the "
        "questions that are left. An existing gisplan.toml is never overwritten: exit code 2.\n\n"
        "Example: gisplan init files-of-the-bureau -o counties/zhenba"
    )
)
@click.argument("folder", type=click.Path())
@click.option("-o", "county", metavar="COUNTY", type=click.Path(), help=N_("Where to write it; by default in FOLDER."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print one JSON document and nothing else."))
@lang_option
def init(folder: str, county: str | None, as_json: bool) -> None:
    """Write a first gisplan.toml from the files in FOLDER."""
    from gisplan.io.init import describe_draft, propose_county, show_draft, write_draft

    first = propose_county(folder, county)
    write_draft(first)
    if as_json:
        click.echo(json.dumps(describe_draft(first), ensure_ascii=False, indent=2))
    else:
        show_draft(first)
