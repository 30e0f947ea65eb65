"""The sheets about the data: what was read, what was set aside, and how the verdicts move with the tolerance."""

from __future__ import annotations

from typing import Any

from gisplan.base.faults import Fault
from gisplan.base.language import _
from gisplan.base.values import text_or_none
from gisplan.gaps import Gaps
from gisplan.io import explain_fault
from gisplan.report.excel.gaps.unpowered_households import NAMES_COLUMN
from gisplan.report.excel.sheet_head import head_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet

__all__ = ["list_inputs", "list_quarantine", "list_settings", "list_tolerances"]


def list_tolerances(gaps: Gaps) -> Sheet:
    """Real gap or data gap: the counts if ends touched within more or less."""
    columns = [
        Column(_("criterion")),
        Column(_("touch tolerance (m)"), "count"),
        Column(_("met"), "count"),
        Column(_("missed"), "count"),
        Column(_("unknown"), "count"),
        Column(_("people missed"), "count"),
        Column(_("used by the county")),
    ]
    missing = {c.criterion.id for c in gaps.criteria if c.layer_missing}
    rows = [
        [
            *(row[name] for name in ("criterion", "snap_m", "met", "missed", "unknown", "people_missed")),
            "✓" if row["snap_m"] == gaps.settings.snap_m else None,
        ]
        for row in gaps.by_tolerance.to_dict("records")
        if row["criterion"] not in missing
    ]
    more = [_("If the number missed falls steeply as the tolerance grows, the gaps are in the drawing, not on site.")]
    return head_sheet(gaps, _("tolerance"), _("Verdicts by tolerance"), columns, rows, more=more, frozen=2)


def list_quarantine(gaps: Gaps) -> Sheet:
    """The rows that were set aside when read, each fault in words and with its remedy."""
    columns = [
        Column(_("layer")),
        Column(_("row"), "count"),
        Column(_("code"), "code"),
        Column(_("name")),
        Column(_("field")),
        Column(_("value"), "code"),
        Column(_("fault"), "long"),
        Column(_("remedy"), "long"),
    ]
    aside = gaps.county.quarantine.drop(columns="geometry").to_dict("records")
    owners = {(row["layer"], int(row["row"])): row for row in aside}
    rows = [_tell(fault, owners) for fault in gaps.county.faults if fault.level == "Q"]
    told = {(row[0], row[1]) for row in rows}
    # every row set aside is listed, also one that comes without its fault
    rows += [
        [
            row["layer"],
            int(row["row"]),
            *(text_or_none(row[name]) for name in ("code", "name", "field", "value", "fault")),
            None,
        ]
        for row in aside
        if (row["layer"], int(row["row"])) not in told
    ]
    return head_sheet(gaps, _("quarantine"), _("Rows set aside when read"), columns, rows, frozen=2)


def _tell(fault: Fault, owners: dict[tuple[str, int], dict[str, Any]]) -> list[Any]:
    owner = owners.get((fault.layer or "", fault.row or 0), {})
    named = [text_or_none(owner.get(name)) for name in ("code", "name")]
    if fault.field == NAMES_COLUMN:
        return [fault.layer, fault.row, *named, fault.field, None, None, None]
    return [fault.layer, fault.row, *named, fault.field, fault.value, *explain_fault(fault, translate=_)]


def list_inputs(gaps: Gaps) -> Sheet:
    """The files behind it all, with their hashes."""
    columns = [
        Column(_("layer")),
        Column(_("file")),
        Column(_("rows"), "count"),
        Column(_("accepted"), "count"),
        Column(_("set aside"), "count"),
        Column("SHA-256", "hash"),
    ]
    rows = [
        [item.layer, item.path, item.rows, item.accepted, item.quarantined, item.sha256] for item in gaps.county.inputs
    ]
    return head_sheet(gaps, _("inputs"), _("Read"), columns, rows)


def list_settings(gaps: Gaps) -> Sheet:
    """Every setting that the verdicts rest on, by its name in the county file."""
    county, s = gaps.county, gaps.settings
    readings = sorted({t.target.reading for t in gaps.targets if t.target.reading})
    told: dict[str, Any] = {
        "standard": gaps.standard.id,
        "scope": gaps.scope,
        "reading": ", ".join(readings) or None,
        "as_of": county.as_of.isoformat() if county.as_of else None,
        "crs": county.crs.to_string(),
        "code_system": county.code_system,
        "incomplete": ", ".join(sorted(county.incomplete)) or None,
        **{name: getattr(s, name) for name in ("snap_m", "near_miss_m", "access_m", "offroad_factor")},
        "trunk_classes": ", ".join(s.trunk_classes),
        "trust_registered": _("yes") if s.trust_registered else _("no"),
    }
    rows = [[name, value] for name, value in told.items()]
    for c in gaps.criteria:
        if c.resolved_reach is not None:
            rows.append([f"{c.criterion.id}: reach_m", c.resolved_reach.reach_m])
            rows.append([f"{c.criterion.id}: reach_to", c.resolved_reach.reach_to])
    columns = [Column(_("setting"), "code"), Column(_("set to"), "left")]
    return head_sheet(gaps, _("settings"), _("Settings"), columns, rows, frozen=1)
