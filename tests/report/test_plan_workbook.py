"""The plan's workbook: segments that unfold into their parts, packages and subtotals."""

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import gisplan
from gisplan.plan import PlanResult
from gisplan.report.excel.plan.book import make_plan_workbook


@pytest.fixture(scope="module")
def planned(root: Path) -> PlanResult:
    county = gisplan.read_county(root / "layers" / "zhenba")
    return gisplan.make_plan(county, budgets={"resurfacing": 3.0, "group_roads": 3.0})


@pytest.fixture(scope="module")
def book(planned: PlanResult) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(make_plan_workbook(planned)))


def read(sheet: Worksheet, first: str) -> list[tuple[int, dict[str, object]]]:
    """The rows of a sheet below the header that begins so, with their outline levels."""
    rows = list(sheet.iter_rows())
    head = next(place for place, row in enumerate(rows) if row[0].value == first)
    names = [str(cell.value) for cell in rows[head]]
    return [
        (
            sheet.row_dimensions[row[0].row].outlineLevel,
            dict(zip(names, (cell.value for cell in row), strict=True)),
        )
        for row in rows[head + 1 :]
        if any(cell.value is not None for cell in row)
    ]


def test_each_segment_is_one_row_that_unfolds_into_its_parts(book: openpyxl.Workbook, planned: PlanResult) -> None:
    *rows, (_level, total) = read(book["roads"], "step")
    built = planned.units[planned.units["in_plan"]]
    segments = [row for level, row in rows if level == 0]
    assert sorted(str(row["segment"]) for row in segments) == sorted(set(built["segment"]))
    km = sum(float(str(row["length (km)"])) for row in segments)
    assert km == pytest.approx(built["km"].sum()) == pytest.approx(float(str(total["length (km)"])))
    parts = [row for level, row in rows if level == 1]
    assert parts
    for row in segments:
        own = [part for part in parts if part["segment"] == row["segment"]]
        assert len(own) == (row["parts"] or 0)
        assert not own or sum(float(str(part["length (km)"])) for part in own) == pytest.approx(row["length (km)"])


def test_packages_and_subtotals_are_sheets(book: openpyxl.Workbook, planned: PlanResult) -> None:
    built = planned.units["km"][planned.units["in_plan"]].sum()
    for name in ("packages", "subtotals"):
        rows = read(book[name], "town")
        assert sum(float(str(row["length (km)"])) for _level, row in rows) == pytest.approx(built)
        assert all("cost by the cost table (yuan)" in row for _level, row in rows)
    assert all(row["km by the rule"] == row["length (km)"] for _level, row in read(book["steps"], "step"))


def test_steps_name_their_roads_towns_and_whom_they_serve(book: openpyxl.Workbook, planned: PlanResult) -> None:
    units, settlements = planned.units, planned.settlements.set_index("code")
    for _level, row in read(book["steps"], "step"):
        built = units[units["step"] == row["step"]]
        for column, header in (("name", "roads"), ("town", "town")):
            assert {name for name in built[column] if name} <= set(str(row[header]).split(", ")) | {"town not known"}
        for code in planned.steps["codes"][int(str(row["step"])) - 1]:
            served = settlements.loc[code]
            village = settlements["name"].get(served["village"], "")
            assert f"{village}{served['name']} {code}" in str(row["who is newly served"])
