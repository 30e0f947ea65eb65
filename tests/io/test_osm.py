"""Files of OpenStreetMap: what each layer takes of them, and that nothing is left out in silence."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely

from gisplan.base.language import _, set_language
from gisplan.county.county import County
from gisplan.gaps.road_survey import survey_roads
from gisplan.gaps.settings import resolve_settings
from gisplan.io.faults.catalogue import explain_fault, make_fault
from gisplan.network import build_network
from gisplan.wording.works import list_credits
from tests.io.toy_county import Toy, geojson, lon_lat, only, village_rows
from tests.io.toy_osm import COUNTY, PLACES, SEALED, VILLAGES, osm_text, write_osm

TRUNK = 'trunk_classes = ["primary"]'
ENDINGS = pytest.mark.parametrize("ending", [".osm.pbf", ".osm", ".osm.gz", ".pbf"])


def toy_of(folder: Path, text: str, *layers: str, ending: str = ".osm", toml: str = "") -> Toy:
    """A county whose layers are all in one file; villages are the toy's own where they are not named."""
    write_osm(folder / f"toy{ending}", text)
    toy = Toy(folder).with_county('code_system = "any"').with_network(TRUNK)
    for layer in layers:
        toy = toy.with_layer(layer, f"toy{ending}", toml=toml if layer == layers[0] else "")
    return toy if "villages" in layers else toy.with_layer("villages", "villages.geojson", village_rows())


def roads_of(folder: Path, ways: Any, **options: Any) -> County:
    return toy_of(folder, osm_text(ways, **options), "roads").read()


@ENDINGS
def test_roads_and_villages_are_read_from_every_ending(tmp_path: Path, ending: str) -> None:
    county = toy_of(tmp_path, osm_text(COUNTY, tags=VILLAGES), "roads", "villages", ending=ending).read()
    roads = county.roads.set_index("segment")
    assert list(roads["class"]) == ["primary", "primary", "tertiary"]
    assert list(roads["surface"]) == [11, 11, 36]
    assert list(roads["route"]) == ["N1", "N1", None]
    assert roads.loc["13", "width_m"] == 4.5
    assert list(roads["row"]) == [11, 12, 13], "a row is known by the number of its way"
    assert [list(numbers) for numbers in roads["nodes"]] == [[1, 2], [2, 3], [4, 2, 5]]
    villages = county.villages.set_index("code")
    assert list(villages["name"]) == ["Alt", "Baix"]
    assert villages.loc["n4", "population"] == 120
    assert pd.isna(villages.loc["n5", "population"])
    left_out = only([fault for fault in county.faults if fault.layer == "villages"], "osm-left-out")
    assert left_out.value == "locality 1"


def test_what_is_no_road_for_motor_traffic_is_counted(tmp_path: Path) -> None:
    ways = {
        **COUNTY,
        21: ([6, 1], {"highway": "footway"}),
        22: ([6, 2], {"highway": "path", "access": "no"}),
        23: ([6, 3], {"highway": "construction"}),
        24: ([7, 3], {"highway": "service", "access": "private"}),
        25: ([7, 2], {"highway": "track", "motor_vehicle": "agricultural;forestry"}),
        26: ([7, 1], {"highway": "residential", "access": "no", "motor_vehicle": "destination"}),
        27: ([6, 7, 1, 6], {"highway": "service", "area": "yes"}),
        28: ([6, 7], {"waterway": "river"}),
    }
    county = roads_of(tmp_path, ways)
    assert list(county.roads["segment"]) == ["11", "12", "13", "26"]
    left_out = only(county.faults, "osm-left-out")
    assert (left_out.params["count"], left_out.level) == (4, "F")
    assert left_out.value == "area=yes 1, construction 1, footway 1, path 1"
    closed = only(county.faults, "osm-closed")
    assert (closed.params["count"], closed.level) == (2, "W")
    assert "access=private 1" in closed.value


