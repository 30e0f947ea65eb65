"""The verdicts as a JSON document: schema gisplan.verdicts/1, the same bytes for the same input."""

from __future__ import annotations

import json
import math
from importlib import resources
from typing import Any

from gisplan.gaps import LOOK_M, Gaps
from gisplan.maps.prose import explain_verdict, round_metres

__all__ = ["SCHEMA", "make_document", "read_schema", "write_json"]

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
    county = gaps.county
    return {
        "schema": SCHEMA,
        "county": {"code": county.code, "name": county.name},
        "standard": {"id": gaps.standard.id, "title": gaps.standard.title, "source": gaps.standard.source},
        "as_of": county.as_of.isoformat() if county.as_of else None,
        "settings": _settings(gaps),
        "verdict": {"state": gaps.state, "exit_code": gaps.exit_code},
        "inputs": [dict(vars(item)) for item in county.inputs],
        "targets": [_target(t) for t in gaps.targets],
        "criteria": [_criterion(c) for c in gaps.criteria],
        "settlements": [_settlement(gaps, row) for row in gaps.settlements.to_dict("records")],
        "near_misses": [_near_miss(row) for row in gaps.near_misses.to_dict("records")],
        "by_tolerance": [
            {**row, "people_missed": _number(row["people_missed"])} for row in gaps.by_tolerance.to_dict("records")
        ],
        "critical_edges": [_critical(row) for row in gaps.critical_edges.drop(columns="geometry").to_dict("records")],
    }


def _settings(gaps: Gaps) -> dict[str, Any]:
    """Every setting that the verdicts rest on; the reach also stands with each criterion."""
    s, first = gaps.settings, gaps.criteria[0].question
    return {
        "crs": gaps.county.crs.to_string(),
        "snap_m": s.snap_m,
        "reach_m": first.reach_m,
        "reach_to": first.reach_to,
        "roots": list(s.roots),
        "near_miss_m": s.near_miss_m,
        "access_m": s.access_m,
        "offroad_factor": s.offroad_factor,
        "trust_registered": s.trust_registered,
        "incomplete": sorted(gaps.county.incomplete),
    }


def _target(t: Any) -> dict[str, Any]:
    return {
        "id": t.target.id,
        "role": t.target.role,
        "required": t.target.threshold,
        "actual": None if t.actual is None else round(t.actual, 4),
        "unit": t.target.unit,
        "due": t.target.due.isoformat() if t.target.due else None,
        "state": t.state,
        "basis": t.basis,
    }


def _criterion(c: Any) -> dict[str, Any]:
    return {
        "id": c.criterion.id,
        "role": c.criterion.role,
        "settlement": c.criterion.settlement,
        "state": c.state,
        "met": c.met,
        "missed": c.missed,
        "unknown": c.unknown,
        "people_missed": _number(c.people_missed),
        "layer_missing": c.layer_missing,
        "reach_m": c.question.reach_m,
        "reach_to": c.question.reach_to,
        "surfaces": list(c.criterion.surfaces),
        "min_households": c.criterion.min_households,
    }


def _settlement(gaps: Gaps, row: dict[str, Any]) -> dict[str, Any]:
    params, text = explain_verdict(gaps, row)
    evidence: dict[str, Any] = {"distance_m": round_metres(row["distance_m"])}
    if row["state"] == "met":
        evidence["look"] = bool(row["distance_m"] > LOOK_M)
        evidence["hangs_on"] = _text(row["hangs_on"])
        evidence["hangs_on_one_edge"] = evidence["hangs_on"] is not None
    elif row["state"] == "missed":
        for name in ("unsealed_m", "off_network_m", "cost_m"):
            evidence[name] = None if row["cut_off"] else round_metres(row[name])
        evidence["segments"] = list(row["segments"])
        evidence["cut_off"] = bool(row["cut_off"])
        if row["cut_off"]:
            evidence["near_ends"] = [
                {"segment": a, "near": b, "gap_m": round_metres(gap)} for a, b, gap in row["near_ends"]
            ]
    else:
        evidence["deciding_segments"] = list(row["deciding_segments"])
    return {
        "code": _text(row["code"]),
        "name": _text(row["name"]),
        "settlement": row["settlement"],
        "criterion": row["criterion"],
        "state": row["state"],
        "people": _number(row["people"]),
        "row": int(row["row"]),
        "why": {"code": row["why"], "params": params, "text": text},
        "evidence": evidence,
    }


def _near_miss(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "segment": row["segment"],
        "near": row["near"],
        "gap_m": round_metres(row["gap_m"]),
        "x": round_metres(row["geometry"].x),
        "y": round_metres(row["geometry"].y),
        "verdicts": row["verdicts"],
        "people": _number(row["people"]),
        "flips": [{"criterion": criterion, "codes": list(codes)} for criterion, codes in row["flips"]],
    }


def _critical(row: dict[str, Any]) -> dict[str, Any]:
    metres = {name: round_metres(row[name]) for name in ("from_m", "to_m", "length_m")}
    return {**row, **metres, "people": _number(row["people"])}


def _number(value: Any) -> float | int | None:
    """A count, whole where it is whole."""
    if value is None or math.isnan(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def _text(value: Any) -> str | None:
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)
