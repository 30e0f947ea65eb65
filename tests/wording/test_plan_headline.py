"""The finding of a plan in a sentence, and what would help a plan that builds nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gisplan.base.language import set_language
from gisplan.io.output.console import make_console
from gisplan.plan import Lock, PlanResult
from gisplan.report.terminal.plan_brief import show_plan_brief
from gisplan.wording.plan_findings import list_count_differences, list_locks
from gisplan.wording.plan_headline import format_plan_headline, list_help
from gisplan.workflow import make_plan, read_county


@pytest.fixture(scope="module")
def planned(qingxi: Path) -> Callable[..., PlanResult]:
    county = read_county(qingxi)
    return lambda **options: make_plan(county, **options)


@pytest.fixture
def chinese() -> Iterator[None]:
    set_language("zh")
    yield
    set_language("en")


def test_it_says_what_is_built_whom_it_serves_and_whether_that_is_proven(planned: Callable[..., PlanResult]) -> None:
    plan = planned(budgets=("general=8",))
    built = plan.plan.built
    km = plan.plan.problem.units.length_mm[built].sum() / 1e6
    text = format_plan_headline(plan)
    assert text.startswith(f"{km:.2f} km of road")
    assert text.endswith(": proven the best within these budgets.")
    assert f"{int((plan.plan.served & ~plan.plan.before & ~plan.plan.problem.demand.is_village).sum())} group" in text
    assert list_help(plan) == []


def test_without_budgets_it_is_the_cheapest(planned: Callable[..., PlanResult]) -> None:
    plan = planned(budgets=("general=8",))
    cheapest = replace(plan, plan=replace(plan.plan, budgets={}))
    assert format_plan_headline(cheapest).endswith(": proven the cheapest.")


def test_a_plan_with_locks_says_so_first_and_how_much_is_fixed(planned: Callable[..., PlanResult]) -> None:
    free = planned(budgets=("general=8",))
    segments = free.units.loc[free.units["in_plan"], "segment"].unique()
    plan = planned(budgets=("general=8",), locks=[Lock(str(segments[0]), "out"), Lock(str(segments[1]), "in")])
    excluded, required = (plan.units.loc[plan.units["lock"] == lock, "km"].sum() for lock in ("out", "in"))
    lengths = f"{required:.2f} km must be built, {excluded:.2f} km must not be built, 0 km are built already."
    assert list_locks(plan.plan) == [f"Fixed in advance: {lengths}"]
    assert list_locks(free.plan) == []
    proof = "proven the best within these budgets and with what is fixed in advance"
    fixed = f"({required:.2f} km must be built, {excluded:.2f} km must not be built)"
    assert format_plan_headline(plan).endswith(f": {proof} {fixed}.")
    console = make_console(width=300)
    with console.capture() as shown:
        show_plan_brief(plan, console)
    assert f"{proof} {fixed}." in shown.get()


def test_a_plan_that_builds_nothing_says_so_first_and_what_would_help(planned: Callable[..., PlanResult]) -> None:
    small = planned(budgets=("general=0.001",))
    assert format_plan_headline(small).startswith("This plan builds nothing: ")
    help_text = list_help(small)
    assert any("the budgets do not suffice. Raise the budgets" in line for line in help_text)
    none = planned()
    assert any("--budget general=KM" in line for line in list_help(none))
    left = int((none.plan.unserved_reason != "").sum())
    assert str(left) in format_plan_headline(none)
    assert sum(int(line.split()[0]) for line in list_help(none)) == left


def test_it_is_chinese_where_that_is_set(planned: Callable[..., PlanResult], chinese: None) -> None:
    assert format_plan_headline(planned(budgets=("general=8",))).endswith("；已证明在此预算内最优。")


def test_it_names_the_surfaces_that_verdicts_count_and_the_plan_does_not(planned: Callable[..., PlanResult]) -> None:
    problem = planned(budgets=("general=8",)).plan.problem
    rules = replace(problem.rules, surfaces=(11, 12, 21, 22))
    fewer = replace(problem, rules=rules)
    lines = " ".join(list_count_differences(fewer))
    assert "(23)" in lines
    assert "so gisplan gaps counts more as met" in lines
    more = " ".join(list_count_differences(replace(problem, rules=replace(rules, surfaces=(*range(11, 40),)))))
    assert "so gisplan gaps counts fewer as met" in more
