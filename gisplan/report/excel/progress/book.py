"""Make the progress workbook: by programme, town and month, overdue works, villages not served yet, all works."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gisplan.base.language import _, join_label, join_names
from gisplan.ledger.events.labels import (
    KIND_LABELS,
    field_label,
    format_overdue,
    format_store,
    group_label,
    list_time_doubts,
)
from gisplan.ledger.progress.counts import Count
from gisplan.ledger.progress.progress import KindProgress, Progress
from gisplan.report.excel.paper import Paper
from gisplan.report.excel.sheet_layout import Column, Sheet, add_sheet, count_head, explain_printed
from gisplan.wording.palette import PALETTE
from gisplan.wording.works import format_forecast, list_credits, list_shifts

__all__ = ["make_progress_workbook"]

_DAYS_PRINTED = 24  # of a curve, which is as high as its chart beside them
_CHART_COLUMNS = 13  # of 64 pixels: a blank one and the chart
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def make_progress_workbook(progress: Progress) -> bytes:
    """Make the workbook in the user's language; the same progress gives the same bytes.

    Parameters
    ----------
    progress : Progress
        The figures.

    Returns
    -------
    bytes
        The .xlsx file.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **_AS_TEXT})
    made = datetime.combine(progress.state.on, time(), tzinfo=UTC)
    book.set_properties({"title": progress.county.name, "created": made})
    for sheet in _list_sheets(progress):
        add_sheet(book, sheet)
    for kind_progress in progress.kinds:
        _add_curve(book, progress, kind_progress)
    book.close()
    return file.getvalue()


def _list_sheets(progress: Progress) -> Iterator[Sheet]:
    yield _by_group(progress, "group", _("by programme"), _("Progress of the works, by programme"))
    yield _by_group(progress, "town", _("by town"), _("Progress of the works, by town"))
    yield from (_by_month(progress, kind_progress) for kind_progress in progress.kinds)
    yield _list_late(progress)
    yield _list_waiting(progress)
    yield from (_list_works(progress, kind_progress) for kind_progress in progress.kinds)


def _head(progress: Progress) -> tuple[list[str], list[str]]:
    """Return the lines above every table, and the warnings."""
    county, state = progress.county, progress.state
    known = _("as of {0}, by what was known on {1}") if state.known_at else _("as of {0}, by what is known now")
    lines = [f"{county.name} ({county.code}) · {known.format(state.on, state.known_at)}", format_store(state)]
    lines += list_credits(county)
    invented = sum(work.values.get("origin") == "synthetic" for work in state.works)
    warning = _("{0} of the works are invented (origin: synthetic).").format(invented)
    return lines, [*([warning] if invented else []), *list_shifts(county), *list_time_doubts(state)]


def _sheet(
    progress: Progress,
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    *,
    more: Sequence[str] = (),
    frozen: int = 0,
) -> Sheet:
    lines, warnings = _head(progress)
    return Sheet(name, title, [*lines, *more], columns, rows, warnings=warnings, frozen=frozen)


def _by_group(progress: Progress, field: str, name: str, title: str) -> Sheet:
    """Make the sheet of programmes or towns; the total of a kind comes first."""
    columns = [Column(_("kind")), Column(_("programme or category") if field == "group" else _("town"))]
    columns += [Column(_("planned"), "count"), Column(_("started"), "count"), Column(_("finished"), "count")]
    columns += [Column(_("share finished (%)"), "metres"), Column(_("serving people"), "count")]
    columns += [Column(_("accepted on inspection"), "count"), Column(_("overdue"), "count")]
    columns += [
        Column(_("people covered by the plan, at least"), "count"),
        Column(_("people covered by the plan, at most"), "count"),
    ]
    columns += [Column(_("people served, at least"), "count")]
    columns += [Column(_("people served, at most"), "count")]
    columns += [
        Column(_("length (km)"), "km"),
        Column(_("finished (km)"), "km"),
        Column(_("budget (10 000 yuan)"), "metres"),
    ]
    rows, more = [], []
    for kind_progress in progress.kinds:
        kind = _(KIND_LABELS[kind_progress.kind.name])
        rows.append([kind, _("all"), *_count_row(kind_progress.total)])
        for group in kind_progress.programmes if field == "group" else kind_progress.towns:
            label = group_label(group.name) if field == "group" and group.name else group.name
            rows.append([kind, label or _("not stated"), *_count_row(group.count)])
        more.append(
            _("{0}: finished means “{1}”; people are served from “{2}” on.").format(
                kind, field_label(kind_progress.kind.finish), field_label(kind_progress.kind.served)
            )
        )
        more.append(join_label(kind, format_forecast(kind_progress.forecast)))
    return _sheet(progress, name, title, columns, rows, more=more, frozen=2)


def _count_row(count: Count) -> list[Any]:
    share = 100.0 * count.finished / count.planned if count.planned else None
    bounds = [n for bounds in (count.people, count.served) for n in bounds or (None, None)]
    people = [None if n == float("inf") else n for n in bounds]
    passed = [count.planned, count.started, count.finished, share, count.serving, count.accepted, count.overdue]
    return [*passed, *people, count.km, count.done_km, count.budget_wan]


def _by_month(progress: Progress, kind_progress: KindProgress) -> Sheet:
    columns = [Column(_("by the end of"), "date"), Column(_("due"), "count")]
    columns += [Column(field_label(name), "count") for name in kind_progress.kind.milestones]
    rows = [[month.end, month.due, *month.passed] for month in kind_progress.months]
    kind = _(KIND_LABELS[kind_progress.kind.name])
    title = _("{0}: number of works that reached each milestone").format(kind)
    return _sheet(progress, _("months, {0}").format(kind)[:31], title, columns, rows, frozen=1)


