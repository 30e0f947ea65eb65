"""Problems solved in a process of their own: the same solutions, and none is lost where there is no process."""

import sys
from dataclasses import fields

import numpy as np
import pytest

from gisplan.steiner import Solution, beside, solve_problem
from gisplan.steiner.beside import SolvedBeside, solve_beside
from tests.steiner.random_problems import draw_problem, draw_touching

PROBLEMS = [draw_problem(3, most_edges=40, most_nodes=20), draw_touching(5, most_edges=9)]


def assert_same(one: Solution, other: Solution) -> None:
    for field in fields(Solution):
        a, b = getattr(one, field.name), getattr(other, field.name)
        assert np.array_equal(a, b), field.name
        assert np.asarray(a).dtype == np.asarray(b).dtype, field.name


@pytest.mark.parametrize("program", [sys.executable, "no such program"])
def test_another_process_finds_the_same_solutions(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", program)
    solved = SolvedBeside(PROBLEMS)
    for problem, solution in zip(PROBLEMS, solved.solutions(), strict=True):
        assert_same(solution, solve_problem(problem))
    solved.close()


def test_a_process_that_ends_early_leaves_the_problems_to_its_parent() -> None:
    solved = SolvedBeside(PROBLEMS)
    solved.close()
    assert_same(solved.solutions()[0], solve_problem(PROBLEMS[0]))


def test_small_problems_and_single_processors_need_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    assert solve_beside(PROBLEMS) is None
    monkeypatch.setattr(beside, "_WORTH_EDGES", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert solve_beside(PROBLEMS) is None
