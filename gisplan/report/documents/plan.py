"""A plan as a JSON document: schema gisplan.plan/2; a proven plan is the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib import resources
from importlib.metadata import version
from typing import Any

from gisplan.base.values import number_or_none
from gisplan.gaps import Gaps
from gisplan.plan import COST_SCALE, PRIZE_SCALE, BudgetPoint, Plan, PlanResult, sum_served
from gisplan.report.documents.county_rows import doubts_to_dict, input_to_dict, replaced_to_dict
from gisplan.report.documents.plan_rows import (
    cost_to_number,
    extensions_to_dicts,
    lengths_to_dict,
    locations_to_dicts,
    packages_to_dicts,
    price_to_dict,
    seal_ends_to_dict,
    settlements_to_dicts,
    steps_to_dicts,
    subtotals_to_dicts,
    units_to_dicts,
)
from gisplan.report.documents.verdicts import settings_to_dict
from gisplan.standards import PlanRules

__all__ = ["PLAN_SCHEMA", "make_plan_document", "read_plan_schema"]

PLAN_SCHEMA = "gisplan.plan/2"


def read_plan_schema() -> dict[str, Any]:
    """Read the JSON Schema of the document."""
    text = (resources.files(__package__) / "plan.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def make_plan_document(planned: PlanResult) -> dict[str, Any]:
    """Make the document of a plan: kilometres to the millimetre, prizes to a thousandth, no time of day.

    Parameters
    ----------
    planned : PlanResult

    Returns
    -------
    dict
        As `read_plan_schema` describes it.
    """
    plan, problem = planned.plan, planned.plan.problem
    county, standard = problem.county, problem.standard
    unit = problem.rules.cost
    return {
        "schema": PLAN_SCHEMA,
        "gisplan": version("gisplan"),
        "county": {"code": county.code, "name": county.name},
        "standard": {"id": standard.id, "title": standard.title, "source": standard.source},
        "as_of": county.as_of.isoformat() if county.as_of else None,
        "inputs": [input_to_dict(item) for item in county.inputs],
        **doubts_to_dict(county),
        "settings": settings_to_dict(planned.before) | {"assumed_accepted": county.assumed_accepted},
        "rules": _rules_to_dict(plan),
        "build_to": problem.build_to,
        "whole_segments": problem.whole_segments,
        "prize": plan.prize,
        "goal": "min_cost" if plan.serve_all else "max_prize",
        "unit": unit if plan.serve_all else plan.prize,
        **_quality_to_dict(plan),
        "cost_unit": unit,
        **_amounts_to_dict(planned),
        "verdicts": {"before": _count_verdicts(planned.before), "after": _count_verdicts(planned.after)},
        "packages": packages_to_dicts(planned),
        "subtotals": subtotals_to_dicts(planned),
        "order": "greedy",
        "steps": steps_to_dicts(planned),
        "units": units_to_dicts(planned),
        "settlements": settlements_to_dicts(planned),
        "next": extensions_to_dicts(planned),
        "budget_curve": [_budget_point_to_dict(point, unit) for point in planned.budget_curve],
        "score": _list_evaluation_to_dict(planned),
    }


def _amounts_to_dict(planned: PlanResult) -> dict[str, Any]:
    """Return what is built and spent, and whom it serves."""
    plan, demand = planned.plan, planned.plan.problem.demand
    return {
        "price": price_to_dict(planned),
        "length": lengths_to_dict(planned),
        "seal_ends": seal_ends_to_dict(planned),
        "budgets": _budgets_to_dicts(plan),
        "joined": {
            "before": asdict(sum_served(demand, plan.before)),
            "after": asdict(sum_served(demand, plan.served)),
            "servable": asdict(sum_served(demand, plan.servable | plan.served)),
            "all": asdict(sum_served(demand, plan.served | ~plan.served)),
        },
    }


def _quality_to_dict(plan: Plan) -> dict[str, Any]:
    """Return how good a plan is: prizes in ones, costs in their unit."""
    parts = COST_SCALE[plan.problem.rules.cost] if plan.serve_all else PRIZE_SCALE
    return {
        "value": number_or_none(plan.value / parts),
        "bound": number_or_none(plan.bound / parts),
        "gap_percent": number_or_none(round(plan.gap_percent, 4)),
        "proven": bool(plan.proven),
        "ties_proven": bool(plan.ties_proven),
        "gain": number_or_none(plan.gained / PRIZE_SCALE),
        "cost": cost_to_number(sum(plan.spent().values()), plan.problem.rules.cost),
    }


def _rules_to_dict(plan: Plan) -> dict[str, Any]:
    """Return what may be built and how it is calculated; what the county file changes is changed here too."""
    problem = plan.problem
    rules: PlanRules = problem.rules
    replaced = {
        kind: replaced_to_dict(judged_by).get("replaced", {}) for kind, judged_by in problem.reach_by_kind.items()
    }
    return {
        "village": problem.reach_by_kind["village"].criterion.id,
        "group": problem.reach_by_kind["group"].criterion.id,
        "reach_m": {kind: judged_by.reach_m for kind, judged_by in problem.reach_by_kind.items()},
        **({"replaced": replaced} if any(replaced.values()) else {}),
        "surfaces": list(rules.surfaces),
        "village_needs": rules.village_needs,
        "min_households": rules.min_households,
        "exit_weight": rules.exit_weight,
        "exit_year": problem.standard.exit_year,
        "programmes": [_plain(vars(programme)) for programme in problem.programmes],
        "costs": [_plain(vars(row)) for row in rules.costs],
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as JSON has them; a width without a limit is null."""
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
    return {key: None if value == float("inf") else value for key, value in plain.items()}


