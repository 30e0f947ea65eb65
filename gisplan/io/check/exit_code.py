"""Why a check exits with its code: the kinds of faults that make it so, and how many there are of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from gisplan.base.faults import Fault
from gisplan.base.language import _, fill
from gisplan.io.check.report import CheckReport
from gisplan.io.faults.shown_rows import explain_shown

__all__ = ["ExitReason", "explain_exit", "list_exit_reasons"]


@dataclass(frozen=True)
class ExitReason:
    """One kind of fault of one layer that makes the exit code what it is.

    Attributes
    ----------
    count : int
        How many rows, or faults that refuse a file.
    first : Fault
        The first of them.
    """

    count: int
    first: Fault


def list_exit_reasons(report: CheckReport) -> list[ExitReason]:
    """Return the kinds of faults that make the exit code 2, or else 1; none where it is 0.

    Parameters
    ----------
    report : CheckReport

    Returns
    -------
    list of ExitReason
        By layer, the most frequent kind first.
    """
    level = {0: "", 1: "Q", 2: "E"}[report.exit_code]
    faults = sorted(report.faults_of(level), key=_kind)
    kinds = [list(same) for _key, same in groupby(faults, key=_kind)]
    reasons = [ExitReason(sum(1 + fault.params.get("further", 0) for fault in same), same[0]) for same in kinds]
    return sorted(reasons, key=lambda reason: (reason.first.layer or "", -reason.count))


def _kind(fault: Fault) -> tuple[str, str]:
    return fault.layer or "", fault.code


def explain_exit(report: CheckReport) -> Iterator[str]:
    """Yield the last lines of a check: its exit code, and what makes it so.

    Parameters
    ----------
    report : CheckReport

    Yields
    ------
    str
        A line, in the user's language.

    Examples
    --------
    >>> list(explain_exit(CheckReport("610728", "镇巴县", None, (), ())))
    ['Exit code 0: no file is refused and no row is set aside.']
    """
    reasons = list_exit_reasons(report)
    if not reasons:
        yield _("Exit code 0: no file is refused and no row is set aside.")
        return
    if report.exit_code == 1:
        yield _("Exit code 1, because rows are set aside; nothing is refused:")
    else:
        yield _("Exit code 2, because files are refused:")
    for reason in reasons:
        message = explain_shown(reason.first, report.rows_above, translate=_)[0]
        text = message if reason.count == 1 else _("{count} of this kind, the first: {message}")
        yield "  " + (text if reason.count == 1 else fill(text, count=reason.count, message=message))
