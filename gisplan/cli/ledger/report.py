"""`gisplan ledger report`: the progress of the works, in a table and in files."""

from __future__ import annotations

from datetime import date

import click

from gisplan.base.language import N_
from gisplan.cli.options import date_option, json_option, lang_option, warn_if_day_not_over

__all__ = ["report"]


@click.command(
    help=N_(
        "Report the progress of the works of COUNTY: by programme and by town, against the plan, overdue works, "
        "villages not served yet, and a forecast of completion.\n\n"
        "Files written to OUT: progress.json, progress.html (a map with a time slider, usable offline) and "
        "progress.xlsx. The same --on and --known-at give the same report at any later time. Exit code: 0 when "
        "they are written, 2 when the county or the ledger is refused.\n\n"
        "Example: gisplan ledger report layers/zhenba -o out --on 2019-06-30 --known-at 2019-07-05"
    )
)
@click.argument("county", type=click.Path())
@click.option("-o", "--output", metavar="OUT", default="out", show_default=True, help=N_("Folder for the output."))
@date_option("--on", N_("As of the end of this day; default: today."))
@date_option("--known-at", N_("Use only what was recorded up to the end of this day; default: everything."))
@json_option
@lang_option
def report(county: str, output: str, on: date | None, known_at: date | None, as_json: bool) -> None:
    """Report how far the works of COUNTY are."""
    from gisplan.cli.progress import show_steps
    from gisplan.workflow import report_progress, write

    with show_steps(5) as step:
        progress = report_progress(county, on=on, known_at=known_at, progress=step)
        written = write(progress, output, progress=step)
    warn_if_day_not_over(progress.state)
    if as_json:
        click.echo(written[0].read_bytes(), nl=False)
        return
    from gisplan.cli.ledger.report_table import show_progress
    from gisplan.report.terminal.verdicts import show_written

    show_progress(progress)
    show_written(written)
