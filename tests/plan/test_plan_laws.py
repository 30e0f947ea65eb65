"""The laws of a plan, on random counties: two budgets and one and none, two tiers, candidates, locks."""

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plan import plan_laws
from tests.plan.random_plans import PlanDraw, draw_plan

draw_once = cache(draw_plan)  # each law gets the same seeds
SETTINGS = settings(max_examples=15, deadline=None, derandomize=True)
LAWS = [value for name, value in sorted(vars(plan_laws).items()) if name.startswith("check_")]


@pytest.mark.parametrize("law", LAWS)
@SETTINGS
@given(seed=st.integers(0, 2**32 - 1))
def test_it_holds(law: Callable[[PlanDraw], None], seed: int) -> None:
    law(draw_once(seed))
