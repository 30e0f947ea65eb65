"""Values that are not what their column states, and rows that a reader of the format would leave out unsaid."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from tests.io.toy_county import Toy, faults_of, geojson, only, road_rows

RTREE = [f"rtree_roads_geom_{name}" for name in ("insert", "delete", *(f"update{n}" for n in range(1, 8)))]


def frame() -> gpd.GeoDataFrame:
    rows = road_rows()
    return gpd.GeoDataFrame([row for _, row in rows], geometry=[shape for shape, _ in rows], crs=4490)


def geopackage(toy: Toy, *statements: str) -> Toy:
    """Return the county with its roads in a GeoPackage that statements have changed."""
    made = toy.with_frame("roads", "roads.gpkg", frame(), layer="roads")
    with closing(sqlite3.connect(toy.folder / "roads.gpkg")) as database:
        for name in RTREE:
            database.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            database.execute(statement)
        database.commit()
    return made


def shapefile(toy: Toy, ending: str, change: Callable[[bytearray], object]) -> Toy:
    """Return the county with its roads in a shapefile of which one part is changed in place."""
    made = toy.with_frame("roads", "roads.shp", frame(), encoding="utf-8")
    path = toy.folder / f"roads{ending}"
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(data)
    return made


def put(value: bytes, *, row: int = 1) -> Callable[[bytearray], None]:
    """Write a value into the last column of a .dbf, width_m."""

    def change(data: bytearray) -> None:
        header, width = struct.unpack("<HH", data[8:12])
        end = header + row * width
        data[end - 24 : end] = value.rjust(24)

    return change


@pytest.mark.parametrize("content", [b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504), bytes(512)])
def test_a_geopackage_amid_a_change_is_refused_and_one_after_it_is_read(toy: Toy, content: bytes) -> None:
    made = geopackage(toy)
    (toy.folder / "roads.gpkg-journal").write_bytes(content)
    refused = [fault.code for fault in faults_of(made.check())]
    assert refused == (["file-unreadable"] if any(content) else [])


@pytest.mark.parametrize("value", [b"wide!", b"7.5x", b"1,5", b"1 5", b"nan"])
def test_a_shapefile_with_a_value_that_is_no_number_is_refused(toy: Toy, value: bytes) -> None:
    fault = only(shapefile(toy, ".dbf", put(value, row=2)).refuse(), "cell-of-other-kind")
    assert (fault.row, fault.field, fault.value) == (2, "width_m", value.decode())


@pytest.mark.parametrize(("value", "read"), [(b"", None), (b"*" * 24, None), (b"1.5e+1", 15.0), (b"-.5", -0.5)])
def test_numbers_and_blanks_of_a_shapefile_are_read(toy: Toy, value: bytes, read: float | None) -> None:
    report = shapefile(toy, ".dbf", put(value)).check()
    assert [fault.code for fault in faults_of(report)] == (["number-too-low"] if read == -0.5 else [])


def test_rows_that_are_marked_as_deleted_are_counted(toy: Toy) -> None:
    def change(data: bytearray) -> None:
        header, width = struct.unpack("<HH", data[8:12])
        data[header + 3 * width] = ord("*")

    made = shapefile(toy, ".dbf", change)
    fault = only(made.check().faults, "rows-deleted")
    assert (fault.level, fault.value, fault.params["count"]) == ("W", "3", 1)
    assert len(made.read().roads) == 3


@pytest.mark.parametrize(("at", "code", "value"), [(8, "<H", 129), (10, "<H", 264), (10, "<H", 1), (48, "<B", 0)])
def test_a_dbf_whose_columns_do_not_fill_its_rows_is_refused(toy: Toy, at: int, code: str, value: int) -> None:
    made = shapefile(toy, ".dbf", lambda data: struct.pack_into(code, data, at, value))
    assert "the columns of the .dbf take" in only(made.refuse(), "truncated").params["reason"]


def swap_entries(data: bytearray) -> None:
    data[100:108], data[108:116] = data[108:116], data[100:108]


@pytest.mark.parametrize(
    ("ending", "change"),
    [
        (".shx", swap_entries),
        (".shx", lambda data: struct.pack_into(">i", data, 104, 20)),
        (".shx", lambda data: struct.pack_into(">i", data, 100, 52)),
        (".shp", lambda data: struct.pack_into(">i", data, 104, 1000)),
    ],
)
def test_a_shapefile_whose_index_is_of_other_shapes_is_refused(
    toy: Toy, ending: str, change: Callable[[bytearray], object]
) -> None:
    assert "row 1" in only(shapefile(toy, ending, change).refuse(), "truncated").params["reason"]


@pytest.mark.parametrize(
    "member", [None, 5, "x", [], {}, {"type": "feature"}, {"type": "Point", "coordinates": [1, 2]}]
)
def test_a_member_of_a_collection_that_is_no_feature_is_named(toy: Toy, member: Any) -> None:
    document = geojson(road_rows())
    document["features"].insert(2, member)
    fault = only(toy.with_layer("roads", "roads.geojson", document).refuse(), "feature-wrong")
    assert (fault.row, fault.value) == (3, json.dumps(member))


@pytest.mark.parametrize("name", ["EPSG:4490", "urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "GCJ-02"])
def test_a_crs_by_a_name_that_is_not_known_is_refused(toy: Toy, name: str) -> None:
    document = geojson(road_rows()) | {"crs": {"type": "name", "properties": {"name": name}}}
    faults = faults_of(toy.with_layer("roads", "roads.geojson", document).check())
    assert [(fault.code, fault.value) for fault in faults] == ([("crs-name-unknown", name)] if "GCJ" in name else [])


@pytest.mark.parametrize("line", [1, 3])
def test_a_file_in_two_encodings_is_refused_with_the_line(toy: Toy, line: int, tmp_path: Path) -> None:
    lines = [b"village,households,note", *(f"{610728111201 + n},40,通电正常".encode("gb18030") for n in range(3))]
    lines[line] = lines[line].split(b",40,")[0] + ",40,通电正常".encode()
    fault = only(toy.with_layer("power", "power.csv", b"\n".join([*lines, b""])).refuse(), "encodings-mixed")
    assert (fault.value, fault.params["line"]) == ("通电正常", line + 1)
