"""One verdict as the document tells it: its why, what it rests on, and what would close or decide it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from gisplan.gaps import LOOK_M, CriterionCount, Gaps
from gisplan.maps.prose import explain_verdict, round_metres

__all__ = ["plain_number", "plain_text", "tell_settlement"]


def tell_settlement(gaps: Gaps, row: dict[str, Any], count: CriterionCount, paths: Mapping[str, str]) -> dict[str, Any]:
    """One settlement under one criterion; `paths` are the files of the layers."""
    params, text = explain_verdict(gaps, row)
    evidence: dict[str, Any] = {"distance_m": round_metres(row["distance_m"])}
    if count.question is not None:
        evidence |= _roads(row)
    else:
        evidence |= {"value": plain_number(round(row["value"], 4)), "required": plain_number(row["required"])}
    cells = [dict(cell._asdict(), path=paths.get(cell.layer)) for cell in row["rows"]]
    evidence["rows"] = [{**cell, "value": _plain(cell["value"])} for cell in cells]
    if row["state"] == "missed":
        evidence["closes"] = None if row["closes"] is None else [work._asdict() for work in row["closes"]]
    if row["state"] != "met":
        evidence["needs"] = list(row["needs"])
    told = {
        "code": plain_text(row["code"]),
        "name": plain_text(row["name"]),
        "settlement": row["settlement"],
        "criterion": row["criterion"],
        "state": row["state"],
        "people": plain_number(row["people"]),
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
        hangs_on = plain_text(row["hangs_on"])
        look = bool(row["distance_m"] > LOOK_M)
        return {"look": look, "hangs_on": hangs_on, "hangs_on_one_edge": hangs_on is not None}
    if row["state"] == "unknown":
        return {"deciding_segments": list(row["deciding_segments"])}
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
    if value is None or value is pd.NA or value != value:
        return None
    return plain_number(value) if isinstance(value, float) else value


def plain_number(value: Any) -> float | int | None:
    """A count, whole where it is whole."""
    if value is None or value is pd.NA or value != value:
        return None
    return int(value) if float(value).is_integer() else float(value)


def plain_text(value: Any) -> str | None:
    """A text, None where there is none."""
    return None if value is None or value is pd.NA or value != value else str(value)
