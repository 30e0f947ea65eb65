"""The verdicts as tables on a terminal; colour only where it is one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gisplan.base.language import N_, _, language
from gisplan.gaps import Gaps, TargetVerdict
from gisplan.report.terminal.layout import (
    ROWS,
    fold_head,
    format_cell,
    format_number,
    format_state,
    make_table,
    show_omitted,
    sort_by_people,
)
from gisplan.wording.names import format_amount, name_criterion, name_target
from gisplan.wording.verdicts import STATES, explain_listed_works, explain_verdict, format_county_summary

__all__ = ["show_answer", "show_other_gaps", "show_verdicts", "show_villages", "show_written"]

ROLES = {"exit": N_("exit"), "plan": N_("plan"), "report": N_("report")}
_WIDE = 96  # columns of a terminal from which the targets show their role
_SEGMENTS = 3  # segments of a missing link that a row names


def show_verdicts(gaps: Gaps, console: Console | None = None) -> None:
    """Print what a standard comes to: criteria, targets, who misses what and why, and what to look at first."""
    console = console or Console(highlight=False)
    county = gaps.county
    as_of = county.as_of.isoformat() if county.as_of else _("no date given")
    console.print(f"[bold]{escape(county.name)}[/bold] ({escape(county.code)}) · {escape(gaps.standard.id)} · {as_of}")
    s, resolved_reach = gaps.settings, gaps.resolved_reach
    if resolved_reach is not None:
        settings = _("touch tolerance {0:g} m · reach {1:g} m · trunk classes {2}")
        console.print(escape(settings.format(s.snap_m, resolved_reach.reach_m, " ".join(s.trunk_classes))))
    if s.trust_registered:
        console.print(_("Where no surface was surveyed, the registered surface is used."), style="yellow")
    console.print(_criteria(gaps))
    if gaps.targets:
        _show_targets(gaps, console)
    show_villages(gaps, console)
    _show_missed(gaps, console)
    show_other_gaps(gaps, console)
    _show_unknown(gaps, console)
    _show_near_misses(gaps, console)
    if len(gaps.by_tolerance):
        console.print(_tolerances(gaps))
    _show_inputs(gaps, console)
    show_answer(gaps, console)
    console.print(_("Verdict: {0}").format(format_state(gaps.state)), style="bold")


def _criteria(gaps: Gaps) -> Table:
    hanging_head, people_head = fold_head(_("of which depend on one road")), fold_head(_("people missed"))
    heads = [_("criterion"), _("role"), _("met"), hanging_head, _("missed"), _("unknown"), people_head]
    table = make_table(_("Criteria"), *heads, numbers=(2, 3, 4, 5, 6), whole=(1, 6))
    hanging = gaps.settlements[gaps.settlements["depends_on"].notna()]["criterion"].value_counts()
    for c in gaps.criteria:
        cells = [escape(name_criterion(c.criterion.id, translate=_)), _(ROLES[c.criterion.role])]
        if c.layer_missing:
            table.add_row(*cells, "–", "–", "–", "–", _("no such layer"))
        else:
            hang = int(hanging.get(c.criterion.id, 0))
            counts = [str(n) for n in (c.met, hang, c.missed, c.unknown)]
            table.add_row(*cells, *counts, format_number(c.people_missed))
    return table


def _show_targets(gaps: Gaps, console: Console) -> None:
    """Required against actual; the role where there is room for it. Below, quietly, how each was reckoned."""
    wide = console.width >= _WIDE
    heads = [_("target"), *([_("role")] if wide else []), _("required"), _("actual"), _("due"), _("state")]
    table = make_table(_("Targets"), *heads, numbers=(2, 3) if wide else (1, 2), whole=range(1, len(heads)))
    for t in gaps.targets:
        sign = "≤ " if t.target.compare == "at_most" else ""
        required = "–" if t.target.threshold is None else sign + _amount(t, t.target.threshold)
        due = t.target.due.isoformat() if t.target.due else "–"
        role = [_(ROLES[t.target.role])] if wide else []
        name = escape(name_target(t.target.id, translate=_))
        table.add_row(name, *role, required, _actual(t), due, format_state(t.state))
    console.print(table)
    console.print(_("calculated as"), style="dim")
    for t in gaps.targets:
        told = f"{name_target(t.target.id, translate=_)}: {t.explain(_)}{_others(t)}"
        console.print(Padding(Text(told, style="dim"), (0, 0, 0, 2), expand=False))


def _actual(t: TargetVerdict) -> str:
    """The actual figure, with as many digits as it takes not to look like the threshold that it misses."""
    if t.actual is None:
        return "–"
    digits = 1
    if t.target.threshold is not None and t.actual != t.target.threshold:
        while digits < 6 and round(t.actual, digits) == t.target.threshold:
            digits += 1
    return format_number(t.actual, digits)


def _amount(t: TargetVerdict, required: float) -> str:
    return format_amount(format_number(required), t.target.unit, translate=_)


def _others(t: TargetVerdict) -> str:
    """The readings of a garbled figure that were not chosen, with their states."""
    told = _(" [reading {0}; by reading {1}: {2}, {3}]")
    return "".join(
        told.format(t.target.reading, r.id, _amount(t, r.required), _(STATES[r.state]))
        for r in t.readings
        if r.id != t.target.reading
    )


def _show_missed(gaps: Gaps, console: Console) -> None:
    """Who is missed, and the missing link: what would have to be sealed, and how far off the network it ends."""
    rows = sort_by_people(gaps, "missed", roads=True)
    if not len(rows):
        return
    heads = [
        _("code"),
        _("name"),
        _("people"),
        _("distance (m)"),
        _("to seal (m)"),
        _("off network (m)"),
        _("segments"),
    ]
    title = _("Missed, most people first ({0})").format(len(rows))
    table = make_table(title, *heads, numbers=(2, 3, 4, 5), whole=(0,))
    for row in rows.head(ROWS).to_dict("records"):
        link = (
            [_("cut off"), "–"]
            if row["cut_off"]
            else [format_number(row["unsealed_m"]), format_number(row["off_network_m"])]
        )
        names = ", ".join(row["segments"][:_SEGMENTS]) + (" …" if len(row["segments"]) > _SEGMENTS else "")
        cells = [
            format_cell(row["code"]),
            format_cell(row["name"]),
            format_number(row["people"]),
            format_number(row["distance_m"]),
            *link,
            names,
        ]
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    show_omitted(len(rows), console)


def _show_unknown(gaps: Gaps, console: Console) -> None:
    """Who cannot be judged, and what would decide it."""
    rows = sort_by_people(gaps, "unknown")
    lacking = rows["why"].isin(["layer_missing", "column_missing"])
    for criterion, needs in sorted(set(zip(rows["criterion"][lacking], rows["needs"][lacking], strict=True))):
        told = _("{0}: cannot be judged; needed: {1}.")
        console.print(escape(told.format(name_criterion(criterion, translate=_), ", ".join(needs))), style="yellow")
    rows = rows[~lacking]
    if not len(rows):
        return
    title = _("Unknown, most people first ({0})").format(len(rows))
    table = make_table(title, _("code"), _("name"), _("people"), _("why"), numbers=(2,), whole=(0,))
    for row in rows.head(ROWS).to_dict("records"):
        _params, text = explain_verdict(gaps, row, translate=_)
        cells = [format_cell(row["code"]), format_cell(row["name"]), format_number(row["people"]), text]
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    show_omitted(len(rows), console)


def _show_near_misses(gaps: Gaps, console: Console) -> None:
    rows = gaps.near_misses[gaps.near_misses["verdicts"] > 0]
    if not len(rows):
        return
    heads = [_("end of"), _("near"), _("gap (m)"), _("verdicts"), _("people")]
    table = make_table(_("Check first: near misses that would change verdicts"), *heads, numbers=(2, 3, 4))
    for row in rows.head(ROWS).to_dict("records"):
        names = [escape(format_cell(row["segment"])), escape(format_cell(row["near"]))]
        table.add_row(*names, f"{row['gap_m']:.1f}", str(row["verdicts"]), format_number(row["people"]))
    console.print(table)
    show_omitted(len(rows), console)


def _tolerances(gaps: Gaps) -> Table:
    """How many would be missed if ends touched within more or less."""
    moved = set(gaps.by_tolerance["criterion"])
    shown = [c.criterion.id for c in gaps.criteria if not c.layer_missing and c.criterion.id in moved]
    names = [name_criterion(criterion, translate=_) for criterion in shown]
    table = make_table(_("Missed by tolerance"), _("touch tolerance (m)"), *names, numbers=tuple(range(len(shown) + 1)))
    for snap_m, rows in gaps.by_tolerance.groupby("snap_m"):
        missed = rows.set_index("criterion")["missed"]
        table.add_row(f"{snap_m:g}", *(str(missed[name]) for name in shown))
    return table


def _show_inputs(gaps: Gaps, console: Console) -> None:
    heads = [_("layer"), _("file"), _("rows"), _("accepted"), _("set aside")]
    table = make_table(_("Read"), *heads, numbers=(2, 3, 4))
    for item in gaps.county.inputs:
        counts = (item.rows, item.accepted, item.quarantined)
        table.add_row(item.layer, escape(item.path), *(str(n) for n in counts))
    console.print(table)
    warnings = sum(fault.level == "W" for fault in gaps.county.faults)
    if warnings:
        console.print(_("{0} warning(s): run gisplan check to see them.").format(warnings), style="yellow")


def show_written(paths: Sequence[Path], console: Console | None = None) -> None:
    """Print which files were written."""
    console = console or Console(highlight=False)
    console.print(_("Written:"))
    for path in paths:
        console.print(f"  {escape(str(path))}", soft_wrap=True)


def show_villages(gaps: Gaps, console: Console) -> None:
    """The villages that decide and are not met, and by what."""
    rows = gaps.villages[gaps.villages["judged_for_exit"] & (gaps.villages["state"] != "met")]
    if not len(rows) or not any(c.criterion.role == "exit" for c in gaps.criteria):
        return
    rows = rows.sort_values(["state", "people"], ascending=[True, False], kind="stable")
    title = _("Villages judged for exit and not met ({0})").format(len(rows))
    table = make_table(title, _("code"), _("name"), _("people"), _("missed"), _("unknown"), numbers=(2,), whole=(0,))
    for row in rows.head(ROWS).to_dict("records"):
        cells = [format_cell(row["code"]), format_cell(row["name"]), format_number(row["people"])]
        cells += [", ".join(name_criterion(id, translate=_) for id in row[name]) for name in ("missed", "unknown")]
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    show_omitted(len(rows), console)


def show_other_gaps(gaps: Gaps, console: Console) -> None:
    """Who is missed otherwise than by road, why, and what is listed to close it."""
    rows = sort_by_people(gaps, "missed", roads=False)
    if not len(rows):
        return
    title = _("Other criteria missed, most people first ({0})").format(len(rows))
    heads = [_("code"), _("name"), _("people"), _("why"), _("what is planned")]
    table = make_table(title, *heads, numbers=(2,), whole=(0,))
    for row in rows.head(ROWS).to_dict("records"):
        why = f"{name_criterion(row['criterion'], translate=_)}: {explain_verdict(gaps, row, translate=_)[1]}"
        planned = explain_listed_works(row, translate=_) or "–"
        cells = [format_cell(row["code"]), format_cell(row["name"]), format_number(row["people"]), why, planned]
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    show_omitted(len(rows), console)


def show_answer(gaps: Gaps, console: Console) -> None:
    """What is not measured, who is to be visited again, and the county's own answer in a line."""
    outside = gaps.standard.out_of_scope
    if outside:
        names = [item.title_zh if language() == "zh" and item.title_zh else item.title for item in outside]
        console.print(escape(_("Not measured, which does not mean met: {0}.").format("; ".join(names))))
    again = int(gaps.villages["second_visit"].sum())
    if again:
        told = _("{0} village(s) to revisit: findings on site disagree with the files.")
        console.print(told.format(again), style="yellow")
    console.print(escape(format_county_summary(gaps, translate=_)))
