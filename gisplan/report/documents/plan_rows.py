"""The rows of a plan's document: units, steps, settlements, and what comes next."""

from __future__ import annotations

from typing import Any

import numpy as np

from gisplan.base.values import number_or_none, text_or_none
from gisplan.plan import COST_SCALE, PRIZE_SCALE, PlanResult
from gisplan.plan.model.road_units import Units

__all__ = [
    "cost_to_number",
    "extensions_to_dicts",
    "locations_to_dicts",
    "settlements_to_dicts",
    "steps_to_dicts",
    "units_to_dicts",
]

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
        "km": _number(row["km"]),
        "cost": _number(row["cost"]),
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
        **{name: _number(row[name]) for name in ("km", "cost", "prize", "people")},
        **{name: int(row[name]) for name in ("villages", "groups")},
        "segments": [str(segment) for segment in row["segments"]],
        "codes": [text_or_none(code) for code in row["codes"]],
        "total": {name: _number(row[f"{name}_total"]) for name in ("km", "cost", "prize", "people")},
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


def _number(value: float) -> float | int | None:
    return number_or_none(round(float(value), _DIGITS))


def _metres(value: float) -> float | int | None:
    return number_or_none(round(float(value), 1))
