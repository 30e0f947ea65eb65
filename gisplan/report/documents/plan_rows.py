"""The rows of a plan's document: units, steps, settlements, and what comes next."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.values import number_or_none, text_or_none
from gisplan.plan import COST_SCALE, PRIZE_SCALE, PlanResult
from gisplan.plan.analysis.seal_ends import FAR_M, count_far_ends
from gisplan.plan.model.road_units import Units

__all__ = [
    "cost_to_number",
    "extensions_to_dicts",
    "lengths_to_dict",
    "locations_to_dicts",
    "packages_to_dicts",
    "price_to_dict",
    "seal_ends_to_dict",
    "settlements_to_dicts",
    "steps_to_dicts",
    "subtotals_to_dicts",
    "units_to_dicts",
]

_STEP_SUMS = ("km", "km_by_rule", "km_to_settlements", "cost", "yuan", "prize", "people")
_PACKAGE_SUMS = ("km", "cost", "yuan", "km_unpriced")
_DIGITS = 6  # of a kilometre: a millimetre


def cost_to_number(parts: int | None, unit: str) -> float | int | None:
    """Return a cost in its unit; None stays None."""
    return None if parts is None else _number(parts / COST_SCALE[unit])


def locations_to_dicts(units: Units, which: Any) -> list[dict[str, Any]]:
    """Return the locations of some units, given by a mask or by their numbers."""
    rows = np.flatnonzero(which) if which.dtype == bool else which
    places = zip(units.segment[rows], units.from_m[rows], units.to_m[rows], units.length_mm[rows], strict=True)
    return [
        {"segment": str(segment), "from_m": _metres(a), "to_m": _metres(b), "km": _number(mm / COST_SCALE["km"])}
        for segment, a, b, mm in places
    ]


def units_to_dicts(planned: PlanResult) -> list[dict[str, Any]]:
    """Return the units that are in the plan or locked, by segment and chainage."""
    frame = planned.units
    rows = frame[frame["in_plan"] | (frame["lock"] != "")].drop(columns="geometry")
    return [_unit_to_dict(row) for row in rows.to_dict("records")]


def _unit_to_dict(row: dict[str, Any]) -> dict[str, Any]:
    lower, upper = _number(row["loss_lower"]), _number(row["loss_upper"])
    return {
        "segment": str(row["segment"]),
        "from_m": _metres(row["from_m"]),
        "to_m": _metres(row["to_m"]),
        "name": text_or_none(row["name"]),
        "class": text_or_none(row["class"]),
        "surface": number_or_none(row["surface"]),
        "candidate": bool(row["candidate"]),
        "town": text_or_none(row["town"]),
        "due_year": number_or_none(row["due_year"]),
        "km": _number(row["km"]),
        "cost": _number(row["cost"]),
        "yuan": _number(row["yuan"]),
        "in_plan": bool(row["in_plan"]),
        "programme": row["programme"] or None,
        "lock": row["lock"] or None,
        "step": number_or_none(row["step"]),
        "joined": bool(row["joined"]),
        "stretch": number_or_none(row["stretch"]),
        "loss": {"lower": lower, "upper": upper, "exact": lower == upper} if row["in_plan"] else None,
    }


def steps_to_dicts(planned: PlanResult) -> list[dict[str, Any]]:
    """Return the steps in the order of building, with running sums."""
    return [_step_to_dict(row) for row in planned.steps.to_dict("records")]


def _step_to_dict(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "step": int(row["step"]),
        **{name: _number(row[name]) for name in _STEP_SUMS},
        "seal_end_m": _number(row["seal_end_m"]),
        **{name: int(row[name]) for name in ("villages", "groups")},
        "segments": [str(segment) for segment in row["segments"]],
        "codes": [text_or_none(code) for code in row["codes"]],
        "total": {name: _number(row[f"{name}_total"]) for name in _STEP_SUMS},
    }


def settlements_to_dicts(planned: PlanResult) -> list[dict[str, Any]]:
    """Return every village and group: whether and when it is served, and why not; and by the scored list."""
    rows = planned.settlements.drop(columns="geometry")
    return [_settlement_to_dict(row, scored=planned.score is not None) for row in rows.to_dict("records")]


def _settlement_to_dict(row: dict[str, Any], *, scored: bool) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        **{name: text_or_none(row[name]) for name in ("code", "name", "village", "town")},
        **{name: number_or_none(row[name]) for name in ("people", "households")},
        "prize": _number(row["prize"]),
        "served_before": bool(row["served_before"]),
        "served": bool(row["served"]),
        "step": number_or_none(row["step"]),
        "seal_end_m": _number(row["seal_end_m"]),
        "why_not": row["why_not"] or None,
        "needs": [text_or_none(code) for code in row["needs"]],
        "served_by_list": bool(row["served_by_list"]) if scored else None,
    }


def extensions_to_dicts(planned: PlanResult) -> list[dict[str, Any]]:
    """Return what would be built next, whatever the budgets."""
    problem = planned.plan.problem
    return [
        {
            "cost": cost_to_number(way.cost, problem.rules.cost),
            "gain": _number(way.gain / PRIZE_SCALE),
            "units": locations_to_dicts(problem.units, way.units),
        }
        for way in planned.next
    ]


def packages_to_dicts(planned: PlanResult) -> list[dict[str, Any]]:
    """Return the contract packages: what is built in each town, and whom of it the plan newly serves."""
    counts = ("stretches", "segments", "villages", "groups", "people")
    return [
        {
            "town": text_or_none(row["town"]),
            **{name: _number(row[name]) for name in _PACKAGE_SUMS},
            **{name: int(row[name]) for name in counts},
        }
        for row in planned.packages.to_dict("records")
    ]


def subtotals_to_dicts(planned: PlanResult) -> list[dict[str, Any]]:
    """Return what is built by town, programme and due year."""
    return [
        {
            "town": text_or_none(row["town"]),
            "programme": row["programme"] or None,
            "due_year": number_or_none(row["due_year"]),
            **{name: _number(row[name]) for name in _PACKAGE_SUMS},
            **{name: int(row[name]) for name in ("stretches", "segments")},
        }
        for row in planned.subtotals.to_dict("records")
    ]


def lengths_to_dict(planned: PlanResult) -> dict[str, Any]:
    """Return how long what is built is, by the rule and up to the settlements."""
    ends, plan = planned.seal_ends, planned.plan
    return {
        "km": _number(int(plan.problem.units.length_mm[plan.built].sum()) / COST_SCALE["km"]),
        "km_by_rule": _number(int(ends.rule_mm.sum()) / COST_SCALE["km"]),
        "km_to_settlements": _number(int(ends.settlement_mm.sum()) / COST_SCALE["km"]),
        "unreached": int(ends.unreached.sum()),
    }


def seal_ends_to_dict(planned: PlanResult) -> dict[str, Any]:
    """Return how many newly served settlements the sealed road ends far from, and how far at most."""
    plan, village = planned.plan, planned.plan.problem.demand.is_village
    kinds = {"villages": village, "groups": ~village}
    counted = {kind: count_far_ends(plan, planned.seal_ends, chosen) for kind, chosen in kinds.items()}
    return {
        "far_m": FAR_M,
        **{
            kind: {
                "newly_served": ends.settlements,
                "far": ends.far,
                "people_far": ends.people,
                "most_m": None if ends.most_m is None else _metres(ends.most_m),
            }
            for kind, ends in counted.items()
        },
    }


def price_to_dict(planned: PlanResult) -> dict[str, Any] | None:
    """Return what is built by the cost table, and the kilometres that no row of it fits; None without a table."""
    plan = planned.plan
    units = plan.problem.units
    if not plan.problem.rules.costs:
        return None
    unpriced = plan.built & np.isnan(units.yuan)
    return {
        "yuan": _number(np.nansum(units.yuan[plan.built])),
        "km_unpriced": _number(int(units.length_mm[unpriced].sum()) / COST_SCALE["km"]),
    }


def _number(value: float) -> float | int | None:
    return None if pd.isna(value) else number_or_none(round(float(value), _DIGITS))


def _metres(value: float) -> float | int | None:
    return number_or_none(round(float(value), 1))
