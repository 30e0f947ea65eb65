"""`gisplan standards`: what ought to be there."""

from __future__ import annotations

import click

from gisplan.base.language import N_
from gisplan.cli.commands import lang_option, limit_options

__all__ = ["standards"]


@click.command(
    help=N_(
        "List the packaged standards, or print one of them with its sources.\n\n"
        "Example: gisplan standards shaanxi-577-2017"
    )
)
@click.argument("standard", metavar="[ID|FILE]", required=False)
@click.option("--json", "as_json", is_flag=True, help=N_("Print only the JSON document."))
@limit_options
@lang_option
def standards(standard: str | None, as_json: bool) -> None:
    """List the packaged standards, or print one of them with its sources."""
    from gisplan.io.inputs.standard_file import read_standard
    from gisplan.report.terminal.standards import describe_standards, show_standard, show_standards
    from gisplan.standards import list_standards

    chosen = [read_standard(id) for id in ([standard] if standard else list_standards())]
    if as_json:
        click.echo(describe_standards(chosen).decode("utf-8"), nl=False)
    elif standard:
        show_standard(chosen[0])
    else:
        show_standards(chosen)
