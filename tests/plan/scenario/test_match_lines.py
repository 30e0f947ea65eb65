"""Lines drawn elsewhere are matched to roads by place; what is doubtful is named, and nothing is guessed."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
import shapely.ops
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gisplan.plan import PlanningProblem
from gisplan.plan.scenario.match_lines import match_lines
from tests.plan.scenario.random_scenarios import draw_scenario

SETTINGS = settings(max_examples=15, deadline=None, derandomize=True)


def draw(seed: int) -> PlanningProblem:
    _draw, problem, _scenario = draw_scenario(seed)
    assume(len(problem.units))
    return problem


def lines_of(problem: PlanningProblem) -> np.ndarray:
    return problem.units.geometry


@SETTINGS
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_each_road_is_found_again_in_either_direction(seed: int, reverse: bool) -> None:
    problem = draw(seed)
    lines = shapely.reverse(lines_of(problem)) if reverse else lines_of(problem)
    found = match_lines(problem, lines, list(problem.units.segment.astype(str)))
    for unit, match in enumerate(found):
        if match.reason is None:
            assert unit in match.units
            assert set(problem.units.segment[match.units].astype(str)) == {str(problem.units.segment[unit])}
        else:
            assert shapely.length(lines[unit]) <= 30.0


@pytest.fixture(scope="module")
def problem() -> PlanningProblem:
    """A county with a road of 200 m and more."""
    for seed in range(100):
        _draw, problem, _scenario = draw_scenario(seed)
        if len(problem.units) and shapely.length(problem.units.geometry).max() > 200.0:
            return problem
    raise AssertionError("no such county")


def longest(problem: PlanningProblem) -> shapely.LineString:
    return problem.units.geometry[int(shapely.length(problem.units.geometry).argmax())]


def move(line: shapely.LineString, east: float, north: float) -> shapely.LineString:
    return shapely.transform(line, lambda xy: np.add(xy, [east, north]))


def one(problem: PlanningProblem, line: shapely.LineString):
    return match_lines(problem, np.array([line], dtype=object))[0]


def test_a_line_drawn_beside_the_road_is_that_road(problem: PlanningProblem) -> None:
    road = longest(problem)
    beside = move(road, 3.0, 3.0)
    assert one(problem, beside).units.tolist() == one(problem, road).units.tolist() != []


def test_a_line_far_from_every_road_has_none(problem: PlanningProblem) -> None:
    away = move(longest(problem), 50_000.0, 0.0)
    match = one(problem, away)
    assert (match.reason, match.units.tolist(), match.near) == ("no_road", [], ())


def test_a_line_that_goes_on_where_there_is_no_road_is_left_out(problem: PlanningProblem) -> None:
    road = longest(problem)
    x, y = road.coords[0]
    beyond = shapely.LineString([(x, y + 40_000.0), *road.coords])
    match = one(problem, beyond)
    assert (match.reason, match.units.tolist()) == ("only_partly", [])
    assert match.near


def test_a_line_that_ends_within_a_stretch_is_left_out(problem: PlanningProblem) -> None:
    road = longest(problem)
    match = one(problem, shapely.ops.substring(road, 0.0, 0.6, normalized=True))
    assert (match.reason, match.units.tolist()) == ("cuts_stretch", [])
