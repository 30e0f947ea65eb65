"""Roads built up to the settlements, and whole segments: the laws, and complete enumeration on small counties."""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.base.errors import PlanError
from gisplan.plan import Lock, Plan, make_plan
from gisplan.plan.analysis.seal_ends import count_far_ends, find_seal_ends
from gisplan.plan.model.access_points import build_to_settlements
from gisplan.plan.model.connectivity import connected_units
from tests.counties import make_county
from tests.plan import plan_laws
from tests.plan.random_plans import PlanDraw, draw_plan, plan_standard
from tests.toys import draw_county

SETTINGS = settings(max_examples=10, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
SLACK_M = 0.5
TWO_SEGMENTS = """
   A    B
#-----------
#   -
#
#--
  C
"""


def up_to(seed: int) -> PlanDraw:
    return replace(draw_plan(seed, locks=False), build_to="settlement")


def whole(seed: int) -> PlanDraw:
    return replace(draw_plan(seed, locks=False), whole_segments=True)


def with_locks(draw: PlanDraw, seed: int) -> PlanDraw:
    """The draw with some units of its own problem locked out or done."""
    units, rng = draw.plan().problem.units, np.random.default_rng(seed)
    chosen = np.flatnonzero(rng.random(len(units)) < 0.15).tolist()
    spans = [(units.segment[i], str(rng.choice(["out", "done"])), "", units.from_m[i], units.to_m[i]) for i in chosen]
    return replace(draw, locks=tuple(Lock(*span) for span in spans))


@SETTINGS
@given(seed=SEEDS)
def test_no_other_choice_of_units_is_better_up_to_the_settlements(seed: int) -> None:
    plan_laws.check_every_subset(with_locks(up_to(seed), seed))


@pytest.mark.parametrize("law", ["check_value", "check_order", "check_more_budget", "check_marginal_values"])
@pytest.mark.parametrize("drawn", [up_to, whole])
@settings(max_examples=4, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_the_laws_of_plans_hold(law: str, drawn: object, seed: int) -> None:
    draw = drawn(seed)  # type: ignore[operator]
    if law == "check_marginal_values" and draw.whole_segments:
        draw = replace(draw, budgets={})  # a unit that is locked out takes its segment with it
    getattr(plan_laws, law)(draw)


@SETTINGS
@given(seed=SEEDS)
def test_no_other_choice_of_whole_segments_is_better(seed: int) -> None:
    plan = with_locks(whole(seed), seed).plan()
    problem, locked = plan.problem, plan.locked
    units, left = problem.units, ~plan.locked.done
    pieces = [np.flatnonzero((problem.piece == number) & left) for number in np.unique(problem.piece[left])]
    choices = [
        [-1, *(k for k in range(units.programmes.shape[1]) if (units.programmes[p, k] & ~locked.excluded[p]).all())]
        for p in pieces
    ]
    if math.prod(map(len, choices)) > 600:
        return
    limits = [plan.budgets.get(p.id) for p in problem.programmes]
    found = []
    for charged in product(*choices):
        programme = np.full(len(units), -1)
        for members, payer in zip(pieces, charged, strict=True):
            programme[members] = payer
        spent = [int(units.cost[programme == k].sum()) for k in range(len(limits))]
        if all(most is None or paid <= most for paid, most in zip(spent, limits, strict=True)):
            served = problem.served((programme >= 0) | locked.done)
            found.append((-int(plan.prizes[served & ~plan.before].sum()), sum(spent)))
    assert (-plan.gained, sum(plan.spent().values())) == min(found)


def unbroken(plan: Plan) -> bool:
    """Whether every piece is built as a whole, but for what is done."""
    built, left = plan.built, ~plan.locked.done
    return all(len(set(built[left & (plan.problem.piece == piece)])) <= 1 for piece in np.unique(plan.problem.piece))


@SETTINGS
@given(seed=SEEDS)
def test_segments_are_built_and_ordered_as_wholes_and_serve_no_more_than_units(seed: int) -> None:
    draw = whole(seed)
    plan = draw.plan()
    assert unbroken(plan)
    steps = {piece: set(plan.order.step[plan.problem.piece == piece]) for piece in np.unique(plan.problem.piece)}
    assert all(len(of_piece) == 1 for of_piece in steps.values())
    parts = replace(draw, whole_segments=False).plan()
    if plan.serve_all:
        assert plan.value >= parts.value or plan.gained < parts.gained
    else:
        assert plan.value <= parts.value


@pytest.mark.parametrize(("is_whole", "first"), [(False, "A"), (True, "C")])
def test_a_step_is_valued_by_what_has_to_be_built_for_it(is_whole: bool, first: str) -> None:
    """The first 400 m lead to A; as a whole, the segment is 1.1 km long, and C's 200 m serve more for their cost."""
    toy = draw_county(TWO_SEGMENTS, cell_m=100.0, households={"A": 90, "B": 5, "C": 30})
    toy.roads.loc[toy.roads["segment"] == "R2", "segment"] = "R1"  # the two parts of the upper road
    plan = make_plan(
        make_county(toy, reach_m=120.0),
        plan_standard('village_needs = "itself"', ""),
        budgets={},
        whole_segments=is_whole,
    )
    newly = (plan.order.served_step == 0) & ~plan.before
    assert plan.problem.demand.frame["name"][newly].tolist()[0] == first


def test_the_length_by_the_rule_of_whole_segments_is_that_of_the_parts_that_would_do() -> None:
    toy = draw_county(TWO_SEGMENTS.replace("B", " "), cell_m=100.0, households={"A": 90, "C": 30})
    toy.roads.loc[toy.roads["segment"] == "R2", "segment"] = "R1"  # the two parts of the upper road
    county, standard = make_county(toy, reach_m=120.0), plan_standard('village_needs = "itself"', "")
    parts, whole_ones = (make_plan(county, standard, budgets={}, whole_segments=one) for one in (False, True))
    assert (parts.served == whole_ones.served).all()
    rule = find_seal_ends(whole_ones).rule_mm.sum()
    assert rule == find_seal_ends(parts).rule_mm.sum() == parts.problem.units.length_mm[parts.built].sum()
    assert rule < whole_ones.problem.units.length_mm[whole_ones.built].sum()


@SETTINGS
@given(seed=SEEDS)
def test_the_seal_comes_as_near_as_the_nearest_road(seed: int) -> None:
    """A second opinion by plain geometry: whoever is newly served has the nearest road's nearest point sealed."""
    plan = up_to(seed).plan()
    problem = plan.problem
    survey, part_of = problem.survey, problem.adjacency.part_of
    connected = connected_units(problem.adjacency, plan.built)
    sealed = [
        *problem.units.geometry[connected[: len(problem.units)]],
        *survey.geometry[(part_of >= 0) & connected[part_of]],
    ]
    old = survey.geometry[~survey.in_doubt & ~survey.roads["candidate"].eq(True).to_numpy(dtype=bool)]
    for settlement in np.flatnonzero(plan.served & ~plan.before & problem.demand.needs_itself).tolist():
        point = problem.demand.point[settlement]
        nearest = min((shapely.distance(point, road) for road in old), default=math.inf)
        assert min(shapely.distance(point, road) for road in sealed) <= nearest + SLACK_M + 1e-6
    assert (problem.by_the_rule().served(plan.built) >= plan.served).all()


@SETTINGS
@given(seed=SEEDS)
def test_units_are_split_without_a_gap(seed: int) -> None:
    problem = draw_plan(seed).prepare()
    other, parent = build_to_settlements(problem)
    one, parts = problem.units, other.units
    for name in ("length_mm", "cost"):
        sums = np.bincount(parent, weights=getattr(parts, name), minlength=len(one))
        assert (np.abs(sums - getattr(one, name)) <= np.bincount(parent, minlength=len(one)) - 1).all()
    first, last = (
        np.searchsorted(parent, np.arange(len(one))),
        np.searchsorted(parent, np.arange(len(one)), "right") - 1,
    )
    assert (parts.from_m[first] == one.from_m).all()
    assert (parts.to_m[last] == one.to_m).all()
    inner = parent[1:] == parent[:-1]
    assert (parts.from_m[1:][inner] == parts.to_m[:-1][inner]).all()
    assert (parts.v[:-1][inner] == parts.u[1:][inner]).all()
    assert np.allclose(shapely.length(parts.geometry), parts.end_m - parts.begin_m)
    assert (other.served(np.ones(len(parts), bool)) == problem.served(np.ones(len(one), bool))).all()


@SETTINGS
@given(seed=SEEDS)
def test_both_lengths_enclose_what_is_built(seed: int) -> None:
    for draw in (draw_plan(seed, locks=False), up_to(seed), whole(seed), replace(whole(seed), build_to="settlement")):
        plan = draw.plan()
        ends, built = find_seal_ends(plan), plan.problem.units.length_mm[plan.built].sum()
        assert ends.rule_mm.sum() <= built <= ends.settlement_mm.sum()
        if not draw.whole_segments:
            assert built in (ends.rule_mm.sum(), ends.settlement_mm.sum())
        assert draw.build_to != "settlement" or built == ends.settlement_mm.sum()
        assert (ends.rule_mm <= ends.settlement_mm).all()
        newly = plan.served & ~plan.before
        counted = count_far_ends(plan, ends, newly)
        assert counted.settlements == newly.sum()
        reach = {kind: judged.reach_m for kind, judged in plan.problem.reach_by_kind.items()}
        for settlement in np.flatnonzero(newly & plan.problem.demand.needs_itself).tolist():
            assert ends.distance_m[settlement] <= reach[plan.problem.demand.frame["kind"].iloc[settlement]] + 1e-6


def test_there_are_two_ways_to_build() -> None:
    with pytest.raises(PlanError, match="use one of rule, settlement"):
        draw_plan(1).plan(build_to="door")
