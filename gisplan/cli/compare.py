"""`gisplan compare`: what changed between two verdict documents."""

from __future__ import annotations

import click

from gisplan.base.language import N_
from gisplan.cli.commands import full_option, lang_option, limit_options

__all__ = ["compare"]


@click.command(
    help=N_(
        "Compare OLD and NEW, two verdict documents of one county: what changed, and why.\n\n"
        "Each is a verdicts.json written by gisplan gaps, or the output of gisplan verify --json. Exit code: 0 "
        "when they were compared, whatever changed; 2 when a document cannot be read or they are of different "
        "counties.\n\n"
        "Example: gisplan compare out-577/verdicts.json out/verdicts.json"
    )
)
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help=N_("Print only the JSON document."))
@full_option
@limit_options
@lang_option
def compare(old: str, new: str, as_json: bool, full: bool) -> None:
    """Compare OLD and NEW, two verdict documents of one county: what changed, and why."""
    from gisplan.io.inputs.verdict_file import read_verdicts
    from gisplan.report.documents.comparison import compare_documents

    found = compare_documents(read_verdicts(old), read_verdicts(new))
    if as_json:
        from gisplan.report import write_json

        click.echo(write_json(found).decode("utf-8"), nl=False)
        return
    from gisplan.io.output.console import make_console
    from gisplan.io.output.short_output import show_short
    from gisplan.report.terminal.comparison import show_comparison

    show_short(lambda console: show_comparison(found, console), make_console(), full=full)
