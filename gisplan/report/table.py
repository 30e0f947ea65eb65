"""The verdicts as tables on a terminal; colour only where it is one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gisplan.base.language import N_, _
from gisplan.gaps import Gaps
from gisplan.maps.palette import PALETTE
from gisplan.maps.prose import explain_verdict

__all__ = ["show_verdicts", "show_written"]

STATES = {"met": N_("met"), "missed": N_("missed"), "unknown": N_("unknown"), "pending": N_("pending")}
ROLES = {"exit": N_("exit"), "plan": N_("plan"), "report": N_("report")}
_SEGMENTS = 3  # segments of a missing link that a row names
_ROWS = 20  # settlements and near misses that a terminal shows; the document has all


def show_verdicts(gaps: Gaps, console: Console | None = None) -> None:
    """Print what a standard comes to: criteria, targets, who misses what and why, and what to look at first."""
    console = console or Console(highlight=False)
    county = gaps.county
    as_of = county.as_of.isoformat() if county.as_of else _("no date given")
    console.print(f"[bold]{escape(county.name)}[/bold] ({escape(county.code)}) · {escape(gaps.standard.id)} · {as_of}")
    s, question = gaps.settings, gaps.criteria[0].question
    settings = _("ends touch within {0:g} m · reach {1:g} m · roots {2}")
    console.print(escape(settings.format(s.snap_m, question.reach_m, " ".join(s.roots))))
    if s.trust_registered:
        console.print(_("Where no surface was surveyed, the registered one is trusted."), style="yellow")
    console.print(_criteria(gaps))
    if gaps.targets:
        console.print(_targets(gaps))
    _show_missed(gaps, console)
    _show_unknown(gaps, console)
    _show_near_misses(gaps, console)
    console.print(_tolerances(gaps))
    _show_inputs(gaps, console)
    console.print(_("Verdict: {0}").format(_state(gaps.state)), style="bold")


def _table(title: str, *columns: str, numbers: tuple[int, ...] = (), whole: tuple[int, ...] = ()) -> Table:
    """An empty table; the columns of `numbers` stand right, those of `whole` are never broken."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for i, column in enumerate(columns):
        table.add_column(column, justify="right" if i in numbers else "left", overflow="fold", no_wrap=i in whole)
    return table


def _state(state: str) -> str:
    return f"[bold {PALETTE[state]}]{_(STATES[state])}[/]"


def _number(value: float) -> str:
    return "–" if value != value else f"{value:,.0f}".replace(",", "\u202f")


def _criteria(gaps: Gaps) -> Table:
    heads = [_("criterion"), _("role"), _("met"), _("of which hang on one edge"), _("missed"), _("unknown")]
    table = _table(_("Criteria"), *heads, _("people missed"), numbers=(2, 3, 4, 5, 6))
    hanging = gaps.settlements[gaps.settlements["hangs_on"].notna()]["criterion"].value_counts()
    for c in gaps.criteria:
        cells = [escape(c.criterion.id), _(ROLES[c.criterion.role])]
        if c.layer_missing:
            table.add_row(*cells, "–", "–", "–", "–", _("no such layer"))
        else:
            hang = int(hanging.get(c.criterion.id, 0))
            counts = [str(n) for n in (c.met, hang, c.missed, c.unknown)]
            table.add_row(*cells, *counts, _number(c.people_missed))
    return table


def _targets(gaps: Gaps) -> Table:
    heads = [_("target"), _("role"), _("required"), _("actual"), _("state"), _("reckoned as")]
    table = _table(_("Targets"), *heads, numbers=(2, 3))
    for t in gaps.targets:
        actual = "–" if t.actual is None else f"{t.actual:.1f} {t.target.unit}"
        required = "–" if t.target.threshold is None else f"{t.target.threshold:g} {t.target.unit}"
        cells = [escape(t.target.id), _(ROLES[t.target.role]), required, actual, _state(t.state), escape(t.explain(_))]
        table.add_row(*cells)
    return table


