"""What the plan's page shows beside its map: lengths, steps, packages, other budgets, and a scored list."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.arrays import Mask
from gisplan.base.values import count_or_none, text_or_none
from gisplan.maps.plan.page_data import pack_amounts, pack_flags, pack_ones
from gisplan.maps.shared.encoding import Texts
from gisplan.plan import COST_SCALE, PRIZE_SCALE, Plan, PlanResult
from gisplan.plan.analysis.seal_ends import FAR_M, count_far_ends

__all__ = [
    "describe_budget_curve",
    "describe_cost",
    "describe_length",
    "describe_next",
    "describe_packages",
    "describe_score",
    "describe_steps",
]

_STEP_AMOUNTS = ("km", "km_by_rule", "km_to_settlements", "yuan", "seal_end_m")
_PACKAGE_AMOUNTS = ("km", "cost", "yuan", "km_unpriced")


def describe_steps(planned: PlanResult, texts: Texts) -> list[dict[str, Any]]:
    """Return what each step costs and whom it serves; segments by their place in the texts, people where they live."""
    plan, problem = planned.plan, planned.plan.problem
    order, units, demand = plan.order, problem.units, problem.demand
    rows = np.flatnonzero(plan.built & (order.step >= 0))
    fresh = np.flatnonzero(order.served_step >= 0)
    table = pd.DataFrame({"step": order.step[rows], "segment": units.segment[rows].astype(str)})
    segments = table.drop_duplicates().groupby("step")["segment"].agg(list)

    def total(where: Any, of: Any, weights: Any) -> list[float | int]:
        return pack_ones(np.bincount(of[where], weights=weights[where], minlength=order.steps).astype(np.float64))

    columns = {
        "cost": total(rows, order.step, units.cost.astype(np.float64)),
        "people": total(fresh, order.served_step, demand.count_once("people")),
        "villages": total(fresh, order.served_step, demand.is_village.astype(np.float64)),
        "groups": total(fresh, order.served_step, (~demand.is_village).astype(np.float64)),
        "prize": total(fresh, order.served_step, plan.prizes.astype(np.float64)),
    }
    more = {name: pack_amounts(planned.steps[name].round(6)) for name in _STEP_AMOUNTS}
    return [
        {
            **{name: values[step] for name, values in (columns | more).items()},
            "segments": [texts.add(s) for s in segments[step]],
        }
        for step in range(order.steps)
    ]


def describe_length(planned: PlanResult) -> dict[str, Any]:
    """Return both lengths in kilometres, how far the seal ends, and the price in yuan (None without a cost table)."""
    plan, ends, km = planned.plan, planned.seal_ends, COST_SCALE["km"]
    units, village = plan.problem.units, plan.problem.demand.is_village
    unpriced = plan.built & np.isnan(units.yuan)
    price = {"yuan": round(float(np.nansum(units.yuan[plan.built])), 2), "km_unpriced": _sum_km(plan, unpriced)}
    return {
        "length": {
            "km": _sum_km(plan, plan.built),
            "km_by_rule": int(ends.rule_mm.sum()) / km,
            "km_to_settlements": int(ends.settlement_mm.sum()) / km,
            "unreached": int(ends.unreached.sum()),
        },
        "seal_ends": {
            "far_m": FAR_M,
            "villages": asdict(count_far_ends(plan, ends, village)),
            "groups": asdict(count_far_ends(plan, ends, ~village)),
        },
        "price": price if plan.problem.rules.costs else None,
    }


def _sum_km(plan: Plan, units: Mask) -> float:
    return int(plan.problem.units.length_mm[units].sum()) / COST_SCALE["km"]


def describe_packages(planned: PlanResult, texts: Texts) -> dict[str, Any]:
    """Return what is built by town (contract packages), and by town, programme and due year: a list for each column."""
    programmes = {p.id: k for k, p in enumerate(planned.plan.problem.programmes)}
    packages, subtotals = planned.packages, planned.subtotals
    counts = ("stretches", "segments")
    return {
        "packages": {
            "town": [texts.add(text_or_none(name)) for name in packages["town"]],
            **{name: pack_amounts(packages[name].round(6)) for name in _PACKAGE_AMOUNTS},
            **{name: packages[name].tolist() for name in (*counts, "villages", "groups", "people")},
        },
        "subtotals": {
            "town": [texts.add(text_or_none(name)) for name in subtotals["town"]],
            "programme": [programmes.get(id, -1) for id in subtotals["programme"]],
            "due_year": [count_or_none(year) for year in subtotals["due_year"]],
            **{name: pack_amounts(subtotals[name].round(6)) for name in _PACKAGE_AMOUNTS},
            **{name: subtotals[name].tolist() for name in counts},
        },
    }


def describe_budget_curve(planned: PlanResult) -> list[dict[str, Any]]:
    """Return the best of other budgets: costs in parts of the unit, benefits in ones."""
    return [
        {
            "share": point.share,
            "cost": int(point.cost),
            "value": point.value / PRIZE_SCALE,
            "bound": point.bound / PRIZE_SCALE,
            "people": int(point.people),
            "proven": bool(point.proven),
        }
        for point in planned.budget_curve
    ]


def describe_score(planned: PlanResult) -> dict[str, Any] | None:
    """A list and the best plan for the same money, unit by unit."""
    score = planned.score
    if score is None:
        return None
    best, listed = score.best, score.listed
    may = best.problem.units.programmes
    first = np.where(may.any(axis=1), may.argmax(axis=1), -1)
    return {
        "name": listed.name,
        "built": pack_flags(listed.built & ~best.locked.done),
        "programme": np.where(listed.programme >= 0, listed.programme, first).tolist(),
        "without_effect": pack_flags(score.without_effect),
        "best": pack_flags(best.built),
        "best_programme": best.programme.tolist(),
        "value": score.value / PRIZE_SCALE,
        "best_value": best.value / PRIZE_SCALE,
        "best_bound": best.bound / PRIZE_SCALE,
        "best_proven": bool(best.proven),
        "already_sealed": list(listed.already_sealed),
        "not_in_county": list(listed.unknown),
    }


def describe_cost(unit: str) -> dict[str, Any]:
    """Return the unit of costs, and how many parts make one."""
    return {"unit": unit, "parts": COST_SCALE[unit], "digits": 2 if unit == "km" else 0}


def describe_next(planned: PlanResult) -> list[dict[str, Any]]:
    """The best ways to go on; each with its units by number."""
    return [
        {"units": way.units.tolist(), "gain": way.gain / PRIZE_SCALE, "cost": int(way.cost)} for way in planned.next
    ]
