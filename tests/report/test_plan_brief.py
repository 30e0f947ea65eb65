"""A plan on a terminal: the answer first, in some thirty lines; all tables with --full."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

import gisplan
from gisplan.base.language import set_language
from gisplan.io.output.console import make_console
from gisplan.io.output.lines import format_number
from gisplan.plan import PlanResult
from gisplan.report.terminal.plan import show_plan
from gisplan.report.terminal.plan_brief import show_plan_brief
from gisplan.report.terminal.plan_findings import show_findings
from gisplan.report.terminal.plan_steps import round_quarter

MOST_LINES = 34
THIN = "\u202f"  # within numbers


@pytest.fixture(scope="module")
def zhenba(root: Path) -> PlanResult:
    county = gisplan.read_county(root / "layers" / "zhenba")
    return gisplan.make_plan(county, budgets={"resurfacing": 3.0, "group_roads": 3.0})


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    set_language("en")


def show(planned: PlanResult, width: int = 100, *, full: bool = False) -> list[str]:
    console = make_console(width=width)
    with console.capture() as shown:
        (show_plan if full else show_plan_brief)(planned, console)
    return [line.rstrip() for line in shown.get().splitlines()]


def test_it_begins_with_the_answer_and_is_short(zhenba: PlanResult) -> None:
    lines = show(zhenba)
    assert " km of road for " in lines[1]
    assert not any(line.startswith("The plan newly serves ") for line in lines)
    assert any(line.startswith("A village counts as connected when all its groups of 30 households") for line in lines)
    assert any(line.startswith("The first 1 km newly serve ") for line in lines)
    assert len(lines) <= MOST_LINES
    assert any("the seal ends more than 100 m short, at most" in line for line in lines)
    assert any(" km are built; up to the settlements it would be " in line for line in lines)
    assert any("By the cost table: " in line and " yuan." in line for line in lines)
    reason = "gisplan gaps also counts stone (32), brick (34), concrete block (35) as sealed, the plan does not"
    assert reason in " ".join(lines)
    assert lines[-1] == "All tables: --full. The whole plan: --json."


@pytest.mark.parametrize("width", [60, 80, 100, 200])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_wider_than_the_terminal_and_no_code_is_broken(
    zhenba: PlanResult, width: int, language: str
) -> None:
    set_language(language)
    lines = show(zhenba, width)
    assert max(map(cell_len, lines)) <= width
    towns = {town for town in zhenba.units.loc[zhenba.units["step"] <= 5, "town"] if town}
    assert all(any(town in line for line in lines) for town in towns)
    assert not [line for line in lines if line.endswith(THIN) or line.startswith(THIN)]


def test_a_step_names_its_road_its_town_and_who_is_newly_served(zhenba: PlanResult) -> None:
    lines = show(zhenba)
    first = zhenba.steps.iloc[0]
    unit = zhenba.units[zhenba.units["step"] == 1].iloc[0]
    served = zhenba.settlements.set_index("code").loc[first["codes"][0]]
    (line,) = [line for line in lines if line.split()[:1] == ["1"]]
    assert unit["name"] in line
    assert unit["town"] in line
    assert str(served["name"]) in line


def test_the_sentence_on_the_first_kilometres_sums_up_the_steps(zhenba: PlanResult) -> None:
    steps = zhenba.steps[zhenba.steps["km_total"] <= 1]
    (line,) = [line for line in show(zhenba, 200) if line.startswith("The first ")]
    assert f"The first 1 km newly serve {format_number(steps['people'].sum())} people" in line
    assert f"(steps 1 to {len(steps)}, " in line


@pytest.mark.parametrize(("km", "expected"), [(0.5, 0), (4, 1), (8, 2), (39.83, 5), (40, 10), (210, 50), (2500, 500)])
def test_the_first_kilometres_are_a_round_number_near_a_quarter(km: float, expected: float) -> None:
    assert round_quarter(km) == expected


def test_all_steps_are_shown_in_full(zhenba: PlanResult) -> None:
    lines = show(zhenba, 200, full=True)
    shown = [line for line in lines if line.startswith("│") and line.split()[1].isdigit()]
    numbers = [int(line.split()[1]) for line in shown]
    assert numbers[: len(zhenba.steps)] == zhenba.steps["step"].tolist()


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
