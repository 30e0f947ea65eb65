"""Check a county's files and report every fault."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from gisplan.base.display import visible
from gisplan.base.errors import StandardError
from gisplan.base.faults import Fault
from gisplan.base.language import N_, _, fill
from gisplan.county.county import County, LayerInput
from gisplan.io.child.limits import ReadOptions
from gisplan.io.config.county_file import CountyFile
from gisplan.io.county_checks import check_whole_county
from gisplan.io.faults.catalogue import explain_fault, has_errors, make_fault
from gisplan.io.inputs.standard_file import read_standard
from gisplan.io.network_checks import check_network
from gisplan.io.read import read_all_layers
from gisplan.io.reading import start_reading

__all__ = ["CheckReport", "check_county", "describe_check", "format_check", "show_check"]

SCHEMA = "gisplan.check/1"


@dataclass(frozen=True)
class CheckReport:
    """The result of a check.

    Parameters
    ----------
    code, name : str
        The county's code and name, as the county file has them.
    county : County or None
        The county; None where a file must be refused.
    faults : tuple of Fault
        All faults, in the order of the county file's layers.
    inputs : tuple of LayerInput
        The files that were read.
    """

    code: str
    name: str
    county: County | None
    faults: tuple[Fault, ...]
    inputs: tuple[LayerInput, ...]

    @property
    def exit_code(self) -> int:
        """0 where no row is quarantined, 1 where rows are, 2 where a file is refused."""
        if has_errors(self.faults):
            return 2
        return 1 if any(fault.level == "Q" for fault in self.faults) else 0


def check_county(path: str | os.PathLike[str], *, options: ReadOptions | None = None) -> CheckReport:
    """Check a county's files and report every fault of every file.

    Parameters
    ----------
    path : str or path
        The county's folder, or its gisplan.toml.
    options : ReadOptions, optional
        What reading may use.

    Returns
    -------
    CheckReport
        Every fault, and the county where no file is refused.
    """
    reading = start_reading(path, options=options)
    result = read_all_layers(reading)
    faults = (*_check_standard(reading.county_file, options), *result.faults)
    county = None if has_errors(faults) else result.county
    more = () if county is None else (*check_whole_county(county), *check_network(county))
    code, name = reading.county_file.code, reading.county_file.name
    return CheckReport(code, name, county, (*faults, *more), result.inputs)


def _check_standard(county_file: CountyFile, options: ReadOptions | None) -> Iterator[Fault]:
    """Refuse a standard that the county file names and that cannot be read."""
    if county_file.standard is None or has_errors(county_file.faults):
        return
    try:
        read_standard(county_file.standard, folder=str(county_file.folder), options=options)
    except StandardError as error:
        yield make_fault("standard-refused", field="standard", value=county_file.standard, reason=str(error))


def describe_check(report: CheckReport) -> dict[str, Any]:
    """Return a report as the plain values of a `gisplan.check/1` document; sentences are English.

    Parameters
    ----------
    report : CheckReport
        The report.

    Returns
    -------
    dict
        Values for JSON.
    """
    return {
        "schema": SCHEMA,
        "county": {"code": report.code, "name": report.name},
        "exit_code": report.exit_code,
        "inputs": [
            {
                "layer": item.layer,
                "path": item.path,
                "sha256": item.sha256,
                "rows": item.rows,
                "accepted": item.accepted,
                "quarantined": item.quarantined,
            }
            for item in report.inputs
        ],
        "faults": [_fault_to_dict(fault) for fault in report.faults],
    }


def _fault_to_dict(fault: Fault) -> dict[str, Any]:
    message, remedy = explain_fault(fault)
    return {
        "code": fault.code,
        "level": fault.level,
        "file": fault.file,
        "layer": fault.layer,
        "row": fault.row,
        "rows": fault.list_rows(),
        "field": fault.field,
        "value": fault.value,
        "message": message,
        "remedy": remedy,
    }


SHOWN_ROWS = 3
_LEVELS = {"E": N_("refused"), "Q": N_("set aside"), "W": N_("warning"), "F": N_("corrected")}
_STYLES = {"E": "bold red", "Q": "yellow", "W": "magenta", "F": "green"}


def show_check(report: CheckReport) -> None:
    """Print a report, in colour on a terminal and plain anywhere else.

    Parameters
    ----------
    report : CheckReport
        The report.
    """
    import sys

    if not sys.stdout.isatty():
        sys.stdout.write("\n".join(text for _style, text in format_check(report)) + "\n")
        return
    from rich.text import Text

    from gisplan.io.output.console import make_console

    console = make_console()
    for style, text in format_check(report):
        console.print(Text(text, style=style))


def format_check(report: CheckReport) -> Iterator[tuple[str, str]]:
    """Yield the lines of a report, each with its style.

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
    >>> list(format_check(CheckReport("610728", "镇巴县", None, (), ())))[-1]
    ('bold green', 'No file was refused and no row set aside.')
    """
    if report.code or report.name:
        yield "bold", f"{report.name} ({report.code})" if report.name else report.code
    for item in report.inputs:
        counts = _("{rows} rows, {accepted} accepted, {quarantined} set aside")
        yield "", f"  {item.layer}: {item.path}: {fill(counts, **_counts(item))}"
    for level in _LEVELS:
        chosen = [fault for fault in report.faults if fault.level == level]
        for _key, same in groupby(sorted(chosen, key=_kind_key), key=_kind_key):
            yield from _format_kind(level, list(same))
    if report.exit_code == 0:
        yield "bold green", _("No file was refused and no row set aside.")


def _counts(item: object) -> dict[str, int]:
    return {name: getattr(item, name) for name in ("rows", "accepted", "quarantined")}


def _kind_key(fault: Fault) -> tuple[str, str, str]:
    return fault.layer or "", fault.code, fault.field or ""


def _format_kind(level: str, faults: list[Fault]) -> Iterable[tuple[str, str]]:
    """Yield the first faults of one kind, the number of the others, and each remedy once."""
    style, label = _STYLES[level], _(_LEVELS[level])
    remedies: list[str] = []
    for fault in faults[:SHOWN_ROWS]:
        message, remedy = explain_fault(fault, translate=_)
        yield style, f"{level} {label}: {visible(message)}"
        if remedy not in remedies:
            remedies.append(remedy)
    others = len(faults) - SHOWN_ROWS + sum(fault.params.get("further", 0) for fault in faults[SHOWN_ROWS:])
    if others > 0:
        yield style, "  " + _("… and {count} more of this kind").format(count=others)
    for remedy in remedies:
        yield "dim", f"  → {visible(remedy)}"
