"""Plans for drawn counties: what is built, for whom, in which order, and what is refused."""

import numpy as np
import pytest

from gisplan.base.errors import PlanError
from gisplan.gaps import KINDS
from gisplan.plan import COST_SCALE, Lock, Plan, evaluate_list, judge_after, list_units, make_plan
from gisplan.plan.model.planning_problem import build_planning_problem
from gisplan.standards import read_packaged_standard
from gisplan.wording.plans import list_unusable_programmes
from tests.counties import make_county
from tests.plan.random_plans import plan_standard
from tests.toys import draw_county

# 400 m of unsealed road to A, 700 m more to B; 200 m to C.
CHAIN = """
   A    B
#-----------
#   -
#
#--
  C
"""
RULES = 'village_needs = "itself"'


def plan_of(picture: str, *, rules: str = RULES, households: dict[str, int] | None = None, **arguments: object) -> Plan:
    county = make_county(draw_county(picture, cell_m=100.0, households=households), reach_m=120.0)
    return make_plan(county, plan_standard(rules, ""), **{"budgets": {}, **arguments})  # type: ignore[arg-type]


def built(plan: Plan) -> set[str]:
    return set(plan.problem.units.segment[plan.built])


def names(plan: Plan) -> str:
    return "".join(sorted(plan.problem.demand.frame["name"][plan.served & ~plan.before]))


def km(plan: Plan) -> float:
    return float(plan.problem.units.cost[plan.built].sum()) / COST_SCALE["km"]


def test_without_a_budget_everyone_is_joined() -> None:
    plan = plan_of(CHAIN)
    assert names(plan) == "ABC"
    assert plan.serve_all
    assert plan.proven
    assert plan.value == plan.bound == int(plan.problem.units.cost[plan.built].sum())


def test_the_most_people_that_the_budget_pays_for_come_first() -> None:
    assert names(plan_of(CHAIN, budgets={"general": 0.35}, households={"A": 90, "B": 90, "C": 5})) == "C"
    far = plan_of(CHAIN, budgets={"general": 0.5}, households={"A": 90, "B": 10, "C": 5})
    assert names(far) == "A"
    assert km(far) == pytest.approx(0.4)
    assert names(plan_of(CHAIN, budgets={"general": 0.0})) == ""


def test_a_budget_may_be_larger_than_any_sum_of_costs() -> None:
    plan = plan_of(CHAIN, budgets={"general": 4e12})
    assert (names(plan), plan.proven, plan.budgets["general"]) == ("ABC", True, 4 * 10**18)
    for budget in (1e13, 1.7e308):
        with pytest.raises(PlanError, match="too large"):
            plan_of(CHAIN, budgets={"general": budget})


def test_the_prize_decides_what_counts() -> None:
    people = {"A": 9, "B": 200, "C": 9}
    assert names(plan_of(CHAIN, budgets={"general": 1.1}, households=people)) == "AB"
    assert plan_of(CHAIN, budgets={"general": 1.1}, households=people).gained == 209 * 4 * 1000
    by_village = plan_of(CHAIN, budgets={"general": 1.1}, prize="villages", households=people)
    assert (by_village.gained, names(by_village)) == (2000, "AC")  # as many, and cheaper


def test_every_prefix_of_the_order_is_connected() -> None:
    plan = plan_of(CHAIN)
    problem, order = plan.problem, plan.order
    assert order.steps >= 2
    for step in range(order.steps):
        done = (order.step >= 0) & (order.step <= step)
        assert problem.connected(done)[order.served_step == step].all()
        assert (
            plan.problem.served(done) == (plan.before | ((order.served_step >= 0) & (order.served_step <= step)))
        ).all()


def test_the_verdicts_after_the_plan_are_the_plans() -> None:
    plan = plan_of(CHAIN, budgets={"general": 0.35})
    after = judge_after(plan).settlements.query("criterion == 'sealed_road'")
    met = dict(zip(after["name"], after["state"] == "met", strict=True))
    frame = plan.problem.demand.frame
    assert met == dict(zip(frame["name"], plan.served, strict=True))


def test_a_village_may_need_all_its_groups() -> None:
    picture = """
       a   A
    #-----
    #
    #
    #--------
            a
    """
    rules = 'village_needs = "groups"\nmin_households = 30.0'
    one = plan_of(picture, rules=rules, budgets={"general": 0.9}, prize="villages")
    both = plan_of(picture, rules=rules, budgets={"general": 1.4}, prize="villages")
    assert (one.gained, both.gained) == (0, 1000)
    assert plan_of(picture, rules=RULES, budgets={"general": 0.9}, prize="groups").gained == 1000


@pytest.mark.parametrize(("of_village", "needed"), [(100, 0), (10, 1)])
def test_a_small_group_whose_households_contradict_those_of_its_village_is_needed(of_village: int, needed: int) -> None:
    picture = """
       A
    #-----
    #
    #-----
         a
    """
    rules = 'village_needs = "groups"\nmin_households = 30.0'
    plan = plan_of(picture, rules=rules, households={"A": of_village, "a": 20})
    group = judge_after(plan).settlements.query("criterion == 'group_road'")
    assert len(plan.problem.demand.needs) == len(group) == needed


