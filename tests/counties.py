"""Counties for tests: frames with a few columns in, a `County` with all the canonical ones out.

county = make_county(draw_county("A =#"), snap_m=5.0)
county = make_county(toy, aside=[set_aside("roads", row=9, geometry=line)])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import pyproj
import shapely

from gisplan.county.county import County
from gisplan.county.schema import LAYERS
from gisplan.gaps import KINDS, Gaps, find_gaps
from gisplan.standards import Standard, parse_standard, read_packaged_standard
from tests.toys import CRS, Toy, draw_county

__all__ = ["ROADS", "fill_layer", "judge", "line", "make_county", "set_aside", "standard_of", "states", "verdict"]

_ASIDE = ("layer", "row", "code", "name", "field", "value", "fault", "village", "villages", "population", "households")
_WORKS = {"road_works": "road", "water_projects": "water"}
_TYPES = {"boolean": "boolean", "number": "float64", "integer": "Int64", "surface": "Int64"}


def fill_layer(layer: str, frame: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    """A layer's frame with every canonical column and `row`; null where the frame had none."""
    if frame is None:
        return None
    filled = {}
    for column in LAYERS[layer].columns:
        given = frame[column.name] if column.name in frame else pd.Series([None] * len(frame), index=frame.index)
        filled[column.name] = given.astype(_TYPES.get(column.kind, object))
    filled["row"] = frame["row"] if "row" in frame else pd.Series(range(1, len(frame) + 1), index=frame.index)
    return gpd.GeoDataFrame(filled, geometry=frame.geometry, crs=frame.crs).reset_index(drop=True)


def set_aside(layer: str, *, geometry: Any = None, changes_nothing: bool = False, **fields: Any) -> dict[str, Any]:
    """One quarantined row."""
    known = {"row": 99, "fault": "a fault", **fields}
    return {**dict.fromkeys(_ASIDE), "layer": layer, "changes_nothing": changes_nothing, "geometry": geometry, **known}


def make_county(
    toy: Toy,
    *,
    aside: Sequence[dict[str, Any]] = (),
    incomplete: Sequence[str] = (),
    as_of: date | None = None,
    seats: bool = True,
    groups: bool = True,
    tables: Mapping[str, Any] | None = None,
    **settings: Any,
) -> County:
    """A toy as a county; `tables` are rows by layer, as mappings; `settings` are keys of `[network]`."""
    quarantine = gpd.GeoDataFrame(
        {name: [row[name] for row in aside] for name in [*_ASIDE, "changes_nothing"]},
        geometry=gpd.GeoSeries([row["geometry"] for row in aside], crs=CRS),
        crs=CRS,
    )
    return County(
        code="610728",
        name="镇巴县",
        crs=pyproj.CRS(CRS),
        villages=fill_layer("villages", toy.villages),
        roads=fill_layer("roads", toy.roads),
        groups=fill_layer("groups", toy.groups) if groups else None,
        seats=fill_layer("seats", toy.seats) if seats else None,
        quarantine=quarantine.astype({"changes_nothing": bool}),
        incomplete=frozenset(incomplete),
        as_of=as_of,
        settings=settings,
        **_tables_of(tables or {}),
    )


def _tables_of(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """The layers beside roads and settlements, from rows; the two layers of works together."""
    found = {name: _table_of(name, rows) for name, rows in tables.items()}
    works = [found.pop(name).assign(layer=name, kind=kind) for name, kind in _WORKS.items() if name in found]
    if works:
        both = [c for name in _WORKS for c in LAYERS[name].names]
        columns = list(dict.fromkeys([*both, "layer", "kind", "row"]))
        merged = pd.concat([frame.reindex(columns=columns).astype(object) for frame in works], ignore_index=True)
        found["works"] = gpd.GeoDataFrame(merged, geometry=[None] * len(merged), crs=CRS)
    had = {name: frozenset(key for row in rows for key in row) for name, rows in tables.items()}
    return {**found, "columns": {name: keys for name, keys in had.items() if keys}}


def _table_of(name: str, rows: Sequence[Mapping[str, Any]]) -> Any:
    layer = LAYERS[name]
    frame = pd.DataFrame({c: [row.get(c) for row in rows] for c in layer.names}, dtype=object)
    for column in layer.columns:
        if column.kind in ("number", "percent"):
            frame[column.name] = frame[column.name].astype("float64")
        elif column.kind == "date":
            frame[column.name] = pd.to_datetime(frame[column.name])
        elif column.kind == "boolean":
            frame[column.name] = frame[column.name].astype("boolean")
    frame["row"] = range(1, len(rows) + 1)
    if layer.shape is None or layer.placeless:
        return frame
    return gpd.GeoDataFrame(frame, geometry=[row["geometry"] for row in rows], crs=CRS)


def standard_of(*criteria: str, targets: str = "") -> Standard:
    """A standard of reach criteria, each given as the TOML lines that differ from a sealed road to villages."""
    text = 'id = "toy"\ntitle = "A toy"\nsource = "a test"\n'
    for lines in criteria or ("",):
        own = {line.split("=")[0].strip(): line for line in lines.strip().splitlines()}
        usual = {
            "id": 'id = "sealed_road"',
            "kind": 'kind = "reach"',
            "settlement": 'settlement = "village"',
            "role": 'role = "exit"',
            "unit": 'unit = "m"',
            "threshold": "threshold = 500.0",
            "surfaces": "surfaces = [11, 12, 21, 22, 23]",
            "source": 'source = "a test"',
        }
        text += "\n[[criteria]]\n" + "\n".join({**usual, **own}.values()) + "\n"
    return parse_standard(text + targets, name="toy.toml", kinds=KINDS)


def _roads_of(id: str) -> Standard:
    """A packaged standard without what a toy has no tables for."""
    standard = read_packaged_standard(id, kinds=KINDS)
    criteria = tuple(c for c in standard.criteria if c.kind == "reach")
    asked = {c.id for c in criteria}
    return replace(standard, criteria=criteria, targets=tuple(t for t in standard.targets if t.criterion in asked))


ROADS = _roads_of("zhenba-2019")
"""The road criteria of zhenba-2019."""


def judge(picture: str | Toy, *, cell_m: float = 100.0, standard: Standard | str = ROADS, **county: Any) -> Gaps:
    """Draw a county and judge it; `county` goes to `make_county`."""
    toy = draw_county(picture, cell_m=cell_m) if isinstance(picture, str) else picture
    if isinstance(standard, str):
        standard = _roads_of(standard)
    return find_gaps(make_county(toy, **county), standard)


def verdict(gaps: Gaps, name: str, criterion: str = "sealed_road") -> Any:
    """One settlement's row by its name."""
    rows = gaps.settlements.query("name == @name and criterion == @criterion")
    assert len(rows) == 1, f"{name} is listed {len(rows)} times under {criterion}"
    return rows.iloc[0]


def states(gaps: Gaps, criterion: str = "sealed_road") -> dict[str, str]:
    """The state of every settlement by its name."""
    rows = gaps.settlements[gaps.settlements["criterion"] == criterion]
    return dict(zip(rows["name"], rows["state"], strict=True))


def line(*points: tuple[float, float]) -> shapely.LineString:
    """A line in a toy's own cells of 100 m, from its upper left cell, y downwards."""
    return shapely.LineString([(500_000 + 100 * x, 3_500_000 - 100 * y) for x, y in points])
