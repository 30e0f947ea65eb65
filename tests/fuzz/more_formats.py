"""A county in the formats that the first one has no room for: other workbooks, UTF-16, drawings, and packed files."""

from __future__ import annotations

import csv
import gzip
import zipfile
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import shapely

from tests.fuzz.material import (
    CODES,
    FACILITIES,
    GROUPS,
    HEAD,
    POWER,
    POWER_LINES,
    VILLAGES,
    WATER,
    WORKS,
    make_layers,
)
from tests.io.office_books import ods_book, xls_book, xlsb_book
from tests.io.toy_dxf import block, drawing, insert, line, point

_TABLES = """
[layers.villages]
path = "villages.ods"

[layers.groups]
path = "groups.xls"

[layers.roads]
path = "roads.dxf"
crs = "EPSG:4326"
where = "Layer = '道路'"
[layers.roads.columns]
segment = "EntityHandle"
class = "Layer"
[layers.roads.values.class]
"道路" = "X"

[layers.seats]
path = "seats.mif"

[layers.boundary]
path = "boundary.csv.gz"
crs = "EPSG:4326"
columns.wkt = "the_geom"

[layers.candidates]
path = "all.zip"
layer = "candidates"

[layers.power]
path = "all.zip"
layer = "表/power.csv"

[layers.road_works]
path = "road_works.xlsb"

[layers.water_supply]
path = "water_supply.tsv"

[layers.water_projects]
path = "water_projects.csv"

[layers.power_lines]
path = "lines.osm.gz"

[layers.coverage]
path = "coverage.geojson.gz"

[layers.facilities]
path = "facilities.txt"
"""


def make_other_county(county: Path) -> None:
    """Write the county of these formats."""
    county.mkdir()
    (county / "gisplan.toml").write_text(HEAD + _TABLES, encoding="utf-8")
    _write_sheets(county)
    _write_shapes(county)
    (county / "lines.osm.gz").write_bytes(gzip.compress(POWER_LINES.encode("utf-8")))


def _split(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


def _write_sheets(county: Path) -> None:
    (county / "villages.ods").write_bytes(ods_book(_split(VILLAGES)))
    (county / "groups.xls").write_bytes(xls_book(_split(GROUPS)))
    (county / "road_works.xlsb").write_bytes(xlsb_book(_split(WORKS)))
    (county / "water_supply.tsv").write_bytes(WATER.replace(",", "\t").encode("utf-16"))
    (county / "facilities.txt").write_bytes(FACILITIES.replace(",", "|").encode("gb18030"))
    places = make_layers()["villages"].geometry
    rows = [
        f"SL-{i},水{i},{CODES[i]},{shapely.to_wkb(shapely.set_srid(place, 4326), hex=True, include_srid=True)}"
        for i, place in enumerate(places)
    ]
    (county / "water_projects.csv").write_text("\n".join(["code,name,villages,WKT", *rows, ""]), encoding="utf-8")


def _write_shapes(county: Path) -> None:
    layers = make_layers()
    area = layers["boundary"].geometry.iloc[0]
    text = f'name,the_geom\n清溪县,"{area.wkt}"\n'
    (county / "boundary.csv.gz").write_bytes(gzip.compress(text.encode("utf-8")))
    cover = gpd.GeoDataFrame({"kind": ["4G"]}, geometry=[area], crs="EPSG:4326")
    (county / "coverage.geojson.gz").write_bytes(gzip.compress(cover.to_json(to_wgs84=True).encode("utf-8")))
    roads = "".join(line(shape, "道路", f"A{i}") for i, shape in enumerate(layers["roads"].geometry))
    more = point(shapely.Point(108, 32.5), "注记", "青水") + insert("B", 108, 32.5)
    text = drawing(roads + more, blocks=block("B", line(shapely.LineString([(0, 0), (0.001, 0)]), "桥")))
    (county / "roads.dxf").write_bytes(text.encode("gbk"))
    seats = layers["villages"].assign(rank="town")[["code", "name", "rank", "geometry"]].iloc[:2]
    seats.to_file(county / "seats.mif", driver="MapInfo File", encoding="utf-8")
    _write_archive(county, layers["roads"])


def _write_archive(county: Path, roads: gpd.GeoDataFrame) -> None:
    """Write an archive of a shapefile and a sheet."""
    target = BytesIO()
    candidates = roads.iloc[2:4].assign(code=["N001", "N002"])[["code", "geometry"]]
    candidates.to_file(county / "candidates.shp", encoding="utf-8")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("表/power.csv", POWER)
        for part in sorted(county.glob("candidates.*")):
            archive.write(part, part.name)
            part.unlink()
    (county / "all.zip").write_bytes(target.getvalue())
