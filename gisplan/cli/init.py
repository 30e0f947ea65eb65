"""`gisplan init`: a first county file from the files found."""

from __future__ import annotations

import json

import click

from gisplan.base.display import escape_json
from gisplan.base.language import N_
from gisplan.cli.commands import lang_option, limit_options

__all__ = ["init"]


@click.command(
    help=N_(
        "Draft a gisplan.toml from the files in FOLDER.\n\n"
        "The draft names the layer of each file and the meaning of each column, with the confidence of each "
        "proposal, and lists the open questions. An existing gisplan.toml is never overwritten: exit code 2.\n\n"
        "Example: gisplan init files-of-the-bureau -o counties/zhenba"
    )
)
@click.argument("folder", type=click.Path())
@click.option("-o", "county", metavar="COUNTY", type=click.Path(), help=N_("Folder for the draft; default: FOLDER."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print only the JSON document."))
@limit_options
@lang_option
def init(folder: str, county: str | None, as_json: bool) -> None:
    """Write a first gisplan.toml from the files in FOLDER."""
    from gisplan.io.init import describe_draft, draft_county_file, show_draft, write_draft

    draft = draft_county_file(folder, county)
    write_draft(draft)
    if as_json:
        click.echo(escape_json(json.dumps(describe_draft(draft), ensure_ascii=False, indent=2)))
    else:
        show_draft(draft)
