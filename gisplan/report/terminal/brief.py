"""The verdicts in some thirty lines: the answer first, then who misses what, and what to check first."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from gisplan.base.display import visible
from gisplan.base.language import _, fill, join_clauses, join_names
from gisplan.gaps import Gaps
from gisplan.gaps.village_verdicts import SCOPES, find_not_required
from gisplan.io.output.console import make_console
from gisplan.io.output.lines import Column, format_number, make_lines
from gisplan.report.terminal.layout import format_cell, show_county
from gisplan.report.terminal.notes import show_answer, show_notes, show_summary
from gisplan.report.terminal.targets import format_target_line
from gisplan.report.terminal.verdicts import criterion_columns
from gisplan.wording.names import name_criterion
from gisplan.wording.verdicts import STATES

__all__ = ["show_brief"]

_LINES = 32  # some thirty
_GRAVEST = 10  # villages or settlements that are named, and fewer where lines are broken
_LEAST = 5
_AROUND = 2  # the title of their table and its heads
_TARGETS = 5  # targets that are named
_OTHERS = 3  # criteria that do not count and are named


def show_brief(gaps: Gaps, console: Console | None = None) -> None:
    """Print the verdict, what each criterion found, the gravest gaps, and what to check first."""
    console = console or make_console()
    with console.capture() as counted:
        _show_before(gaps, console)
        _show_after(gaps, console)
    left = _LINES - _AROUND - counted.get().count("\n")
    _show_before(gaps, console)
    _show_gravest(gaps, console, most=max(_LEAST, min(_GRAVEST, left)))
    _show_after(gaps, console)


def _show_before(gaps: Gaps, console: Console) -> None:
    show_county(console, gaps.county, gaps.standard.id)
    show_answer(gaps, console)
    show_summary(gaps, console)
    show_notes(gaps, console)
    _show_criteria(gaps, console)
    _show_targets(gaps, console)


def _show_after(gaps: Gaps, console: Console) -> None:
    _show_first_check(gaps, console)
    console.print(_("All tables: --full. All verdicts: --json."), style="dim")


def _show_criteria(gaps: Gaps, console: Console) -> None:
    """Print a line a criterion that counts for the verdict, and in a sentence how many miss the others."""
    counted = [c for c in gaps.criteria if c.criterion.role in SCOPES[gaps.scope]] or list(gaps.criteria)
    columns = criterion_columns(gaps, brief=True)
    console.print(make_lines(columns, counted, console.width))
    others = sorted((c for c in gaps.criteria if c not in counted and c.missed), key=lambda c: -c.missed)
    names = [_("{0} {1}").format(name_criterion(c.criterion.id, translate=_), c.missed) for c in others[:_OTHERS]]
    if len(others) > _OTHERS:
        names.append(_("{0} more criteria").format(len(others) - _OTHERS))
    if names:
        console.print(escape(_("Missed, but not counted for the verdict: {0}.").format(join_clauses(names))))


def _show_targets(gaps: Gaps, console: Console) -> None:
    """Print how many targets are in each state, and name those that are missed."""
    states = [t.state for t in gaps.targets if t.state is not None]
    if not states:
        return
    counted = [(state, states.count(state)) for state in ("met", "missed", "unknown", "pending")]
    named = join_names(_("{0} {1}").format(_(STATES[state]), count) for state, count in counted if count)
    console.print(Text(_("Targets: {0}").format(named), style="bold"))
    missed = [t for t in gaps.targets if t.state == "missed"]
    for target in missed[:_TARGETS]:
        console.print(Text("  " + visible(format_target_line(target))), no_wrap=True, overflow="ellipsis")
    if len(missed) > _TARGETS:
        console.print(_("  … and {0} more.").format(len(missed) - _TARGETS))


def _show_gravest(gaps: Gaps, console: Console, *, most: int) -> None:
    """Print the villages that fall short of the exit with the most people; else the settlements that miss anything."""
    title, table = _find_gravest(gaps, console.width, most)
    if table is None:
        return
    console.print(Text(title, style="bold"))
    console.print(table)


def _find_gravest(gaps: Gaps, width: int, most: int) -> tuple[str, Table | None]:
    """Return the title and the lines of the gravest gaps; no lines where nothing is missed."""
    columns = [
        Column(_("code"), lambda row: format_cell(row["code"]), is_whole=True),
        Column(_("name"), lambda row: format_cell(row["name"]), is_whole=True),
        Column(_("people"), lambda row: format_number(row["people"]), is_number=True),
    ]
    villages = gaps.villages[gaps.villages["judged_for_exit"] & (gaps.villages["state"] == "missed")]
    villages = villages[~find_not_required(gaps.county, villages)]
    if len(villages):
        rows, title = villages, _("Villages judged for exit that fall short, most people first ({0} of {1})")
        columns.append(
            Column(_("missed"), lambda row: join_names(name_criterion(c, translate=_) for c in row["missed"]))
        )
    else:
        rows, title = (
            gaps.settlements[gaps.settlements["state"] == "missed"],
            _("Missed, most people first ({0} of {1})"),
        )
        columns.append(Column(_("criterion"), lambda row: name_criterion(row["criterion"], translate=_)))
    if not len(rows):
        return "", None
    first: list[dict[Any, Any]] = list(
        rows.sort_values("people", ascending=False, kind="stable").head(most).to_dict("records")
    )
    return title.format(len(first), len(rows)), make_lines(columns, first, width)


def _show_first_check(gaps: Gaps, console: Console) -> None:
    """Print the near miss that would turn most verdicts."""
    turning = gaps.near_misses[gaps.near_misses["verdicts"] > 0]
    if not len(turning):
        return
    first = turning.iloc[0]
    text = _("Check first: {0} ends {1:.1f} m from {2}; joined, {verdicts} verdict(s) would be met ({people} people).")
    line = fill(
        text,
        format_cell(first["segment"]),
        first["gap_m"],
        format_cell(first["near"]),
        verdicts=int(first["verdicts"]),
        people=format_number(first["people"]),
    )
    more = _(" {0} more: --full.").format(len(turning) - 1) if len(turning) > 1 else ""
    console.print(Text(visible(line + more)))
