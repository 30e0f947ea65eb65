"""Shapes in a column of a sheet: WKT, EWKT and hexadecimal WKB; what cannot be read is set aside by row."""

from __future__ import annotations

import struct
from typing import Any

import openpyxl
import pandas as pd
import pytest
import shapely

from gisplan.base.arrays import fill_objects
from gisplan.io.files.places.shapes import read_texts, read_wkb
from tests.io.toy_county import Toy, lon_lat, only, road_rows, village_rows

STATED = 'crs = "EPSG:4326"\ncolumns.wkt = "the_geom"'


def sheet(rows: list[tuple[Any, dict[str, Any]]], shapes: list[str] | None = None, name: str = "the_geom") -> str:
    """Return rows as a CSV with their shapes in a column."""
    texts = shapes or [shapely.to_wkt(shape) for shape, _ in rows]
    return pd.DataFrame([data for _, data in rows]).assign(**{name: texts}).to_csv(index=False)


def shapes_of(toy: Toy) -> list[str]:
    county = toy.read()
    return [shapely.to_wkt(shape, rounding_precision=2) for shape in county.roads.sort_values("segment").geometry]


def test_roads_in_a_sheet_are_those_of_a_map(toy: Toy) -> None:
    expected = shapes_of(toy)
    assert shapes_of(toy.with_layer("roads", "roads.csv", sheet(road_rows()), toml=STATED)) == expected
    book = openpyxl.Workbook()
    for line in ["segment,class,surface,wkt", *(f"C00{i},C,12,x" for i in range(4))]:
        book.active.append(line.split(","))
    for row, (shape, _) in enumerate(road_rows(), 2):
        book.active.cell(row, 4, shapely.to_wkt(shape))
    book.save(toy.folder / "roads.xlsx")
    assert shapes_of(toy.with_layer("roads", "roads.xlsx", toml='crs = "EPSG:4326"')) == expected


@pytest.mark.parametrize("form", ["hex", "ewkt", "\\x", "ewkb"])
def test_what_postgis_exports_is_read_with_its_srid(toy: Toy, form: str) -> None:
    expected = shapes_of(toy)
    shapes = [shape for shape, _ in road_rows()]
    texts = {
        "hex": [shapely.to_wkb(shape, hex=True) for shape in shapes],
        "ewkt": [f"SRID=4326;{shape.wkt}" for shape in shapes],
        "\\x": ["\\x" + shapely.to_wkb(shape, hex=True).lower() for shape in shapes],
        "ewkb": [shapely.to_wkb(shapely.set_srid(shape, 4326), hex=True, include_srid=True) for shape in shapes],
    }[form]
    stated = STATED if form in ("hex", "\\x") else 'columns.wkt = "the_geom"'
    assert shapes_of(toy.with_layer("roads", "roads.csv", sheet(road_rows(), texts), toml=stated)) == expected


def test_a_sheet_of_shapes_must_state_its_crs(toy: Toy) -> None:
    toy = toy.with_layer("roads", "roads.csv", sheet(road_rows()), toml='columns.wkt = "the_geom"')
    assert only(toy.refuse(), "crs-missing").layer == "roads"


def test_a_shape_that_cannot_be_read_is_set_aside_by_row(toy: Toy) -> None:
    texts = [shapely.to_wkt(shape) for shape, _ in road_rows()]
    texts[1], texts[2] = "LINESTRING (108 32.5, 108.1", ""
    county = toy.with_layer("roads", "roads.csv", sheet(road_rows(), texts), toml=STATED).read()
    assert sorted(county.roads["segment"]) == ["C000", "C003"]
    assert only(county.faults, "geometry-unreadable").row == 2
    assert only(county.faults, "no-location").row == 3


def test_a_shape_of_another_srid_is_set_aside(toy: Toy) -> None:
    texts = [f"SRID={4490 if place == 1 else 4326};{shape.wkt}" for place, (shape, _) in enumerate(road_rows())]
    county = toy.with_layer("roads", "roads.csv", sheet(road_rows(), texts), toml='columns.wkt = "the_geom"').read()
    fault = only(county.faults, "geometry-unreadable")
    assert (fault.row, fault.value) == (2, "SRID=4490, not 4326")


def test_villages_keep_their_columns_of_coordinates_unless_shapes_are_named(toy: Toy) -> None:
    rows = [(shape, {**data, "lon": shape.x, "lat": shape.y}) for shape, data in village_rows()]
    moved = [f"POINT ({lon_lat(i, 1)[0]} {lon_lat(i, 1)[1]})" for i in range(4)]
    by_points = toy.with_layer("villages", "v.csv", sheet(rows, moved, "WKT")).read()
    by_shapes = toy.with_layer("villages", "v.csv", sheet(rows, moved), toml=STATED).read()
    apart = shapely.distance(by_points.villages.geometry.to_numpy(), by_shapes.villages.geometry.to_numpy())
    assert (apart > 2000).all()


def test_areas_in_a_sheet(toy: Toy) -> None:
    area = shapely.box(*lon_lat(-1, -1), *lon_lat(5, 2))
    text = sheet([(area, {"code": "610728", "name": "镇巴县"})])
    county = toy.with_layer("boundary", "b.csv", text, toml=STATED).read()
    assert county.boundary is not None
    assert county.boundary.geometry.iloc[0].geom_type == "Polygon"


@pytest.mark.parametrize(
    "text",
    [
        "GEOMETRYCOLLECTION(" * 60_000 + "POINT(1 2)" + ")" * 60_000,
        (struct.pack("<BII", 1, 7, 1) * 60_000 + struct.pack("<BIdd", 1, 1, 1, 2)).hex(),
        (struct.pack(">BII", 0, 6, 1) * 60_000 + struct.pack(">BIdd", 0, 1, 1, 2)).hex(),
        struct.pack("<BII", 1, 2, 10**9).hex(),
        "LINESTRING (1 2, 3)",
        "POINT (1 2) x",
        "<x>",
        "01",
        "SRID=99999999999;POINT(1 2)",
        "(" * 100_000,
    ],
)
def test_a_hostile_shape_is_refused_alone(text: str) -> None:
    read = read_texts(fill_objects(2, values=["POINT (1 2)", text]))
    assert list(read.reasons) == [1]
    assert read.shapes[0] == shapely.Point(1, 2)


def test_a_map_of_many_parts_is_no_deep_one() -> None:
    many = shapely.MultiPolygon([shapely.box(i, 0, i + 0.5, 1) for i in range(5000)])
    read = read_wkb(fill_objects(2, values=[many.wkb, None]))
    assert (read.reasons, read.shapes[0] == many, read.shapes[1]) == ({}, True, None)
