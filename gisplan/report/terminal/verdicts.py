"""The verdicts as tables on a terminal; colour only where it is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from gisplan.base.language import _, fill, join_names
from gisplan.gaps import CriterionCount, Gaps
from gisplan.gaps.village_verdicts import find_not_required
from gisplan.io.output.console import make_console
from gisplan.io.output.lines import Column, fold_head, format_number
from gisplan.report.terminal.layout import format_cell, join_some, make_table, show_county, show_rows
from gisplan.report.terminal.notes import show_answer, show_notes, show_summary
from gisplan.report.terminal.targets import show_targets
from gisplan.wording.names import ROLES, name_criterion, name_needs
from gisplan.wording.sentences import explain_verdict
from gisplan.wording.verdicts import (
    NEAR_MISS_REASONS,
    STATES,
    count_codes,
    explain_listed_works,
)

__all__ = ["criterion_columns", "name_criteria", "show_verdicts"]

_SEGMENTS = 3  # segments of a missing link that a row names


def show_verdicts(gaps: Gaps, console: Console | None = None) -> None:
    """Print criteria, targets, who misses what and why, what to check first, and the verdict."""
    console = console or make_console()
    show_county(console, gaps.county, gaps.standard.id)
    _show_settings(gaps, console)
    _show_criteria(gaps, console)
    show_targets(gaps, console)
    _show_villages(gaps, console)
    _show_missed_roads(gaps, console)
    _show_other_missed(gaps, console)
    _show_unknown(gaps, console)
    _show_near_misses(gaps, console)
    _show_tolerances(gaps, console)
    _show_inputs(gaps, console)
    show_summary(gaps, console)
    show_answer(gaps, console)


def _show_settings(gaps: Gaps, console: Console) -> None:
    s, reach = gaps.settings, gaps.resolved_reach
    if reach is not None:
        settings = _("touch tolerance {0:g} m · reach {1:g} m · trunk classes {2}")
        console.print(escape(settings.format(s.snap_m, reach.reach_m, " ".join(s.trunk_classes))))
    show_notes(gaps, console)


def _show_criteria(gaps: Gaps, console: Console) -> None:
    """Print how many settlements meet each criterion; dashes where its layer is missing."""
    console.print(make_table(_("Criteria"), criterion_columns(gaps), gaps.criteria))
    _show_without_people(gaps, console)


def criterion_columns(gaps: Gaps, *, brief: bool = False) -> list[Column]:
    """Return the columns of the table of criteria; in brief, two are left out, and heads are in one line."""
    dependent = gaps.settlements[gaps.settlements["depends_on"].notna()]["criterion"].value_counts()

    def count_or_dash(count: CriterionCount, number: int) -> str:
        return "–" if count.layer_missing else str(number)

    def head(text: str) -> str:
        return text if brief else fold_head(text)

    columns = [
        Column(_("criterion"), lambda c: name_criterion(c.criterion.id, translate=_)),
        Column(_("role"), lambda c: _(ROLES[c.criterion.role]), is_whole=True, drop=2),
        Column(_("met"), lambda c: count_or_dash(c, c.met), is_number=True),
        Column(
            head(_("of which depend on one road")),
            lambda c: count_or_dash(c, int(dependent.get(c.criterion.id, 0))),
            is_number=True,
            drop=1,
        ),
        Column(_("missed"), lambda c: count_or_dash(c, c.missed), is_number=True),
        Column(_("unknown"), lambda c: count_or_dash(c, c.unknown), is_number=True),
        Column(head(_("people missed")), _format_people_missed, is_number=True, is_whole=True),
    ]
    if brief:
        del columns[3], columns[1]
    if gaps.states_if_assumed is not None:
        assumed = head(_("of which met if assumed"))
        columns.insert(-1, Column(assumed, lambda c: count_or_dash(c, c.met_if_assumed), is_number=True))
    return columns


def _format_people_missed(count: CriterionCount) -> str:
    """Return the people of the missed; at least so many where some have no number, a dash where none has one."""
    if count.layer_missing:
        return _("no such layer")
    without = count.without_people.get("missed", 0)
    if without and without == count.missed:
        return "–"
    return ("≥ " if without else "") + format_number(count.people_missed)


def _show_without_people(gaps: Gaps, console: Console) -> None:
    """Print for each criterion how many of those that miss it have no number of people."""
    for count in gaps.criteria:
        if without := count.without_people.get("missed", 0):
            text = _("{0}: missed without a number of people, who are not counted: {1}.")
            console.print(Text(text.format(name_criterion(count.criterion.id, translate=_), without), style="dim"))


def _show_villages(gaps: Gaps, console: Console) -> None:
    """Print the villages that are judged for exit and not met, and by what."""
    rows = gaps.villages[gaps.villages["judged_for_exit"] & (gaps.villages["state"] != "met")]
    rows = rows[~find_not_required(gaps.county, rows)]
    if not any(c.criterion.role == "exit" for c in gaps.criteria):
        return
    rows = rows.sort_values(["state", "people"], ascending=[True, False], kind="stable")
    columns = [
        *_settlement_columns(),
        Column(_("missed"), lambda row: name_criteria(row["missed"])),
        Column(_("unknown"), lambda row: name_criteria(row["unknown"])),
        *_assumed_columns(gaps),
    ]
    title = _("Villages judged for exit that missed ({0}) or are unknown ({1})")
    counts = (int((rows["state"] == state).sum()) for state in ("missed", "unknown"))
    show_rows(console, title.format(*counts), columns, rows)


def _settlement_columns() -> list[Column]:
    """Return the columns that every table of settlements begins with."""
    return [
        Column(_("code"), lambda row: format_cell(row["code"]), is_whole=True),
        Column(_("name"), lambda row: format_cell(row["name"])),
        Column(_("people"), lambda row: format_number(row["people"]), is_number=True),
    ]


def _assumed_columns(gaps: Gaps) -> list[Column]:
    """Return the column of what unknown verdicts would be with the assumed surfaces, where any is assumed."""
    if gaps.states_if_assumed is None:
        return []
    return [Column(_("if assumed"), lambda row: _(STATES[row["if_assumed"]]) if row["if_assumed"] else "–")]


def name_criteria(ids: Sequence[str]) -> str:
    """Return the names of criteria, joined."""
    return join_names(name_criterion(id, translate=_) for id in ids)


def _sort_by_people(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("people", ascending=False, kind="stable")


def _select_missed(gaps: Gaps, *, roads: bool) -> pd.DataFrame:
    """Select the missed verdicts of roads, or those of all else, most people first."""
    of_roads = [c.criterion.id for c in gaps.criteria if c.resolved_reach is not None]
    rows = gaps.settlements[gaps.settlements["state"] == "missed"]
    return _sort_by_people(rows[rows["criterion"].isin(of_roads) == roads])


def _show_missed_roads(gaps: Gaps, console: Console) -> None:
    """Print who misses a road, with the missing link: what to seal, and how far off the network it ends."""
    columns = [
        *_settlement_columns(),
        Column(_("distance (m)"), lambda row: format_number(row["distance_m"]), is_number=True, drop=1),
        Column(
            _("to seal (m)"),
            lambda row: _("cut off") if row["cut_off"] else format_number(row["unsealed_m"]),
            is_number=True,
        ),
        Column(
            _("off network (m)"),
            lambda row: "–" if row["cut_off"] else format_number(row["off_network_m"]),
            is_number=True,
            drop=2,
        ),
        Column(_("segments"), lambda row: join_some(row["segments"], _SEGMENTS)),
    ]
    records = _select_missed(gaps, roads=True)
    if records["criterion"].nunique() > 1:
        columns.insert(2, Column(_("criterion"), lambda row: name_criterion(row["criterion"], translate=_)))
    show_rows(console, _("Missed, most people first ({0})").format(len(records)), columns, records)


def _show_other_missed(gaps: Gaps, console: Console) -> None:
    """Print who misses anything but a road, why, and what is listed to close it."""
    columns = [
        *_settlement_columns(),
        Column(_("why"), lambda row: _explain_with_criterion(gaps, row)),
        Column(_("what is planned"), lambda row: explain_listed_works(row, translate=_) or "–"),
    ]
    records = _select_missed(gaps, roads=False)
    show_rows(console, _("Other criteria missed, most people first ({0})").format(len(records)), columns, records)


def _explain_with_criterion(gaps: Gaps, row: dict[str, Any]) -> str:
    return f"{name_criterion(row['criterion'], translate=_)}: {explain_verdict(gaps, row, translate=_).text}"


def _show_unknown(gaps: Gaps, console: Console) -> None:
    """Print who cannot be judged, and what would decide it."""
    rows = gaps.settlements[gaps.settlements["state"] == "unknown"]
    lacking = rows["why"].isin(["layer_missing", "column_missing"])
    for criterion, needs in sorted(set(zip(rows["criterion"][lacking], rows["needs"][lacking], strict=True))):
        text = _("{0}: cannot be judged; needed: {1}.")
        text = text.format(name_criterion(criterion, translate=_), name_needs(needs, with_key=True))
        console.print(escape(text), style="yellow")
    columns = [
        *_settlement_columns(),
        Column(_("why"), lambda row: explain_verdict(gaps, row, translate=_).text),
        *_assumed_columns(gaps),
    ]
    records = _sort_by_people(rows[~lacking])
    show_rows(console, _("Unknown, most people first ({0})").format(len(records)), columns, records)


def _show_near_misses(gaps: Gaps, console: Console) -> None:
    unknown = gaps.near_misses["missed_to_unknown"].map(count_codes).astype(int)
    columns = [
        Column(_("end of"), lambda row: format_cell(row["segment"])),
        Column(_("near"), lambda row: format_cell(row["near"])),
        Column(_("gap (m)"), lambda row: f"{row['gap_m']:.1f}", is_number=True),
        Column(_("not joined: why"), lambda row: _(NEAR_MISS_REASONS[row["reason"]])),
        Column(_("would be met"), lambda row: str(row["verdicts"]), is_number=True),
        Column(_("people"), lambda row: format_number(row["people"]), is_number=True),
        *([Column(_("would be unknown"), lambda row: str(row["unknown"]), is_number=True)] if unknown.any() else []),
    ]
    table = gaps.near_misses.assign(unknown=unknown)
    records = table[(table["verdicts"] > 0) | (unknown > 0)]
    show_rows(console, _("Check first: near misses that would change verdicts"), columns, records)


def _show_tolerances(gaps: Gaps, console: Console) -> None:
    """Print how many would be missed if ends touched within more or less."""
    if not len(gaps.by_tolerance):
        return
    counted = set(gaps.by_tolerance["criterion"])
    shown = [c.criterion.id for c in gaps.criteria if not c.layer_missing and c.criterion.id in counted]
    columns = [
        Column(_("touch tolerance (m)"), lambda pair: f"{pair[0]:g}", is_number=True),
        *(_missed_column(criterion) for criterion in shown),
    ]
    records = [(snap_m, rows.set_index("criterion")["missed"]) for snap_m, rows in gaps.by_tolerance.groupby("snap_m")]
    console.print(make_table(_("Missed by tolerance"), columns, records))


def _missed_column(criterion: str) -> Column:
    return Column(name_criterion(criterion, translate=_), lambda pair: str(pair[1][criterion]), is_number=True)


def _show_inputs(gaps: Gaps, console: Console) -> None:
    columns = [
        Column(_("layer"), lambda item: item.layer),
        Column(_("file"), lambda item: item.path),
        Column(_("rows"), lambda item: str(item.rows), is_number=True),
        Column(_("accepted"), lambda item: str(item.accepted), is_number=True),
        Column(_("set aside"), lambda item: str(item.quarantined), is_number=True),
    ]
    if any(item.left_out for item in gaps.county.inputs):
        columns.append(Column(_("left out"), lambda item: str(item.left_out), is_number=True))
    console.print(make_table(_("Read"), columns, gaps.county.inputs))
    if warnings := sum(fault.level == "W" for fault in gaps.county.faults):
        text = _("{0} warning(s) of the files alone: gisplan check shows them, and those of its further checks.")
        console.print(fill(text, warnings), style="yellow")