def _list_late(progress: Progress) -> Sheet:
    columns = [Column(_("kind")), Column(_("code"), "code"), Column(_("name")), Column(_("town"))]
    columns += [Column(_("overdue milestones"), "long"), Column(_("due"), "date"), Column(_("days since due"), "count")]
    columns += [Column(_("people"), "count"), Column(_("villages"), "code")]
    rows = []
    for kind_progress in progress.kinds:
        for late in kind_progress.late:
            work = late.work
            names = join_names(field_label(name) for name in late.milestones)
            head = [_(KIND_LABELS[kind_progress.kind.name]), work.code, work.name, work.values.get("town"), names]
            villages = join_names(work.values.get("villages") or ())
            rows.append([*head, late.due, late.days, work.values.get("people"), villages])
    return _sheet(progress, _("overdue works"), _("Overdue works, longest overdue first"), columns, rows, frozen=3)


def _list_waiting(progress: Progress) -> Sheet:
    columns = [Column(_("kind")), Column(_("village"), "code"), Column(_("name")), Column(_("town"))]
    columns += [Column(_("people"), "count"), Column(_("works serving it"), "count")]
    columns += [Column(_("unfinished works"), "code"), Column(_("of which overdue"), "code")]
    rows = [
        [
            *(
                _(KIND_LABELS[kind_progress.kind.name]),
                village.code,
                village.name,
                village.town,
                village.people,
                village.serving,
            ),
            *(join_names(village.holding), join_names(village.late)),
        ]
        for kind_progress in progress.kinds
        for village in kind_progress.waiting
    ]
    more = [_("Villages with listed works that do not all serve them yet.")]
    return _sheet(
        progress, _("villages not served yet"), _("Villages not served yet"), columns, rows, more=more, frozen=3
    )


def _list_works(progress: Progress, kind_progress: KindProgress) -> Sheet:
    """Make the sheet of a kind's works, with the day by which each milestone was passed, and its due date."""
    names = kind_progress.kind.milestones
    planned = [
        i
        for i, name in enumerate(names)
        if any(kind_progress.kind.due(name) in work.values for work in kind_progress.works)
    ]
    columns = [
        Column(_("code"), "code"),
        Column(_("name")),
        Column(_("town")),
        Column(field_label(kind_progress.kind.group)),
    ]
    columns += [Column(_("people"), "count"), Column(_("overdue milestones"), "long")]
    columns += [Column(field_label(name), "date") for name in names]
    columns += [Column(field_label(kind_progress.kind.due(names[i])), "date") for i in planned]
    passed, due = kind_progress.passed.astype(object), kind_progress.due.astype(object)
    passed[kind_progress.undated] = _("according to its status")
    rows = []
    for at, work in enumerate(kind_progress.works):
        group = work.values.get(kind_progress.kind.group)
        late = format_overdue(work.overdue(progress.state.on))
        head = [work.code, work.name, work.values.get("town"), group_label(group) if group else None]
        rows.append([*head, work.values.get("people"), late or None, *passed[:, at], *due[planned, at]])
    kind = _(KIND_LABELS[kind_progress.kind.name])
    return _sheet(progress, kind[:31], _("{0}, work by work").format(kind), columns, rows, frozen=2)


def _add_curve(book: xlsxwriter.Workbook, progress: Progress, kind_progress: KindProgress) -> None:
    """Add the sheet of planned and finished works over time, the last day first, with a chart."""
    days = sorted(
        {day for line in (kind_progress.curve.planned, kind_progress.curve.finished) for day, _count in line}
        | {progress.state.on}
    )
    planned, finished = dict(kind_progress.curve.planned), dict(kind_progress.curve.finished)
    rows: list[list[Any]] = []
    due, done = 0, kind_progress.curve.before
    for day in days:
        due, done = planned.get(day, due), finished.get(day, done)
        rows.insert(0, [day, due, done if day <= progress.state.on else None])
    kind = _(KIND_LABELS[kind_progress.kind.name])
    columns = [Column(_("date"), "date"), Column(_("due by then"), "count"), Column(_("finished by then"), "count")]
    sheet = _sheet(progress, _("curve, {0}").format(kind)[:31], _("{0}: plan and progress").format(kind), columns, rows)
    sheet = explain_printed(replace(sheet, paper=Paper("all", leading=_DAYS_PRINTED), beside=_CHART_COLUMNS))
    target = add_sheet(book, sheet)
    _draw_curve(book, target, sheet, count_head(sheet) + 1)


def _draw_curve(book: xlsxwriter.Workbook, target: Worksheet, sheet: Sheet, first: int) -> None:
    chart = book.add_chart({"type": "scatter", "subtype": "straight"})
    last = first + len(sheet.rows) - 1
    for column, colour in ((1, PALETTE["sealed"]), (2, PALETTE["met"])):
        chart.add_series(
            {
                "name": sheet.columns[column].header,
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, column, last, column],
                "line": {"color": colour, "width": 2.25},
            }
        )
    chart.set_title({"name": sheet.title, "name_font": {"size": 12}})
    chart.set_x_axis({"num_format": "yyyy-mm", "min": _serial(sheet.rows[-1][0]), "max": _serial(sheet.rows[0][0])})
    chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 420})
    target.insert_chart(first - 1, len(sheet.columns) + 1, chart)


def _serial(day: Any) -> int:
    """Return a date as Excel's serial number."""
    return int((datetime.combine(day, time()) - datetime(1899, 12, 30)).days)  # noqa: DTZ001 - Excel knows no zones
