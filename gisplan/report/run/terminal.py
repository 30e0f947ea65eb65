"""The answer over many counties, on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from gisplan.base.display import visible
from gisplan.base.language import N_, _, fill
from gisplan.base.values import is_missing
from gisplan.io.output.console import make_console
from gisplan.io.output.fitted_table import FittedTable
from gisplan.report.terminal.layout import format_state

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NOT_JUDGED", "format_answer", "list_worst", "show_counts", "show_run"]

Row = Mapping[str, Any]
_NAMED = 10
"""So many counties are listed without `--full`."""

NOT_JUDGED = {"refused": N_("refused"), "failed": N_("failed")}
"""The states of counties without a verdict."""


def show_run(document: Mapping[str, Any], folder: Path, *, full: bool = False) -> None:
    """Print how many counties are met, by province, the counties with most villages missed, and those not judged.

    Parameters
    ----------
    document : mapping
        As run.json has it.
    folder : Path
        Where the run is.
    full : bool
        List all counties.
    """
    console = make_console()
    console.print(escape(format_answer(document)), style="bold")
    if len(document["provinces"]) > 1:
        console.print(_list_provinces(document["provinces"]))
    worst = list_worst(document["counties"])
    if worst:
        console.print(_list_counties(worst if full else worst[:_NAMED], _("Counties with villages short of the exit")))
        _say_more(console, len(worst), full=full)
    others = [row for row in document["counties"] if row["state"] in NOT_JUDGED]
    if others:
        console.print(_list_not_judged(others if full else others[:_NAMED]))
        _say_more(console, len(others), full=full)
    console.print(escape(_("Written to {0}: run.json, counties/, dataset/.").format(visible(folder.as_posix()))))


def format_answer(document: Mapping[str, Any]) -> str:
    """Return the answer over all counties as a sentence."""
    counts, villages = document["counties_by_state"], document["villages"]
    not_judged = counts["refused"] + counts["failed"]
    counties = _("Counties: {all}; met {met}, missed {missed}, unknown {unknown}, not judged {not_judged}.")
    judged = _("Villages judged for exit: {judged_for_exit}; missed {exit_missed}, unknown {exit_unknown}.")
    return "\n".join([counties.format(**counts, not_judged=not_judged), judged.format(**villages)])


def list_worst(rows: Sequence[Row]) -> list[Row]:
    """List the counties with villages that are missed or unknown, most missed first, then by code."""
    short = [row for row in rows if "villages" in row and row["villages"]["exit_missed"] + _unknown(row)]
    return sorted(short, key=lambda row: (-row["villages"]["exit_missed"], -_unknown(row), row["code"]))


def _unknown(row: Row) -> int:
    return int(row["villages"]["exit_unknown"])


def _list_provinces(provinces: Sequence[Row]) -> FittedTable:
    heads = (_("province"), _("counties"), _("met"), _("missed"), _("unknown"), _("not judged"), _("villages missed"))
    table = _make_table(_("Provinces"), heads, texts=1)
    for one in provinces:
        counts, villages = one["counties_by_state"], one["villages"]
        not_judged = counts["refused"] + counts["failed"]
        numbers = (counts["all"], counts["met"], counts["missed"], counts["unknown"], not_judged)
        table.add_row(escape(visible(one["province"])), *map(str, (*numbers, villages["exit_missed"])))
    return table


def _list_counties(rows: Sequence[Row], title: str) -> FittedTable:
    heads = (_("code"), _("county"), _("state"), _("judged for exit"), _("missed"), _("unknown"), _("near misses"))
    table = _make_table(title, heads, texts=3)
    for row in rows:
        villages = row["villages"]
        numbers = (villages["judged_for_exit"], villages["exit_missed"], villages["exit_unknown"], row["near_misses"])
        names = (escape(visible(row["code"])), escape(visible(row["name"])), format_state(row["state"]))
        table.add_row(*names, *map(str, numbers))
    return table


def _list_not_judged(rows: Sequence[Row]) -> FittedTable:
    table = _make_table(_("Counties that could not be judged"), (_("code"), _("path"), _("state"), _("cause")), texts=4)
    for row in rows:
        cause = row["message"].split("\n")[0]
        table.add_row(
            *(escape(visible(row[name])) for name in ("code", "path")), _(NOT_JUDGED[row["state"]]), escape(cause)
        )
    return table


def _make_table(title: str, heads: Sequence[str], *, texts: int) -> FittedTable:
    table = FittedTable(title=title, title_justify="left")
    for at, head in enumerate(heads):
        table.add_column(head, justify="left" if at < texts else "right")
    return table


def _say_more(console: Console, count: int, *, full: bool) -> None:
    if not full and count > _NAMED:
        console.print(escape(_("… and {0} more: --full lists all.").format(count - _NAMED)))


def show_counts(counts: pd.DataFrame, *, most: int | None = None) -> None:
    """Print counts of rows of the dataset, a line a group; so many at most.

    Parameters
    ----------
    counts : DataFrame
        As `gisplan.batch.question.count_rows` returns it.
    most : int, optional
    """
    console = make_console()
    total = int(counts["rows"].sum())
    console.print(escape(fill(_("{0} row(s) in {1} group(s)."), total, len(counts))), style="bold")
    heads = [_("rows") if name == "rows" else _("people") if name == "people" else str(name) for name in counts]
    table = _make_table("", heads, texts=sum(name not in ("rows", "people") for name in counts))
    for row in counts.iloc[:most].itertuples(index=False):
        table.add_row(*("–" if is_missing(value) else escape(visible(value)) for value in row))
    console.print(table)
    if most is not None and len(counts) > most:
        console.print(escape(_("… and {0} more: --full lists all.").format(len(counts) - most)))
