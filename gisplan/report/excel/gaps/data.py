"""The sheets about the data: what was read, what was set aside, and how the verdicts move with the tolerance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from gisplan.base.faults import Fault
from gisplan.base.language import N_, _, join_label, join_names
from gisplan.base.values import text_or_none
from gisplan.county.names import name_column, name_layer
from gisplan.gaps import Gaps
from gisplan.gaps.verdicts.household_names import may_hold_names
from gisplan.io.faults.shown_rows import explain_shown
from gisplan.report.excel.context import WorkbookContext
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.wording.verdicts import REACH_TO

__all__ = ["list_inputs", "list_quarantine", "list_settings", "list_tolerances"]

_SCOPES = {
    "exit": N_("the exit standard"),
    "plan": N_("the exit standard and the annual plan"),
    "all": N_("everything that the standard has"),
}


def list_tolerances(context: WorkbookContext) -> Sheet:
    """List the counts if ends touched within more or less: is a gap real, or one of the data?"""
    gaps = context.gaps
    columns: list[Column] = [
        Column(_("criterion"), value=lambda row: context.criterion_names[row["criterion"]]),
        Column(_("touch tolerance (m)"), "count", lambda row: row["snap_m"]),
        Column(_("met"), "count", lambda row: row["met"]),
        Column(_("missed"), "count", lambda row: row["missed"]),
        Column(_("unknown"), "count", lambda row: row["unknown"]),
        Column(_("people missed"), "count", lambda row: row["people_missed"]),
        Column(_("used by the county"), value=lambda row: "✓" if row["snap_m"] == gaps.settings.snap_m else None),
    ]
    missing = {c.criterion.id for c in gaps.criteria if c.layer_missing}
    records = [row for row in gaps.by_tolerance.to_dict("records") if row["criterion"] not in missing]
    notes = [_("If the number missed falls steeply as the tolerance grows, the gaps are in the drawing, not on site.")]
    return context.make_sheet(_("tolerance"), _("Verdicts by tolerance"), columns, records, notes=notes, frozen=2)


def list_quarantine(context: WorkbookContext) -> Sheet:
    """List the rows that were set aside when read, each fault in words and with its remedy."""
    columns: list[Column] = [
        Column(_("layer"), value=lambda row: name_layer(row["layer"])),
        Column(_("row"), "count", lambda row: row["row"]),
        Column(_("code"), "code", lambda row: text_or_none(row["code"])),
        Column(_("name"), value=lambda row: text_or_none(row["name"])),
        Column(_("field"), value=lambda row: _name_field(row["layer"], row["field"])),
        Column(_("value"), "code", lambda row: row["value"]),
        Column(_("fault"), "long", lambda row: row["fault"]),
        Column(_("remedy"), "long", lambda row: row["remedy"]),
    ]
    county = context.gaps.county
    records = [
        row if row["row"] is None else {**row, "row": county.locate_row(row["layer"], row["row"])[1]}
        for row in _list_faulty_rows(context.gaps)
    ]
    return context.make_sheet(_("quarantine"), _("Rows set aside when read"), columns, records, frozen=2)


def _name_field(layer: str | None, field: str | None) -> str | None:
    """Return a field as the user's language calls it, with its key."""
    return name_column(layer or "", field, with_key=True) if field else None


def _list_faulty_rows(gaps: Gaps) -> list[dict[str, Any]]:
    """List every fault for which a row was set aside, then the rows set aside that come without their fault."""
    rows = gaps.county.quarantine.drop(columns="geometry").to_dict("records")
    by_place = {(row["layer"], int(row["row"])): row for row in rows}
    records = [_describe_fault(gaps, fault, by_place) for fault in gaps.county.faults if fault.level == "Q"]
    explained = {(record["layer"], record["row"]) for record in records}
    for row in rows:
        layer, number = row["layer"], int(row["row"])
        if (layer, number) not in explained:
            texts = {name: text_or_none(row[name]) for name in ("code", "name", "field", "value", "fault")}
            if may_hold_names(gaps.county, layer, texts["field"], texts["value"]):
                texts |= {"value": None, "fault": None}
            records.append({"layer": layer, "row": number, **texts, "remedy": None})
    return records


