"""The sheets for whoever reads one page: the verdict, the criteria, the targets."""

from __future__ import annotations

from typing import Any

from gisplan.base.language import _
from gisplan.gaps import CriterionCount, Gaps
from gisplan.maps.prose import STATES, name_criterion
from gisplan.report.table import ROLES
from gisplan.report.workbook_head import head_sheet
from gisplan.report.workbook_layout import Column, Sheet

__all__ = ["list_targets", "summarize"]


def summarize(gaps: Gaps) -> Sheet:
    """The verdict, and how many settlements meet each criterion."""
    columns = [
        Column(_("criterion")),
        Column(_("what")),
        Column(_("role")),
        Column(_("state"), "state"),
        Column(_("met"), "count"),
        Column(_("of which hang on one edge"), "count"),
        Column(_("missed"), "count"),
        Column(_("unknown"), "count"),
        Column(_("people missed"), "count"),
        Column(_("remark"), "long"),
    ]
    hanging = gaps.settlements[gaps.settlements["hangs_on"].notna()]["criterion"].value_counts()
    rows = [_count(c, int(hanging.get(c.criterion.id, 0))) for c in gaps.criteria]
    verdict = _("Verdict: {0}").format(_(STATES[gaps.state]))
    return head_sheet(gaps, _("summary"), f"{gaps.county.name} · {verdict}", columns, rows, more=_tell(gaps), frozen=1)


def _count(c: CriterionCount, hang: int) -> list[Any]:
    head = [c.criterion.id, name_criterion(c.criterion.id, translate=_), _(ROLES[c.criterion.role]), c.state]
    if c.layer_missing:
        return [*head, None, None, None, None, None, _("no such layer")]
    remark = _("the layer is known to be partial") if c.incomplete else None
    return [*head, c.met, hang, c.missed, c.unknown, c.people_missed, remark]


def _tell(gaps: Gaps) -> list[str]:
    """The standard's title, the settings that the head does not name, and what the porch had to say."""
    s, county = gaps.settings, gaps.county
    titles = " · ".join(t for t in (gaps.standard.title, gaps.standard.title_zh) if t)
    factors = _("Near misses within {0:g} m; entering the network within {1:g} m; a metre off road counts as {2:g}.")
    warnings = sum(fault.level == "W" for fault in county.faults)
    counts = _("{0} row(s) were set aside when read; {1} warning(s): gisplan check shows them.")
    return [
        f"{titles} – {gaps.standard.source}",
        factors.format(s.near_miss_m, s.access_m, s.offroad_factor),
        counts.format(len(county.quarantine), warnings),
    ]


def list_targets(gaps: Gaps) -> Sheet:
    """Required against actual."""
    columns = [
        Column(_("target")),
        Column(_("criterion")),
        Column(_("role")),
        Column(_("state"), "state"),
        Column(_("required"), "metres"),
        Column(_("actual"), "metres"),
        Column(_("unit")),
        Column(_("due")),
        Column(_("reckoned as"), "long"),
    ]
    rows = [
        [
            t.target.id,
            t.target.criterion,
            _(ROLES[t.target.role]),
            t.state,
            t.target.threshold,
            t.actual,
            t.target.unit,
            t.target.due.isoformat() if t.target.due else None,
            t.explain(_),
        ]
        for t in gaps.targets
    ]
    return head_sheet(gaps, _("targets"), _("Targets"), columns, rows, frozen=1)
