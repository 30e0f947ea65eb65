"""A GeoJSON whose properties are all wanted is read in one go, with the same columns as when more are left out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
READ = """
import json, sys
sys.path.insert(0, sys.argv[1])
from gisplan.io.child import gdal
from gisplan.io.faults.catalogue import FaultContext
gdal.find_unexpected_drivers([])
common = {"name": "v", "file": "v.geojson", "driver": "GeoJSON", "layer": None, "encoding": None, "booleans": {},
          "spatial": True}
for more in json.loads(sys.argv[2]):
    more["properties"] = None if more["properties"] is None else set(more["properties"])
    answer = gdal.read_layer({**common, **more}, FaultContext("v", "v"))
    print(json.dumps({**answer, "bytes": open("v.arrays", "rb").read().hex()}))
"""
FEATURES = [
    {"id": "a", "properties": {"name": "青", "people": 5, "day": "2019-06-30", "mixed": 1, "made": True}},
    {"id": "b", "properties": {"name": None, "people": 2.5, "mixed": "x", "list": [1, 2], "inner": {"a": 1}}},
    {"id": 7, "properties": {}},
]


def read(folder: Path, *asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Have GDAL read a GeoJSON, asked in several ways."""
    command = [sys.executable, "-c", READ, str(ROOT), json.dumps(asked)]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, env={**os.environ})
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("columns", [None, ["name", "people", "day", "mixed", "made", "list", "inner", "other"]])
def test_it_is_the_same_layer_whether_its_columns_are_asked_for_first_or_not(
    columns: list[str] | None, tmp_path: Path
) -> None:
    rows = [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [108, 32]}, **f} for f in FEATURES]
    (tmp_path / "v.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": rows}), "utf-8")
    properties = sorted({name for feature in FEATURES for name in feature["properties"]})  # type: ignore[attr-defined]
    first, at_once = read(
        tmp_path, {"columns": columns, "properties": None}, {"columns": columns, "properties": properties}
    )
    assert at_once == first
    assert {"name", "people", "day", "mixed", "made"} <= set(at_once["read"])
    assert ("id" in at_once["read"]) is (columns is None)
