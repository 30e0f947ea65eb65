"""`gisplan gaps`: verdicts, map and tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gisplan.base.display import visible
from gisplan.base.language import N_, _, language
from gisplan.cli.commands import check_on, full_option, lang_option, on_option, reading_options, warn, works_option
from gisplan.cli.progress_bar import show_steps

if TYPE_CHECKING:
    from gisplan.gaps import Gaps

__all__ = ["gaps"]

FORMATS = ["geojson", "parquet", "csv"]


@click.command(
    help=N_(
        "Judge every settlement of COUNTY, print a summary, and write the map, the workbook and the layers to "
        "OUT.\n\n"
        "COUNTY is a folder with a gisplan.toml, or that file. Files written to OUT: verdicts.json, map.html, "
        "gaps.xlsx and gaps.gpkg. Exit code: 0 when they are written, whatever the verdict; 2 when the input is "
        "refused.\n\n"
        "Example: gisplan gaps zhenba --standard shaanxi-577-2017 -o out-577\n\n"
        "Example: gisplan gaps zhenba -o out"
    )
)
@click.argument("county", type=click.Path())
@click.option("-o", "--output", metavar="OUT", default="out", show_default=True, help=N_("Folder for the output."))
@click.option("--standard", metavar="ID|FILE", help=N_("Standard to judge by, instead of the county's own."))
@click.option(
    "--scope",
    type=click.Choice(["exit", "plan", "all"]),
    default="exit",
    show_default=True,
    help=N_("Criteria that count for the verdict: the exit standard, the annual plan too, or all."),
)
@click.option("--reading", metavar="A|B", help=N_("Which reading to use where the standard's text is ambiguous."))
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["geojson", "parquet", "csv"]),
    help=N_("Also write this format."),
)
@click.option("--dossier", is_flag=True, help=N_("Also write the exit dossier: one page per village, for signature."))
@click.option("--pdf", is_flag=True, help=N_("Also write the dossier as PDF, one file per town."))
@click.option("--docx", is_flag=True, help=N_("Also write the dossier as Word documents, one per village."))
@click.option(
    "--docx-template",
    metavar="FILE",
    type=click.Path(),
    help=N_("The bureau's own Word template for them (.docx); it implies --docx."),
)
@click.option("--names", is_flag=True, help=N_("List the names of households without power in the workbook."))
@click.option("--charts", is_flag=True, help=N_("Also draw charts, in charts/ (needs gisplan[charts])."))
@works_option
@on_option
@full_option
@click.option("--json", "as_json", is_flag=True, help=N_("Print only the JSON document."))
@reading_options
@lang_option
def gaps(
    county: str,
    output: str,
    full: bool,
    as_json: bool,
    from_ledger: bool,
    on: date | None,
    standard: str | None,
    scope: str,
    reading: str | None,
    **options: Any,
) -> None:
    """Judge COUNTY, print the table, and write the map, the workbook and the layers to OUT."""
    from gisplan.workflow import judge

    check_on(on, from_ledger=from_ledger)
    with show_steps(2) as step:
        gaps = judge(
            county,
            standard=standard,
            scope=scope,
            reading=reading,
            ledger=from_ledger,
            on=on,
            progress=step,
            note=warn,
        )
    _warn_about_relief(gaps)
    written = _write(gaps, output, **options)
    if as_json:
        click.echo(written[0].read_bytes().decode("utf-8"), nl=False)
        return
    from gisplan.report.terminal.brief import show_brief
    from gisplan.report.terminal.notes import show_written
    from gisplan.report.terminal.verdicts import show_verdicts

    show = show_verdicts if full else show_brief
    show(gaps)
    show_written(written)
    if options["charts"]:
        _warn_about_fonts(gaps)


def _show_note(text: str) -> None:
    if text:
        click.echo(visible(text), err=True)


def _write(gaps: Gaps, output: str, *, formats: tuple[str, ...], **options: Any) -> tuple[Path, ...]:
    from gisplan.workflow import write

    docx = options["docx"] or options["docx_template"] is not None
    villages = len(gaps.villages)
    pages = villages + 1 if options["dossier"] or options["pdf"] or docx else 0
    pages += villages if docx else 0
    with show_steps(4 + len(formats) + pages) as step:
        return write(gaps, output, formats=formats, progress=step, note=_show_note, **options)


def _warn_about_relief(gaps: Gaps) -> None:
    """Say that the map lacks the relief where what reads it is not installed."""
    shown = gaps.county.orientation
    for fault in () if shown is None else shown.faults:
        if fault.code == "relief-no-rasterio":
            from gisplan.io.faults.catalogue import explain_fault

            click.echo(visible(" ".join(explain_fault(fault, translate=_))), err=True)


def _warn_about_fonts(gaps: Gaps) -> None:
    """Warn if no installed font has the Chinese characters of the charts."""
    from gisplan.report.charts.style import FONTS, has_glyphs

    if not has_glyphs(gaps, language()):
        message = _(
            "No font with Chinese characters is installed, so charts show boxes in their place. Install one of: {0}."
        )
        click.echo(message.format(", ".join(FONTS[:6])), err=True)
