"""The targets of a county as a table on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from gisplan.base.language import _
from gisplan.gaps import Gaps, TargetVerdict
from gisplan.io.output.lines import Column, format_number
from gisplan.report.terminal.layout import WIDE, format_state, make_table
from gisplan.wording.names import ROLES, format_amount, name_target
from gisplan.wording.verdicts import FIGURE_IF_ASSUMED, STATES, STATES_IF_ASSUMED

__all__ = ["format_target_line", "show_targets"]


def show_targets(gaps: Gaps, console: Console) -> None:
    """Print required against actual, with the role where the terminal is wide; below, how each was calculated."""
    if not gaps.targets:
        return
    columns = [
        Column(_("target"), lambda t: name_target(t.target.id, translate=_)),
        Column(_("role"), lambda t: _(ROLES[t.target.role]), is_whole=True),
        Column(_("required"), _format_required, is_number=True, is_whole=True),
        Column(_("actual"), _format_actual, is_number=True, is_whole=True),
        Column(_("due"), lambda t: t.target.due.isoformat() if t.target.due else "–", is_whole=True, drop=1),
        Column(_("state"), _format_state, is_whole=True, is_markup=True),
    ]
    if console.width < WIDE:
        del columns[1]
    console.print(make_table(_("Targets"), columns, gaps.targets))
    console.print(_("calculated as"), style="dim")
    for t in gaps.targets:
        line = f"{name_target(t.target.id, translate=_)}: {t.explain(_)}{_format_other_readings(t)}"
        console.print(Padding(Text(line, style="dim"), (0, 0, 0, 2), expand=False))


def format_target_line(verdict: TargetVerdict) -> str:
    """Return a target in a line: its name, the actual figure, the required one, and when it is due."""
    due = verdict.target.due
    text = _("{0}: {1} of {2} (due {3})") if due else _("{0}: {1} of {2}")
    name = name_target(verdict.target.id, translate=_)
    return text.format(name, _format_actual(verdict), _format_required(verdict), due)


def _format_state(verdict: TargetVerdict) -> str:
    """Return the state; where the assumed surfaces decide it, also what it would be with these."""
    state = "–" if verdict.state is None else format_state(verdict.state)
    other = verdict.if_assumed
    return state if other is None else f"{state} ({_format_if_assumed(other)})"


def _format_if_assumed(other: TargetVerdict) -> str:
    if other.state is None:
        return _(FIGURE_IF_ASSUMED).format(_format_actual(other))
    return _(STATES_IF_ASSUMED[other.state])


def _format_required(verdict: TargetVerdict) -> str:
    required = verdict.target.threshold
    if required is None:
        return "–"
    sign = "≤ " if verdict.target.compare == "at_most" else ""
    return sign + _format_amount(verdict, required)


def _format_actual(verdict: TargetVerdict) -> str:
    """Return the actual figure, with as many digits as it takes not to look like the threshold that it misses."""
    actual, threshold = verdict.actual, verdict.target.threshold
    if actual is None:
        return "–"
    digits = 1
    if threshold is not None and actual != threshold:
        while digits < 6 and round(actual, digits) == threshold:
            digits += 1
    return format_number(actual, digits)


def _format_amount(verdict: TargetVerdict, required: float) -> str:
    return format_amount(format_number(required), verdict.target.unit, translate=_)


def _format_other_readings(verdict: TargetVerdict) -> str:
    """Return the readings of a garbled figure that were not chosen, with their states."""
    text = _(" [reading {0}; by reading {1}: {2}, {3}]")
    chosen = verdict.target.reading
    return "".join(
        text.format(chosen, r.id, _format_amount(verdict, r.required), _(STATES[r.state]))
        for r in verdict.readings
        if r.id != chosen
    )
