"""The catalogue agrees with the files: rows, columns, and the figures that came out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

HEADING = re.compile(r"^### `([\w.]+)`: (\d+) rows, (\w+)", re.MULTILINE)
SHAPES = {"points": {"Point"}, "lines": {"LineString"}, "polygons": {"Polygon", "MultiPolygon"}}
Frames = Mapping[str, pd.DataFrame]


@pytest.fixture(scope="module")
def catalogue(root: Path) -> str:
    return (root / "layers" / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chapters(catalogue: str) -> Mapping[str, tuple[int, str, list[str]]]:
    """By file: rows, shape, columns."""
    found = {}
    places = list(HEADING.finditer(catalogue))
    for place, after in zip(places, [*places[1:], None], strict=True):
        text = catalogue[place.end() : after.start() if after else catalogue.index("## The county file")]
        cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
        found[place[1]] = (int(place[2]), place[3], [name for cell in cells for name in re.findall(r"`(\w+)`", cell)])
    return found


def test_every_layer_has_its_chapter(chapters: Mapping[str, object], zhenba: Path) -> None:
    assert set(chapters) == {path.name for path in zhenba.iterdir() if path.suffix in (".csv", ".geojson")}


def test_rows_columns_and_shapes_are_those_of_the_files(
    chapters: Mapping[str, tuple[int, str, list[str]]], zhenba: Path
) -> None:
    for name, (rows, shape, columns) in chapters.items():
        frame = gpd.read_file(zhenba / name) if name.endswith("geojson") else pd.read_csv(zhenba / name)
        assert rows == len(frame), name
        assert columns == [column for column in frame.columns if column != "geometry"], name
        if name.endswith("geojson"):
            assert set(frame.geom_type) <= SHAPES[shape], name
        else:
            assert (shape == "points") == ("lon" in columns), name


def test_the_bureaus_files_have_the_rows_that_it_says(catalogue: str, zhenba: Path) -> None:
    table = catalogue.split("## The same county")[1]
    stated = {name: int(rows) for name, rows in re.findall(r"^\| `([\w.]+)` \| (\d+) \|", table, re.MULTILINE)}
    folder = zhenba / "bureau"
    assert set(stated) == {path.name for path in folder.iterdir() if path.suffix in (".shp", ".csv", ".xlsx")}
    for name, rows in stated.items():
        assert _rows(folder / name) == rows, name


def _rows(path: Path) -> int:
    if path.suffix == ".shp":
        return len(gpd.read_file(path, encoding="gb18030"))
    if path.suffix == ".csv":
        return len(pd.read_csv(path, encoding="gb18030"))
    # Title, frame, two rows of header; totals and signatures below.
    return sum(page.max_row - 6 for page in openpyxl.load_workbook(path))


def test_the_figures_that_came_out_are_these(catalogue: str, frames: Frames) -> None:
    table = catalogue.split("## Calibration")[1].split("## The layers")[0]
    stated = dict(re.findall(r"^\| ([^|]+) \| [^|]+ \| ([\d ]+?)(?: km²?)? \|$", table, re.MULTILINE))
    measured = {name: f"{value:,.0f}".replace(",", " ") for name, value in _figures(frames).items()}
    assert stated == measured


def _figures(frames: Frames) -> dict[str, float]:
    villages, groups, roads = frames["villages"], frames["groups"], frames["roads"]
    works, water, power = frames["road_works"], frames["water_projects"], frames["power"]
    km, letter = roads["length_km"], roads["class"]
    sealed = roads["registered_surface"].isin([11, 12, 21, 22, 23])
    bare = roads["surface"].isin([31, 33, 36])
    large = set(groups.loc[groups["households"] >= 30, "code"])
    serves = roads["groups"].fillna("").map(lambda codes: not large.isdisjoint(codes.split(";")))
    seat = villages["code"].str.startswith("610728001") & (villages["kind"] == "居委会")
    planned = works.groupby("programme")["km"].sum()
    return {
        "villages and communities": len(villages),
        "towns": len(frames["seats"]),
        "area of the boundary": frames["boundary"].area.iloc[0] / 1e6,
        "groups": len(groups),
        "people": villages["population"].sum(),
        "people of the county's seat": villages.loc[seat, "population"].sum(),
        "poor villages": villages["poor_village"].sum(),
        "villages with tasks": villages["task"].sum(),
        "villages that exit in 2019": (villages["exit_year"] == 2019).sum(),
        "numbered routes": roads.loc[letter != "W", "route"].nunique(),
        "numbered network, stated": km[letter != "W"].sum(),
        "village routes (C)": roads.loc[letter == "C", "route"].nunique(),
        "village roads (C), stated": km[letter == "C"].sum(),
        "all roads, drawn": roads.length.sum() / 1_000,
        "reverted to gravel, slag or earth": km[sealed & bare].sum(),
        "never sealed, to groups of 30 households and more": km[~sealed & bare & serves].sum(),
        "not surveyed": km[roads["surface"].isna()].sum(),
        "resurfacing in the plan": planned["resurfacing"],
        "group roads in the plan": planned["group_roads"],
        "water projects": len(water),
        "people served by water projects, each once": water["people"].sum() - water["shared_people"].sum(),
        "water projects with main works done": water["main_done"].notna().sum(),
        "households without power": (power["households"] - power["connected_households"]).sum(),
        "bridges": roads["bridge"].sum(),
        "tunnels": roads["tunnel"].sum(),
    }
