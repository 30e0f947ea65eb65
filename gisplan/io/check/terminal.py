"""A check on the terminal: what matters first, then the files, then every kind of fault with its remedies."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, groupby

from gisplan.base.display import visible
from gisplan.base.faults import Fault
from gisplan.base.language import N_, _, fill
from gisplan.county.county import LayerInput
from gisplan.county.names import name_layer
from gisplan.county.orientation.layers import RELIEF
from gisplan.county.orientation.relief import format_relief
from gisplan.io.check.exit_code import explain_exit
from gisplan.io.check.findings import list_findings
from gisplan.io.check.report import CheckReport
from gisplan.io.faults.shown_rows import explain_shown
from gisplan.io.output.short_output import MOST_LINES, count_rest

__all__ = ["LEVELS", "format_check", "shorten_check", "show_check"]

Line = tuple[str, str]

_LEAST_FAULTS = 8  # lines of faults that are shown in any case

SHOWN_ROWS = 3
LEVELS = {"E": N_("refused"), "Q": N_("set aside"), "W": N_("warning"), "F": N_("corrected")}
_HEADS = {
    "E": N_("What refuses a file"),
    "Q": N_("Rows set aside, and why"),
    "W": N_("Warnings"),
    "F": N_("Corrected when read; the files are unchanged"),
}
_STYLES = {"E": "bold red", "Q": "yellow", "W": "magenta", "F": "green"}


def show_check(report: CheckReport, *, full: bool = True) -> None:
    """Print a report, in colour on a terminal and plain anywhere else.

    Parameters
    ----------
    report : CheckReport
        The report.
    full : bool, default True
        Whether all of it is printed, or what matters in some thirty lines.
    """
    if not sys.stdout.isatty():
        lines = format_check(report) if full else shorten_check(report, lambda _text: 1)
        sys.stdout.write("\n".join(text for _style, text in lines) + "\n")
        return
    from rich.text import Text

    from gisplan.io.output.console import make_console

    console = make_console()
    lines = format_check(report) if full else shorten_check(report, lambda t: len(Text(t).wrap(console, console.width)))
    for style, text in lines:
        console.print(Text(text, style=style))


def format_check(report: CheckReport) -> Iterator[tuple[str, str]]:
    """Yield the lines of a report, each with its style: first what matters.

    Parameters
    ----------
    report : CheckReport
        The report.

    Yields
    ------
    tuple of str
        A style of rich, and a line.

    Examples
    --------
    >>> list(format_check(CheckReport("610728", "镇巴县", None, (), ())))[1]
    ('bold green', 'No file was refused and no row set aside.')
    """
    yield from _format_answer(report)
    yield from _format_files(report)
    yield from _format_faults(report)
    yield from _format_exit(report)


def shorten_check(report: CheckReport, measure: Callable[[str], int]) -> Iterator[Line]:
    """Yield the lines of a report without its files, and of its faults the gravest, where all would be too many.

    Parameters
    ----------
    report : CheckReport
        The report.
    measure : callable
        How many lines of the terminal a line takes.
    """

    def count(lines: Iterable[Line]) -> int:
        return sum(measure(text) for _style, text in lines)

    lines = list(format_check(report))
    if count(lines) <= MOST_LINES:
        yield from lines
        return
    answer, faults, ending = (list(f(report)) for f in (_format_answer, _format_faults, _format_exit))
    yield from answer
    left = MOST_LINES - count(answer) - count(ending) - 2
    heights = accumulate(measure(text) for _style, text in faults)
    shown = faults[: max(_LEAST_FAULTS, sum(height <= left for height in heights))]
    yield from shown
    yield "", ""
    yield "bold", count_rest(len(lines) - len(answer) - len(shown) - len(ending))
    yield from ending


def _format_answer(report: CheckReport) -> Iterator[Line]:
    if report.code or report.name:
        yield "bold", f"{report.name} ({report.code})" if report.name else report.code
    for finding in list_findings(report):
        yield finding.style, visible(finding.text)
        yield from ((finding.style, f"  {visible(line)}") for line in finding.details)


def _format_files(report: CheckReport) -> Iterator[Line]:
    yield "", ""
    yield "bold", _("Files")
    for item in report.inputs:
        yield "", "  " + _("{0}: {1}: {2}").format(name_layer(item.layer), item.path, _count_rows(report, item))


def _format_faults(report: CheckReport) -> Iterator[Line]:
    for level in LEVELS:
        chosen = sorted(report.faults_of(level), key=_kind_key)
        if chosen:
            yield "", ""
            yield "bold", _(_HEADS[level])
        for _key, same in groupby(chosen, key=_kind_key):
            yield from _format_kind(report, level, list(same))


def _format_exit(report: CheckReport) -> Iterator[Line]:
    yield "", ""
    yield from (("bold" if not line.startswith(" ") else "", visible(line)) for line in explain_exit(report))


def _count_rows(report: CheckReport, item: LayerInput) -> str:
    if report.refuses(item):
        return _("refused")
    shown = None if report.county is None else report.county.orientation
    if item.layer == RELIEF:
        return "–" if shown is None or shown.relief is None else format_relief(shown.relief, translate=_)
    text = _("{rows} rows, {accepted} accepted, {quarantined} set aside")
    if item.left_out:
        text = _("{rows} rows, {accepted} accepted, {quarantined} set aside, {left_out} left out by where")
    return fill(text, **{name: getattr(item, name) for name in ("rows", "accepted", "quarantined", "left_out")})


def _kind_key(fault: Fault) -> tuple[str, str, str]:
    return fault.layer or "", fault.code, fault.field or ""


def _format_kind(report: CheckReport, level: str, faults: Sequence[Fault]) -> Iterable[tuple[str, str]]:
    """Yield the first faults of one kind, the number of the others, and each remedy once."""
    style, above = _STYLES[level], report.rows_above
    remedies: list[str] = []
    for fault in faults[:SHOWN_ROWS]:
        message, remedy = explain_shown(fault, above, translate=_)
        yield style, f"  {visible(message)}"
        if remedy not in remedies:
            remedies.append(remedy)
    others = len(faults) - SHOWN_ROWS + sum(fault.params.get("further", 0) for fault in faults[SHOWN_ROWS:])
    if others > 0:
        yield style, "  " + _("… and {count} more of this kind").format(count=others)
    for remedy in remedies:
        yield "dim", f"    → {visible(remedy)}"
