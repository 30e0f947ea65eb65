"""The verdicts as a JSON document: schema gisplan.verdicts/3, the same bytes for the same input.

To add a field, add it where its row is built, below or in `county_rows`, and to `verdicts.schema.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Any

from gisplan.base.rows import iterate_rows
from gisplan.base.values import is_missing, number_or_none, text_or_none
from gisplan.county.class_surfaces import count_class_surfaces
from gisplan.county.code_changes import CodeChange
from gisplan.gaps import LOOK_M, CriterionCount, Gaps
from gisplan.report.documents.county_rows import criterion_to_dict, doubts_to_dict, input_to_dict, target_to_dict
from gisplan.wording.sentences import Sentences
from gisplan.wording.verdicts import format_county_summary, round_metres

__all__ = [
    "SCHEMA",
    "describe_verdicts",
    "make_document",
    "read_schema",
    "settings_to_dict",
]

SCHEMA = "gisplan.verdicts/3"

Row = dict[str, Any]


def read_schema() -> dict[str, Any]:
    """Read the JSON Schema of the document.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12.
    """
    text = (resources.files(__package__) / "verdicts.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def make_document(gaps: Gaps) -> dict[str, Any]:
    """Make the document of a county's verdicts, settlements sorted by criterion and code.

    Parameters
    ----------
    gaps : Gaps
        Verdicts of any scope.

    Returns
    -------
    dict
        As `read_schema` describes it: metres to 0.1, sentences in English.
    """
    return {name: list(v) if isinstance(v, Iterator) else v for name, v in describe_verdicts(gaps).items()}


def describe_verdicts(gaps: Gaps) -> dict[str, Any]:
    """Make the document as `make_document` does, with iterators in place of its long tables."""
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
            "if_assumed": gaps.states_if_assumed,
            "assumed_accepted": gaps.accept_assumed,
            "summary": format_county_summary(gaps),
        },
        "inputs": [input_to_dict(item) for item in county.inputs],
        **doubts_to_dict(county),
        "code_changes": [_code_change_to_dict(change) for change in county.changes.changes],
        **_describe_roads(gaps),
        "targets": [target_to_dict(gaps, t) for t in gaps.targets],
        "criteria": [criterion_to_dict(c) for c in gaps.criteria],
        "out_of_scope": [dict(vars(item)) for item in standard.out_of_scope],
        "villages": map(_village_to_dict, iterate_rows(gaps.villages)),
        "settlements": (
            _settlement_to_dict(why, row, counts[row["criterion"]], paths) for row, why in _iterate_settlements(gaps)
        ),
        "near_misses": map(_near_miss_to_dict, iterate_rows(gaps.near_misses)),
        "by_tolerance": [
            {**row, "people_missed": number_or_none(row["people_missed"])}
            for row in gaps.by_tolerance.to_dict("records")
        ],
        "critical_edges": map(_critical_edge_to_dict, iterate_rows(gaps.critical_edges.drop(columns="geometry"))),
    }


def _describe_roads(gaps: Gaps) -> dict[str, Any]:
    """How many roads are left out, and the column of the class that gives the surface of roads too, where one does."""
    count = count_class_surfaces(gaps.county)
    of_class = {"class_surfaces": {"column": gaps.county.class_surface_column, "roads": count}} if count else {}
    return {"roads_not_built": gaps.survey.not_built, **of_class}


def _code_change_to_dict(change: CodeChange) -> dict[str, Any]:
    return {"old": change.old, "new": change.new, "day": change.day.isoformat() if change.day else None}


def settings_to_dict(gaps: Gaps) -> dict[str, Any]:
    """Return every setting that the verdicts rest on; each criterion has its own distance of reach too."""
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
        "assumed_surfaces": dict(sorted(gaps.county.assumed_surfaces.items())),
    }


def _village_to_dict(row: Row) -> dict[str, Any]:
    """Return one village's own verdict: every exit criterion that is not met is a veto."""
    lists = ("vetoes", "missed", "unknown", "plan_missed", "plan_unknown", "needs")
    return {
        "code": text_or_none(row["code"]),
        "name": text_or_none(row["name"]),
        "town": text_or_none(row["town"]),
        "row": int(row["row"]),
        "people": number_or_none(row["people"]),
        "exit_year": number_or_none(row["exit_year"]),
        "judged_for_exit": bool(row["judged_for_exit"]),
        "state": row["state"],
        "if_assumed": row["if_assumed"],
        **{name: list(row[name]) for name in lists},
        "second_visit": bool(row["second_visit"]),
    }


