"""The cells of one verdict on a form: requirement, value, evidence, problem, and the day by which it is closed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from gisplan.base.language import _, join_label, join_names
from gisplan.base.values import is_missing
from gisplan.county.county import County
from gisplan.county.names import name_column
from gisplan.gaps import MILESTONE_LABELS, CriterionCount
from gisplan.gaps.criteria.combination import CombinedCriterion
from gisplan.gaps.criteria.milestone import MilestoneCriterion
from gisplan.standards import Criterion
from gisplan.wording.names import COLUMNS, name_row, name_unit
from gisplan.wording.replaced import add_own_distance
from gisplan.wording.verdicts import REACH_TO, STATES

__all__ = [
    "cell_value",
    "criterion_unit",
    "find_deadline",
    "format_evidence",
    "format_problem",
    "format_requirement",
]

_FINISHED = {"built", "accepted", "main_done", "water_flowing", "tested", "handed_over"}
_ROWS = 6  # rows of evidence that a cell names before it only counts them


def criterion_unit(criterion: Criterion) -> str:
    """Return the unit of a criterion's values, in the user's language."""
    return name_unit("m" if criterion.kind in ("reach", "coverage") else criterion.unit)


def _at_most(metres: float) -> str:
    return _("≤ {0} m").format(f"{metres:g}")


def format_requirement(c: CriterionCount) -> str:
    """Return what a criterion requires, as short as a form has it."""
    criterion, unit = c.criterion, criterion_unit(c.criterion)
    if c.resolved_reach is not None:
        text = f"{_at_most(c.resolved_reach.reach_m)} → {_(REACH_TO[c.resolved_reach.reach_to])}"
        return add_own_distance(text, c.resolved_reach, translate=_)
    if criterion.kind == "coverage":
        return _("inside an area") if criterion.threshold is None else _at_most(criterion.threshold)
    if isinstance(criterion, MilestoneCriterion):
        due = f" ({criterion.due.isoformat()})" if criterion.due else ""
        return _(MILESTONE_LABELS[criterion.milestone]) + due
    if isinstance(criterion, CombinedCriterion):
        return _("every group") if criterion.every_group else _("all of them") if criterion.all_of else _("one of them")
    if criterion.threshold is None:
        return _("yes") if criterion.kind == "boolean" else "–"
    return f"{'≤' if criterion.at_most else '≥'} {criterion.threshold:g} {unit}".rstrip()


def cell_value(criterion: Criterion, row: Mapping[str, Any]) -> float | str | None:
    """Return what was found: a number in the criterion's unit, yes or no, or how many of how many."""
    if math.isfinite(row["value"]):
        return round(float(row["value"]), 2) + 0.0
    params = row["params"] or {}
    if criterion.kind == "milestone" and "total" in params:
        return f"{params['reached']}/{params['total']}"
    if criterion.kind == "boolean" and row["state"] in ("met", "missed"):
        return _("yes") if row["state"] == "met" else _("no")
    return None


def format_evidence(row: Mapping[str, Any], county: County) -> str | None:
    """Return file and row of each value that the verdict rests on, and the document of a finding on site."""
    places: dict[tuple[str, int], list[str]] = {}
    for cell in row["rows"]:
        values = places.setdefault((cell.layer, cell.row), [])
        if cell.column != "code":  # the place itself, which the row already names
            named = _(COLUMNS[cell.column]) if cell.column in COLUMNS else name_column(cell.layer, cell.column)
            values.append(f"{named} {_format_value(cell.value)}")
    lines = [
        join_label(name_row(county, layer, at), join_names(values)) if values else name_row(county, layer, at)
        for (layer, at), values in list(places.items())[:_ROWS]
    ]
    if len(places) > _ROWS:
        lines.append(_("… and {0} more rows").format(len(places) - _ROWS))
    attested = row["attested"]
    if attested:
        state = _(STATES[attested.state]) if attested.state in STATES else attested.state or "–"
        lines.append(_("On site: {0}, {1}").format(attested.document or "–", state))
    return "\n".join(lines) or None


def _format_value(value: Any) -> str:
    if is_missing(value):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def format_problem(row: Mapping[str, Any]) -> str | None:
    """Return why a verdict is not met, and that a finding on site disagrees; None where neither is so."""
    lines = [] if row["state"] == "met" else [row["why_text"]]
    if row["second_visit"]:
        lines.append(_("Findings on site disagree: to be revisited."))
    return "\n".join(lines) or None


def find_deadline(row: Mapping[str, Any]) -> date | str | None:
    """Return the day by which the last work listed for a missed verdict is due; a text where no day is known."""
    listed_works = row["listed_works"]
    if row["state"] != "missed" or listed_works is None:
        return None
    if not listed_works:
        return _("nothing is planned")
    open_works = [work for work in listed_works if work.status not in _FINISHED]
    if not open_works:
        return _("listed works are done")
    days = [work.due for work in open_works if work.due]
    return date.fromisoformat(max(days)) if days else _("no due date stated")