SURFACES: list[tuple[dict[str, str], int | None]] = [
    ({"surface": "asphalt"}, 11),
    ({"surface": "concrete:plates"}, 12),
    ({"surface": "paved"}, None),
    ({"surface": "gravel", "tracktype": "grade1"}, 31),
    ({"surface": "asphalt;concrete"}, None),
    ({"surface": "dirt;ground"}, 36),
    ({"surface": "asphalt", "smoothness": "horrible"}, None),
    ({"surface": "asphalt", "tracktype": "grade4"}, None),
    ({"surface": "asphalt", "tracktype": "grade1", "smoothness": "good"}, 11),
    ({"tracktype": "grade1"}, None),
    ({"tracktype": "grade2"}, 31),
    ({"tracktype": "grade5"}, 36),
    ({"smoothness": "excellent"}, None),
    ({"smoothness": "very_horrible"}, 36),
    ({}, None),
]


def test_a_surface_is_what_the_tags_say_and_unknown_where_they_do_not(tmp_path: Path) -> None:
    places = {100 + k: (k / 20, 0.1 * (k % 2)) for k in range(len(SURFACES) + 1)}
    ways = {11 + k: ([100 + k, 101 + k], {"highway": "primary", **tags}) for k, (tags, _) in enumerate(SURFACES)}
    county = roads_of(tmp_path, ways, places=places)
    found = [None if pd.isna(code) else int(code) for code in county.roads["surface"]]
    assert found == [code for _, code in SURFACES]
    unread = only(county.faults, "osm-values-unread")
    assert unread.params["count"] == sum(code is None and "surface" in tags for tags, code in SURFACES)


def test_bridges_tunnels_and_levels_are_read(tmp_path: Path) -> None:
    ways = {
        11: ([1, 2], {"highway": "primary", "bridge": "viaduct", "layer": "2"}),
        12: ([2, 3], {"highway": "primary", "tunnel": "yes", "layer": "-1;0"}),
        13: ([3, 4], {"highway": "primary", "bridge": "no", "width": "12'6\""}),
    }
    county = roads_of(tmp_path, ways)
    assert list(county.roads["bridge"]) == [True, False, False]
    assert list(county.roads["tunnel"]) == [False, True, False]
    assert list(county.roads["level"].fillna(99)) == [2, 99, 99]
    assert county.roads["width_m"].iloc[2] == pytest.approx(3.81)
    assert only(county.faults, "osm-values-unread").value == "-1;0 1"


def test_nodes_behind_the_ways_and_nodes_never_uploaded_are_found(tmp_path: Path) -> None:
    places = {-1: (0, 0), -2: (1, 0), 3: (2, 0)}
    text = osm_text({-11: ([-1, -2, 3], {"highway": "primary"})}, places=places, nodes_last=True)
    county = toy_of(tmp_path, text, "roads").read()
    assert [list(numbers) for numbers in county.roads["nodes"]] == [[-1, -2, 3]]
    assert list(county.roads["row"]) == [1]


def test_a_way_is_drawn_as_far_as_the_file_has_its_nodes(tmp_path: Path) -> None:
    ways = {11: ([1, 2, 99, 3, 7], {"highway": "primary"}), 12: ([1, 98], {"highway": "primary"})}
    report = toy_of(tmp_path, osm_text(ways), "roads").check()
    assert report.county is not None
    roads = report.county.roads
    assert [list(numbers) for numbers in roads["nodes"]] == [[1, 2], [3, 7]]
    assert list(roads["segment"]) == ["11", "11"]
    assert only(report.faults, "osm-nodes-missing").value == "11, 12"
    assert only(report.faults, "no-location").row == 12
    assert report.county.inputs[-1].rows == report.county.inputs[-1].accepted + report.county.inputs[-1].quarantined


