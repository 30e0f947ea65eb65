"""KML and KMZ: what Google Earth, phones and Chinese map programs write."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.vector.kml import parse_coordinates, read_kml
from tests.io.map_files import kml
from tests.io.toy_county import Toy, lon_lat, only, road_rows, village_rows

CONTEXT = FaultContext("a.kml", "roads")


def kmz(entries: dict[str, bytes | str]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_a_county_in_kml_is_the_same_county(toy: Toy) -> None:
    before = toy.read()
    marked = toy.with_layer("villages", "v.kml", kml(village_rows())).with_layer("roads", "r.kml", kml(road_rows()))
    after = marked.read()
    assert after.faults == before.faults == ()
    for layer in ("villages", "roads"):
        one, other = getattr(before, layer), getattr(after, layer)
        assert one.drop(columns="geometry").equals(other.drop(columns="geometry"))
        assert shapely.equals_exact(one.geometry.array, other.geometry.array, 1e-6).all()


def test_one_file_of_mixed_kinds_gives_each_layer_its_own(toy: Toy) -> None:
    toy = toy.with_layer("villages", "all.kml", kml([*village_rows(), *road_rows()])).with_layer("roads", "all.kml")
    county = toy.read()
    assert [(item.rows, item.accepted, item.quarantined) for item in county.inputs] == [(8, 4, 4), (8, 4, 4)]
    assert {fault.code for fault in county.faults} == {"geometry-other"}
    assert county.quarantined("villages")["changes_nothing"].all()


def test_a_kmz_is_its_main_document(toy: Toy) -> None:
    content = kmz({"files/a.png": b"\x89PNG", "doc.kml": kml(village_rows()), "more/other.kml": kml([])})
    assert toy.with_layer("villages", "v.kmz", content).read().faults == ()
    assert toy.with_layer("villages", "v.kmz", kmz({"村庄.kml": kml(village_rows())})).read().faults == ()


def test_folders_are_layers(toy: Toy) -> None:
    planned = kml(road_rows()[:1], folder="规划").split("<name>全县</name>")[1].removesuffix("</Document></kml>")
    toy = toy.with_layer("roads", "r.kml", kml(road_rows(), folder="现状", inside=planned))
    assert only(toy.refuse(), "layers-several").params["has"] == "现状, 规划"
    county = toy.with_layer("roads", "r.kml", toml='layer = "现状"').read()
    assert county.inputs[1].rows == 4
    everything = toy.with_layer("roads", "r.kml", toml='layer = "*"').check()
    assert everything.county is not None
    assert everything.county.inputs[1].rows == 5
    assert only(toy.with_layer("roads", "r.kml", toml='layer = "现"').refuse(), "layer-not-in-file").value == "现"


def test_a_folder_takes_those_within_it() -> None:
    text = kml(village_rows(), folder="青水镇").replace("</name><Folder>", "</name><Folder><name>村</name><Folder>")
    text = text.replace("</Document>", "</Folder></Document>")
    rows = read_kml(text, CONTEXT, layer="村")
    assert rows.columns["folder"] == ["村/青水镇"] * 4
    assert read_kml(text, CONTEXT, layer="村/青水镇").shapes == rows.shapes


def test_texts_of_a_placemark_are_columns() -> None:
    mark = """<Placemark><name>仁和村</name><description><![CDATA[<style>b{}</style><table><tr><td>人口</td>
        <td>1&nbsp;200 &amp; 3</td></tr></table><img src="http://x/y.png"/>]]></description>
        <TimeStamp><when>2019-06-30</when></TimeStamp><ExtendedData><SchemaData schemaUrl="http://x/y#z">
        <SimpleData name="行政区划代码">610728111201</SimpleData><SimpleData name="name">别名</SimpleData></SchemaData>
        <Data name="户数"><displayName>户</displayName><value>030</value></Data></ExtendedData>
        <Point><coordinates>108.1,32.5,912.5</coordinates></Point></Placemark>"""
    rows = read_kml(kml([], inside=mark), CONTEXT, layer=None)
    assert {name: values[0] for name, values in rows.columns.items()} == {
        "name": "仁和村",
        "description": "人口 1 200 & 3",
        "when": "2019-06-30",
        "行政区划代码": "610728111201",
        "ExtendedData/name": "别名",
        "户数": "030",
        "folder": None,
    }
    assert shapely.from_wkb(rows.shapes[0]).wkt == "POINT Z (108.1 32.5 912.5)"


def _mark(*data: str, shape: str = "<Point><coordinates>108,32</coordinates></Point>") -> str:
    return f"<Placemark>{''.join(data)}{shape}</Placemark>"


def _value(text: str) -> str:
    return f'<Data name="surface"><value>{text}</value></Data>'


_TWELVE = _value("12")


@pytest.mark.parametrize(
    "extended",
    [
        f"<ExtendedData>{_value('12')}{_value('31')}</ExtendedData>",
        f"<ExtendedData>{_value('12')}</ExtendedData><ExtendedData>{_value('31')}</ExtendedData>",
        '<ExtendedData><Data name="surface"><value>12</value><value>31</value></Data></ExtendedData>',
        f"<ExtendedData>{_TWELVE}<SchemaData><SimpleData name='surface'>31</SimpleData></SchemaData></ExtendedData>",
    ],
)
def test_different_values_for_one_are_none_of_them(extended: str) -> None:
    same = f"<ExtendedData>{_value('12')}{_value('12')}</ExtendedData>"
    rows = read_kml(kml([], inside=_mark(same) + _mark(extended)), CONTEXT, layer=None)
    assert rows.columns["surface"] == ["12", "12 ≠ 31"]
    assert list(rows.columns) == ["surface", "folder"]
    fault = only(rows.faults, "values-several")
    assert (fault.level, fault.row, fault.field, fault.value) == ("W", 2, "surface", "12 ≠ 31")


def test_a_road_of_two_surfaces_has_no_known_one(toy: Toy) -> None:
    text = kml(road_rows()).replace("</Data></ExtendedData>", f"</Data>{_value('99')}</ExtendedData>")
    report = toy.with_layer("roads", "r.kml", text).check()
    assert only(report.faults, "values-several").params["count"] == 4
    assert report.county is not None
    assert report.county.roads["surface"].isna().all()


def test_what_is_inside_a_placemark_twice_is_not_dropped_in_silence() -> None:
    twice = "<coordinates>108,32 108,33</coordinates>" * 2
    rows = read_kml(kml([], inside=_mark(_mark(), shape=f"<LineString>{twice}</LineString>")), CONTEXT, layer=None)
    assert rows.unreadable == {0: "LineString: coordinates × 2"}
    nested = only(rows.faults, "placemarks-nested")
    assert (nested.row, nested.params["count"]) == (1, 1)
    ring = "<LinearRing><coordinates>108,32 108,33 109,33 108,32</coordinates></LinearRing>"
    outer = f"<Polygon>{f'<outerBoundaryIs>{ring}</outerBoundaryIs>' * 2}</Polygon>"
    assert read_kml(kml([], inside=_mark(shape=outer)), CONTEXT, layer=None).unreadable


def test_folders_with_marks_in_their_names() -> None:
    def folders(*names: str) -> str:
        return kml([], inside=_mark() + "".join(f"<Folder><name>{name}</name>{_mark()}</Folder>" for name in names))

    assert read_kml(folders("a/b", "c"), CONTEXT, layer="a/b").columns["folder"] == ["a/b"]
    assert read_kml(folders("a.b", "c"), CONTEXT, layer=".").columns["folder"] == [None]
    nested = f"<Folder><name>a</name><Folder><name>b</name>{_mark()}</Folder></Folder>"
    alike = folders("a/b").replace("</Document>", f"{nested}</Document>")
    for text, layer in ((folders("*", "c"), "*"), (folders(".", "c"), "."), (alike, "a/b")):
        with pytest.raises(FileRefused) as caught:
            read_kml(text, CONTEXT, layer=layer)
        assert caught.value.code == "folders-alike"


def test_heights_are_left_out_aloud(toy: Toy) -> None:
    rows = [(shapely.force_3d(shape, 912.5), data) for shape, data in road_rows()]
    fault = only(toy.with_layer("roads", "r.kml", kml(rows)).read().faults, "z-dropped")
    assert (fault.params["count"], fault.value) == (4, "912.5")
    flat = [(shapely.force_3d(shape, 0.0), data) for shape, data in road_rows()]
    assert toy.with_layer("roads", "r.kml", kml(flat)).read().faults == ()


@pytest.mark.parametrize("wrong", ["108.1,abc", "108.1", "108,1,2,3", "1_08.1,32.5", ",32.5", "108.1;32.5"])
def test_a_place_that_cannot_be_read_sets_its_row_aside(toy: Toy, wrong: str) -> None:
    text = kml(village_rows())
    place = ",".join(map(repr, lon_lat(2, 0)))
    assert place in text
    fault = only(toy.with_layer("villages", "v.kml", text.replace(place, wrong)).read().faults, "geometry-unreadable")
    assert (fault.row, fault.layer, fault.file) == (3, "villages", "v.kml")


def test_shapes_of_every_kind() -> None:
    square = shapely.box(108, 32, 109, 33) - shapely.box(108.2, 32.2, 108.4, 32.4)
    several = shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]])
    shapes = [square, several, shapely.MultiPolygon([square]), shapely.MultiPoint([(0, 1), (2, 3)])]
    rows = read_kml(kml([(shape, {}) for shape in shapes]), CONTEXT, layer=None)
    read = [shapely.from_wkb(piece) for piece in rows.shapes]
    assert all(one.equals(other) for one, other in zip(shapes, read, strict=True))
    track = "<Placemark><gx:Track><gx:coord>108 32 5</gx:coord><gx:coord>108 33 5</gx:coord></gx:Track>"
    rows = read_kml(kml([], inside=f"{track}</Placemark><Placemark><name>x</name></Placemark>"), CONTEXT, layer=None)
    assert shapely.from_wkb(rows.shapes[0]).wkt == "LINESTRING Z (108 32 5, 108 33 5)"
    assert rows.shapes[1] is None


@given(arrays.arrays(float, st.tuples(st.integers(1, 20), st.sampled_from([2, 3])), elements=st.floats(-180, 180)))
def test_coordinates_are_read_as_they_are_written(places: Any) -> None:
    text = "\n\t".join(",".join(map(repr, place)) for place in places.tolist())
    assert (parse_coordinates(text) == places).all()


def test_chinese_encodings(toy: Toy) -> None:
    head = '<?xml version="1.0" encoding="{}"?>'
    for name in ("GBK", "gb2312", "UTF-16"):
        content = kml(village_rows(), head=head.format(name)).encode(name)
        assert toy.with_layer("villages", "v.kml", content).read().faults == (), name
    wrong = kml(village_rows(), head=head.format("UTF-8")).encode("gbk")
    assert only(toy.with_layer("villages", "v.kml", wrong).refuse(), "encoding-wrong").value == "UTF-8"
    assert toy.with_layer("villages", "v.kml", toml='encoding = "gb18030"').read().faults == ()


def test_links_and_overlays_are_counted_and_never_followed(toy: Toy) -> None:
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    overlay = "<GroundOverlay><Icon><href>http://127.0.0.1:9/x.png</href></Icon></GroundOverlay>"
    county = toy.with_layer("villages", "v.kml", kml(village_rows(), inside=link + link + overlay)).read()
    fault = only(county.faults, "elements-unread")
    assert (fault.level, fault.params["count"], fault.value) == ("W", 3, "GroundOverlay (1), NetworkLink (2)")


ENTITY = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("head", [ENTITY, LAUGHS, "<!DOCTYPE kml>"])
@pytest.mark.parametrize("ending", [".kml", ".kmz"])
def test_document_types_are_refused(toy: Toy, head: str, ending: str) -> None:
    text = kml(village_rows(), head=head)
    content = text if ending == ".kml" else kmz({"doc.kml": text})
    reason = only(toy.with_layer("villages", f"v{ending}", content).refuse(), "content-refused").params["reason"]
    assert "document type" in reason


def test_a_document_type_in_a_description_is_text() -> None:
    mark = "<Placemark><description><![CDATA[<!DOCTYPE html><p>村</p>]]></description></Placemark>"
    assert read_kml(kml([], inside=mark), CONTEXT, layer=None).columns["description"] == ["村"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (kml(village_rows())[:-300], "truncated"),
        ("<OGRVRTDataSource/>", "content-mismatch"),
        ("<html><body/></html>", "content-mismatch"),
        ('{"type": "FeatureCollection"}', "content-mismatch"),
        (b"PK\x03\x04", "content-mismatch"),
        ("", "content-mismatch"),
        ("<kml>" + "<Folder>" * 200 + "</Folder>" * 200 + "</kml>", "content-refused"),
        ("<kml><Document/></kml>", "layer-empty"),
    ],
)
def test_what_is_no_whole_kml_is_refused(toy: Toy, content: bytes | str, code: str) -> None:
    report = toy.with_layer("villages", "v.kml", content).check()
    assert (report.county, report.exit_code) == (None, 2)
    assert only(report.faults, code).file == "v.kml"


def test_a_layer_of_many_columns_is_refused(toy: Toy) -> None:
    toy = toy.with_layer("villages", "v.kml", kml([(shapely.Point(108, 32), {f"c{i}": i for i in range(2000)})]))
    assert "1000 columns" in only(toy.refuse(), "content-refused").params["reason"]


BOMB = kmz({"doc.kml": kml([], inside=" " * 50_000_000)})
WHOLE = kmz({"doc.kml": kml(village_rows())})
TWO = kmz({"a.kml": kml(village_rows()), "b.kml": kml(village_rows())})


@pytest.mark.parametrize(
    ("content", "code", "reason"),
    [
        (BOMB, "content-refused", "times its size"),
        (WHOLE[:-40], "truncated", ""),
        (WHOLE[:60] + bytes(30) + WHOLE[90:], "truncated", ""),
        (kmz({"a.txt": "x"}), "content-refused", "no KML"),
        (TWO, "content-refused", "a.kml, b.kml"),
        (kml(village_rows()).encode(), "content-mismatch", "XML"),
    ],
)
def test_a_hostile_kmz_is_refused(toy: Toy, content: bytes, code: str, reason: str) -> None:
    fault = only(toy.with_layer("villages", "v.kmz", content).refuse(), code)
    assert fault.layer == "villages"
    assert reason in fault.params["reason"]


def test_a_no_break_space_of_a_name_is_noted_as_in_other_formats(toy: Toy) -> None:
    rows = [(shape, {**data, "name": f"{data['name']}\u00a0"}) for shape, data in village_rows()]
    faults = toy.with_layer("villages", "v.kml", kml(rows)).check().faults
    assert [(fault.field, len(fault.rows)) for fault in faults if fault.code == "text-trimmed"] == [("name", 4)]
