"""The finding of a plan in a sentence, and what would help a plan that builds nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gisplan.base.language import set_language
from gisplan.plan import PlanResult
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