def _show_missed(gaps: Gaps, console: Console) -> None:
    """Who is missed, and the missing link: what would have to be sealed, and how far off the network it ends."""
    rows = _most_people_first(gaps, "missed")
    if not len(rows):
        return
    heads = [_("code"), _("name"), _("people"), _("reach (m)"), _("to seal (m)"), _("off road (m)"), _("segments")]
    title = _("Missed, most people first ({0})").format(len(rows))
    table = _table(title, *heads, numbers=(2, 3, 4, 5), whole=(0,))
    for row in rows.head(_ROWS).to_dict("records"):
        link = [_("cut off"), "–"] if row["cut_off"] else [_number(row["unsealed_m"]), _number(row["off_network_m"])]
        names = ", ".join(row["segments"][:_SEGMENTS]) + (" …" if len(row["segments"]) > _SEGMENTS else "")
        cells = [
            _cell(row["code"]),
            _cell(row["name"]),
            _number(row["people"]),
            _number(row["distance_m"]),
            *link,
            names,
        ]
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    _say_more(len(rows), console)


def _show_unknown(gaps: Gaps, console: Console) -> None:
    """Who cannot be judged, and what would decide it."""
    rows = _most_people_first(gaps, "unknown")
    if not len(rows):
        return
    title = _("Unknown, most people first ({0})").format(len(rows))
    table = _table(title, _("code"), _("name"), _("people"), _("why"), numbers=(2,), whole=(0,))
    for row in rows.head(_ROWS).to_dict("records"):
        _params, text = explain_verdict(gaps, row, translate=_)
        cells = [_cell(row["code"]), _cell(row["name"]), _number(row["people"]), text]
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    _say_more(len(rows), console)


def _most_people_first(gaps: Gaps, state: str) -> Any:
    rows = gaps.settlements[gaps.settlements["state"] == state]
    return rows.sort_values("people", ascending=False, kind="stable")


def _show_near_misses(gaps: Gaps, console: Console) -> None:
    rows = gaps.near_misses[gaps.near_misses["verdicts"] > 0]
    if not len(rows):
        return
    heads = [_("end of"), _("near"), _("gap (m)"), _("verdicts"), _("people")]
    table = _table(_("Look here first: near misses that would turn verdicts"), *heads, numbers=(2, 3, 4))
    for row in rows.head(_ROWS).to_dict("records"):
        names = [escape(_cell(row["segment"])), escape(_cell(row["near"]))]
        table.add_row(*names, f"{row['gap_m']:.1f}", str(row["verdicts"]), _number(row["people"]))
    console.print(table)
    _say_more(len(rows), console)


def _tolerances(gaps: Gaps) -> Table:
    """How many would be missed if ends touched within more or less."""
    moved = set(gaps.by_tolerance["criterion"])
    shown = [c.criterion.id for c in gaps.criteria if not c.layer_missing and c.criterion.id in moved]
    table = _table(_("Missed by tolerance"), _("ends touch within (m)"), *shown, numbers=tuple(range(len(shown) + 1)))
    for snap_m, rows in gaps.by_tolerance.groupby("snap_m"):
        missed = rows.set_index("criterion")["missed"]
        table.add_row(f"{snap_m:g}", *(str(missed[name]) for name in shown))
    return table


def _show_inputs(gaps: Gaps, console: Console) -> None:
    heads = [_("layer"), _("file"), _("rows"), _("accepted"), _("set aside")]
    table = _table(_("Read"), *heads, numbers=(2, 3, 4))
    for item in gaps.county.inputs:
        counts = (item.rows, item.accepted, item.quarantined)
        table.add_row(item.layer, escape(item.path), *(str(n) for n in counts))
    console.print(table)
    warnings = sum(fault.level == "W" for fault in gaps.county.faults)
    if warnings:
        console.print(_("{0} warning(s): gisplan check shows them.").format(warnings), style="yellow")


def _say_more(count: int, console: Console) -> None:
    if count > _ROWS:
        console.print(_("… and {0} more: --json has them all.").format(count - _ROWS))


def _cell(value: Any) -> str:
    return "–" if value is None or value != value else str(value)


def show_written(paths: Sequence[Path], console: Console | None = None) -> None:
    """Print which files were written."""
    console = console or Console(highlight=False)
    console.print(_("Written:"))
    for path in paths:
        console.print(f"  {escape(str(path))}", soft_wrap=True)