def test_roads_meet_at_nodes_although_they_cross_or_end_near_each_other(tmp_path: Path) -> None:
    """
    .       4            13 passes over 11 without a node; 8 is a node at the place of 2, but another
            |
    1 ----- 2|8 ----- 3
            |
            5
    """
    places = {**PLACES, 8: PLACES[2]}
    ways = {11: ([1, 2, 3], {"highway": "primary", **SEALED}), 13: ([4, 8, 5], {"highway": "tertiary", **SEALED})}
    county = roads_of(tmp_path, ways, places=places)
    assert build_network(county.roads, snap_m=10.0).components()[0] == 2
    joined = {**ways, 13: ([4, 2, 5], {"highway": "tertiary", **SEALED})}
    assert build_network(roads_of(tmp_path, joined, places=places).roads, snap_m=10.0).components()[0] == 1


def test_two_nodes_at_one_place_of_one_way_are_one(tmp_path: Path) -> None:
    places = {**PLACES, 8: PLACES[2]}
    ways = {
        11: ([1, 2, 8, 3], {"highway": "primary"}),
        13: ([4, 8], {"highway": "road"}),
        14: ([5, 2], {"highway": "road"}),
    }
    county = roads_of(tmp_path, ways, places=places)
    assert build_network(county.roads, snap_m=0.0).components()[0] == 1


def test_what_comes_near_without_a_common_node_is_warned_of(tmp_path: Path) -> None:
    places = {**PLACES, 8: (1, 0.001)}
    ways = {11: ([1, 2, 3], {"highway": "primary"}), 13: ([4, 8], {"highway": "tertiary"})}
    report = toy_of(tmp_path, osm_text(ways, places=places), "roads").check()
    assert only(report.faults, "osm-ends-unshared").params["count"] == 1
    assert not [fault for fault in report.faults if fault.code == "near-misses"]


AREA = {31: (-1, -1), 32: (4, -1), 33: (4, 1), 34: (-1, 1)}


def test_a_boundary_is_the_highest_level_that_is_whole(tmp_path: Path) -> None:
    relations = {
        91: ([51, 52], {"type": "boundary", "boundary": "administrative", "admin_level": "6", "name": "Comarca"}),
        92: ([51, 99], {"type": "boundary", "boundary": "administrative", "admin_level": "2", "name": "Pais"}),
        93: ([53], {"type": "boundary", "boundary": "administrative", "admin_level": "8", "name": "Vila"}),
    }
    ways = {**COUNTY, 51: ([31, 32, 33], {}), 52: ([33, 34, 31], {}), 53: ([1, 4, 2, 1], {})}
    text = osm_text(ways, places={**PLACES, **AREA}, relations=relations)
    county = toy_of(tmp_path, text, "boundary", "roads").read()
    assert county.boundary is not None
    assert list(county.boundary["name"]) == ["Comarca"]
    assert only(county.faults, "osm-boundary-level").value == "admin_level=6"
    chosen = toy_of(tmp_path, text, "boundary", "roads", toml='layer = "admin_level=2,8"').read()
    assert chosen.boundary is not None
    assert list(chosen.boundary["name"]) == ["Vila"]
    assert only(chosen.faults, "osm-areas-incomplete").value == "Pais"


def test_a_place_that_is_an_area_and_a_point_is_one_village(tmp_path: Path) -> None:
    ways = {
        **COUNTY,
        51: ([31, 32, 33, 34, 31], {"place": "village", "name": "Alt"}),
        52: ([1, 2, 4, 1], {"place": "hamlet", "name": "Dalt"}),
    }
    text = osm_text(ways, places={**PLACES, **AREA}, tags=VILLAGES)
    county = toy_of(tmp_path, text, "villages", "roads").read()
    assert sorted(county.villages["code"]) == ["a52", "n4", "n5"]
    assert only(county.faults, "osm-places-twice").value == "Alt 1"


def test_seats_and_power_lines_are_taken(tmp_path: Path) -> None:
    tags = {1: {"place": "town", "name": "U", "capital": "6"}, 3: {"place": "town", "name": "Tres"}}
    ways = {**COUNTY, 61: ([1, 4], {"power": "minor_line"}), 62: ([1, 5], {"power": "cable"})}
    county = toy_of(tmp_path, osm_text(ways, tags=tags), "seats", "power_lines", "roads").read()
    assert county.seats is not None
    assert list(county.seats["rank"]) == ["county", "town"]
    assert county.power_lines is not None
    assert list(county.power_lines["kind"]) == ["minor_line"]