def _iterate_settlements(gaps: Gaps) -> Iterator[tuple[Row, Row]]:
    """Yield each verdict with its reason; verdicts with one sentence share it."""
    sentences, reasons = Sentences(gaps), dict[int, Row]()
    for row in iterate_rows(gaps.settlements.drop(columns="geometry")):
        why = sentences.explain(row)  # which keeps it, so that its id is its own
        if id(why) not in reasons:
            params = {key: _plain_value(value) for key, value in why.params.items()}
            reasons[id(why)] = {"code": row["why"], "params": params, "text": why.text}
        yield row, reasons[id(why)]


def _settlement_to_dict(why: Row, row: Row, count: CriterionCount, paths: Mapping[str, str]) -> dict[str, Any]:
    """Return one settlement's verdict under one criterion; `paths` are the files of the layers."""
    fields = {
        "code": text_or_none(row["code"]),
        "name": text_or_none(row["name"]),
        "settlement": row["settlement"],
        "criterion": row["criterion"],
        "state": row["state"],
        "if_assumed": row["if_assumed"],
        "people": number_or_none(row["people"]),
        "row": int(row["row"]),
        "why": why,
        "evidence": _evidence_to_dict(row, count, paths),
    }
    if row["attested"] is not None:
        fields["attested"] = row["attested"]._asdict()
        fields["second_visit"] = bool(row["second_visit"])
    return fields


def _evidence_to_dict(row: Row, count: CriterionCount, paths: Mapping[str, str]) -> dict[str, Any]:
    evidence: dict[str, Any] = {"distance_m": round_metres(row["distance_m"])}
    if count.resolved_reach is not None:
        evidence |= _road_evidence_to_dict(row)
    else:
        evidence |= {"value": number_or_none(round(row["value"], 4)), "required": number_or_none(row["required"])}
    evidence["rows"] = [
        {**cell._asdict(), "path": paths.get(cell.layer), "value": _plain_value(cell.value)} for cell in row["rows"]
    ]
    if row["state"] == "missed":
        works = row["listed_works"]
        evidence["listed_works"] = None if works is None else [work._asdict() for work in works]
    if row["state"] != "met":
        evidence["needs"] = list(row["needs"])
    return evidence


def _road_evidence_to_dict(row: Row) -> dict[str, Any]:
    """Return what the roads show, by the verdict's state."""
    if row["state"] == "met":
        depends_on = text_or_none(row["depends_on"])
        return {
            "check_on_site": bool(row["distance_m"] > LOOK_M),
            "depends_on": depends_on,
            "depend_on_one_road": depends_on is not None,
        }
    if row["state"] == "unknown":
        return {"segments_to_survey": list(row["segments_to_survey"])}
    names = ("unsealed_m", "off_network_m", "cost_m")
    fields: dict[str, Any] = {name: None if row["cut_off"] else round_metres(row[name]) for name in names}
    fields |= {"segments": list(row["segments"]), "cut_off": bool(row["cut_off"])}
    if row["cut_off"]:
        fields["near_ends"] = [{"segment": a, "near": b, "gap_m": round_metres(gap)} for a, b, gap in row["near_ends"]]
    return fields


def _near_miss_to_dict(row: Row) -> dict[str, Any]:
    return {
        "segment": row["segment"],
        "near": row["near"],
        "gap_m": round_metres(row["gap_m"]),
        "reason": row["reason"],
        "x": round_metres(row["geometry"].x),
        "y": round_metres(row["geometry"].y),
        "verdicts": row["verdicts"],
        "people": number_or_none(row["people"]),
        **{name: _codes_to_list(row[name]) for name in ("changed_verdicts", "missed_to_unknown")},
    }


def _codes_to_list(pairs: Iterable[tuple[str, tuple[str, ...]]]) -> list[dict[str, Any]]:
    return [{"criterion": criterion, "codes": list(codes)} for criterion, codes in pairs]


def _critical_edge_to_dict(row: Row) -> dict[str, Any]:
    metres = {name: round_metres(row[name]) for name in ("from_m", "to_m", "length_m")}
    return {**row, **metres, "people": number_or_none(row["people"])}


def _plain_value(value: Any) -> Any:
    """Return a value as JSON has it: lists for tuples, null for what is missing, whole numbers as integers."""
    if isinstance(value, tuple | list):
        return [_plain_value(v) for v in value]
    if is_missing(value):
        return None
    return number_or_none(value) if isinstance(value, float) else value
