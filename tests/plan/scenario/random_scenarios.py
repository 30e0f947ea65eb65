"""Random scenarios on the random counties of the plan's own tests."""

from __future__ import annotations

import numpy as np

from gisplan.plan import PlanningProblem
from gisplan.plan.scenario.prepare import build_scenario_problem
from gisplan.plan.scenario.scenario import Budget, Edit, Scenario
from tests.plan.random_plans import PlanDraw, draw_plan

__all__ = ["draw_edits", "draw_scenario"]

_ACTIONS = ("in", "in", "out", "done", "free")


def draw_edits(problem: PlanningProblem, seed: int, *, most: int = 12) -> list[Edit]:
    """Edits of single units and of whole segments, which may repeat and contradict each other."""
    rng, units = np.random.default_rng([seed, 5]), problem.units
    if not len(units):
        return []
    edits = []
    for row in rng.integers(0, len(units), int(rng.integers(0, most + 1))).tolist():
        whole = rng.random() < 0.3
        ends = (None, None) if whole else (float(units.from_m[row]), float(units.to_m[row]))
        programmes = np.append(np.flatnonzero(units.programmes[row]), -1)
        paying = int(rng.choice(programmes))
        name = problem.programmes[paying].id if paying >= 0 and not whole else ""
        year = int(rng.choice([2019, 2020])) if rng.random() < 0.5 else None
        edits.append(Edit(str(units.segment[row]), str(rng.choice(_ACTIONS)), *ends, programme=name, year=year))
    return edits


def draw_scenario(seed: int) -> tuple[PlanDraw, PlanningProblem, Scenario]:
    """A county with its standard, the planning problem of a scenario, and the scenario with its edits."""
    draw = draw_plan(seed, locks=False)
    budgets = tuple(Budget(name, amount) for name, amount in draw.budgets.items())
    start = Scenario("proposal", draw.county.code, draw.standard.id, budgets=budgets, prize=draw.prize)
    problem = build_scenario_problem(draw.county, draw.standard, start)
    edits = tuple(draw_edits(problem, seed))
    return draw, problem, Scenario(**{**vars(start), "edits": edits})