def _describe_fault(gaps: Gaps, fault: Fault, by_place: dict[tuple[str, int], dict[str, Any]]) -> dict[str, Any]:
    """Return a fault with the code and name of its row; names of persons are left out."""
    row = by_place.get((fault.layer or "", fault.row or 0), {})
    record = {"layer": fault.layer, "row": fault.row, "code": row.get("code"), "name": row.get("name")}
    if may_hold_names(gaps.county, fault.layer, fault.field, fault.value):
        return {**record, "field": fault.field, "value": None, "fault": None, "remedy": None}
    text, remedy = explain_shown(fault, gaps.county.rows_above, translate=_)
    return {**record, "field": fault.field, "value": fault.value, "fault": text, "remedy": remedy}


def list_inputs(context: WorkbookContext) -> Sheet:
    """List the files that everything rests on, with their hashes."""
    inputs = context.gaps.county.inputs
    columns: list[Column] = [
        Column(_("layer"), value=lambda item: name_layer(item.layer)),
        Column(_("file"), value=lambda item: item.path),
        Column(_("rows"), "count", lambda item: item.rows),
        Column(_("accepted"), "count", lambda item: item.accepted),
        Column(_("set aside"), "count", lambda item: item.quarantined),
        *([Column(_("left out"), "count", lambda item: item.left_out)] if any(i.left_out for i in inputs) else []),
        Column("SHA-256", "hash", lambda item: item.sha256),
    ]
    return context.make_sheet(_("inputs"), _("Read"), columns, inputs)


def list_settings(context: WorkbookContext) -> Sheet:
    """List every setting that the verdicts rest on, with its name in the county file."""
    columns: list[Column] = [
        Column(_("setting"), value=lambda setting: setting.label),
        Column(_("set to"), "left", lambda setting: setting.value),
        Column(_("name in the county file"), "code", lambda setting: setting.key),
    ]
    records = [*_list_general_settings(context.gaps), *_list_reaches(context)]
    return context.make_sheet(_("settings"), _("Settings"), columns, records, frozen=1)


class _Setting(NamedTuple):
    label: str
    key: str
    value: Any


def _list_general_settings(gaps: Gaps) -> Iterator[_Setting]:
    """List what holds for all criteria: the standard, the county's data and the distances."""
    county, s, assumed = gaps.county, gaps.settings, gaps.county.assumed_surfaces
    readings = sorted({t.target.reading for t in gaps.targets if t.target.reading})
    yield _Setting(_("standard"), "standard", gaps.standard.id)
    yield _Setting(_("counts for the verdict"), "scope", _(_SCOPES[gaps.scope]))
    yield _Setting(_("reading of garbled figures"), "reading", join_names(readings) or None)
    yield _Setting(_("data of"), "as_of", county.as_of.isoformat() if county.as_of else None)
    yield _Setting(_("coordinate system"), "crs", county.crs.to_string())
    yield _Setting(_("system of codes"), "code_system", county.code_system)
    incomplete = join_names(name_layer(layer) for layer in sorted(county.incomplete))
    yield _Setting(_("layers known to be incomplete"), "incomplete", incomplete or None)
    yield _Setting(_("touch tolerance (m)"), "snap_m", s.snap_m)
    yield _Setting(_("near misses within (m)"), "near_miss_m", s.near_miss_m)
    yield _Setting(_("access to the network within (m)"), "access_m", s.access_m)
    yield _Setting(_("metres of road that 1 m off the network costs"), "offroad_factor", s.offroad_factor)
    yield _Setting(_("trunk classes"), "trunk_classes", join_names(s.trunk_classes))
    shown = join_names(f"{name} = {code}" for name, code in sorted(assumed.items()))
    yield _Setting(_("assumed surfaces"), "assumed_surfaces", shown or None)
    yield _Setting(_("registered surfaces count"), "trust_registered", _("yes") if s.trust_registered else _("no"))


def _list_reaches(context: WorkbookContext) -> Iterator[_Setting]:
    """List the distance of each criterion of roads, what it is measured to, and what the standard has instead."""
    labels = {"reach_m": _("greatest distance (m)"), "reach_to": _("measured to")}
    for c in context.gaps.criteria:
        if c.resolved_reach is None:
            continue
        name, id = context.criterion_names[c.criterion.id], c.criterion.id
        reach_to = _(REACH_TO[c.resolved_reach.reach_to])
        yield _Setting(join_label(name, labels["reach_m"]), f"{id}: reach_m", c.resolved_reach.reach_m)
        yield _Setting(join_label(name, labels["reach_to"]), f"{id}: reach_to", reach_to)
        for replaced in c.resolved_reach.replaced:
            own = replaced.standard if replaced.key == "reach_m" else _(REACH_TO[str(replaced.standard)])
            label = _("{0} of the standard").format(labels[replaced.key])
            yield _Setting(join_label(name, label), f"{id}: {replaced.key}", own)
