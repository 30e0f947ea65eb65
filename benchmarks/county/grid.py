"""Medium-voltage lines down the valleys, and what the county's transmitters reach by line of sight."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.county.given import CRS, Given
from benchmarks.county.growth import Growth, Road
from benchmarks.county.places import Places
from benchmarks.county.relief import Relief

__all__ = ["cover_by_transmitters", "string_power_lines"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MAST_M = 40.0
FARTHEST_M = 14_000.0
CLUTTER = 0.012


def string_power_lines(
    given: Given, relief: Relief, inside: NDArray[np.bool_], places: Places, remote_m: Floats, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """35 kV lines between the seats and 10 kV lines to the villages, straight from mast to mast: `kind, name`.

    One village in fifteen, the remotest of its surroundings, has no line yet.
    """
    growth = Growth(relief, inside, rng, miss_m=0.0)
    seats = relief.cells_at(shapely.get_coordinates(given.towns.geometry.values))
    villages = relief.cells_at(places.village_xy)
    town = given.towns["name"].to_numpy()
    first = seats[np.argsort(remote_m[seats], kind="stable")[:1]]
    growth.road_at[first] = 0
    growth.roads.append(_stub(relief, first))
    names = ["变电站"]
    kinds = ["35kV"]
    for number in growth.add_stems("35kV", seats):
        names.append(f"{town[places.town_of[growth.roads[number].cells[0]]]}35千伏线")
        kinds.append("35kV")
    luck = remote_m[villages] * rng.uniform(0.6, 1.4, len(villages))
    village = given.register["name"].to_numpy()
    for number in growth.add_stems("10kV", villages[luck <= np.quantile(luck, 1 - 1 / 15)]):
        names.append(f"{village[places.village_of[growth.roads[number].cells[0]]]}10千伏线")
        kinds.append("10kV")
    lines = [shapely.simplify(road.line, 120.0) for road in growth.roads]
    # Of one line in twenty-five the register does not say the voltage.
    result = np.where(np.arange(len(kinds)) % 25 == 24, None, np.array(kinds, dtype=object))
    frame = gpd.GeoDataFrame({"kind": result, "name": names, "origin": "synthetic"}, geometry=lines, crs=CRS)
    return frame.iloc[1:].reset_index(drop=True)


def _stub(relief: Relief, cell: Ints) -> Road:
    """The substation from which all lines start, as a line of no length to speak of."""
    xy = relief.middles(cell)[0]
    return Road("35kV", np.repeat(cell, 2), shapely.LineString([xy - 1.0, xy + 1.0]), (-1, -1))


def cover_by_transmitters(given: Given, relief: Relief, rng: np.random.Generator, n: int) -> gpd.GeoDataFrame:
    """What so many transmitters reach, from summits near the seats as far as they can see: `kind, name`."""
    seats = shapely.get_coordinates(given.towns.geometry.values)
    spots = (
        seats[np.arange(n) % len(seats)] + rng.uniform(-2_500, 2_500, (n, 2)) * (np.arange(n) >= len(seats))[:, None]
    )
    tops = np.array([_summit(relief, spot) for spot in spots])
    areas = [_seen_from(relief, top) for top in tops]
    town = given.towns["name"].to_numpy()
    names = [f"{town[i % len(seats)]}{'' if i < len(seats) else i // len(seats) + 1}发射台" for i in range(n)]
    whole = given.boundary.geometry.iloc[0]
    # Of one transmitter in twelve nobody wrote down what it sends.
    kinds = np.where(np.arange(n) % 12 == 7, None, np.array(["dtmb"] * n, dtype=object))
    return gpd.GeoDataFrame(
        {"kind": kinds, "name": names, "origin": "synthetic"}, geometry=shapely.intersection(areas, whole), crs=CRS
    )


def _summit(relief: Relief, spot: Floats) -> Floats:
    """The highest place within 1.5 km."""
    steps = np.arange(-1_500.0, 1_501.0, relief.cell_m)
    around = spot + np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    cells = relief.cells_at(around)
    return relief.middles(cells[np.argmax(relief.height_m.ravel()[cells])])


def _seen_from(relief: Relief, top: Floats, rays: int = 96) -> shapely.Geometry:
    """The star-shaped area around a mast in which most of the ground is in sight."""
    angle = np.linspace(0, 2 * np.pi, rays, endpoint=False)
    far = np.arange(relief.cell_m, FARTHEST_M, relief.cell_m)
    xy = top + far[None, :, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)[:, None, :]
    z = relief.height_m.ravel()
    ground = z[relief.cells_at(xy.reshape(-1, 2))].reshape(rays, len(far))
    rise = (ground - (z[relief.cells_at(top[None, :])[0]] + MAST_M)) / far
    hidden = rise < np.maximum.accumulate(rise, axis=1) - CLUTTER
    visible = np.cumsum(~hidden, axis=1) / np.arange(1, len(far) + 1)
    reach = far[np.maximum((visible >= 0.5).sum(axis=1) - 1, 4)]
    smooth = (np.roll(reach, 1) + 2 * reach + np.roll(reach, -1)) / 4
    rim = top + smooth[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return shapely.buffer(shapely.polygons(np.round(rim, 1)), 0)
