"""What every page shows of a county: its extent, its towns' names, and what was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gisplan.base.crs import usual_bounds
from gisplan.base.language import _
from gisplan.base.values import is_missing, text_or_none
from gisplan.county.county import County, LayerInput
from gisplan.maps.shared.encoding import pack_points

__all__ = [
    "Towns",
    "find_bounds",
    "find_towns",
    "input_to_dict",
    "key_areas",
    "key_towns",
    "list_map_inputs",
    "place_seats",
]


def find_bounds(county: County, to_degrees: Transformer) -> list[list[float]]:
    """South-west and north-east corner of the county: its boundary, else its settlements and roads, else its CRS's."""
    frames = [county.boundary] if county.boundary is not None else [county.villages, county.roads]
    total = np.array([frame.total_bounds for frame in frames if len(frame) and not frame.geometry.isna().all()])
    if len(total):
        low, high = total[:, :2].min(axis=0), total[:, 2:].max(axis=0)
        west, south, east, north = to_degrees.transform_bounds(*low, *high)
    else:
        west, south, east, north = usual_bounds(county.crs) or (-180.0, -80.0, 180.0, 80.0)
    return [[round(south, 6), round(west, 6)], [round(north, 6), round(east, 6)]]


def place_seats(county: County, towns: Towns, to_degrees: Transformer) -> list[dict[str, Any]]:
    """Names of towns and where they stand, sorted: the seats, else a place inside each area."""
    seats = county.seats
    if seats is not None and len(seats):
        names, points = seats["name"].tolist(), np.asarray(seats.geometry.array, dtype=object)
    else:
        names, points = towns.names, shapely.point_on_surface(towns.areas)
    x, y = pack_points(shapely.get_x(points), shapely.get_y(points), to_degrees)
    placed = [(text_or_none(name), a, b) for name, a, b in zip(names, x, y, strict=True) if a is not None]
    placed.sort(key=lambda seat: (seat[0] or "", *seat[1:]))
    return [{"name": name, "x": a, "y": b} for name, a, b in placed]


def list_map_inputs(county: County) -> tuple[LayerInput, ...]:
    """List the files that a map is made of: those of the verdicts, and what is drawn for orientation."""
    return county.inputs if county.orientation is None else (*county.inputs, *county.orientation.inputs)


def input_to_dict(item: LayerInput) -> dict[str, str]:
    """A file that was read: its layer, path, hash and rows."""
    numbers = (item.rows, item.accepted, item.quarantined, item.left_out)
    counts = _("{0} rows, {1} accepted, {2} set aside")
    if item.left_out:
        counts = _("{0} rows, {1} accepted, {2} set aside, {3} left out by where")
    return {"layer": item.layer, "path": item.path, "sha256": item.sha256, "counts": counts.format(*numbers)}


_TOWN_DIGITS = 9  # of a village's 12


@dataclass(frozen=True)
class Towns:
    """T towns, sorted by key: the first nine digits of their villages' codes, else their name.

    Attributes
    ----------
    keys, names : list of str
    areas : (T,) object
        A polygon, or None where the boundary layer has none.
    outline : (N,) object
        The county's own outline as lines; none where the county has no boundary.
    """

    keys: list[str]
    names: list[str]
    areas: NDArray[np.object_]
    outline: NDArray[np.object_]

    def place(self, keys: list[str]) -> list[int]:
        """The place of each key's town, -1 where it has none."""
        known = {key: i for i, key in enumerate(self.keys)}
        return [known.get(key, -1) for key in keys]


def find_towns(county: County) -> Towns:
    """The towns that the villages name, and those that only the boundary layer has."""
    villages, boundary = county.villages, county.boundary
    keys = key_towns(county, villages["code"], villages["town"])
    names: dict[str, str] = {}
    for key, name in zip(keys, villages["town"].tolist(), strict=True):
        names.setdefault(key, key if is_missing(name) else str(name))
    names.pop("", None)
    areas: dict[str, list[Any]] = {}
    whole: list[Any] = []
    if boundary is not None:
        for key, name, shape in zip(key_areas(county), boundary["name"], boundary.geometry, strict=True):
            if not key:
                whole.append(shape)
                continue
            areas.setdefault(key, []).append(shape)
            names[key] = names.get(key, key) if is_missing(name) else str(name)
    order = sorted(names)
    shapes = np.empty(len(order), dtype=object)
    shapes[:] = [_join(areas.get(key, [])) for key in order]
    return Towns(order, [names[key] for key in order], shapes, _outline(whole, shapes))


def key_towns(county: County, codes: pd.Series[Any], towns: pd.Series[Any] | None = None) -> list[str]:
    """The town's key of each settlement, by its own code or its village's, else by its town's name; "" for none."""
    named = pd.Series("", index=codes.index, dtype=object) if towns is None else towns.fillna("").astype(str)
    if county.code_system != "cn-12":
        return [str(name) for name in named]
    text = codes.fillna("").astype(str)
    coded = text.str.fullmatch(r"\d{12}(\d{3})?").fillna(False).astype(bool)
    return [str(key) for key in text.str[:_TOWN_DIGITS].where(coded, named)]


def key_areas(county: County) -> list[str]:
    """The town's key of each row of the boundary layer; "" for the county's own."""
    boundary, villages = county.boundary, county.villages
    if boundary is None:
        return []
    by_name = dict(zip(villages["town"], key_towns(county, villages["code"], villages["town"]), strict=True))
    keys = []
    for code, name in zip(boundary["code"], boundary["name"], strict=True):
        text = text_or_none(code) or ""
        coded = county.code_system == "cn-12" and len(text) == _TOWN_DIGITS and text.isdigit()
        keys.append(text if coded else "" if text == county.code or name != name else by_name.get(name, ""))
    return keys


def _join(shapes: list[Any]) -> Any:
    return shapely.union_all(shapes) if shapes else None


def _outline(whole: list[Any], towns: NDArray[np.object_]) -> NDArray[np.object_]:
    """The county's own row of the boundary layer; where it has none, what the towns make together."""
    some = [shape for shape in towns.tolist() if shape is not None]
    shapes = whole or ([shapely.union_all(some)] if some else [])
    lines = np.asarray(shapely.boundary(np.array(shapes, dtype=object)), dtype=object)
    return np.asarray(shapely.get_parts(lines[lines != None]), dtype=object)  # noqa: E711