def test_a_layer_may_take_another_tag_and_map_any_tag(tmp_path: Path) -> None:
    tags = {4: {"place": "isolated_dwelling", "name": "Alt", "name:en": "High"}, 5: {"place": "farm", "name": "Baix"}}
    toml = 'layer = "place=isolated_dwelling"\n[layers.villages.columns]\ntown = "name:en"'
    county = toy_of(tmp_path, osm_text(COUNTY, tags=tags), "villages", "roads", toml=toml).read()
    assert list(county.villages["town"]) == ["High"]
    assert only(county.faults, "osm-left-out").value == "farm 1"


@pytest.mark.parametrize(
    ("layer", "toml", "code"), [("groups", "", "osm-no-theme"), ("roads", 'layer = "the roads"', "osm-theme-wrong")]
)
def test_what_a_layer_cannot_take_is_refused(tmp_path: Path, layer: str, toml: str, code: str) -> None:
    toy = toy_of(tmp_path, osm_text(COUNTY), "roads").with_layer(layer, "toy.osm", toml=toml)
    assert only(toy.refuse(), code).file == "toy.osm"


def test_without_osmium_one_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from gisplan.io.child.osm_reader import read_osm
    from gisplan.io.faults.catalogue import FaultContext

    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    answer = read_osm({"layer_name": "roads", "layer": None, "file": "a.osm"}, FaultContext("a.osm", "roads"))
    assert [fault["code"] for fault in answer["faults"]] == ["extra-missing"]


@pytest.mark.parametrize("mark", ['action="delete"', "action='delete'", 'visible="false"'])
@pytest.mark.parametrize("ending", [".osm", ".osm.gz"])
def test_deleted_objects_are_left_out_and_counted(tmp_path: Path, mark: str, ending: str) -> None:
    tags = {4: {"place": "village", "name": "Alt"}, 5: {"place": "hamlet", "name": "Baix"}}
    text = osm_text(COUNTY, tags=tags).replace('<way id="12">', f'<way id="12" {mark}>')
    text = text.replace('<node id="5" ', f'<node id="5" {mark} ')
    county = toy_of(tmp_path, text, "roads", "villages", ending=ending).read()
    assert list(county.roads["segment"]) == ["11", "13"]
    assert list(county.villages["name"]) == ["Alt"]
    found = {
        fault.layer: (fault.params["count"], fault.value) for fault in county.faults if fault.code == "osm-deleted"
    }
    assert found == {"roads": (1, "12"), "villages": (1, "5")}


def test_a_deleted_area_is_no_village(tmp_path: Path) -> None:
    ways = {**COUNTY, 41: ([6, 7, 1, 6], {"place": "village", "name": "Sud"})}
    for mark in ('action="delete"', 'visible="false"'):
        text = osm_text(ways, tags=VILLAGES).replace('<way id="41">', f'<way id="41" {mark}>')
        county = toy_of(tmp_path, text, "roads", "villages").read()
        assert list(county.villages["name"]) == ["Alt", "Baix"]


@pytest.mark.parametrize(
    "later",
    [
        '<way id="12" version="2"><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/></way>',
        '<way id="12" version="2" visible="false"/>',
    ],
)
def test_several_versions_of_one_object_are_refused(tmp_path: Path, later: str) -> None:
    text = osm_text(COUNTY).replace("</osm>", f"{later}</osm>")
    fault = only(toy_of(tmp_path, text, "roads").refuse(), "osm-versions")
    assert (fault.layer, fault.file, fault.value) == ("roads", "toy.osm", "way 12")


def test_roads_that_are_gone_or_closed_to_cars_are_no_roads(tmp_path: Path) -> None:
    ways = {**COUNTY}
    for number, tag in enumerate(["motorcar=no", "impassable=yes", "abandoned=yes", "access=Private", "impassable=no"]):
        ways[21 + number] = ([6, 1 + number % 3], {"highway": "service", **dict([tag.split("=")])})
    county = roads_of(tmp_path, ways)
    assert list(county.roads["segment"]) == ["11", "12", "13", "25"]
    assert only(county.faults, "osm-closed").params["count"] == 4


