"""DXF drawings: lines and points with the names of their layers; encodings; what would unfold without end."""

from __future__ import annotations

import pytest
import shapely

from tests.io.toy_county import CODES, Toy, lon_lat, only, road_rows, village_rows
from tests.io.toy_dxf import block, drawing, insert, line, point, write_pairs

ROADS = 'crs = "EPSG:4326"\nwhere = "Layer = \'道路\'"\ncolumns.segment = "EntityHandle"\ncolumns.class = "Layer"'


def roads(layer: str = "道路") -> str:
    return "".join(line(shape, layer, f"A{place}") for place, (shape, _) in enumerate(road_rows()))


def lines_of(toy: Toy) -> list[str]:
    county = toy.read()
    return sorted(shapely.to_wkt(shape, rounding_precision=2) for shape in county.roads.geometry)


@pytest.mark.parametrize(
    ("version", "page", "encoding"),
    [
        ("AC1015", "ANSI_936", "gbk"),
        ("AC1015", "ANSI_1252", "gbk"),
        ("AC1027", "ANSI_936", "utf-8"),
        ("AC1027", "ANSI_936", "gbk"),
    ],
)
def test_roads_of_a_drawing_are_those_of_a_map(toy: Toy, version: str, page: str, encoding: str) -> None:
    expected = lines_of(toy)
    text = drawing(roads() + point(shapely.Point(108, 32), "注记", "青水村"), version=version, page=page)
    toy = toy.with_layer("roads", "图.dxf", text.replace("\n", "\r\n").encode(encoding), toml=ROADS)
    assert lines_of(toy) == expected
    assert set(toy.read().roads["segment"]) == {"A0", "A1", "A2", "A3"}


def test_characters_by_their_numbers_are_read(toy: Toy) -> None:
    text = drawing(roads(r"\U+9053\U+8DEF"), page="ANSI_1252")
    assert len(toy.with_layer("roads", "图.dxf", text.encode(), toml=ROADS).read().roads) == 4
    # one that ends a line would make other pairs of the rest
    text = drawing(roads("道路") + point(shapely.Point(1, 1), r"\U+000A0"))
    assert len(toy.with_layer("roads", "图.dxf", text.encode("gbk"), toml=ROADS).read().roads) == 4


def test_texts_are_points_and_closed_lines_are_areas(toy: Toy) -> None:
    texts = "".join(point(shape, "村", f"村{place}") for place, (shape, _) in enumerate(village_rows()))
    toml = 'crs = "EPSG:4326"\ncolumns.name = "Text"\ncolumns.code = "Text"'
    named = toy.with_county('code_system = "any"').with_layer(
        "villages", "村.dxf", drawing(texts).encode("gbk"), toml=toml
    )
    assert sorted(named.read().villages["name"]) == ["村0", "村1", "村2", "村3"]
    ring = shapely.box(*lon_lat(-1, -1), *lon_lat(5, 2)).exterior
    area = drawing(line(shapely.LineString(ring.coords), "界", closed=True))
    county = toy.with_layer("boundary", "界.dxf", area.encode("gbk"), toml='crs = "EPSG:4326"').read()
    assert county.boundary is not None
    assert len(CODES) == len(county.villages)


def test_the_crs_of_a_drawing_must_be_stated(toy: Toy) -> None:
    toml = ROADS.partition("\n")[2]
    assert only(toy.with_layer("roads", "r.dxf", drawing(roads()).encode("gbk"), toml=toml).refuse(), "crs-missing")


def test_what_is_not_read_of_a_drawing_is_counted(toy: Toy) -> None:
    others = write_pairs((0, "ACAD_PROXY_ENTITY"), (8, "道路"), (0, "XLINE"), (8, "道路"), (0, "XLINE"), (8, "道路"))
    blocks = block("外部", "", flags=4)
    text = drawing(roads() + others + insert("外部") + insert("没有"), blocks=blocks)
    county = toy.with_layer("roads", "r.dxf", text.encode("gbk"), toml=ROADS).read()
    fault = only(county.faults, "entities-unread")
    assert fault.params["count"] == 5
    assert fault.value == "XLINE (2), ACAD_PROXY_ENTITY (1), INSERT 外部 (1), INSERT 没有 (1)"


def test_blocks_are_unfolded_within_limits(toy: Toy) -> None:
    shape, _ = road_rows()[0]
    whole = drawing(roads() + insert("B"), blocks=block("B", line(shape, "道路", "B1")))
    assert len(toy.with_layer("roads", "r.dxf", whole.encode("gbk"), toml=ROADS).read().roads) == 4
    nested = "".join(block(f"B{i}", insert(f"B{i + 1}") * 10) for i in range(9)) + block("B9", line(shape, "道路"))
    for blocks, more in (
        (nested, insert("B0")),
        (block("B", line(shape, "道路")), insert("B", copies=32_767)),
        (block("B", insert("C")) + block("C", insert("B")), insert("B")),
        ("".join(block(f"B{i}", insert(f"B{i + 1}")) for i in range(5000)), insert("B0")),
    ):
        text = drawing(roads() + more, blocks=blocks).encode("gbk")
        assert only(toy.with_layer("roads", "r.dxf", text, toml=ROADS).refuse(), "content-refused").file == "r.dxf"


def test_what_is_no_whole_drawing_is_refused(toy: Toy) -> None:
    text = drawing(roads()).encode("gbk")
    for content, code in (
        (text[:-200], "truncated"),
        (b"AutoCAD Binary DXF\r\n\x1a\x00" + bytes(600), "content-mismatch"),
        (b"AC1015" + bytes(600), "content-mismatch"),
        (b"<OGRVRTDataSource/>", "content-mismatch"),
        (text.replace(b"ANSI_936", b"ANSI_999"), "encoding-unknown"),
    ):
        assert only(toy.with_layer("roads", "r.dxf", content, toml=ROADS).refuse(), code).file == "r.dxf"