def test_a_lock_in_is_built_and_charged_whatever_it_serves() -> None:
    free = plan_of(CHAIN, budgets={"general": 2.0})
    frame = free.problem.units
    behind = frame.segment[np.argmax(frame.length_mm)]
    locked = plan_of(CHAIN, budgets={"general": 2.0}, locks=(Lock(str(behind), "in"),))
    assert behind in built(locked)
    assert locked.spent()["general"] == int(frame.cost[locked.built].sum())


def test_locks_over_the_budget_are_an_error() -> None:
    segment = str(plan_of(CHAIN).problem.units.segment[0])
    with pytest.raises(PlanError, match="general"):
        plan_of(CHAIN, budgets={"general": 0.01}, locks=(Lock(segment, "in", "general"),))


def test_a_lock_out_is_never_built_and_a_lock_done_is_free() -> None:
    every = {str(s) for s in plan_of(CHAIN).problem.units.segment}
    assert not built(plan_of(CHAIN, budgets={"general": 9.0}, locks=tuple(Lock(s, "out") for s in every)))
    done = plan_of(CHAIN, budgets={"general": 0.0}, locks=tuple(Lock(s, "done") for s in every))
    assert done.before.all()
    assert not done.built.any()
    assert sum(done.spent().values()) == 0


def test_all_faults_of_the_locks_are_reported_at_once() -> None:
    locks = (Lock("none such", "in"), Lock("R2", "perhaps"), Lock("R2", "in", "harbours"))
    with pytest.raises(PlanError) as error:
        plan_of(CHAIN, budgets={"general": 1.0}, locks=locks)
    assert all(word in str(error.value) for word in ("none such", "perhaps", "harbours"))


@pytest.mark.parametrize("budget", [-1.0, float("nan"), float("inf")])
def test_a_budget_that_is_none_is_refused(budget: float) -> None:
    with pytest.raises(PlanError, match="general"):
        plan_of(CHAIN, budgets={"general": budget})


@pytest.mark.parametrize("budgets", [8, "general=8", ["general=8"]])
def test_budgets_without_a_programme_are_refused_with_the_remedy(budgets: object) -> None:
    with pytest.raises(PlanError, match=r"give budgets=\{'general': 8.0\}"):
        plan_of(CHAIN, budgets=budgets)


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), "two"])
def test_a_time_limit_that_is_none_is_refused(seconds: object) -> None:
    with pytest.raises(PlanError, match="time limit"):
        plan_of(CHAIN, budgets={"general": 1.0}, time_limit_s=seconds)


def test_why_someone_is_not_joined() -> None:
    picture = CHAIN.rstrip("\n") + "\n\n\n\n  D\n"
    plan = plan_of(picture, budgets={"general": 0.35}, households={"A": 9, "B": 9, "C": 90, "D": 9})
    why = dict(zip(plan.problem.demand.frame["name"], plan.unserved_reason, strict=True))
    assert why == {"A": "budget", "B": "budget", "C": "", "D": "no_road"}


def test_a_list_is_evaluated_by_what_it_serves_and_what_has_no_effect() -> None:
    plan = plan_of(CHAIN, budgets={"general": 2.0})
    order = plan.problem.units.segment.astype(str)
    score = evaluate_list(plan, list_units(plan.problem, "list", [(s, "") for s in dict.fromkeys(order)]))
    assert score.served.all()
    metres = plan.problem.units.length_mm / 1000
    assert metres[score.without_effect].tolist() == [100.0]  # the spur that leads to nobody
    assert score.best.value == score.value
    behind = (order == order[np.argmax(metres)]) & (metres == metres.max())
    alone = plan_of(CHAIN, budgets={"general": 2.0}, locks=(Lock(str(order[behind][0]), "out"),))
    assert names(alone) in ("AC", "C")


def test_programmes_that_can_build_nothing_are_named_with_what_they_lack() -> None:
    programmes = """
[[plan.programmes]]
id = "group_roads"
title = "group roads"
serves_households = 30.0
source = "toy"

[[plan.programmes]]
id = "others"
classes = ["none such"]
source = "toy"

[[plan.programmes]]
id = "all"
unknown = true
source = "toy"
"""
    county = make_county(draw_county(CHAIN, cell_m=100.0), reach_m=120.0)
    problem = build_planning_problem(county, plan_standard(RULES, programmes))
    first, second = list_unusable_programmes(problem)
    assert first.startswith("Nothing can be built under the programme group roads: it needs ")
    assert "column groups of roads" in first
    assert second == (
        "Nothing can be built under the programme others: no unsealed road meets its conditions (of class none such)."
    )


def test_a_standard_that_cannot_be_planned_names_those_that_can() -> None:
    county = make_county(draw_county(CHAIN, cell_m=100.0), reach_m=120.0)
    with pytest.raises(PlanError, match=r"by --standard: sdg-9\.1\.1, shaanxi-577-2017, zhenba-2019\."):
        build_planning_problem(county, read_packaged_standard("pmgsy", kinds=KINDS))
