"""A plan's GeoPackage and workbook: its rows are the plan's, its styles name every state, its bytes stay the same."""

import contextlib
import io
import sqlite3
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import openpyxl
import pyogrio
import pytest

import gisplan
from gisplan.base.language import set_language
from gisplan.io.files.atomic_write import write_atomic
from gisplan.plan import PlanResult
from gisplan.report.excel.plan.book import make_plan_workbook
from gisplan.report.gis.geopackage import verify_geopackage
from gisplan.report.gis.plan_geopackage import make_plan_geopackage
from gisplan.report.gis.qgis_styles import PLAN_STYLES

LISTED = ("C911610728001", "C909610728001")


@pytest.fixture(scope="module")
def planned(qingxi: Path) -> PlanResult:
    return gisplan.make_plan(gisplan.read_county(qingxi), budgets={"general": 8.0}, score=LISTED)


def write(planned: PlanResult, folder: Path) -> Path:
    path = folder / "plan.gpkg"
    write_atomic(path, lambda made: make_plan_geopackage(planned, made), verify=verify_geopackage)
    return path


@pytest.fixture(scope="module")
def package(planned: PlanResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(planned, tmp_path_factory.mktemp("plan"))


def test_its_rows_are_the_plans(planned: PlanResult, package: Path) -> None:
    units, settlements, steps = planned.units, planned.settlements, planned.steps
    written = gpd.read_file(package, layer="plan_units")
    assert list(written["segment"]) == list(units["segment"])
    assert written.loc[written["state"] == "planned", "km"].sum() == pytest.approx(
        units.loc[units["in_plan"], "km"].sum()
    )
    assert written.geometry.geom_equals(units.geometry).all()
    states = gpd.read_file(package, layer="plan_settlements")["state"]
    assert (states == "served").sum() == (settlements["served"] & ~settlements["served_before"]).sum() > 0
    written_steps = pyogrio.read_dataframe(package, layer="plan_steps", read_geometry=False)
    assert list(written_steps["people"]) == list(steps["people"])
    assert list(written_steps["codes"].fillna("")) == [", ".join(codes) for codes in steps["codes"]]


def test_every_state_has_its_style(package: Path) -> None:
    with contextlib.closing(sqlite3.connect(package)) as database:
        styles = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles").fetchall())
    for name in PLAN_STYLES:
        states = set(gpd.read_file(package, layer=name)["state"])
        assert states <= {category.get("value") for category in ET.fromstring(styles[name]).iter("category")}
    assert "plan_steps" not in styles


def test_the_same_plan_gives_the_same_bytes(planned: PlanResult, package: Path, tmp_path: Path) -> None:
    assert write(planned, tmp_path).read_bytes() == package.read_bytes()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_workbook_adds_up_and_stays_the_same(planned: PlanResult, language: str) -> None:
    set_language(language)
    try:
        content = make_plan_workbook(planned)
        assert content == make_plan_workbook(planned)
    finally:
        set_language("en")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [value for value in cells if isinstance(value, str) and value.startswith("=")]
    built = planned.units.query("in_plan")
    assert set(built["segment"]) <= {value for value in cells if isinstance(value, str)}
    assert any(isinstance(value, float) and value == pytest.approx(built["km"].sum(), abs=1e-3) for value in cells)
    assert planned.plan.gained / 1000 in [value for value in cells if isinstance(value, int | float)]


def test_packages_and_subtotals_are_tables_whose_kilometres_are_those_of_the_plan(
    planned: PlanResult, package: Path
) -> None:
    built = planned.units["km"][planned.units["in_plan"]].sum()
    for table in ("plan_packages", "plan_subtotals"):
        written = pyogrio.read_dataframe(package, layer=table, read_geometry=False)
        assert written["km"].sum() == pytest.approx(built)
    served = pyogrio.read_dataframe(package, layer="plan_settlements", read_geometry=False)
    assert served["seal_end_m"][served["state"] == "served"].max() <= 500.0
