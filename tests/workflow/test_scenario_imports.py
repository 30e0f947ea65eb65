"""A scenario goes to a GIS and comes back; tables and layers of others become scenarios."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from gisplan import read_county
from gisplan.base.errors import PlanError
from gisplan.county.county import County
from gisplan.plan.scenario.replay import list_stretches, replay
from gisplan.plan.scenario.scenario import Scenario
from gisplan.workflow.scenario_imports import make_scenario_of_file, write_geopackage
from gisplan.workflow.scenario_steps import begin_scenario, measure_scenario, prepare, read_budget_texts, solve


@pytest.fixture(scope="module")
def county(root: Path) -> County:
    return read_county(root / "layers" / "zhenba", orientation=False)


@pytest.fixture(scope="module")
def scenario(county: County) -> Scenario:
    return solve(county, begin_scenario(county, "一", budgets=read_budget_texts(["group_roads=20"])))


@pytest.fixture(scope="module")
def layers(county: County, scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gis") / "one.gpkg"
    write_geopackage(county, scenario, path)
    return path


def test_what_is_written_is_what_the_scenario_builds(county: County, scenario: Scenario, layers: Path) -> None:
    figures = measure_scenario(county, scenario).figures
    stretches = gpd.read_file(layers, layer="stretches")
    assert len(stretches) == len(list_stretches(figures.proposal))
    assert stretches["km"].sum() == pytest.approx(figures.sum_by()["km"].iloc[0], abs=1e-3)
    assert set(stretches["programme"]) == {"group_roads"}
    settlements = gpd.read_file(layers, layer="plan_settlements")
    assert int((settlements["state"] == "served").sum()) == int(figures.newly_served.sum())
    units = gpd.read_file(layers, layer="plan_units")
    assert int((units["state"] == "planned").sum()) == int(figures.proposal.built.sum())
    assert stretches.crs == county.crs


def test_it_is_the_same_bytes_every_time(county: County, scenario: Scenario, layers: Path, tmp_path: Path) -> None:
    write_geopackage(county, scenario, tmp_path / "again.gpkg")
    assert (tmp_path / "again.gpkg").read_bytes() == layers.read_bytes()


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".shp", ".fgb"])
def test_lines_come_back_as_the_same_scenario(
    county: County, scenario: Scenario, layers: Path, tmp_path: Path, ending: str
) -> None:
    lines = gpd.read_file(layers, layer="stretches")[["segment", "programme", "geometry"]]
    path = tmp_path / f"lines{ending}"
    (lines.to_crs(4326) if ending == ".geojson" else lines).to_file(path)
    made = make_scenario_of_file(county, path, "二")
    assert (made.doubtful, made.faults) == ((), ())
    problem = prepare(county, scenario)
    before, after = replay(problem, scenario), replay(problem, made.scenario)
    differing = problem.units.length_mm[before.built != after.built]
    assert differing.sum() <= 2000  # spurs of a road that lie on themselves
    assert np.array_equal(problem.served(before.built), problem.served(after.built))


def test_a_table_of_segments_becomes_a_scenario(county: County, scenario: Scenario, tmp_path: Path) -> None:
    stretches = list_stretches(replay(prepare(county, scenario), scenario))
    rows = [f"{s.segment},{s.from_m},{s.to_m},{s.programme},2020" for s in stretches]
    table = tmp_path / "list.csv"
    table.write_text("\n".join(["路段,起点,止点,项目,年份", *rows]), encoding="utf-8-sig")
    made = make_scenario_of_file(county, table, "表")
    problem = prepare(county, made.scenario)
    proposal = replay(problem, made.scenario)
    assert proposal.unmatched == ()
    assert np.array_equal(proposal.built, replay(problem, scenario).built)
    assert set(proposal.year[proposal.built].tolist()) == {2020}


def test_doubtful_lines_are_listed_with_row_reason_and_segments(county: County, layers: Path, tmp_path: Path) -> None:
    lines = gpd.read_file(layers, layer="stretches")[["geometry"]].iloc[:3]
    lines.loc[1, "geometry"] = lines.geometry[1].interpolate(0.1).buffer(5000).exterior
    lines.to_file(tmp_path / "lines.gpkg")
    made = make_scenario_of_file(county, tmp_path / "lines.gpkg", "三")
    assert [(line.row, line.reason) for line in made.doubtful] == [(2, "no_road")]
    assert "within 15 m" in made.doubtful[0].text


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("lines.geojson", '{"type": "FeatureCollection", "features": []}', "lines.geojson"),
        ("list.csv", "name\na\n", "segment"),
        ("list.csv", "segment,year\nW1,twenty\n", "twenty"),
        ("notes.txt", "hello", "notes.txt"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    county: County, tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(PlanError, match=message):
        make_scenario_of_file(county, tmp_path / name, "四")
