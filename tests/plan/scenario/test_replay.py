"""What a scenario builds: the order of edits, undo, and agreement with the plan and the verdicts."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gisplan.base.errors import PlanError
from gisplan.plan import judge_after, judge_before, make_plan
from gisplan.plan.scenario.changes import Configured, Edited, Solved, Undone, replay_changes
from gisplan.plan.scenario.document import change_to_dict, dict_to_change, dict_to_scenario, scenario_to_dict
from gisplan.plan.scenario.faults import find_change_faults, find_scenario_faults
from gisplan.plan.scenario.figures import measure_proposal
from gisplan.plan.scenario.prepare import build_scenario_problem, prepare_scenario, solve_scenario, to_proposal
from gisplan.plan.scenario.replay import NO_YEAR, Proposal, list_locks, list_stretches, replay
from gisplan.plan.scenario.scenario import Budget, DrawnRoad, Edit, Scenario, SolvedPlan, Stretch
from tests.counties import make_county
from tests.plan.random_plans import plan_standard
from tests.plan.scenario.random_scenarios import draw_scenario
from tests.toys import draw_county

SETTINGS = settings(max_examples=15, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
THREE_ROADS = """
   A    B
#-----------
#   -
#
#--
  C
"""


def same(one: Proposal, two: Proposal) -> bool:
    names = ("built", "done", "by_hand", "programme", "year")
    return all(np.array_equal(getattr(one, name), getattr(two, name)) for name in names)


def solved(scenario: Scenario, problem: object) -> Scenario:
    """The scenario with its own plan, where what is put in can be paid."""
    try:
        return replace(scenario, plan=solve_scenario(problem, scenario))  # type: ignore[arg-type]
    except PlanError:
        assume(False)
        raise


@SETTINGS
@given(SEEDS)
def test_edits_one_by_one_and_at_once_build_the_same(seed: int) -> None:
    _draw, problem, scenario = draw_scenario(seed)
    start = replace(scenario, edits=())
    at_once = replay_changes(start, [Edited(scenario.edits)])
    one_by_one = replay_changes(start, [Edited((edit,)) for edit in scenario.edits])
    assert same(replay(problem, at_once), replay(problem, one_by_one))
    assert same(replay(problem, at_once), replay(problem, scenario))


@SETTINGS
@given(SEEDS)
def test_to_undo_all_edits_is_the_start_and_to_undo_that_is_to_do_them_again(seed: int) -> None:
    _draw, _problem, scenario = draw_scenario(seed)
    start = replace(scenario, edits=())
    edited = [Edited((edit,)) for edit in scenario.edits]
    count = len(edited)
    undone = [*edited, *(Undone(number) for number in range(count, 0, -1))]
    assert replay_changes(start, undone) == start
    redone = [*undone, *(Undone(number) for number in range(2 * count, count, -1))]
    assert replay_changes(start, redone) == scenario


@SETTINGS
@given(SEEDS)
def test_the_proposal_serves_whom_the_verdicts_then_say(seed: int) -> None:
    """The figures of a proposal are those of the county judged again with it built."""
    draw, problem, scenario = draw_scenario(seed)
    proposal = replay(problem, scenario)
    figures = measure_proposal(proposal)
    plan = make_plan(draw.county, draw.standard, budgets=draw.budgets or None, prize=draw.prize)
    units = plan.problem.units
    assume(len(units) == len(problem.units))
    built_plan = replace(
        plan, built=proposal.built, locked=replace(plan.locked, done=proposal.done), programme=proposal.programme
    )
    for gaps, served in ((judge_before(built_plan), figures.before), (judge_after(built_plan), figures.served)):
        rows = gaps.settlements[gaps.settlements["criterion"] == "sealed_road"]
        is_met = dict(zip(rows["code"].astype(str), rows["state"] == "met", strict=True))
        frame = problem.demand.frame
        for place in np.flatnonzero(problem.demand.is_village & problem.demand.needs_itself).tolist():
            assert served[place] == is_met[str(frame["code"][place])]


@SETTINGS
@given(SEEDS)
def test_what_is_solved_keeps_what_was_put_in_by_hand_and_is_read_back_as_it_was(seed: int) -> None:
    _draw, problem, scenario = draw_scenario(seed)
    by_hand = replay(problem, scenario)
    planned = solved(scenario, problem)
    again = replay(problem, planned)
    assert not again.unmatched
    for name in ("done", "by_hand"):
        assert np.array_equal(getattr(again, name), getattr(by_hand, name))
    kept = by_hand.by_hand
    assert np.array_equal(again.built[kept], by_hand.built[kept])
    plan = prepare_scenario(by_hand, scenario).solve(None)
    assert np.array_equal(again.built, plan.built)
    assert measure_proposal(again).totals == measure_proposal(to_proposal(plan)).totals


@SETTINGS
@given(SEEDS)
def test_without_edits_the_plan_is_that_of_the_county(seed: int) -> None:
    draw, problem, scenario = draw_scenario(seed)
    own = solve_scenario(problem, replace(scenario, edits=()))
    plan = make_plan(draw.county, draw.standard, budgets=draw.budgets or None, prize=draw.prize)
    assert own.proven == plan.proven
    assert own.stretches == list_stretches(to_proposal(plan))


@SETTINGS
@given(SEEDS)
def test_a_scenario_and_its_changes_are_written_and_read_back(seed: int) -> None:
    _draw, problem, scenario = draw_scenario(seed)
    planned = solved(scenario, problem)
    document = scenario_to_dict(planned)
    assert not list(find_scenario_faults(document, "a.scenario.json"))
    assert dict_to_scenario(document) == planned
    amounts = Configured({"budgets": (Budget("general", 3.0, 2020),), "notes": "n"})
    for change in (Edited(planned.edits), Solved(planned.plan), Solved(None), Undone(3), amounts):
        value = change_to_dict(change)
        assert not list(find_change_faults(value, "change"))
        assert dict_to_change(value) == change


def make_problem(**other: object) -> tuple[object, Scenario]:
    county, standard = make_county(draw_county(THREE_ROADS)), plan_standard(programmes="")
    scenario = Scenario("a", county.code, standard.id, **other)  # type: ignore[arg-type]
    return build_scenario_problem(county, standard, scenario), scenario


def test_what_names_no_stretch_or_a_part_of_one_is_left_out_and_listed() -> None:
    problem, scenario = make_problem()
    units = problem.units  # type: ignore[attr-defined]
    name, middle = str(units.segment[0]), float(units.from_m[0] + units.to_m[0]) / 2
    wrong = (Edit("NONE", "in"), Edit(name, "in", None, middle))
    old = SolvedPlan((Stretch("GONE", 0.0, 10.0, "general"),), 1.0, 1.0, "people", True)
    proposal = replay(problem, replace(scenario, edits=wrong, plan=old))  # type: ignore[arg-type]
    assert proposal.unmatched == (old.stretches[0], *wrong)
    assert not proposal.built.any()
    assert not proposal.by_hand.any()


def test_a_later_edit_replaces_an_earlier_one_and_free_leaves_it_to_the_plan() -> None:
    problem, scenario = make_problem(budgets=(Budget("general", 0.0),))
    name = str(problem.units.segment[0])  # type: ignore[attr-defined]
    edits = (Edit(name, "in", year=2020), Edit(name, "done"), Edit(name, "in", year=2021), Edit(name, "free"))
    states = [replay(problem, replace(scenario, edits=edits[:n])) for n in range(5)]  # type: ignore[arg-type]
    of_segment = problem.units.segment == name  # type: ignore[attr-defined]
    assert [bool(s.built[of_segment].all()) for s in states] == [False, True, False, True, False]
    assert [set(s.year[of_segment].tolist()) for s in states] == [{NO_YEAR}, {2020}, {NO_YEAR}, {2021}, {NO_YEAR}]
    assert [bool(s.done[of_segment].all()) for s in states] == [False, False, True, False, False]
    assert [lock.lock for lock in list_locks(states[2])] == ["done"] * int(of_segment.sum())


def test_a_road_that_is_drawn_joins_a_village_and_costs_its_length() -> None:
    county, standard = make_county(draw_county("##  A")), plan_standard(programmes="")
    x, y = county.villages.geometry.iloc[0].x, county.villages.geometry.iloc[0].y
    trunk = county.roads.geometry.iloc[0].coords[-1]
    line = gpd.GeoSeries([shapely.LineString([trunk, (x, y)])], crs=county.crs).to_crs("EPSG:4326").iloc[0]
    road = DrawnRoad("N1", tuple(line.coords))
    scenario = Scenario("a", county.code, standard.id, roads=(road,), edits=(Edit("N1", "in", programme="general"),))
    problem = build_scenario_problem(county, standard, scenario)
    proposal = replay(problem, scenario)
    assert not proposal.unmatched
    assert measure_proposal(proposal).sum_by()["km"][0] == round(shapely.LineString([trunk, (x, y)]).length / 1000, 3)


def test_each_fault_of_a_document_is_named_with_its_field_value_and_remedy() -> None:
    edits = [{"segment": "", "action": "up", "from_m": 5, "to_m": 2, "more": 1}, 3]
    document = {"schema": "gisplan.scenario/1", "name": "a\nb", "county": 7, "standard": "s", "edits": edits}
    faults = list(find_scenario_faults(document, "a.json"))
    for part in ("name is", "county is 7", "edits[1].segment", "edits[1].action is 'up'", "edits[1].to_m is 2", "more"):
        assert any(part in fault for fault in faults), (part, faults)
    assert any("edits[2] is 3" in fault for fault in faults)
    assert all(fault.startswith("a.json: ") for fault in faults)
    assert list(find_change_faults({"undo": 0}, "change"))
    assert list(find_change_faults({"set": {"author": "x"}}, "change"))
