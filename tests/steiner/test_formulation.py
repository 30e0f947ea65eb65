"""The page on the mathematical problem agrees with the code: its symbols are fields, its example holds."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from gisplan.steiner import SteinerProblem


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "formulation.md").read_text(encoding="utf-8")


def test_every_field_of_the_problem_is_a_symbol_of_the_page(page: str) -> None:
    assert {f.name for f in fields(SteinerProblem)} - set(re.findall(r"`(\w+)", page)) == set()


def test_the_example_holds(page: str) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    assert code.count("assert") == 2
    exec(code, {})
