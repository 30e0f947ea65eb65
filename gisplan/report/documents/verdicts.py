"""The verdicts as a JSON document: schema gisplan.verdicts/1, the same bytes for the same input."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from gisplan.base.values import is_missing, number_or_none, text_or_none
from gisplan.gaps import LOOK_M, CriterionCount, Gaps, TargetVerdict
from gisplan.wording.verdicts import explain_verdict, format_county_summary, round_metres

__all__ = [
    "SCHEMA",
    "make_document",
    "read_schema",
    "settings_to_dict",
    "settlement_to_dict",
    "write_json",
]

SCHEMA = "gisplan.verdicts/1"


def read_schema() -> dict[str, Any]:
    """The JSON Schema of the document."""
    text = (resources.files(__package__) / "verdicts.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def write_json(document: dict[str, Any]) -> bytes:
    """A document as UTF-8, with a newline at its end, whatever the machine and its locale."""
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def make_document(gaps: Gaps) -> dict[str, Any]:
    """All of the verdicts, settlements sorted by criterion and code; metres to 0.1, sentences in English."""
    county, standard = gaps.county, gaps.standard
    counts = {c.criterion.id: c for c in gaps.criteria}
    paths = {item.layer: item.path for item in county.inputs}
    return {
        "schema": SCHEMA,
        "county": {"code": county.code, "name": county.name},
        "standard": {"id": standard.id, "title": standard.title, "source": standard.source},
        "as_of": county.as_of.isoformat() if county.as_of else None,
        "settings": settings_to_dict(gaps),
        "verdict": {
            "state": gaps.state,
            "exit_code": gaps.exit_code,
            "scope": gaps.scope,
            "by_scope": dict(gaps.states),
            "answer": format_county_summary(gaps),
        },
        "inputs": [dict(vars(item)) for item in county.inputs],
        "targets": [_target(gaps, t) for t in gaps.targets],
        "criteria": [_criterion(c) for c in gaps.criteria],
        "out_of_scope": [dict(vars(item)) for item in standard.out_of_scope],
        "villages": [_village(row) for row in gaps.villages.to_dict("records")],
        "settlements": [
            settlement_to_dict(gaps, row, counts[row["criterion"]], paths)
            for row in gaps.settlements.to_dict("records")
        ],
        "near_misses": [_near_miss(row) for row in gaps.near_misses.to_dict("records")],
        "by_tolerance": [
            {**row, "people_missed": number_or_none(row["people_missed"])}
            for row in gaps.by_tolerance.to_dict("records")
        ],
        "critical_edges": [_critical(row) for row in gaps.critical_edges.drop(columns="geometry").to_dict("records")],
    }


def settings_to_dict(gaps: Gaps) -> dict[str, Any]:
    """Every setting that the verdicts rest on; the reach also stands with each criterion."""
    s, first = gaps.settings, gaps.resolved_reach
    return {
        "crs": gaps.county.crs.to_string(),
        "snap_m": s.snap_m,
        "reach_m": first.reach_m if first else None,
        "reach_to": first.reach_to if first else None,
        "trunk_classes": list(s.trunk_classes),
        "near_miss_m": s.near_miss_m,
        "access_m": s.access_m,
        "offroad_factor": s.offroad_factor,
        "trust_registered": s.trust_registered,
        "incomplete": sorted(gaps.county.incomplete),
    }


def _target(gaps: Gaps, t: TargetVerdict) -> dict[str, Any]:
    target = t.target
    told: dict[str, Any] = {
        "id": target.id,
        "role": target.role,
        "measure": target.measure,
        "sectors": list(gaps.standard.sectors_of(target)),
        "required": target.threshold,
        "compare": target.compare,
        "baseline": target.baseline,
        "actual": None if t.actual is None else round(t.actual, 4),
        "unit": target.unit,
        "due": target.due.isoformat() if target.due else None,
        "state": t.state,
        "basis": t.basis,
        "needs": list(t.needs),
        "source": target.source,
        "note": target.note,
    }
    if t.readings:
        told["reading"] = {
            "chosen": target.reading,
            "chosen_by": target.chosen_by,
            "raw": target.raw,
            "all": [dict(vars(reading)) for reading in t.readings],
        }
    return told


def _criterion(c: CriterionCount) -> dict[str, Any]:
    criterion, resolved_reach = c.criterion, c.resolved_reach
    return {
        "id": criterion.id,
        "kind": criterion.kind,
        "role": criterion.role,
        "settlement": criterion.settlement,
        "sectors": list(c.sectors),
        "state": c.state,
        "met": c.met,
        "missed": c.missed,
        "unknown": c.unknown,
        "people_missed": number_or_none(c.people_missed),
        "people_unknown": number_or_none(c.people["unknown"]),
        "deciding": {**{s: getattr(c.deciding, s) for s in ("met", "missed", "unknown")}, "state": c.deciding.state},
        "layer_missing": c.layer_missing,
        "needs": list(c.needs),
        "unit": criterion.unit,
        "required": resolved_reach.reach_m if resolved_reach else criterion.threshold,
        "reach_m": resolved_reach.reach_m if resolved_reach else None,
        "reach_to": resolved_reach.reach_to if resolved_reach else None,
        "surfaces": list(criterion.surfaces),
        "min_households": criterion.min_households,
        "min_people": criterion.min_people,
        "where": {column: list(values) for column, values in criterion.where},
        "source": criterion.source,
        "note": criterion.note,
    }


def _village(row: dict[str, Any]) -> dict[str, Any]:
    """One village's own verdict: the veto of what decides."""
    names = ("vetoes", "missed", "unknown", "plan_missed", "plan_unknown", "needs")
    return {
        "code": text_or_none(row["code"]),
        "name": text_or_none(row["name"]),
        "town": text_or_none(row["town"]),
        "row": int(row["row"]),
        "people": number_or_none(row["people"]),
        "exit_year": number_or_none(row["exit_year"]),
        "judged_for_exit": bool(row["judged_for_exit"]),
        "state": row["state"],
        **{name: list(row[name]) for name in names},
        "second_visit": bool(row["second_visit"]),
    }


