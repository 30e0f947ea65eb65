"""A plan as tables: its units, its steps, and the settlements that it is for."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.plan.analysis.evaluate_list import ListEvaluation
from gisplan.plan.analysis.seal_ends import SealEnds
from gisplan.plan.analysis.sensitivity import MarginalValue
from gisplan.plan.analysis.subtotals import due_years, unit_towns
from gisplan.plan.model.connectivity import connected_units
from gisplan.plan.model.demand import PRIZE_SCALE
from gisplan.plan.plan import COST_SCALE, Plan

__all__ = ["settlement_table", "step_table", "unit_table"]


def unit_table(plan: Plan, marginal: MarginalValue, score: ListEvaluation | None) -> gpd.GeoDataFrame:
    """Make the table of units, by segment and chainage, whether they are in the plan or not.

    Columns: `segment, from_m, to_m, name, class, surface` (null where unknown), `candidate, town` (in which its
    middle lies, null where none is known), `due_year` (of the first of the county's road works that names the segment,
    null where none does), `km, cost` (in the unit of the rules), `yuan` (by the cost table, null where no row of it
    fits), `programmes` (ids of those that may build it), `lock` ("in", "out", "done" or ""),
    `in_plan, programme` (that pays, "" for none), `step` (from 1, null outside the plan), `joined` (to the sealed
    network, when the plan is built), `stretch` (from 1, null outside), `loss_lower, loss_upper` (bounds of the prize
    lost without it), `listed` (by the scored list), `without_effect` (on it, and it serves nobody), and the line.
    """
    problem = plan.problem
    units, roads = problem.units, problem.survey.roads
    ids = [p.id for p in problem.programmes]
    locked = plan.locked
    lock = np.select([locked.required, locked.excluded, locked.done], ["in", "out", "done"], "")
    step, stretch = plan.order.step, marginal.stretch
    frame = pd.DataFrame(
        {
            "segment": units.segment,
            "from_m": np.round(units.from_m, 1),
            "to_m": np.round(units.to_m, 1),
            "name": roads["name"].to_numpy(dtype=object)[units.road],
            "class": roads["class"].to_numpy(dtype=object)[units.road],
            "surface": pd.array(problem.survey.surface[units.road], dtype="Int64"),
            "candidate": roads["candidate"].eq(True).to_numpy(dtype=bool)[units.road],
            "town": unit_towns(problem),
            "due_year": pd.array(due_years(problem), dtype="Int64"),
            "km": units.length_mm / COST_SCALE["km"],
            "cost": units.cost / COST_SCALE[problem.rules.cost],
            "yuan": np.round(units.yuan, 2),
            "programmes": [tuple(id for id, may in zip(ids, row, strict=True) if may) for row in units.programmes],
            "lock": lock,
            "in_plan": plan.built,
            "programme": [ids[k] if k >= 0 else "" for k in plan.programme.tolist()],
            "step": pd.array(step + 1, dtype="Int64"),
            "joined": connected_units(problem.adjacency, plan.built | locked.done)[: len(units)],
            "stretch": pd.array(stretch + 1, dtype="Int64"),
            "loss_lower": marginal.lower / PRIZE_SCALE,
            "loss_upper": marginal.upper / PRIZE_SCALE,
            "listed": score.listed.built if score else False,
            "without_effect": score.without_effect if score else False,
        }
    )
    frame["step"] = frame["step"].mask(step < 0)
    frame["stretch"] = frame["stretch"].mask(stretch < 0)
    return gpd.GeoDataFrame(frame, geometry=units.geometry, crs=problem.county.crs)


def settlement_table(plan: Plan, ends: SealEnds, score: ListEvaluation | None) -> gpd.GeoDataFrame:
    """Make the table of settlements: the villages, then the groups, each by code.

    Columns: `kind, code, name, village, town, people, households, prize, served_before, served` (after the plan),
    `step` (after which it is served, from 1; null where it is not, or was before), `seal_end_m` (the straight
    distance to the nearest connected sealed road when the plan is built, null where there is none), `why_not`,
    `needs` (codes of the groups that a village needs, empty where it needs itself), `served_by_list` (by the scored
    list), and the reaching point.
    """
    demand, step = plan.problem.demand, plan.order.served_step
    codes = demand.frame["code"].to_numpy(dtype=object)
    needs = pd.Series(codes[demand.needs]).groupby(demand.needs_of).agg(tuple)
    frame = demand.frame[["kind", "code", "name", "village", "town", "people", "households"]].assign(
        prize=plan.prizes / PRIZE_SCALE,
        served_before=plan.before,
        served=plan.served,
        step=pd.array(step + 1, dtype="Int64"),
        seal_end_m=np.round(ends.distance_m, 1),
        why_not=plan.unserved_reason,
        needs=[needs.get(place, ()) for place in range(len(demand))],
        served_by_list=score.served if score else False,
    )
    frame["step"] = frame["step"].mask(step < 0)
    return gpd.GeoDataFrame(frame, geometry=list(demand.point), crs=plan.problem.county.crs)


def step_table(plan: Plan, units: gpd.GeoDataFrame, ends: SealEnds) -> pd.DataFrame:
    """Make the table of steps, in the order of building.

    Columns: `step` (from 1), `km, cost, segments` (codes, as they are met), `people, villages, groups, prize` (newly
    served), `codes` (of the settlements newly served), `yuan` (by the cost table, of what has a price; null where
    nothing has), `km_by_rule` and `km_to_settlements` (both lengths: see `gisplan.plan.analysis.seal_ends`),
    `seal_end_m` (the largest distance of those newly served, null where nobody is), and the running sums `km_total,
    cost_total, yuan_total, km_by_rule_total, km_to_settlements_total, people_total, prize_total`. People are counted
    where they live, so that each counts once.
    """
    order, demand = plan.order, plan.problem.demand
    built = units[units["in_plan"]]
    steps = pd.DataFrame({"step": np.arange(1, order.steps + 1)})
    by_step = built.groupby("step")
    steps = steps.join(by_step[["km", "cost"]].sum(), on="step")
    steps = steps.join(by_step["segment"].agg(lambda s: tuple(dict.fromkeys(s))).rename("segments"), on="step")
    fresh = order.served_step >= 0
    people = demand.count_once("people")
    of_step = order.served_step[fresh]
    for name, weight in (
        ("people", people),
        ("villages", demand.is_village.astype(float)),
        ("groups", (~demand.is_village).astype(float)),
        ("prize", plan.prizes / PRIZE_SCALE),
    ):
        steps[name] = np.bincount(of_step, weights=weight[fresh], minlength=order.steps)
    codes = pd.Series(demand.frame["code"].to_numpy(dtype=object)[fresh]).groupby(of_step).agg(tuple)
    steps["codes"] = [codes.get(place, ()) for place in range(order.steps)]
    steps = steps.join(by_step["yuan"].sum(min_count=1), on="step")
    steps["km_by_rule"], steps["km_to_settlements"] = (
        ends.rule_mm / COST_SCALE["km"],
        ends.settlement_mm / COST_SCALE["km"],
    )
    steps["seal_end_m"] = pd.Series(np.round(ends.distance_m[fresh], 1)).groupby(of_step).max().reindex(steps.index)
    for name in ("km", "cost", "yuan", "km_by_rule", "km_to_settlements", "people", "prize"):
        steps[f"{name}_total"] = steps[name].cumsum()
    return steps.astype({"people": "int64", "villages": "int64", "groups": "int64"})
