"""Rivers, waters and neighbouring counties: read, checked and drawn; nothing else depends on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

import gisplan
from gisplan.io import read_county
from gisplan.report import make_document, write_json
from tests.io.bureau_folder import Bureau, draft_rows, villages
from tests.io.test_osm import toy_of
from tests.io.toy_county import Toy, lon_lat, only, road_rows, village_rows
from tests.io.toy_osm import COUNTY, PLACES, VILLAGES, osm_text

Rows = list[tuple[Any, dict[str, Any]]]


def line(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([lon_lat(*place) for place in places])


def area(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(*lon_lat(west, south), *lon_lat(east, north))


RIVERS: Rows = [
    (line((0, 0.3), (2, 0.3)), {"name": "大河", "class": "干流", "river_m": 40}),
    (line((1, 0.3), (1, 0.9)), {"name": None, "class": "溪流"}),
]
LAYERS: dict[str, Rows] = {
    "rivers": RIVERS,
    "water": [(area(0.2, 0.2, 0.4, 0.4), {"name": "天池", "kind": "水库"})],
    "neighbours": [(area(3, -1, 5, 2), {"name": "邻县"})],
}


def county_of(folder: Path, **more: Rows) -> Toy:
    toy = Toy(folder).with_layer("villages", "v.geojson", village_rows()).with_layer("roads", "r.geojson", road_rows())
    for name, rows in more.items():
        toy = toy.with_layer(name, f"{name}.geojson", rows)
    return toy


def test_they_are_apart_from_what_is_judged(tmp_path: Path) -> None:
    county = county_of(tmp_path, **LAYERS).read()
    shown = county.orientation
    assert shown is not None
    assert shown.rivers is not None
    assert shown.rivers[["name", "class", "river_m"]].iloc[0].tolist() == ["大河", "干流", 40.0]
    assert shown.rivers.crs == county.crs
    assert [item.layer for item in shown.inputs] == list(LAYERS)
    assert not {item.layer for item in county.inputs} & set(LAYERS)
    assert not set(county.columns) & set(LAYERS)


def test_no_verdict_and_no_document_depends_on_them(tmp_path: Path) -> None:
    for name in ("with", "without"):
        (tmp_path / name).mkdir()
    broken = [*RIVERS, (shapely.Point(lon_lat(0, 0)), {"name": "点"})]
    documents = [
        write_json(make_document(gisplan.find_gaps(toy.save(), standard="zhenba-2019")))
        for toy in (county_of(tmp_path / "with", **{**LAYERS, "rivers": broken}), county_of(tmp_path / "without"))
    ]
    assert documents[0] == documents[1]


def test_they_are_read_for_maps_alone(tmp_path: Path) -> None:
    folder = county_of(tmp_path, **LAYERS).save()
    (folder / "rivers.geojson").write_text("no map", encoding="utf-8")
    assert read_county(folder, orientation=False).orientation is None
    with pytest.raises(gisplan.base.errors.CountyFileError, match=r"rivers\.geojson"):
        read_county(folder)


def test_bad_rows_have_the_faults_of_other_layers(tmp_path: Path) -> None:
    rows = [*RIVERS, (None, {"name": "无", "class": "干流", "river_m": 3}), (line((0, 0), (1, 1)), {"river_m": -3})]
    report = county_of(tmp_path, rivers=rows).check()
    assert {(fault.code, fault.row) for fault in report.faults if fault.layer == "rivers"} == {
        ("no-location", 3), ("number-too-low", 4),
    }  # fmt: skip
    assert report.county is not None
    assert report.county.orientation is not None
    assert report.county.orientation.set_aside == 2
    assert len(report.county.quarantine) == 0


def test_a_file_may_be_of_a_whole_province_but_not_of_another(tmp_path: Path) -> None:
    far: Rows = [(shapely.LineString([(112.0, 30.0), (112.5, 30.0)]), {"name": "远"})]
    shown = county_of(tmp_path, rivers=[*RIVERS, *far, *far, *far]).read().orientation
    assert shown is not None
    assert shown.rivers is not None
    assert len(shown.rivers) == 5
    assert not shown.faults
    fault = only(county_of(tmp_path, rivers=far).refuse(), "far-away")
    assert fault.layer == "rivers"


def test_an_extract_gives_rivers_and_waters(tmp_path: Path) -> None:
    ways = {
        **COUNTY,
        80: ([1, 4, 3], {"waterway": "river", "name": "Valira", "width": "8"}),
        81: ([4, 6], {"waterway": "stream"}),
        82: ([5, 7], {"waterway": "drain"}),
        83: ([1, 2, 4, 1], {"natural": "water", "water": "lake", "name": "Estany"}),
        84: ([2, 3, 7, 2], {"landuse": "reservoir"}),
        85: ([2, 3, 5, 2], {"landuse": "forest"}),
    }
    shown = (
        toy_of(tmp_path, osm_text(ways, places=PLACES, tags=VILLAGES), "roads", *list(LAYERS)[:2]).read().orientation
    )
    assert shown is not None
    assert shown.rivers is not None
    assert shown.water is not None
    assert sorted(shown.rivers["class"]) == ["river", "stream"]
    assert sorted(name or "" for name in shown.water["name"]) == ["", "Estany"]


def test_init_knows_them_by_their_names() -> None:
    lakes: Rows = [(shape, {"名称": "x"}) for shape, _ in LAYERS["water"]]
    draft = draft_rows(
        Path("county"),
        {
            "村": villages(),
            "水系": [(shape, {"河流名称": "x", "等级": "干流"}) for shape, _ in RIVERS],
            "水库": lakes,
            "邻县县界": [(shape, {"县名": "x"}) for shape, _ in LAYERS["neighbours"]],
            "roads": road_rows(),
        },
    )
    assert {name: draft.layers[name].source.file for name in LAYERS} == {
        "rivers": "水系", "water": "水库", "neighbours": "邻县县界",
    }  # fmt: skip
    assert draft.layers["rivers"].header_of("name") == "河流名称"
    assert "boundary" not in draft.layers


def test_a_drafted_folder_is_read_with_them(tmp_path: Path) -> None:
    folder = (
        Bureau(tmp_path).put("村.geojson", villages()).put("roads.geojson", road_rows()).put("rivers.geojson", RIVERS)
    )
    draft = gisplan.io.init.draft_county_file(folder.folder)
    assert "rivers" in draft.layers
    assert json.dumps(sorted(draft.layers)) == '["rivers", "roads", "villages"]'
