"""The sheet of listed works: how far each is, the late ones first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from gisplan.base.language import _
from gisplan.base.values import number_or_none, text_or_none
from gisplan.county.milestones import MILESTONES
from gisplan.gaps import MILESTONE_LABELS, Gaps
from gisplan.gaps.works import Works, take_works
from gisplan.report.excel.sheet_head import head_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.report.gis.verdict_layers import join_codes

__all__ = ["FINISHED", "list_late", "list_works"]

FINISHED = {"road_works": "built", "water_projects": "main_done"}
"""The milestone by which a work of each layer is late or not."""

_NAMED = sorted({name for names in MILESTONES.values() for name in names}, key=list(MILESTONE_LABELS).index)


def list_works(gaps: Gaps) -> Sheet | None:
    """One row a work; None where the county lists none."""
    columns = [
        Column(_("layer")),
        Column(_("row"), "count"),
        Column(_("code"), "code"),
        Column(_("name")),
        Column(_("programme or category")),
        Column(_("villages"), "code"),
        Column(_("length (km)"), "number"),
        Column(_("built (km)"), "number"),
        Column(_("people served"), "count"),
        Column(_("progress")),
        Column(_("due"), "date"),
        Column(_("days overdue"), "count"),
        *(Column(_(MILESTONE_LABELS[name]), "date") for name in _NAMED),
    ]
    rows = [row for layer in FINISHED if (works := take_works(gaps.county, layer)) for row in _tell(gaps, works)]
    if not rows:
        return None
    rows.sort(key=lambda row: -1 if row[11] is None else row[11], reverse=True)
    late = sum(row[11] is not None for row in rows)
    told = _("{0} of {1} works are overdue: due by the end of the day, not built.")
    more = (
        [told.format(late, len(rows))]
        if gaps.county.as_of
        else [_("as_of is not given, so overdue works cannot be found.")]
    )
    return head_sheet(gaps, _("works"), _("Works"), columns, rows, more=more, frozen=4)


def list_late(gaps: Gaps, works: Works) -> list[int | None]:
    """By how many days each work is late at the end of `as_of`; None where it is not, or nobody knows."""
    if gaps.county.as_of is None:
        return [None] * len(works.frame)
    own = {c.criterion.due for c in gaps.criteria if c.criterion.layer == works.layer and c.criterion.due}
    due = works.due(min(own, default=None))
    reached = works.reached(FINISHED[works.layer], by=gaps.county.as_of)[1]
    days = (pd.Timestamp(gaps.county.as_of) - due).dt.days.where(~reached)
    return [int(day) if day >= 0 else None for day in days]


def _tell(gaps: Gaps, works: Works) -> Iterator[list[Any]]:
    status, late = works.status(), list_late(gaps, works)
    for row, far, days in zip(works.frame.drop(columns="geometry").to_dict("records"), status, late, strict=True):
        given = text_or_none(row["programme" if works.layer == "road_works" else "category"])
        yield [
            row["layer"],
            int(row["row"]),
            text_or_none(row["code"]),
            text_or_none(row["name"]),
            given,
            join_codes(row["villages"] or ()),
            number_or_none(row["km"]),
            number_or_none(row["done_km"]),
            number_or_none(row["people"]),
            _(MILESTONE_LABELS[far]) if far is not None and far in MILESTONE_LABELS else far,
            _day(row["due"]),
            days,
            *(_day(row[name]) for name in _NAMED),
        ]


def _day(value: Any) -> Any:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()
