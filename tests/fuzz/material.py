"""The whole files that are mutated: a small county in every format, its ledger, sheets and documents."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import shapely

from benchmarks.county.geotiff import encode_geotiff
from tests.io.map_files import gpx, kml
from tests.io.toy_osm import osm_text, write_osm

WEST, SOUTH, STEP = 108.0, 32.5, 0.02
RELIEF_CRS = 4545
CODES = [f"61072811120{i}" for i in range(1, 6)]
STANDARD = Path(__file__).parents[2] / "gisplan" / "standards" / "data" / "zhenba-2019.toml"

HEAD = """[county]
code = "610728"
name = "清溪县"
crs = "EPSG:4545"
standard = "zhenba-2019"
as_of = 2019-06-30

[network]
snap_m = 10.0
reach_m = 500.0
trunk_classes = ["G", "S", "X"]
reach_to = "trunk"
"""

VILLAGES = "code,name,town,population,households,lon,lat\n" + "".join(
    f"{code},村{i},青水镇,{100 + i},{30 + i},{WEST + i * STEP},{SOUTH}\n" for i, code in enumerate(CODES)
)
GROUPS = "code,village,name,households,population,lon,lat\n" + "".join(
    f"{code}{part:03d},{code},{part}组,{12 + part},{40 + part},{WEST + i * STEP + part * 0.003},{SOUTH + 0.002}\n"
    for i, code in enumerate(CODES)
    for part in (1, 2)
)
WATER = "village,population,tap_population,guarantee,unsafe_households\n" + "".join(
    f"{code},{100 + i},{90 + i},95%,{i % 2}\n" for i, code in enumerate(CODES)
)
POWER = "village,households,connected_households,three_phase\n" + "".join(
    f"{code},{30 + i},{30 + i},是\n" for i, code in enumerate(CODES)
)
WORKS = "code,name,programme,villages,km,done_km,status,due,started\n" + "".join(
    f"GL-{i},通村路{i},group_roads,{code},1.5,0.5,under_way,2019-12-31,2019-03-0{i + 1}\n"
    for i, code in enumerate(CODES)
)
LOCKS = "segment,from_m,to_m,programme,lock\nC001,0,500,general,in\nC002,0,100,general,out\n"
LISTED = "segment,programme\nC001,general\nC003,general\n"


def make_layers() -> dict[str, gpd.GeoDataFrame]:
    """Return the layers that have shapes: five villages along a trunk road, each with a side road."""
    places = [shapely.Point(WEST + i * STEP, SOUTH) for i in range(5)]
    trunk = shapely.LineString([(WEST - 0.01 + i * 0.02, SOUTH + 0.02) for i in range(7)])
    sides = [shapely.LineString([(p.x, p.y), (p.x + 0.002, p.y + 0.01), (p.x, p.y + 0.02)]) for p in places]
    roads = {
        "segment": ["G001", *(f"C00{i}" for i in range(1, 6))],
        "class": ["G", *"CCCCC"],
        "surface": ["11", "12", "31", "12", "36", "31"],
        "width_m": [7.0, 4.5, 3.5, 4.5, 3.0, 3.5],
    }
    villages = {"code": CODES, "name": [f"村{i}" for i in range(5)], "population": [100 + i for i in range(5)]}
    boundary = shapely.box(WEST - 0.05, SOUTH - 0.05, WEST + 0.15, SOUTH + 0.07)
    return {
        "roads": gpd.GeoDataFrame(roads, geometry=[trunk, *sides], crs="EPSG:4326"),
        "villages": gpd.GeoDataFrame(villages, geometry=places, crs="EPSG:4326"),
        "boundary": gpd.GeoDataFrame({"name": ["清溪县"]}, geometry=[boundary], crs="EPSG:4326"),
    }


def make_county(folder: Path, layers: dict[str, tuple[str, str]]) -> None:
    """Write a county file; `layers` are the file of each layer, and its other lines."""
    tables = [f'\n[layers.{layer}]\npath = "{file}"\n{lines}' for layer, (file, lines) in layers.items()]
    (folder / "gisplan.toml").write_text(HEAD + "".join(tables), encoding="utf-8")


def write_book(path: Path, texts: dict[str, str]) -> None:
    """Write a workbook with a sheet for each table, numbers as numbers."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, text in texts.items():
        sheet = book.create_sheet(title)
        for line in text.splitlines():
            sheet.append([float(c) if c.replace(".", "").isdigit() and len(c) < 10 else c for c in line.split(",")])
    book.save(path)


