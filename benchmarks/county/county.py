"""The whole county, layer by layer, from what is given, a size and a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.county.attestations import attest
from benchmarks.county.broadcasting import plan_broadcasting
from benchmarks.county.candidates import draw_candidates
from benchmarks.county.given import CRS, Given
from benchmarks.county.grid import cover_by_transmitters, string_power_lines
from benchmarks.county.people import give_people
from benchmarks.county.places import Places, draw_areas, place_settlements
from benchmarks.county.power import plan_power
from benchmarks.county.relief import Relief, grow_tree, make_relief
from benchmarks.county.rivers import draw_rivers
from benchmarks.county.roads import grow_roads, number_routes
from benchmarks.county.segments import cut_segments
from benchmarks.county.size import Size
from benchmarks.county.survey import draw_twice, measure_trouble, survey_segments
from benchmarks.county.water import plan_water
from benchmarks.county.works import plan_works
from gisplan.county.code_lists import SEALED_SURFACES

__all__ = ["AS_OF", "MadeCounty", "build_county"]

AS_OF = date(2019, 6, 30)
MARGIN_M = 2_000.0
INDOORS_M = 400.0


@dataclass(frozen=True)
class MadeCounty:
    """A county's layers by their canonical names, in EPSG:4545; tables have no geometry."""

    given: Given
    relief: Relief
    places: Places
    layers: Mapping[str, pd.DataFrame]


def build_county(given: Given, size: Size, *, seed: int = 2019) -> MadeCounty:
    """Make every layer of a county; the same seed makes the same county."""
    rngs = iter(np.random.default_rng(seed).spawn(20))
    relief = _raise_relief(given, next(rngs))
    inside = _inside(given, relief)
    places = place_settlements(given, relief, inside, size.groups, next(rngs))
    areas = draw_areas(given, relief, places, next(rngs))
    roads = grow_roads(given, relief, inside, places, size, next(rngs))
    remote = _remoteness(given, relief, inside)
    villages, groups = _assign(given, relief, places, remote, size, next(rngs))
    routes = number_routes(roads, size, given.code)
    segments = cut_segments(routes, relief, places, groups["code"].tolist(), next(rngs))
    trouble = measure_trouble(relief, remote, next(rngs))
    surveyed = survey_segments(segments, given, trouble, groups, size, next(rngs))
    surveyed = draw_twice(surveyed, max(round(size.villages / 45), 1), next(rngs))
    works = plan_works(
        surveyed,
        villages,
        groups,
        next(rngs),
        resurfacing_km=size.resurfacing_km,
        group_road_km=size.group_road_km,
        as_of=AS_OF,
    )
    projects, supply = plan_water(villages, groups, next(rngs), as_of=AS_OF, due=AS_OF, times=size.water_projects / 137)
    power = plan_power(villages, next(rngs))
    coverage = cover_by_transmitters(given, relief, next(rngs), round(1.2 * size.towns))
    seen = shapely.contains_xy(shapely.union_all(coverage.geometry.values), villages[["x", "y"]].to_numpy())
    broadcasting = plan_broadcasting(villages, next(rngs), inside=seen)
    layers = {
        "villages": _points(villages).assign(place_origin="synthetic", people_origin="synthetic"),
        "groups": _points(groups),
        "roads": surveyed,
        "seats": given.towns.assign(rank=np.where(given.towns["code"].str.endswith("001"), "county", "town")),
        "boundary": _outline(given, areas),
        "road_works": works,
        "water_projects": projects,
        "water_supply": supply,
        "power": power,
        "broadcasting": broadcasting,
        "power_lines": string_power_lines(given, relief, inside, places, remote, next(rngs)),
        "coverage": coverage,
        "candidates": draw_candidates(surveyed, groups, next(rngs), max(round(size.groups / 90), 1), villages=villages),
        "attestations": attest(villages, supply, power, next(rngs), sealed=_has_sealed_road(surveyed, villages)),
        "rivers": draw_rivers(given, relief),
        **({} if given.neighbours is None else {"neighbours": given.neighbours}),
    }
    return MadeCounty(given, relief, places, layers)


