"""The sheets for whoever reads one page: the verdict, the criteria, the targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gisplan.base.language import _, language
from gisplan.gaps import CriterionCount, Gaps, ReadingVerdict, TargetVerdict
from gisplan.report.excel.gaps.cells import format_requirement, name_unit
from gisplan.report.excel.sheet_head import head_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.report.terminal.verdicts import ROLES
from gisplan.wording.names import name_criterion, name_target
from gisplan.wording.verdicts import STATES, format_county_summary

__all__ = ["list_targets", "summarize"]


def summarize(gaps: Gaps) -> Sheet:
    """The verdict, and how many settlements meet each criterion."""
    columns = [
        Column(_("criterion")),
        Column(_("item")),
        Column(_("standard")),
        Column(_("role")),
        Column(_("state"), "state"),
        Column(_("met"), "count"),
        Column(_("of which depend on one road"), "count"),
        Column(_("missed"), "count"),
        Column(_("unknown"), "count"),
        Column(_("people missed"), "count"),
        Column(_("people unknown"), "count"),
        Column(_("remark"), "long"),
        Column(_("source"), "long"),
    ]
    hanging = gaps.settlements[gaps.settlements["depends_on"].notna()]["criterion"].value_counts()
    rows = [_count(c, int(hanging.get(c.criterion.id, 0))) for c in gaps.criteria]
    verdict = _("Verdict: {0}").format(_(STATES[gaps.state]))
    return head_sheet(gaps, _("summary"), f"{gaps.county.name} · {verdict}", columns, rows, more=_tell(gaps), frozen=1)


def _count(c: CriterionCount, hang: int) -> list[Any]:
    id, source = c.criterion.id, c.criterion.source
    head = [id, name_criterion(id, translate=_), format_requirement(c), _(ROLES[c.criterion.role]), c.state]
    if c.layer_missing:
        return [*head, *[None] * 6, _("no such layer"), source]
    told = [_("the layer is known to be incomplete")] if c.incomplete else []
    if c.nobody_judged:
        told.append(_("cannot be judged; needed: {0}").format(", ".join(c.needs)))
    counts = [c.met, hang, c.missed, c.unknown, c.people_missed, c.people["unknown"]]
    return [*head, *counts, "\n".join(told) or None, source]


def _tell(gaps: Gaps) -> list[str]:
    """The standard's title, the settings that the head does not name, and what the porch had to say."""
    s, county = gaps.settings, gaps.county
    titles = " · ".join(t for t in (gaps.standard.title, gaps.standard.title_zh) if t)
    factors = _(
        "Near misses within {0:g} m; access to the network within {1:g} m; 1 m off the network costs as much as "
        "{2:g} m of road."
    )
    warnings = sum(fault.level == "W" for fault in county.faults)
    counts = _("{0} row(s) were set aside when read; {1} warning(s): run gisplan check to see them.")
    outside = [i.title_zh if language() == "zh" and i.title_zh else i.title for i in gaps.standard.out_of_scope]
    return [
        format_county_summary(gaps, translate=_),
        *([_("Not measured, which does not mean met: {0}.").format("; ".join(outside))] if outside else []),
        f"{titles} – {gaps.standard.source}",
        factors.format(s.near_miss_m, s.access_m, s.offroad_factor),
        counts.format(len(county.quarantine), warnings),
    ]


def list_targets(gaps: Gaps) -> Sheet:
    """Required against actual; a garbled figure has a row for each of its readings."""
    columns = [
        Column(_("target")),
        Column(_("item")),
        Column(_("role")),
        Column(_("state"), "state"),
        Column(""),
        Column(_("required"), "number"),
        Column(_("actual"), "number"),
        Column(_("still missing"), "number"),
        Column(_("unit")),
        Column(_("due"), "date"),
        Column(_("reading")),
        Column(_("calculated as"), "long"),
        Column(_("remark"), "long"),
        Column(_("source"), "long"),
    ]
    rows = [row for t in gaps.targets for row in _tell_target(t)]
    return head_sheet(gaps, _("targets"), _("Targets"), columns, rows, frozen=2)


def _tell_target(t: TargetVerdict) -> Iterator[list[Any]]:
    target = t.target
    for reading in _list_readings(t):
        required, state = (t.target.threshold, t.state) if reading is None else (reading.required, reading.state)
        chosen = reading is not None and reading.id == target.reading
        yield [
            target.id,
            name_target(target.id, translate=_),
            _(ROLES[target.role]),
            state,
            None if required is None else {"at_least": "≥", "at_most": "≤"}[target.compare],
            required,
            None if t.actual is None else round(t.actual, 3) + 0.0,
            _lacks(t, required),
            name_unit(target.unit),
            target.due,
            None if reading is None else _("{0} (chosen)").format(reading.id) if chosen else reading.id,
            t.explain(_),
            _remark(t, reading),
            target.source,
        ]


def _list_readings(t: TargetVerdict) -> list[ReadingVerdict | None]:
    """The chosen reading first; None for a figure that is plain."""
    return [*sorted(t.readings, key=lambda r: r.id != t.target.reading)] or [None]


def _lacks(t: TargetVerdict, required: float | None) -> float | None:
    if required is None or t.actual is None:
        return None
    short = required - t.actual if t.target.compare == "at_least" else t.actual - required
    return round(max(short, 0.0), 3)


def _remark(t: TargetVerdict, reading: ReadingVerdict | None) -> str | None:
    told = [_("Data needed: {0}.").format(", ".join(t.needs))] if t.needs else []
    if reading is not None:
        raw = _("The notice reads “{0}”; reading {1} was chosen by {2}.")
        told.append(raw.format(t.target.raw, t.target.reading, t.target.chosen_by))
        if reading.works:
            told.append(_("In this reading: {0} works.").format(reading.works))
    return "\n".join(told) or None
