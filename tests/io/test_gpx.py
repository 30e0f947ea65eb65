"""GPX: waypoints, routes and tracks."""

from __future__ import annotations

import pytest
import shapely

from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.vector.gpx import read_gpx
from tests.io.map_files import gpx
from tests.io.toy_county import Toy, only, road_rows, village_rows

CONTEXT = FaultContext("a.gpx", "villages")


def test_a_county_in_gpx_is_the_same_county(toy: Toy) -> None:
    before = toy.read()
    text = gpx(points=village_rows(), tracks=road_rows())
    toy = toy.with_layer("villages", "a.gpx", text, toml='layer = "waypoints"')
    after = toy.with_layer("roads", "a.gpx", toml='layer = "tracks"').read()
    assert [fault.code for fault in after.faults] == ["z-dropped"]
    for layer in ("villages", "roads"):
        one, other = getattr(before, layer), getattr(after, layer)
        assert one.drop(columns="geometry").equals(other.drop(columns="geometry"))
        assert shapely.equals_exact(one.geometry.array, other.geometry.array, 1e-6).all()


def test_the_layer_must_be_chosen_where_there_are_several(toy: Toy) -> None:
    toy = toy.with_layer("roads", "a.gpx", gpx(points=village_rows(), tracks=road_rows(), routes=road_rows()))
    assert only(toy.refuse(), "layers-several").params["has"] == "waypoints, routes, tracks"
    fault = only(toy.with_layer("roads", "a.gpx", toml='layer = "track_points"').refuse(), "layer-not-in-file")
    assert fault.params["has"] == "waypoints, routes, tracks"
    assert toy.with_layer("roads", "a.gpx", toml='layer = "routes"').read().inputs[1].rows == 4


def test_times_are_texts_and_parts_are_kept() -> None:
    line = shapely.MultiLineString([[(108, 32), (108.1, 32)], [(108.2, 32), (108.3, 32)]])
    rows = read_gpx(gpx(tracks=[(line, {"name": "村道", "路面": "水泥"})]), CONTEXT, layer=None)
    assert {name: values[0] for name, values in rows.columns.items()} == {
        "name": "村道",
        "路面": "水泥",
        "begin": "2019-06-30T00:00:00Z",
        "end": "2019-06-30T01:00:00Z",
    }
    assert shapely.force_2d(shapely.from_wkb(rows.shapes[0])).equals(line)


def test_a_part_of_one_point_is_left_out_aloud(toy: Toy) -> None:
    text = gpx(tracks=road_rows()).replace("<trkseg>", '<trkseg><trkpt lon="108.0" lat="32.5"/></trkseg><trkseg>', 1)
    fault = only(toy.with_layer("roads", "a.gpx", text).read().faults, "parts-left-out")
    assert (fault.row, fault.params["count"]) == (1, 1)


def test_a_place_that_cannot_be_read_sets_its_row_aside(toy: Toy) -> None:
    for wrong in ('lat="3x.5"', 'latitude="32.5"', 'lat="3_2.5"'):
        text = gpx(points=village_rows()).replace('lat="32.5"', wrong, 1)
        fault = only(toy.with_layer("villages", "a.gpx", text).read().faults, "geometry-unreadable")
        assert (fault.row, fault.layer) == (1, "villages")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gpx(points=village_rows())[:-20], "truncated"),
        ("<kml/>", "content-mismatch"),
        ("108,32", "content-mismatch"),
        ("<gpx/>", "layer-empty"),
        ('<!DOCTYPE gpx [<!ENTITY x "y">]><gpx><wpt lon="1" lat="2"><name>&x;</name></wpt></gpx>', "content-refused"),
    ],
)
def test_what_is_no_whole_gpx_is_refused(toy: Toy, content: str, code: str) -> None:
    report = toy.with_layer("villages", "a.gpx", content).check()
    assert (report.county, report.exit_code) == (None, 2)
    assert only(report.faults, code).file == "a.gpx"


def test_extensions_do_not_replace_own_fields_and_contradictions_are_named() -> None:
    more = "<extensions><e:name>B</e:name><e:code>1</e:code><e:code>2</e:code><e:n>7</e:n><e:n>7</e:n></extensions>"
    text = f'<gpx xmlns:e="http://e"><wpt lat="32.5" lon="108"><name>A</name>{more}</wpt></gpx>'
    rows = read_gpx(text, CONTEXT, layer=None)
    assert rows.columns == {"name": ["A"], "extensions/name": ["B"], "code": ["1 ≠ 2"], "n": ["7"]}
    fault = only(rows.faults, "values-several")
    assert (fault.layer, fault.file, fault.row, fault.field, fault.value) == ("villages", "a.gpx", 1, "code", "1 ≠ 2")
