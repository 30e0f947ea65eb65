"""A check as a person reads it: long lists of the same fault show their first rows and count the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from gisplan.base.faults import Fault
from gisplan.base.language import N_, _
from gisplan.io.check import CheckReport
from gisplan.io.faults import explain_fault

__all__ = ["format_check", "show_check"]

SHOWN_ROWS = 3
_LEVELS = {"E": N_("refused"), "Q": N_("set aside"), "W": N_("warning"), "F": N_("put right")}
_STYLES = {"E": "bold red", "Q": "yellow", "W": "magenta", "F": "green"}


def show_check(report: CheckReport) -> None:
    """Print a report; in colour on a terminal, and plain anywhere else."""
    import sys

    if not sys.stdout.isatty():
        sys.stdout.write("\n".join(text for _style, text in format_check(report)) + "\n")
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for style, text in format_check(report):
        console.print(Text(text, style=style))


def format_check(report: CheckReport) -> Iterator[tuple[str, str]]:
    """The lines of a report, each with its style.

    Examples
    --------
    >>> list(format_check(CheckReport("610728", "镇巴县", None, (), ())))[-1]
    ('bold green', 'Nothing was refused and nothing set aside.')
    """
    yield "bold", f"{report.name} ({report.code})" if report.name else report.code or _("no county")
    for item in report.inputs:
        counts = _("{rows} rows, {accepted} accepted, {quarantined} set aside")
        yield "", f"  {item.layer}: {item.path}: {counts.format(**_counts(item))}"
    for level in _LEVELS:
        chosen = [fault for fault in report.faults if fault.level == level]
        for _kind, same in groupby(sorted(chosen, key=_kind_key), key=_kind_key):
            yield from _format_same(level, list(same))
    if report.exit_code == 0:
        yield "bold green", _("Nothing was refused and nothing set aside.")


def _counts(item: object) -> dict[str, int]:
    return {name: getattr(item, name) for name in ("rows", "accepted", "quarantined")}


def _kind_key(fault: Fault) -> tuple[str, str, str]:
    return fault.layer or "", fault.code, fault.field or ""


def _format_same(level: str, faults: list[Fault]) -> Iterable[tuple[str, str]]:
    """The first faults of one kind, and how many more there are; the remedy once."""
    style, label = _STYLES[level], _(_LEVELS[level])
    remedies: list[str] = []
    for fault in faults[:SHOWN_ROWS]:
        message, remedy = explain_fault(fault, translate=_)
        yield style, f"{level} {label}: {_visible(message)}"
        if remedy not in remedies:
            remedies.append(remedy)
    if len(faults) > SHOWN_ROWS:
        yield style, "  " + _("… and {count} more of this kind").format(count=len(faults) - SHOWN_ROWS)
    for remedy in remedies:
        yield "dim", f"  → {_visible(remedy)}"


def _visible(text: str) -> str:
    """A text from a file can neither move the cursor nor turn the line around."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