def make_material(folder: Path, run: Callable[[list[str]], int]) -> None:
    """Make all material; `run` runs a command of gisplan and returns its exit code."""
    county = folder / "county"
    county.mkdir(parents=True)
    for name, text in {"road_works": WORKS}.items():
        (county / f"{name}.csv").write_text(text, encoding="utf-8")
    write_book(county / "power.xlsx", {"power": POWER})
    _write_shapes(county)
    _write_maps(county)
    _write_relief(county)
    make_county(
        county,
        {
            "villages": ("villages.gpkg", ""),
            "groups": ("groups.kml", ""),
            "roads": ("roads.geojson", '[layers.roads.values.class]\n"T" = "X"\n'),
            "seats": ("seats.shp", '[layers.seats.columns]\nname = "name"\n'),
            "boundary": ("boundary.fgb", ""),
            "candidates": ("candidates.zip", ""),
            "road_works": ("road_works.csv", ""),
            "water_supply": ("water_supply.tab", ""),
            "power": ("power.xlsx", ""),
            "power_lines": ("lines.osm.pbf", ""),
            "facilities": ("lines.osm.pbf", ""),
            "broadcasting": ("broadcasting.gdb", 'layer = "广播"\n'),
            "attestations": ("attestations.parquet", ""),
            "coverage": ("coverage.kmz", 'layer = "信号"\n'),
            "water_projects": ("water_projects.gpx", 'layer = "waypoints"\n'),
            "rivers": ("rivers.geojson", ""),
            "relief": ("relief.tif", ""),
        },
    )
    (folder / "locks.csv").write_text(LOCKS, encoding="utf-8")
    (folder / "listed.csv").write_text(LISTED, encoding="utf-8")
    shutil.copy(STANDARD, folder / "standard.toml")
    for words in (
        ["ledger", "open", str(county), "--by", "王"],
        ["ledger", "set", str(county), "GL-1", "built", "--date", "2019-06-01", "--by", "王"],
        ["ledger", "export", str(county), str(folder / "works.xlsx")],
        ["ledger", "backup", str(county), str(folder / "backup.sqlite")],
        ["gaps", str(county), "-o", str(folder / "out")],
    ):
        code = run(words)
        assert code == 0, (words, code)


def _write_relief(county: Path) -> None:
    """Write heights around the county, and its rivers."""
    layers = make_layers()
    layers["roads"][["geometry"]].assign(name="河").to_file(county / "rivers.geojson", driver="GeoJSON")
    west, _south, _east, north = layers["boundary"].to_crs(RELIEF_CRS).total_bounds
    heights = np.add.outer(np.arange(80), 3 * np.arange(110)) + 600
    place = {"west": west - 3_000, "north": north + 3_000, "cell_m": 250.0, "epsg": RELIEF_CRS, "nodata": -32768}
    (county / "relief.tif").write_bytes(encode_geotiff(heights, **place))


def _write_maps(county: Path) -> None:
    """Write layers as phones, MapInfo and ArcGIS do; the tables among them have places that are not needed."""
    layers = make_layers()
    places = list(layers["villages"].geometry)
    rows = [line.split(",") for line in WATER.splitlines()]
    water = gpd.GeoDataFrame(rows[1:], columns=rows[0], geometry=places, crs="EPSG:4326")
    water.to_file(county / "water_supply.tab", driver="MapInfo File")
    cast = gpd.GeoDataFrame({"village": CODES, "households": 30, "covered_households": 30}, geometry=places, crs=4326)
    cast.to_file(county / "broadcasting.gdb", layer="广播", driver="OpenFileGDB")
    signed = {"village": CODES, "criterion": "access", "state": "met", "by": "王", "date": "2019-06-01"}
    pd.DataFrame(signed).to_parquet(county / "attestations.parquet")
    lines = [(shape, {"name": f"线{i}"}) for i, shape in enumerate(layers["roads"].geometry)]
    head, *records = (line.split(",") for line in GROUPS.splitlines())
    groups = [
        (shapely.Point(*map(float, record[-2:])), dict(zip(head[:-2], record, strict=False))) for record in records
    ]
    (county / "groups.kml").write_text(kml(groups), encoding="utf-8")
    area = layers["boundary"].geometry.iloc[0]
    with zipfile.ZipFile(county / "coverage.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", kml([(area, {"kind": "4G", "name": "站"})], folder="信号"))
    works = [(shape, {"code": f"SL-{i}", "name": f"水{i}", "villages": CODES[i]}) for i, shape in enumerate(places)]
    (county / "water_projects.gpx").write_text(gpx(points=works, tracks=lines), encoding="utf-8")


POWER_LINES = osm_text(
    {
        61: ([1, 2], {"power": "line", "name": "青水线"}),
        62: ([2, 3], {"power": "minor_line"}),
        63: ([4, 6, 1, 4], {"amenity": "school", "name": "青水小学"}),
    },
    tags={5: {"man_made": "water_works"}, 7: {"amenity": "clinic", "healthcare": "clinic", "name": "卫生室"}},
)
FACILITIES = "code,name,kind,lon,lat\n" + "".join(
    f"F{i},点{i},{kind},{WEST + i * STEP},{SOUTH}\n" for i, kind in enumerate(["学校", "卫生室", "水厂", "其他", ""])
)


def _write_shapes(county: Path) -> None:
    write_osm(county / "lines.osm.pbf", POWER_LINES)
    layers = make_layers()
    layers["roads"].to_file(county / "roads.geojson")
    layers["villages"].to_file(county / "villages.gpkg")
    layers["boundary"].to_file(county / "boundary.fgb")
    seats = layers["villages"].assign(rank="town")[["code", "name", "rank", "geometry"]].iloc[:2]
    seats.to_file(county / "seats.shp", encoding="utf-8")
    candidates = layers["roads"].iloc[2:4].assign(code=["N001", "N002"])[["code", "geometry"]]
    candidates.to_file(county / "candidates.shp", encoding="utf-8")
    parts = sorted(county.glob("candidates.*"))
    with zipfile.ZipFile(county / "candidates.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.write(part, part.name)
            part.unlink()
