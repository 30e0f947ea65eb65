"""`gisplan verify`: the verdicts as an exit code."""

from __future__ import annotations

from datetime import date

import click

from gisplan.base.language import N_
from gisplan.cli.commands import (
    accept_assumed_option,
    check_on,
    full_option,
    lang_option,
    on_option,
    reading_options,
    warn,
    works_option,
)

__all__ = ["verify"]


@click.command(
    help=N_(
        "Judge every settlement of COUNTY, with reasons.\n\n"
        "COUNTY is a folder with a gisplan.toml, or that file. Exit code: 0 when all criteria that count for the "
        "verdict are met, 1 when any is missed or unknown, 2 when the input is refused.\n\n"
        "Example: gisplan verify zhenba --standard shaanxi-577-2017 --json"
    )
)
@click.argument("county", type=click.Path())
@click.option("--standard", metavar="ID|FILE", help=N_("Standard to judge by, instead of the county's own."))
@click.option(
    "--scope",
    type=click.Choice(["exit", "plan", "all"]),
    default="exit",
    show_default=True,
    help=N_("Criteria that count for the verdict: the exit standard, the annual plan too, or all."),
)
@click.option("--reading", metavar="A|B", help=N_("Which reading to use where the standard's text is ambiguous."))
@accept_assumed_option
@works_option
@on_option
@full_option
@click.option("--json", "as_json", is_flag=True, help=N_("Print only the JSON document."))
@reading_options
@lang_option
@click.pass_context
def verify(
    context: click.Context,
    county: str,
    standard: str | None,
    scope: str,
    reading: str | None,
    accept_assumed: bool,
    from_ledger: bool,
    on: date | None,
    full: bool,
    as_json: bool,
) -> None:
    """Judge every settlement of COUNTY, and say why."""
    from gisplan.cli.progress_bar import show_steps
    from gisplan.workflow import judge

    check_on(on, from_ledger=from_ledger)
    with show_steps(2) as step:
        gaps = judge(
            county,
            standard=standard,
            scope=scope,
            reading=reading,
            accept_assumed=accept_assumed,
            ledger=from_ledger,
            on=on,
            progress=step,
            note=warn,
            orientation=False,
        )
    if as_json:
        from gisplan.report import make_document, write_json

        click.echo(write_json(make_document(gaps)).decode("utf-8"), nl=False)
    else:
        from gisplan.report.terminal.brief import show_brief
        from gisplan.report.terminal.verdicts import show_verdicts

        show = show_verdicts if full else show_brief
        show(gaps)
    context.exit(gaps.exit_code)