def _has_sealed_road(roads: gpd.GeoDataFrame, villages: pd.DataFrame) -> np.ndarray:
    """Whether a sealed road passes within 500 m of a village: nearly always it leads on to the trunk roads."""
    tree = shapely.STRtree(roads.geometry.values[roads["surface"].isin(SEALED_SURFACES).to_numpy()])
    points = shapely.points(villages[["x", "y"]].to_numpy())
    near = tree.query(points, predicate="dwithin", distance=500.0)[0]
    return np.isin(np.arange(len(villages)), near)


def _raise_relief(given: Given, rng: np.random.Generator) -> Relief:
    """A relief whose lowest valleys hold the trunk roads, and whose larger ones hold the seats."""
    west, south, east, north = given.boundary.total_bounds
    bounds = (west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M)
    trunk = shapely.get_coordinates(shapely.segmentize(given.trunk.geometry.values, 90.0))
    return make_relief(bounds, trunk, shapely.get_coordinates(given.towns.geometry.values), rng)


def _inside(given: Given, relief: Relief) -> np.ndarray:
    """The cells that may be settled and crossed: a little inside the boundary."""
    core = shapely.buffer(given.boundary.geometry.iloc[0], -INDOORS_M)
    shapely.prepare(core)
    return shapely.contains_xy(core, relief.middles(np.arange(relief.height_m.size)))


def _remoteness(given: Given, relief: Relief, inside: np.ndarray) -> np.ndarray:
    """How far each cell is from the nearest seat, in metres of easy ground."""
    seats = relief.cells_at(shapely.get_coordinates(given.towns.geometry.values))
    cost = grow_tree(relief.ways, seats).cost / 1_000.0
    return np.round(np.where(inside, cost, np.nan), 0)


def _assign(
    given: Given, relief: Relief, places: Places, remote: np.ndarray, size: Size, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Villages and groups as tables, with their people."""
    villages = pd.concat([given.register, _where(relief, places.village_xy, remote)], axis=1)
    home = given.register["code"].to_numpy()[places.group_village]
    number = np.arange(len(home)) - np.searchsorted(places.group_village, places.group_village) + 1
    codes = [f"{village}{n:03d}" for village, n in zip(home, number, strict=True)]
    groups = pd.DataFrame({"code": codes, "village": home, "origin": "synthetic"})
    groups = pd.concat([groups, _where(relief, places.group_xy, remote)], axis=1)
    # A village's code and name are the register's; its place and its people are not.
    return give_people(
        villages, groups, rng, people=size.people, poor=size.poor, task=size.task, exiting=size.exiting, year=AS_OF.year
    )


def _where(relief: Relief, xy: np.ndarray, remote: np.ndarray) -> pd.DataFrame:
    """Where settlements stand: metres, degrees to 0.1 m, height and remoteness."""
    cells = relief.cells_at(xy)
    degrees = gpd.GeoSeries(gpd.points_from_xy(*xy.T, crs=CRS)).to_crs("EPSG:4326")
    return pd.DataFrame(
        {
            "x": xy[:, 0],
            "y": xy[:, 1],
            "lon": np.round(degrees.x.to_numpy(), 6),
            "lat": np.round(degrees.y.to_numpy(), 6),
            "elevation_m": relief.height_m.ravel()[cells],
            "road_m": np.nan_to_num(remote[cells], nan=float(np.nanmax(remote))),
        }
    )


def _points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["x"], frame["y"]), crs=CRS)


def _outline(given: Given, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The county's boundary first, then the towns' areas, which are invented."""
    county = given.boundary.assign(name=given.name, origin=given.towns["origin"].iloc[0])
    return pd.concat([county, areas.assign(origin="synthetic")], ignore_index=True)
