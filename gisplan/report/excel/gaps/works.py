"""The sheet of listed works: the status of each, and the late ones first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from gisplan.base.language import _
from gisplan.base.values import number_or_none, text_or_none
from gisplan.county.milestones import MILESTONES
from gisplan.county.names import name_layer
from gisplan.gaps import MILESTONE_LABELS, Gaps
from gisplan.gaps.criteria.milestone import MilestoneCriterion
from gisplan.gaps.works import Works, take_works
from gisplan.ledger.events.labels import group_label
from gisplan.report.excel.context import WorkbookContext
from gisplan.report.excel.paper import LIST
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.wording.verdicts import join_codes

__all__ = ["FINISHED", "count_days_late", "list_works"]

FINISHED = {"road_works": "built", "water_projects": "main_done"}
"""The milestone by which a work of each layer is late or not."""

_KINDS = {"road_works": "programme", "water_projects": "category"}
_DATED = sorted({name for names in MILESTONES.values() for name in names}, key=list(MILESTONE_LABELS).index)


def list_works(context: WorkbookContext) -> Sheet | None:
    """List the works of the county; None where it has none."""
    gaps = context.gaps
    layers = [works for layer in FINISHED if (works := take_works(gaps.county, layer))]
    records = [record for works in layers for record in _list_records(gaps, works)]
    if not records:
        return None
    columns: list[Column] = [
        Column(_("layer"), value=lambda row: name_layer(row["layer"])),
        Column(_("row"), "count", lambda row: gaps.county.locate_row(row["layer"], row["row"])[1]),
        Column(_("code"), "code", lambda row: text_or_none(row["code"])),
        Column(_("name"), "long", lambda row: text_or_none(row["name"]), 40),
        Column(_("programme or category"), value=_name_kind),
        Column(_("villages"), "codes", lambda row: join_codes(row["villages"] or (), translate=_)),
        Column(_("length (km)"), "number", lambda row: number_or_none(row["km"])),
        Column(_("built (km)"), "number", lambda row: number_or_none(row["done_km"])),
        Column(_("people served"), "count", lambda row: number_or_none(row["people"])),
        Column(_("progress"), value=lambda row: _name_status(row["current_status"])),
        Column(_("due"), "date", lambda row: _day(row["due"])),
        Column(_("days since due"), "count", lambda row: row["days_late"]),
        *(_date_column(name) for name in _DATED),
    ]
    records.sort(key=lambda row: -1 if row["days_late"] is None else row["days_late"], reverse=True)
    notes = [_format_lateness(gaps, records)]
    return context.make_sheet(_("works"), _("Works"), columns, records, notes=notes, frozen=4, paper=LIST)


def _date_column(milestone: str) -> Column:
    return Column(_(MILESTONE_LABELS[milestone]), "date", lambda row: _day(row[milestone]))


def _list_records(gaps: Gaps, works: Works) -> Iterator[dict[str, Any]]:
    """List the works of a layer with their status and by how many days they are late."""
    rows = works.frame.drop(columns="geometry").to_dict("records")
    surely, maybe = works.reached(FINISHED[works.layer], by=gaps.county.as_of)
    unreported = (maybe & ~surely & (_days_since_due(gaps, works) >= 0).to_numpy(dtype=bool)).tolist()
    numbers = zip(rows, works.status(), count_days_late(gaps, works), unreported, strict=True)
    for row, status, days, open_ in numbers:
        yield {**row, "current_status": status, "days_late": days, "unreported": open_}


def _format_lateness(gaps: Gaps, records: list[dict[str, Any]]) -> str:
    if not gaps.county.as_of:
        return _("as_of is not given, so overdue works cannot be found.")
    late = sum(row["days_late"] is not None for row in records)
    unreported = sum(row["unreported"] for row in records)
    text = _("{0} of {1} works are overdue: due by the end of the day, not built.").format(late, len(records))
    if not unreported:
        return text
    more = _("{0} more are due, and nothing is reported of them; the ledger counts them as overdue.")
    return _("{0} {1}").format(text, more.format(unreported))


def count_days_late(gaps: Gaps, works: Works) -> list[int | None]:
    """Count by how many days each work is late at the end of `as_of`; None where it is not, or it is not known."""
    if gaps.county.as_of is None:
        return [None] * len(works.frame)
    reached = works.reached(FINISHED[works.layer], by=gaps.county.as_of)[1]
    days = _days_since_due(gaps, works).where(~reached)
    return [int(day) if day >= 0 else None for day in days]


def _days_since_due(gaps: Gaps, works: Works) -> pd.Series[Any]:
    """The days from each work's due date, its own or the standard's, to `as_of`; NaN without one of them."""
    criteria = [c for c in gaps.standard.criteria if isinstance(c, MilestoneCriterion)]
    own = {c.due for c in criteria if c.layer == works.layer and c.due}
    return (pd.Timestamp(gaps.county.as_of) - works.due(min(own, default=None))).dt.days


def _name_kind(row: dict[str, Any]) -> str | None:
    """Return the name of a work's programme or category."""
    kind = text_or_none(row[_KINDS[row["layer"]]])
    return group_label(kind) if kind else None


def _name_status(status: Any) -> Any:
    return _(MILESTONE_LABELS[status]) if status in MILESTONE_LABELS else status


def _day(value: Any) -> Any:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()
