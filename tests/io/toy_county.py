"""A small county that a test can change: four villages, three groups, four roads, a boundary."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from gisplan.base.errors import CountyFileError
from gisplan.base.faults import Fault
from gisplan.county.county import County
from gisplan.io import CheckReport, check_county, read_county

WEST, SOUTH = 108.0, 32.5
STEP = 0.02
CODES = ["610728111201", "610728111202", "610728111203", "610728111204"]


def lon_lat(x: float, y: float) -> tuple[float, float]:
    """Return a place on the toy's grid, in degrees."""
    return round(WEST + x * STEP, 7), round(SOUTH + y * STEP, 7)


def geojson(rows: list[tuple[Any, dict[str, Any]]]) -> dict[str, Any]:
    """Return rows of (geometry or None, properties) as a GeoJSON document."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": shape if shape is None or isinstance(shape, dict) else shapely.geometry.mapping(shape),
            }
            for shape, properties in rows
        ],
    }


def village_rows() -> list[tuple[Any, dict[str, Any]]]:
    return [
        (shapely.Point(lon_lat(place, 0)), {"code": code, "name": f"村{place}", "population": 100 + place})
        for place, code in enumerate(CODES)
    ]


def road_rows() -> list[tuple[Any, dict[str, Any]]]:
    return [
        (
            shapely.LineString([lon_lat(place, 0), lon_lat(place + 0.5, 0.3), lon_lat(place + 1, 0)]),
            {"segment": f"C00{place}", "class": "C", "surface": "12", "width_m": 4.5},
        )
        for place in range(4)
    ]


@dataclass(frozen=True)
class Toy:
    """A county folder that writes itself; `layers` are file name and TOML lines, `county` more keys."""

    folder: Path
    county: str = ""
    layers: dict[str, tuple[str, str]] = field(default_factory=dict)
    network: str = ""

    def write(self, name: str, content: bytes | str | dict[str, Any]) -> Path:
        path = self.folder / name
        if isinstance(content, dict):
            content = json.dumps(content, ensure_ascii=False)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def with_layer(self, layer: str, name: str, content: Any = None, *, toml: str = "") -> Toy:
        """Return the same county with a layer in another file; `content` may be rows, bytes, text or None."""
        if isinstance(content, list):
            content = geojson(content)
        if content is not None:
            self.write(name, content)
        return replace(self, layers={**self.layers, layer: (name, toml)})

    def with_frame(self, layer: str, name: str, frame: gpd.GeoDataFrame, /, *, toml: str = "", **options: Any) -> Toy:
        frame.to_file(self.folder / name, **options)
        return self.with_layer(layer, name, toml=toml)

    def with_county(self, lines: str) -> Toy:
        return replace(self, county=lines)

    def with_network(self, lines: str) -> Toy:
        return replace(self, network=lines)

    def save(self) -> Path:
        head = [] if "crs =" in self.county else ['crs = "EPSG:4545"']
        lines = ["[county]", 'code = "610728"', 'name = "镇巴县"', *head, self.county]
        for layer, (name, toml) in self.layers.items():
            lines += [f"[layers.{layer}]", f'path = "{name}"', toml]
        lines += ["[network]", self.network] if self.network else []
        self.write("gisplan.toml", "\n".join(lines))
        return self.folder

    def check(self) -> CheckReport:
        return check_county(self.save())

    def read(self) -> County:
        return read_county(self.save())

    def refuse(self) -> tuple[Fault, ...]:
        """Read a county that must be refused, and return its errors."""
        with pytest.raises(CountyFileError) as caught:
            self.read()
        return tuple(fault for fault in caught.value.faults if fault.level == "E")


def clean_county(folder: Path) -> Toy:
    """Make a county without a fault."""
    bare = Toy(folder)
    return bare.with_layer("villages", "villages.geojson", village_rows()).with_layer(
        "roads", "roads.geojson", road_rows()
    )


def faults_of(report: CheckReport) -> list[Fault]:
    """Return the faults of a check, but that the small county has no trunk road."""
    return [fault for fault in report.faults if fault.code != "trunk-classes-usual"]


def only(faults: Iterable[Fault], code: str) -> Fault:
    """Return the one fault of a kind."""
    every = list(faults)
    found = [fault for fault in every if fault.code == code]
    assert len(found) == 1, [fault.code for fault in every]
    return found[0]
