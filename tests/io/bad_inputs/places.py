"""Bad inputs 1 to 25: geometry and location."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from gisplan.io.layers.places.gcj02 import to_gcj02
from tests.io.bad_inputs.case import Rows, bad_input, frame_of
from tests.io.sheets import csv_text
from tests.io.toy_county import CODES, Toy, lon_lat, road_rows, village_rows

LINE = shapely.LineString
BESIDE = LINE([lon_lat(0, 1), lon_lat(1, 1)])


def roads(toy: Toy, shape: Any, **properties: Any) -> Toy:
    rows = [*road_rows(), (shape, {"segment": "C099", "class": "C", "surface": "12", **properties})]
    return toy.with_layer("roads", "roads.geojson", rows)


def village(toy: Toy, shape: Any) -> Toy:
    rows = village_rows()
    rows[1] = (shape, rows[1][1])
    return toy.with_layer("villages", "villages.geojson", rows)


def odd_village(toy: Toy, x: float) -> Toy:
    rows = village_rows()
    rows[2] = (shapely.Point(x, 32.5), rows[2][1])
    return toy.with_frame("villages", "villages.gpkg", frame_of(rows))


def moved(rows: Rows, x: float, y: float) -> Rows:
    return [(shapely.affinity.translate(shape, x, y), data) for shape, data in rows]


@bad_input(1, "a row without a geometry", "no-location", "Q")
def _none(toy: Toy) -> Toy:
    return village(toy, None)


@bad_input(2, "an empty geometry", "no-location", "Q")
def _empty(toy: Toy) -> Toy:
    return village(toy, {"type": "Point", "coordinates": []})


@bad_input(3, "a coordinate that is not a number (NaN)", "not-finite", "Q", "file layer row value")
def _nan(toy: Toy) -> Toy:
    return odd_village(toy, np.nan)


@bad_input(4, "an infinite coordinate", "not-finite", "Q", "file layer row value")
def _infinite(toy: Toy) -> Toy:
    return odd_village(toy, -np.inf)


@bad_input(5, "a collection of geometries", "collection-extracted", "F", "file layer row value")
def _collection(toy: Toy) -> Toy:
    return roads(toy, shapely.GeometryCollection([shapely.Point(lon_lat(1, 1)), BESIDE]))


@bad_input(5, "a collection without lines", "collection-without", "Q", "file layer row value")
def _collection_of_points(toy: Toy) -> Toy:
    return roads(toy, shapely.GeometryCollection([shapely.Point(lon_lat(1, 1)), shapely.Point(lon_lat(2, 1))]))


@bad_input(6, "a line without length", "zero-length", "Q", "file layer row value")
def _no_length(toy: Toy) -> Toy:
    return roads(toy, LINE([lon_lat(1, 1), lon_lat(1, 1)]))


@bad_input(7, "repeated vertices", "vertices-repeated", "F", "file layer row value")
def _repeated(toy: Toy) -> Toy:
    return roads(toy, LINE([lon_lat(0, 1), lon_lat(1, 1), lon_lat(1, 1), lon_lat(2, 1)]))


@bad_input(8, "a segment drawn again exactly", "road-repeated", "Q", "file layer row value")
def _again(toy: Toy) -> Toy:
    return roads(toy, road_rows()[1][0])


@bad_input(8, "two drawings of one line that disagree", "duplicates-disagree", "W", "file layer row field value")
def _disagree(toy: Toy) -> Toy:
    return roads(toy, road_rows()[1][0], surface="31")


@bad_input(9, "a road drawn again beside itself", "drawn-twice", "W", "file layer row value")
def _offset(toy: Toy) -> Toy:
    return roads(toy, shapely.affinity.translate(road_rows()[1][0], 0.00003, 0.00003).reverse())


@bad_input(10, "a polygon that intersects itself", "polygon-repaired", "F", "file layer row value")
def _bow(toy: Toy) -> Toy:
    bow = shapely.Polygon([lon_lat(-1, -1), lon_lat(5, 2), lon_lat(5, -1), lon_lat(-1, 2)])
    return toy.with_layer("boundary", "boundary.geojson", [(bow, {})])


@bad_input(11, "a ring that is not closed", "geometry-unreadable", "Q", "file layer row value")
def _unclosed(toy: Toy) -> Toy:
    ring = [lon_lat(-1, -1), lon_lat(5, -1), lon_lat(5, 2), lon_lat(-1, 2)]
    return toy.with_layer("boundary", "boundary.geojson", [({"type": "Polygon", "coordinates": [ring]}, {})])


@bad_input(12, "heights or measures", "z-dropped", "F", "file layer row value")
def _heights(toy: Toy) -> Toy:
    rows = [(shapely.force_3d(shape, 900.0), data) for shape, data in road_rows()]
    return toy.with_frame("roads", "roads.gpkg", frame_of(rows))


@bad_input(13, "a line of several parts", "parts-exploded", "F", "file layer row value")
def _parts(toy: Toy) -> Toy:
    return roads(toy, shapely.MultiLineString([BESIDE.coords, [lon_lat(2, 1), lon_lat(3, 1)]]))


@bad_input(14, "the wrong kind of geometry", "geometry-wrong", "E", "file layer row value")
def _wrong_kind(toy: Toy) -> Toy:
    return toy.with_layer("roads", "roads.geojson", village_rows())


@bad_input(14, "a row of another kind of geometry", "geometry-other", "Q", "file layer row field value")
def _other_kind(toy: Toy) -> Toy:
    return roads(toy, shapely.Point(lon_lat(1, 1)))


@bad_input(15, "roads not connected to a trunk road", "road-islands", "W", "file layer row value")
def _island(toy: Toy) -> Toy:
    return roads(toy, BESIDE)


@bad_input(16, "two ends that almost meet", "near-misses", "W", "file layer row value")
def _near_miss(toy: Toy) -> Toy:
    x, y = lon_lat(4, 0)
    return roads(toy, LINE([(x + 0.0003, y), lon_lat(5, 0)]))


@bad_input(17, "longitude and latitude swapped", "swapped", "E", "file layer row value")
def _swapped(toy: Toy) -> Toy:
    rows = [(shapely.Point(shape.y, shape.x), data) for shape, data in village_rows()]
    return toy.with_layer("villages", "villages.geojson", rows)


@bad_input(18, "metres that are labelled degrees", "metres-as-degrees", "E", "file layer row value")
def _metres(toy: Toy) -> Toy:
    rows = [(shapely.Point(500_000 + place, 3_600_000), data) for place, (_, data) in enumerate(village_rows())]
    return toy.with_layer("villages", "villages.geojson", rows)


@bad_input(19, "degrees in a projected coordinate system", "degrees-as-metres", "E", "file layer row value")
def _degrees(toy: Toy) -> Toy:
    return toy.with_frame("villages", "villages.gpkg", frame_of(village_rows(), None).set_crs(4545))


@bad_input(20, "a shapefile without .prj", "crs-missing", "E", "file layer value")
def _no_prj(toy: Toy) -> Toy:
    toy = toy.with_frame("villages", "villages.shp", frame_of(village_rows()))
    (toy.folder / "villages.prj").unlink()
    return toy


@bad_input(21, "a layer in another place than the villages", "far-away", "E", "file layer")
def _far(toy: Toy) -> Toy:
    return toy.with_layer("roads", "roads.geojson", moved(road_rows(), 0, 3))


@bad_input(21, "a datum that cannot be transformed exactly", "datum-refused", "E", "file layer value")
def _datum(toy: Toy) -> Toy:
    frame = frame_of(village_rows()).set_crs("EPSG:4610", allow_override=True)
    return toy.with_frame("villages", "villages.gpkg", frame)


@bad_input(
    21, "Beijing 54 in a county that its transformations are not made for", "datum-of-elsewhere", "E", "file layer"
)
def _datum_of_elsewhere(toy: Toy) -> Toy:
    frame = frame_of(village_rows()).set_crs("EPSG:4214", allow_override=True)
    return toy.with_county('crs = "EPSG:32649"').with_frame("villages", "villages.gpkg", frame)


@bad_input(21, "seven parameters without the convention of their rotations", "rotation-missing", "E", "file field")
def _rotation(toy: Toy) -> Toy:
    numbers = ", ".join(f"{key} = 1.5" for key in ("dx", "dy", "dz", "rx", "ry", "rz", "scale"))
    return toy.with_layer("roads", "roads.geojson", toml=f'to_wgs84 = {{ {numbers}, source = "survey office" }}')


@bad_input(22, "villages shifted as online maps (GCJ-02) are", "rows-shifted", "W", "file layer row field value")
def _shifted(toy: Toy) -> Toy:
    points = [(108.0 + 0.013 * (i % 10), 32.5 + 0.05 * (i // 10) + 0.01 * (i % 3)) for i in range(20)]
    lines = [LINE(points[:10]), LINE(points[10:])]
    toy = toy.with_layer("roads", "roads.geojson", [(line, {"segment": f"C{i}"}) for i, line in enumerate(lines)])
    moved_points = to_gcj02(np.array(points)).tolist()
    rows = [(shapely.Point(p), {"code": f"61072811{i:04d}", "name": f"村{i}"}) for i, p in enumerate(moved_points)]
    return toy.with_layer("villages", "villages.geojson", rows)


@bad_input(23, "degrees, minutes and seconds", "degrees-read", "F", "file layer row value")
def _minutes(toy: Toy) -> Toy:
    rows = [
        [code, f"村{i}", f"108°{1.2 * i:.0f}′{(1.2 * i % 1) * 60:.1f}″E", "32°30′00″N"] for i, code in enumerate(CODES)
    ]
    content = csv_text("code,name,lon,lat", *rows)
    return toy.with_layer("villages", "villages.csv", content, toml='crs = "EPSG:4490"')


@bad_input(24, "a settlement outside the county", "outside-boundary", "Q", "file layer row value")
def _outside(toy: Toy) -> Toy:
    box = shapely.box(*lon_lat(-0.5, -1), *lon_lat(2.5, 2))
    return toy.with_layer("boundary", "boundary.geojson", [(box, {"name": "镇巴县"})])


@bad_input(25, "the wrong zone or central meridian", "wrong-zone", "E", "file layer row value")
def _zone(toy: Toy) -> Toy:
    frame = frame_of(village_rows()).to_crs(4545).set_crs(4549, allow_override=True)
    return toy.with_frame("villages", "villages.gpkg", frame)
