"""`gisplan run show`: the answer over all counties of a run, and questions to its dataset."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gisplan.base.language import N_, _
from gisplan.cli.commands import full_option, json_option, lang_option

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["show"]

_LISTED = 30


@click.command(
    help=N_(
        "Show the answer over all counties of the run in OUT, or count the rows of its dataset that fulfil a "
        "condition.\n\n"
        "CONDITION is one of SQL on the columns of the theme, province and county; docs/dataset.md lists them. With "
        "--workbook the answer, and the rows themselves, are written to a workbook.\n\n"
        "Example: gisplan run show all, then gisplan run show all --where \"criterion = 'sealed_road' and state = "
        "'missed'\" --by county"
    )
)
@click.argument("output", metavar="OUT", type=click.Path())
@click.option("--where", metavar="CONDITION", help=N_("Which rows of the theme; needs gisplan[duckdb]."))
@click.option("--theme", default="settlements", show_default=True, help=N_("Theme of the dataset."))
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    help=N_("Count by this column; may be given several times. Default: province and county."),
)
@click.option("--workbook", metavar="FILE", help=N_("Also write a workbook (.xlsx)."))
@json_option
@full_option
@lang_option
def show(
    output: str, where: str | None, theme: str, by: tuple[str, ...], workbook: str | None, as_json: bool, full: bool
) -> None:
    """Show the answer over all counties of a run."""
    from gisplan.batch import read_run

    if by and where is None:
        raise click.UsageError(_('--by needs --where; --where "" counts all rows.'))
    if workbook is not None and not workbook.endswith(".xlsx"):
        raise click.UsageError(_("A workbook ends in .xlsx: {0} does not.").format(workbook))
    document = read_run(output)
    if where is None:
        if as_json:
            click.echo((Path(output) / "run.json").read_bytes().decode("utf-8"), nl=False)
        else:
            from gisplan.report.run.terminal import show_run

            show_run(document, Path(output), full=full)
    else:
        _answer(output, theme, where, by, as_json=as_json, full=full)
    if workbook is not None:
        _write_workbook(output, document, theme, where, workbook)
        click.echo(_("Written: {0}").format(workbook), err=as_json)


def _answer(output: str, theme: str, where: str, by: tuple[str, ...], *, as_json: bool, full: bool) -> None:
    """Print how many rows fulfil a condition."""
    from gisplan.batch.question import count_rows

    counts = count_rows(output, theme, where, by or ("province", "county"))
    if as_json:
        click.echo(json.dumps(_list_records(counts), ensure_ascii=False, indent=1))
        return
    from gisplan.report.run.terminal import show_counts

    show_counts(counts, most=None if full else _LISTED)


def _list_records(counts: pd.DataFrame) -> list[dict[str, object]]:
    """Return the rows as JSON has them; what is missing is null."""
    found: list[dict[str, object]] = json.loads(counts.to_json(orient="records", force_ascii=False))
    return found


def _write_workbook(output: str, document: dict[str, object], theme: str, where: str | None, workbook: str) -> None:
    from gisplan.io.files.atomic_write import write_bytes_atomic
    from gisplan.report.run.book import make_run_workbook

    rows = None
    if where is not None:
        from gisplan.batch.question import list_rows

        rows = list_rows(output, theme, where)
    question = "" if where is None else f"{theme}: {where or '*'}"
    write_bytes_atomic(workbook, make_run_workbook(document, rows, question))