def converted_rows() -> list[tuple[Any, dict[str, Any]]]:
    """As GDAL writes its layer `lines`: a street on a bridge over a motorway, and a slip road that ends on it."""
    lines = {
        "1": ([(0, 0), (1, 0), (2, 0)], "motorway", None),
        "2": ([(0.5, 0.3), (0.5, -0.3)], "residential", '"bridge"=>"yes","layer"=>"1"'),
        "3": ([(1, 0), (1, 0.3)], "motorway_link", '"maxspeed"=>"50","surface"=>"asphalt"'),
    }
    return [
        (
            shapely.LineString([lon_lat(*place) for place in places]),
            {"osm_id": number, "highway": highway, "other_tags": other},
        )
        for number, (places, highway, other) in lines.items()
    ]


def converted(folder: Path, rows: list[tuple[Any, dict[str, Any]]], toml: str = "") -> Toy:
    toml += '\n[layers.roads.columns]\nsegment = "osm_id"\nclass = "highway"'
    toy = Toy(folder).with_county('code_system = "any"').with_network('trunk_classes = ["motorway"]')
    (folder / "lines.geojson").write_text(json.dumps(geojson(rows)), encoding="utf-8")
    return toy.with_layer("villages", "villages.geojson", village_rows()).with_layer(
        "roads", "lines.geojson", toml=toml
    )


def test_converted_files_join_at_vertices_and_keep_their_bridges(tmp_path: Path) -> None:
    county = converted(tmp_path, converted_rows()).read()
    assert list(county.roads["bridge"]) == [False, True, False]
    assert list(county.roads["level"].fillna(0)) == [0, 1, 0]
    assert county.roads["surface"].iloc[2] == 11
    survey = survey_roads(county, resolve_settings(county))
    pairs = set(zip(survey.contacts.a.tolist(), survey.contacts.b.tolist(), strict=True))
    assert pairs == {(0, 2)}
    assert only(county.faults, "osm-converted").value == "surface, bridge, level"
    assert list_credits(county) == ["© OpenStreetMap contributors"]


def converted_ways(ways: list[dict[str, str | None]]) -> list[tuple[Any, dict[str, Any]]]:
    """One line after another, with these columns."""
    return [
        (shapely.LineString([lon_lat(at, 0), lon_lat(at + 1, 0)]), {"osm_id": str(at + 1), "other_tags": None, **own})
        for at, own in enumerate(ways)
    ]


def test_converted_rows_that_are_no_open_roads_are_left_out(tmp_path: Path) -> None:
    rows = converted_ways(
        [
            {"highway": "motorway"},
            {"highway": "footway"},
            {"highway": "proposed"},
            {"highway": None},
            {"highway": "service", "other_tags": '"access"=>"Private"'},
            {"highway": "service", "access": "no"},
            {"highway": "service", "access": "no", "other_tags": '"motor_vehicle"=>"yes"'},
        ]
    )
    county = converted(tmp_path, rows).read()
    assert list(county.roads["segment"]) == ["1", "7"]
    assert list(county.roads["row"]) == [1, 7], "rows keep their numbers"
    left_out, closed = only(county.faults, "osm-rows-left-out"), only(county.faults, "osm-closed")
    assert (left_out.params["count"], left_out.value) == (3, "footway 1, proposed 1, highway – 1")
    assert (closed.params["count"], closed.level) == (2, "W")
    where = "where = \"highway in ('motorway', 'footway')\""
    assert list(converted(tmp_path, rows, where).read().roads["segment"]) == ["1", "2"], "the county file decides"