def _budgets_to_dicts(plan: Plan) -> list[dict[str, Any]]:
    unit, units = plan.problem.rules.cost, plan.problem.units
    spent = plan.spent()
    return [
        {
            "programme": programme.id,
            "budget": cost_to_number(plan.budgets.get(programme.id), unit),
            "spent": cost_to_number(spent[programme.id], unit),
            "locked": cost_to_number(int(units.cost[plan.locked.required & (plan.programme == k)].sum()), unit),
        }
        for k, programme in enumerate(plan.problem.programmes)
    ]


def _count_verdicts(gaps: Gaps) -> dict[str, Any]:
    """Count the verdicts under every criterion that has its layer, and of the villages judged for exit."""
    judged = gaps.villages[gaps.villages["judged_for_exit"]]["state"]
    return {
        "villages": {state: int((judged == state).sum()) for state in ("met", "missed", "unknown")},
        "criteria": [
            {
                "id": c.criterion.id,
                **{state: int(getattr(c, state)) for state in ("met", "missed", "unknown")},
                "people_missed": number_or_none(c.people_missed),
            }
            for c in gaps.criteria
            if not c.layer_missing
        ],
    }


def _budget_point_to_dict(point: BudgetPoint, unit: str) -> dict[str, Any]:
    return {
        "share": point.share,
        "budgets": [{"programme": id, "budget": cost_to_number(budget, unit)} for id, budget in point.budgets.items()],
        "cost": cost_to_number(point.cost, unit),
        "value": number_or_none(point.value / PRIZE_SCALE),
        "bound": number_or_none(point.bound / PRIZE_SCALE),
        "people": point.people,
        "proven": bool(point.proven),
    }


def _list_evaluation_to_dict(planned: PlanResult) -> dict[str, Any] | None:
    """Return a list as somebody else drew it up, and the best plan for the same money."""
    score, plan = planned.score, planned.plan
    if score is None:
        return None
    problem, best = plan.problem, score.best
    unit = problem.rules.cost
    return {
        "name": score.listed.name,
        "cost": cost_to_number(score.cost, unit),
        "value": number_or_none(score.value / PRIZE_SCALE),
        "joined": asdict(sum_served(problem.demand, score.served)),
        "units": locations_to_dicts(problem.units, score.listed.built),
        "without_effect": {
            "cost": cost_to_number(int(problem.units.cost[score.without_effect].sum()), unit),
            "units": locations_to_dicts(problem.units, score.without_effect),
        },
        "already_sealed": list(score.listed.already_sealed),
        "not_in_county": list(score.listed.unknown),
        "best": {
            **_quality_to_dict(best),
            "budgets": _budgets_to_dicts(best),
            "joined": asdict(sum_served(problem.demand, best.served)),
            "units": locations_to_dicts(problem.units, best.built),
        },
    }
