"""Why a scenario builds a road or leaves a settlement out, as a JSON document: schema gisplan.scenario-reasons/1."""

from __future__ import annotations

import json
from importlib import resources
from importlib.metadata import version
from typing import Any

import numpy as np

from gisplan.base.arrays import Ints, Mask
from gisplan.base.language import use_language
from gisplan.base.values import text_or_none
from gisplan.plan import PRIZE_SCALE, PlanningProblem
from gisplan.plan.scenario.reasons import SegmentReasons, SettlementReasons
from gisplan.plan.scenario.scenario import Scenario
from gisplan.report.documents.plan_rows import cost_to_number
from gisplan.wording.scenario_reasons import list_segment_sentences, list_settlement_sentences

__all__ = ["SCENARIO_REASONS_SCHEMA", "make_reasons_document", "read_reasons_schema"]

SCENARIO_REASONS_SCHEMA = "gisplan.scenario-reasons/1"


def read_reasons_schema() -> dict[str, Any]:
    """Read the JSON Schema of the document."""
    text = (resources.files(__package__) / "scenario_reasons.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def make_reasons_document(
    scenario: Scenario, problem: PlanningProblem, reasons: SegmentReasons | SettlementReasons
) -> dict[str, Any]:
    """Make the document of what was asked of a scenario; sentences are in English.

    Parameters
    ----------
    scenario : Scenario
    problem : PlanningProblem
    reasons : SegmentReasons or SettlementReasons

    Returns
    -------
    dict
        As `read_reasons_schema` describes it; exactly one of `segment` and `settlement` is not null.
    """
    segment = settlement = None
    with use_language("en"):
        if isinstance(reasons, SegmentReasons):
            segment = _segment_to_dict(problem, reasons)
            texts = list_segment_sentences(problem, scenario.prize, reasons)
        else:
            settlement = _settlement_to_dict(problem, reasons)
            texts = list_settlement_sentences(problem, scenario.prize, reasons)
    return {
        "schema": SCENARIO_REASONS_SCHEMA,
        "gisplan": version("gisplan"),
        "county": {"code": problem.county.code, "name": problem.county.name},
        "scenario": scenario.name,
        "prize": scenario.prize,
        "cost_unit": problem.rules.cost,
        "segment": segment,
        "settlement": settlement,
        "text": texts,
    }


def _segment_to_dict(problem: PlanningProblem, found: SegmentReasons) -> dict[str, Any]:
    return {
        "segment": found.segment,
        "is_built": found.is_built,
        "cost": _cost(problem, found.cost),
        "served_through": _list_places(problem, found.served_through),
        "fits_budgets": found.fits_budgets,
        "loss_lower": _prize(found.loss_lower),
        "loss_upper": _prize(found.loss_upper),
        "alternative_cost": _cost(problem, found.alternative_cost),
        "alternative_proven": found.alternative_proven,
        "budget_share": found.budget_share,
    }


def _settlement_to_dict(problem: PlanningProblem, found: SettlementReasons) -> dict[str, Any]:
    only = np.arange(len(problem.demand)) == found.place
    return {
        **_list_places(problem, only)[0],
        "is_served": found.is_served,
        "cheapest": _list_stretches(problem, found.cheapest),
        "cost": _cost(problem, found.cost),
        "cost_proven": found.cost_proven,
        "within_budgets": found.within_budgets,
        "loss_lower": _prize(found.loss_lower),
        "loss_upper": _prize(found.loss_upper),
        "would_go": _list_places(problem, found.would_go),
    }


def _list_places(problem: PlanningProblem, places: Mask) -> list[dict[str, Any]]:
    rows = problem.demand.frame.loc[places, ["kind", "code", "name"]].itertuples(index=False)
    return [{"settlement": str(kind), "code": str(code), "name": text_or_none(name)} for kind, code, name in rows]


def _list_stretches(problem: PlanningProblem, units: Ints) -> list[dict[str, Any]]:
    found = problem.units
    return [
        {
            "segment": str(found.segment[unit]),
            "from_m": round(float(found.from_m[unit]), 3),
            "to_m": round(float(found.to_m[unit]), 3),
        }
        for unit in units
    ]


def _cost(problem: PlanningProblem, parts: int | None) -> float | int | None:
    return None if parts is None else cost_to_number(parts, problem.rules.cost)


def _prize(thousandths: int | None) -> float | None:
    return None if thousandths is None else thousandths / PRIZE_SCALE
