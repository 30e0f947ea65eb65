"""What the plan's page tells beside the map: steps, other budgets, a scored list, what comes next."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from gisplan.maps.plan.network_data import pack_flags, pack_ones
from gisplan.maps.shared.encoding import Texts
from gisplan.plan import COST_SCALE, PRIZE_SCALE, PlanResult

__all__ = ["describe_budget_curve", "describe_cost", "describe_next", "describe_score", "describe_steps"]


def describe_steps(planned: PlanResult, texts: Texts) -> list[dict[str, Any]]:
    """What each step costs and wins, with its segments as places in the texts; people count where they live."""
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
    return [
        {**{name: values[step] for name, values in columns.items()}, "segments": [texts.add(s) for s in segments[step]]}
        for step in range(order.steps)
    ]


def describe_budget_curve(planned: PlanResult) -> list[dict[str, Any]]:
    """The best that other budgets win; costs in parts, prizes in ones."""
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
        "wasted": pack_flags(score.without_effect),
        "best": pack_flags(best.built),
        "best_programme": best.programme.tolist(),
        "value": score.value / PRIZE_SCALE,
        "best_value": best.value / PRIZE_SCALE,
        "best_bound": best.bound / PRIZE_SCALE,
        "best_proven": bool(best.proven),
        "sealed": list(listed.already_sealed),
        "strange": list(listed.unknown),
    }


def describe_cost(unit: str) -> dict[str, Any]:
    """Return the unit of costs, and how many parts make one."""
    return {"unit": unit, "parts": COST_SCALE[unit], "digits": 2 if unit == "km" else 0}


def describe_next(planned: PlanResult) -> list[dict[str, Any]]:
    """The best ways to go on; each with its units by number."""
    return [
        {"units": way.units.tolist(), "gain": way.gain / PRIZE_SCALE, "cost": int(way.cost)} for way in planned.next
    ]
