"""Facilities: their kinds in every kind of file, every row accounted for, and nothing else that depends on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gisplan.county.county import County
from gisplan.io import read_county
from gisplan.io.check import findings, summary
from gisplan.io.init import draft_county_file, write_draft
from gisplan.io.init.asking.county import find_day
from gisplan.wording.works import list_credits
from tests.io.bureau_folder import Bureau, Rows, asked, draft_rows, villages
from tests.io.test_osm import toy_of
from tests.io.toy_county import Toy, lon_lat, only, road_rows, village_rows
from tests.io.toy_osm import COUNTY, PLACES, VILLAGES, osm_text

# a hospital's area with a point of the same name inside, an unnamed clinic's area, a water tower's
CORNERS = {30 + k: (1 + dx / 100, 0.5 + dy / 100) for k, (dx, dy) in enumerate([(0, 0), (4, 0), (4, 4), (0, 4)])}
FAR = {40 + k: (2 + dx / 100, 0.5 + dy / 100) for k, (dx, dy) in enumerate([(0, 0), (4, 0), (4, 4), (0, 4)])}
NODES = {50: (1.02, 0.52), 51: (0.1, 0.1), 52: (0.2, 0.1), 53: (0.3, 0.1), 54: (0.4, 0.1), 55: (0.5, 0.1)}
TAGS = {
    50: {"amenity": "hospital", "name": "Hospital"},
    51: {"man_made": "water_tower"},
    52: {"man_made": "pumping_station", "substance": "sewage"},
    53: {"amenity": "bench"},
    54: {"amenity": "school", "disused": "yes"},
    55: {"healthcare": "doctor", "amenity": "doctors", "name": "Metge"},
}
RINGS = {
    71: ([30, 31, 32, 33, 30], {"amenity": "hospital", "name": "Hospital"}),
    72: ([40, 41, 42, 43, 40], {"amenity": "kindergarten", "name": "Escola"}),
}
KINDS = {
    "n50": "health", "n51": "water_works", "n52": "other", "n54": "other", "n55": "health", "a72": "school",
}  # fmt: skip


def extract() -> str:
    return osm_text({**COUNTY, **RINGS}, places={**PLACES, **CORNERS, **FAR, **NODES}, tags={**VILLAGES, **TAGS})


def kinds_of(county: County) -> dict[str, Any]:
    assert county.facilities is not None
    assert set(county.facilities.geom_type) <= {"Point"}
    return {code: None if pd.isna(kind) else kind for code, kind in county.facilities[["code", "kind"]].to_numpy()}


def county_of(folder: Path) -> Toy:
    toy = Toy(folder).with_layer("villages", "v.geojson", village_rows())
    return toy.with_layer("roads", "r.geojson", road_rows())


def facilities(kinds: list[str | None], column: str = "类别", name: str = "名称") -> Rows:
    return [(shapely.Point(lon_lat(i / 2, 0.1)), {name: f"点{i}", column: kind}) for i, kind in enumerate(kinds)]


def test_openstreetmap_has_points_and_areas_each_once(tmp_path: Path) -> None:
    report = toy_of(tmp_path, extract(), "roads", "facilities", ending=".osm.pbf").check()
    assert report.county is not None
    assert kinds_of(report.county) == KINDS
    assert only(report.faults, "osm-places-twice").value == "Hospital 1"
    assert [fault.code for fault in report.faults if fault.layer == "facilities"] == ["osm-places-twice"], "no benches"
    assert summary.summarise(report).facilities == {"water_works": 1, "health": 2, "school": 1, "other": 2}
    (line,) = [found for found in findings.list_findings(report) if found.kind == "facilities"]
    assert line.text.endswith("water works 1, health post or hospital 2, school 1, other 2.")


def test_the_county_file_may_take_others_which_are_of_the_kind_other(tmp_path: Path) -> None:
    toml = 'layer = "amenity=bench,school"'
    report = toy_of(tmp_path, extract(), "facilities", "roads", toml=toml).check()
    assert report.county is not None
    assert kinds_of(report.county) == {"n53": "other", "n54": "other"}
    assert only(report.faults, "osm-left-out").value == "hospital 2, doctors 1, kindergarten 1"


def convert(tags: dict[int, dict[str, str]], table: str) -> gpd.GeoDataFrame:
    """Facilities as GDAL writes them: tags without a column of their own in one text, ways by `osm_way_id`."""
    own, number = (("name", "man_made"), "osm_id") if table == "points" else (("name", "amenity"), "osm_way_id")
    columns: dict[str, list[Any]] = {key: [tag.get(key) for tag in tags.values()] for key in own}
    columns[number] = [str(key) for key in tags]
    columns["other_tags"] = [
        ",".join(f'"{k}"=>"{v}"' for k, v in tag.items() if k not in own) or None for tag in tags.values()
    ]
    points = shapely.points([lon_lat(i / 10, 0.1) for i in range(len(tags))])
    return gpd.GeoDataFrame(columns, geometry=points if table == "points" else shapely.buffer(points, 1e-4), crs=4326)


def test_a_converted_file_gives_the_same_codes_and_kinds(tmp_path: Path) -> None:
    bench = {"amenity": "bench"}
    tables = {"points": TAGS, "multipolygons": {72: RINGS[72][1], 73: bench}}
    for table, tags in tables.items():
        folder = tmp_path / table
        folder.mkdir()
        convert(tags, table).to_file(folder / "osm.gpkg", layer=table)
        county = county_of(folder).with_layer("facilities", "osm.gpkg").read()
        expected = {code: kind for code, kind in KINDS.items() if (code[0] == "n") == (table == "points")}
        assert kinds_of(county) == expected
        fault = only(county.faults, "osm-facilities-converted")
        assert (fault.level, fault.value, fault.params["has"]) == ("F", str(len(expected)), str(len(tags)))
        assert list_credits(county) == ["© OpenStreetMap contributors"]


def test_a_converted_file_gives_places_and_facilities(tmp_path: Path) -> None:
    rows = [(shape, {"osm_id": f"{i}", "place": "village", "name": f"V{i}", "highway": None, "other_tags": None})
            for i, (shape, _) in enumerate(village_rows())]  # fmt: skip
    school = {"osm_id": "9", "place": None, "name": "Escola", "highway": None, "other_tags": '"amenity"=>"school"'}
    Bureau(tmp_path).put("points.geojson", [*rows, (rows[0][0], school)]).put("roads.geojson", road_rows())
    draft = draft_county_file(tmp_path)
    assert {name: layer.source.raw.count for name, layer in draft.layers.items()} == {
        "villages": 4, "roads": 4, "facilities": 1,
    }  # fmt: skip
    write_draft(draft)
    assert kinds_of(read_county(tmp_path)) == {"n9": "school"}


WORDS = ["村小", "卫生院", "水塔", "幼儿园", "加油站"]


def test_a_bureaus_list_is_known_by_its_kinds_and_another_word_is_asked_about() -> None:
    draft = draft_rows(Path("county"), {"村": villages(), "点位": facilities([*WORDS, "其它"])})
    assert draft.layers["facilities"].source.file == "点位"
    words = {word.word: word.meaning for word in draft.words["facilities"]["kind"]}
    assert words == {
        "村小": "school", "卫生院": "health", "水塔": "water_works", "幼儿园": "school", "加油站": "unknown",
        "其它": "other",
    }  # fmt: skip
    assert [code for code in asked(draft) if code == "words"] == ["words"]


def test_a_list_of_another_day_does_not_change_the_day_of_the_data() -> None:
    layers = draft_rows(Path("county"), {"村": villages(), "点位": facilities(WORDS)}).layers
    days = {"villages": date(2019, 6, 30), "facilities": date(2018, 1, 1)}
    dated = {name: replace(layers[name], source=replace(layers[name].source, day=day)) for name, day in days.items()}
    assert find_day(dated) == date(2019, 6, 30)


@pytest.mark.parametrize(
    "rows",
    [
        facilities(["镇区", "山区", "山区", "学校", "平原"]),
        facilities(["其他"] * 5),
        facilities(["村小"] * 5, column="备注"),
    ],
)
def test_a_file_without_such_a_column_is_no_facility(rows: Rows) -> None:
    assert "facilities" not in draft_rows(Path("county"), {"村": villages(), "点位": rows}).layers


def test_a_word_that_is_no_kind_sets_its_row_aside_and_a_blank_does_not(tmp_path: Path) -> None:
    toy = county_of(tmp_path)
    toml = 'columns = {kind = "类别", name = "名称"}\nvalues.kind = {"村小" = "school"}'
    rows = facilities(["学校", "村小", "water works", None, "加油站"])
    report = toy.with_layer("facilities", "f.geojson", rows, toml=toml).check()
    assert report.county is not None
    assert report.county.facilities is not None
    assert report.county.facilities["kind"].tolist() == ["school", "school", "water_works", None]
    fault = only(report.faults, "word-unknown")
    assert (fault.layer, fault.row, fault.field, fault.value) == ("facilities", 5, "kind", "加油站")
    assert summary.summarise(report).facilities == {"water_works": 1, "school": 2, "": 1}


def test_facilities_do_not_say_where_the_county_is(tmp_path: Path) -> None:
    """A village beside a road far away makes an island of the county of both; a facility beside it does not."""
    far = [(shapely.LineString([(117, 32), (117.01, 32)]), {"segment": "X", "class": "C", "surface": "12"})]
    toy = county_of(tmp_path).with_layer("roads", "r.geojson", [*road_rows(), *far])
    school = [(shapely.Point(117, 32.0 + i / 1000), {"code": f"F{i}", "kind": "school"}) for i in range(3)]
    near = [(shapely.Point(lon_lat(i, 0)), {"code": f"N{i}", "kind": "school"}) for i in range(4)]
    report = toy.with_layer("facilities", "f.geojson", [*near, *school]).check()
    found = [(fault.layer, fault.row) for fault in report.faults if fault.code == "far-off"]
    assert found == [("roads", 5), *(("facilities", row) for row in (5, 6, 7))]