def test_a_converted_surface_that_other_tags_contradict_is_unknown(tmp_path: Path) -> None:
    ways = [
        {"highway": "motorway", "surface": "asphalt", "other_tags": '"smoothness"=>"good"'},
        {"highway": "motorway", "surface": "asphalt", "other_tags": '"smoothness"=>"impassable"'},
        {"highway": "track", "surface": "blacktop", "tracktype": "grade5"},
        {"highway": "track", "surface": "gravel", "tracktype": "grade3"},
    ]
    toml = "[layers.roads.values.surface]\nasphalt = 11\nblacktop = 11\ngravel = 31"
    county = converted(tmp_path, converted_ways(ways), toml).read()
    surfaces = county.roads["surface"]
    assert (surfaces.iloc[0], surfaces.iloc[3]) == (11, 31)
    assert surfaces.iloc[1:3].isna().all()
    fault = only(county.faults, "osm-values-unread")
    assert fault.value == "asphalt with smoothness=impassable, blacktop with tracktype=grade5"


def test_a_layer_without_any_road_is_refused(tmp_path: Path) -> None:
    toy = converted(tmp_path, converted_ways([{"highway": "footway"}, {"highway": "path"}]))
    assert only(toy.refuse(), "layer-empty").layer == "roads"


def test_the_county_file_decides_how_roads_are_joined(tmp_path: Path) -> None:
    """A crossing without a vertex and without a bridge: by nodes it is no junction, by geometry it is one."""
    rows = converted_rows()
    rows[1][1]["other_tags"] = None
    for toml, parts in (('topology = "nodes"', 2), ("", 2), ('topology = "geometry"', 1)):
        county = converted(tmp_path, rows, toml).read()
        assert build_network(county.roads, snap_m=10.0).components()[0] == parts
    fault = only(converted(tmp_path, rows, 'topology = "knots"').refuse(), "key-value")
    assert fault.field == "topology"


def test_the_file_and_its_conversion_are_joined_alike(tmp_path: Path) -> None:
    county = roads_of(tmp_path, {**COUNTY, 14: ([6, 1], {"highway": "road"}), 15: ([6, 7], {"highway": "road"})})
    rows = [
        (line, {"osm_id": n, "highway": c, "other_tags": None})
        for line, n, c in zip(
            county.roads.to_crs(4326).geometry, county.roads["segment"], county.roads["class"], strict=True
        )
    ]
    again = converted(tmp_path, rows).with_network(TRUNK).read()
    one, two = (build_network(roads, snap_m=10.0).edges for roads in (county.roads, again.roads))
    assert one["road_a"].tolist() == two["road_a"].tolist()
    assert one["u"].tolist() == two["u"].tolist()


@pytest.mark.parametrize(
    ("tags", "refused"),
    [
        ('"surface"=>"asphalt","bridge"=>"yes","surface"=>"dirt"', True),
        ('"surface"=>"asphalt","bridge"=>"yes","surface"=>"asphalt"', False),
    ],
)
def test_a_key_twice_in_other_tags_refuses_the_file_where_it_contradicts_itself(
    tmp_path: Path, tags: str, refused: bool
) -> None:
    rows = converted_rows()
    shape, data = rows[0]
    report = converted(tmp_path, [(shape, {**data, "other_tags": tags}), *rows[1:]]).check()
    found = [fault for fault in report.faults if fault.code == "osm-tag-repeated"]
    assert bool(found) is refused
    if refused:
        assert (found[0].level, found[0].row, found[0].field, found[0].value) == ("E", 1, "surface", "asphalt, dirt")


def test_its_numbers_are_called_objects_and_those_of_other_files_rows() -> None:
    details = {"layer": "roads", "row": 175, "field": "segment", "value": "w", "duplicates": "174"}
    fault = make_fault("code-repeated", file="andorra.osm.pbf", **details)
    assert explain_fault(fault)[0] == "roads object 175 (andorra.osm.pbf): segment w is also in object 174."
    assert explain_fault(make_fault("code-repeated", file="r.csv", **details))[0].startswith("roads row 175 (r.csv)")
    set_language("zh")
    try:
        text = explain_fault(fault, translate=_)[0]
    finally:
        set_language(None)
    assert ("对象175" in text, "对象174" in text, "行" in text) == (True, True, False)
