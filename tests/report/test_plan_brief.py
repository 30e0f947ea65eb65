"""A plan on a terminal: the answer first, in some thirty lines; all tables with --full."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

import gisplan
from gisplan.base.language import set_language
from gisplan.plan import PlanResult
from gisplan.report.terminal.plan import show_plan
from gisplan.report.terminal.plan_brief import show_plan_brief
from gisplan.report.terminal.plan_findings import show_findings

MOST_LINES = 34


@pytest.fixture(scope="module")
def zhenba(root: Path) -> PlanResult:
    county = gisplan.read_county(root / "layers" / "zhenba")
    return gisplan.make_plan(county, budgets={"resurfacing": 3.0, "group_roads": 3.0})


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    set_language("en")


def show(planned: PlanResult, width: int = 100, *, full: bool = False) -> list[str]:
    file = io.StringIO()
    (show_plan if full else show_plan_brief)(planned, Console(file=file, width=width))
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_it_begins_with_the_answer_and_is_short(zhenba: PlanResult) -> None:
    lines = show(zhenba)
    assert " km of road for " in lines[1]
    assert any(line.startswith("The plan newly serves ") for line in lines[2:4])
    assert len(lines) <= MOST_LINES
    assert any("the seal ends more than 100 m short, at most" in line for line in lines)
    assert any(" km are built; up to the settlements it would be " in line for line in lines)
    assert any("By the cost table: " in line and " yuan." in line for line in lines)
    assert sum("in gisplan gaps another (11 12 21 22 23 32 34 35)" in " ".join(lines[i : i + 2]) for i in range(9)) > 0
    assert lines[-1] == "All tables: --full. The whole plan: --json."


@pytest.mark.parametrize("width", [60, 80, 100, 200])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_wider_than_the_terminal_and_no_code_is_broken(
    zhenba: PlanResult, width: int, language: str
) -> None:
    set_language(language)
    lines = show(zhenba, width)
    assert max(map(cell_len, lines)) <= width
    first = [str(segments[0]) for segments in zhenba.steps["segments"].head(5)]
    assert all(any(code in line for line in lines) for code in first)


def test_all_tables_have_packages_and_subtotals_that_add_up(zhenba: PlanResult) -> None:
    lines = show(zhenba, full=True)
    assert {"Contract packages by town", "Subtotals by town and programme"} <= set(lines)
    built = zhenba.units[zhenba.units["in_plan"]]
    for table in (zhenba.packages, zhenba.subtotals):
        assert table["km"].sum() == pytest.approx(built["km"].sum())
        assert table["yuan"].sum() == pytest.approx(built["yuan"].sum())
    newly = zhenba.plan.served & ~zhenba.plan.before
    assert zhenba.packages[["villages", "groups"]].to_numpy().sum() == newly.sum()
    assert zhenba.packages["segments"].sum() >= built["segment"].nunique()


def test_an_empty_plan_is_no_success(qingxi: Path) -> None:
    planned = gisplan.make_plan(qingxi)
    file = io.StringIO()
    show_findings(planned, Console(file=file, width=100))
    assert "km are built" not in file.getvalue()
    assert any("This plan builds nothing" in line for line in show(planned))


def test_it_names_how_roads_are_built(qingxi: Path) -> None:
    planned = gisplan.make_plan(qingxi, budgets={"general": 8.0}, build_to="settlement", whole_segments=True)
    lines = show(planned, 200)
    assert "Only whole segments are built." in lines
    assert any(line.startswith("Roads are built up to where the nearest road") for line in lines)
    assert any("within the required distance" in line and "of them would do" in line for line in lines)