def _near_miss(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "segment": row["segment"],
        "near": row["near"],
        "gap_m": round_metres(row["gap_m"]),
        "x": round_metres(row["geometry"].x),
        "y": round_metres(row["geometry"].y),
        "verdicts": row["verdicts"],
        "people": number_or_none(row["people"]),
        "changed_verdicts": [
            {"criterion": criterion, "codes": list(codes)} for criterion, codes in row["changed_verdicts"]
        ],
    }


def _critical(row: dict[str, Any]) -> dict[str, Any]:
    metres = {name: round_metres(row[name]) for name in ("from_m", "to_m", "length_m")}
    return {**row, **metres, "people": number_or_none(row["people"])}


def settlement_to_dict(
    gaps: Gaps, row: dict[str, Any], count: CriterionCount, paths: Mapping[str, str]
) -> dict[str, Any]:
    """One settlement under one criterion; `paths` are the files of the layers."""
    params, text = explain_verdict(gaps, row)
    evidence: dict[str, Any] = {"distance_m": round_metres(row["distance_m"])}
    if count.resolved_reach is not None:
        evidence |= _roads(row)
    else:
        evidence |= {"value": number_or_none(round(row["value"], 4)), "required": number_or_none(row["required"])}
    cells = [dict(cell._asdict(), path=paths.get(cell.layer)) for cell in row["rows"]]
    evidence["rows"] = [{**cell, "value": _plain(cell["value"])} for cell in cells]
    if row["state"] == "missed":
        evidence["listed_works"] = (
            None if row["listed_works"] is None else [work._asdict() for work in row["listed_works"]]
        )
    if row["state"] != "met":
        evidence["needs"] = list(row["needs"])
    told = {
        "code": text_or_none(row["code"]),
        "name": text_or_none(row["name"]),
        "settlement": row["settlement"],
        "criterion": row["criterion"],
        "state": row["state"],
        "people": number_or_none(row["people"]),
        "row": int(row["row"]),
        "why": {"code": row["why"], "params": {k: _plain(v) for k, v in params.items()}, "text": text},
        "evidence": evidence,
    }
    if row["attested"] is not None:
        told["attested"] = row["attested"]._asdict()
        told["second_visit"] = bool(row["second_visit"])
    return told


def _roads(row: dict[str, Any]) -> dict[str, Any]:
    """What the roads have to say."""
    if row["state"] == "met":
        depends_on = text_or_none(row["depends_on"])
        look = bool(row["distance_m"] > LOOK_M)
        return {"look": look, "depends_on": depends_on, "depend_on_one_road": depends_on is not None}
    if row["state"] == "unknown":
        return {"segments_to_survey": list(row["segments_to_survey"])}
    names = ("unsealed_m", "off_network_m", "cost_m")
    told: dict[str, Any] = {name: None if row["cut_off"] else round_metres(row[name]) for name in names}
    told |= {"segments": list(row["segments"]), "cut_off": bool(row["cut_off"])}
    if row["cut_off"]:
        told["near_ends"] = [{"segment": a, "near": b, "gap_m": round_metres(gap)} for a, b, gap in row["near_ends"]]
    return told


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if is_missing(value):
        return None
    return number_or_none(value) if isinstance(value, float) else value
