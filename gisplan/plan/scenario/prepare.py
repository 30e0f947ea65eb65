"""The planning problem of a scenario, and the plan that is solved from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.plan.model.amounts import read_budgets
from gisplan.plan.model.demand import PRIZE_SCALE
from gisplan.plan.model.locks import apply_locks
from gisplan.plan.model.planning_problem import PlanningProblem, build_planning_problem
from gisplan.plan.plan import COST_SCALE, Plan, sum_charges
from gisplan.plan.plan_task import PlanTask, choose_what_is_built
from gisplan.plan.scenario.replay import NO_YEAR, Proposal, list_locks, list_stretches, replay
from gisplan.plan.scenario.scenario import DrawnRoad, Scenario, SolvedPlan, YearSplit
from gisplan.plan.scenario.years import split_over_years
from gisplan.standards import GENERAL, Standard

__all__ = [
    "build_scenario_problem",
    "prepare_scenario",
    "solve_scenario",
    "to_proposal",
    "to_solved",
    "with_drawn_roads",
]

_WGS84 = "EPSG:4326"


def with_drawn_roads(county: County, roads: Sequence[DrawnRoad]) -> County:
    """Return a county whose candidates have the roads that a scenario draws, too.

    Raises
    ------
    PlanError
        A road has the code of a candidate, or of another of them.
    """
    if not roads:
        return county
    codes = [road.code for road in roads]
    known = [] if county.candidates is None else county.candidates["code"].astype(str).tolist()
    again = sorted({code for code in codes if code in known or codes.count(code) > 1})
    if again:
        raise PlanError(
            _("Drawn roads have codes that are taken: {0}. Give them other codes.").format(", ".join(again))
        )
    lines = gpd.GeoSeries([shapely.LineString(road.points) for road in roads], crs=_WGS84).to_crs(county.crs)
    new = gpd.GeoDataFrame(
        {"row": np.arange(1, len(roads) + 1), "code": codes, "km": np.nan, "programme": None},
        geometry=lines.to_numpy(),
        crs=county.crs,
    )
    if county.candidates is None or not len(county.candidates):
        return replace(county, candidates=new)
    old = county.candidates
    filled = new.reindex(columns=old.columns).astype({name: old[name].dtype for name in ("km", "row") if name in old})
    both = gpd.GeoDataFrame(pd.concat([old, filled], ignore_index=True), geometry="geometry", crs=county.crs)
    return replace(county, candidates=both)


def build_scenario_problem(county: County, standard: Standard, scenario: Scenario) -> PlanningProblem:
    """Build the planning problem of a scenario: the county's, with the roads that it draws.

    Its programmes are those with a budget, then those of the rules, and the general one where an edit names it or
    there is no other.

    Raises
    ------
    PlanError
        A programme does not exist, or a drawn road's code is taken.
    """
    county = with_drawn_roads(county, scenario.roads)
    rules = replace(standard.plan, **county.plan)
    named = [edit.programme for edit in scenario.edits if edit.programme == GENERAL]
    ids = dict.fromkeys([*scenario.total_budgets(), *(p.id for p in rules.programmes), *named])
    problem = build_planning_problem(county, standard, programmes=tuple(ids) or None)
    return choose_what_is_built(problem, scenario.build_to, whole_segments=scenario.whole_segments)


def prepare_scenario(proposal: Proposal, scenario: Scenario) -> PlanTask:
    """Prepare the best plan for a scenario's budgets that keeps what was put in, out or done by hand.

    Where there are budgets, a programme without one pays for what was put in by hand under it, and builds nothing else.

    Raises
    ------
    PlanError
        A budget is no amount, or what is put in costs more than the budget; no programme may build what is put in.
    """
    problem = proposal.problem
    ids = [p.id for p in problem.programmes]
    limits = read_budgets(scenario.total_budgets(), problem.rules.cost)
    locked = apply_locks(problem.units, list_locks(proposal), ids)
    problem = problem.with_done(locked.done)
    if limits:
        paid = sum_charges(problem, locked.programme, locked.required)
        limits = {id: limits[id] if id in limits else paid[id] for id in ids}
        budgeted = np.isin(ids, list(scenario.total_budgets()))
        problem = replace(problem, units=replace(problem.units, programmes=problem.units.programmes & budgeted))
    return PlanTask(problem, limits, scenario.prize, locked)


def solve_scenario(
    problem: PlanningProblem,
    scenario: Scenario,
    *,
    time_limit_s: float | None = None,
    report_gap: Callable[[float], object] | None = None,
    report_best: Callable[[float, float], object] | None = None,
) -> SolvedPlan:
    """Find the best plan from a scenario: within its budgets, keeping what was put in, out or done by hand.

    Where budgets name years, what it builds is then split over these: see `gisplan.plan.scenario.years`.

    Parameters
    ----------
    problem : PlanningProblem
        From `build_scenario_problem`.
    scenario : Scenario
    time_limit_s : float, optional
        The best found by then, with its bound.
    report_gap : callable, optional
        Called with the gap so far, in per cent, when it changes.
    report_best : callable, optional
        Called with the best value so far and its bound, as in `SolvedPlan`, when one of them changes.

    Raises
    ------
    PlanError
        See `prepare_scenario`.
    """
    task = prepare_scenario(replay(problem, scenario), scenario)
    parts = PRIZE_SCALE if task.budgets else COST_SCALE[problem.rules.cost]

    def report(value: int, bound: int) -> None:
        if report_best is not None:
            report_best(value / parts, bound / parts)

    solved = to_solved(task.solve(time_limit_s, report_gap, report), scenario)
    if not scenario.years:
        return solved
    proposal = replay(problem, replace(scenario, plan=solved))
    split = split_over_years(proposal, scenario.budgets, prize=scenario.prize, time_limit_s=time_limit_s)
    quality = YearSplit(split.value, split.bound, split.proven)
    return replace(solved, stretches=list_stretches(replace(proposal, year=split.year)), years=quality)


def to_proposal(plan: Plan) -> Proposal:
    """Return a plan as a proposal without years."""
    locked = plan.locked
    return Proposal(
        problem=plan.problem,
        built=plan.built,
        done=locked.done,
        by_hand=locked.required | locked.excluded | locked.done,
        programme=plan.programme,
        year=np.full(len(plan.built), NO_YEAR, dtype=np.int64),
        unmatched=(),
    )


def to_solved(plan: Plan, scenario: Scenario) -> SolvedPlan:
    """Return a plan as it is kept in the scenario that it was solved from."""
    unit = plan.problem.rules.cost
    parts = COST_SCALE[unit] if plan.serve_all else PRIZE_SCALE
    return SolvedPlan(
        stretches=list_stretches(to_proposal(plan)),
        value=plan.value / parts,
        bound=plan.bound / parts,
        unit=unit if plan.serve_all else plan.prize,
        proven=bool(plan.proven),
        edits=len(scenario.edits),
    )
