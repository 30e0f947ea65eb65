"""What the bureau's register and its survey say of each segment: surfaces, widths, chainage, dates.

A road decays where it is far from the seat and where the ground of a whole valley is bad, so that what
has reverted to gravel lies together; the same holds for tracks that were never built.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import ndimage
from shapely import affinity

from benchmarks.county.given import Given
from benchmarks.county.relief import Relief
from benchmarks.county.size import Size

__all__ = ["draw_twice", "measure_trouble", "survey_segments"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_WIDTHS = {"G": (8.5, 10.0), "X": (6.0, 7.0), "Y": (4.5, 6.0), "C": (3.0, 4.5), "W": (2.5, 3.5)}
_GRADES = {"G": (22, 23), "X": (23, 24), "Y": (24, 24), "C": (24, 30), "W": (30, 30)}


def measure_trouble(relief: Relief, remote_m: Floats, rng: np.random.Generator) -> Floats:
    """How bad the ground is for a road at each cell (cells,): remoteness and the luck of whole valleys, mean 0."""
    noise = ndimage.gaussian_filter(rng.standard_normal(relief.shape), 3_500.0 / relief.cell_m, mode="reflect")
    far = np.where(np.isfinite(remote_m), remote_m, np.nanmax(np.where(np.isfinite(remote_m), remote_m, np.nan)))
    return 0.9 * (far - far.mean()) / far.std() + noise.ravel() / noise.std()


def survey_segments(
    segments: gpd.GeoDataFrame,
    given: Given,
    trouble: Floats,
    groups: pd.DataFrame,
    size: Size,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """All the columns of the layer `roads`; `segments` is what `cut_segments` gives."""
    n = len(segments)
    letter, kind = segments["class"].to_numpy(), segments["kind"].to_numpy()
    km = _state_lengths(segments, given, size, rng)
    bad = trouble[segments["cell"].to_numpy()] + 0.25 * rng.standard_normal(n)
    built = (segments["bridge"] | segments["tunnel"]).to_numpy()
    worth = _serves_thirty(segments["groups"], groups)
    registered = _register(letter, kind, bad, rng)
    sealed = ~np.isnan(registered)
    # What decays first: group roads, then villages' own, then the townships'; bridges and tunnels stay.
    first = np.select([kind == "group", kind == "village", letter == "C", letter == "Y"], [0.4, -0.1, 0.1, -1.1], -9.0)
    reverted = _take(bad + first, sealed & np.isin(letter, ["C", "Y"]) & ~built, km, size.reverted_km)
    track = (kind == "group") & worth & ~sealed
    unsealed = _take(bad, track & (letter == "W"), km, size.unsealed_track_km - km[track & (letter == "C")].sum())
    surface = np.where(sealed & ~reverted, registered, np.nan)
    surface[reverted] = rng.choice([31.0, 31.0, 31.0, 33.0, 36.0], int(reverted.sum()))
    open_track = (letter == "W") & ~unsealed & (kind == "group")
    surface[open_track] = rng.choice([12.0, 12.0, 32.0, 34.0, 35.0], int(open_track.sum()))
    rest = np.isnan(surface)
    surface[rest] = rng.choice([31.0, 31.0, 36.0], int(rest.sum()))
    unseen = _unseen(segments, letter, built, rng)
    frame = segments.assign(
        grade=_grades(letter, bad),
        surface=pd.array(np.where(unseen, np.nan, surface), dtype="Float64").astype("Int64"),
        registered_surface=pd.array(registered, dtype="Float64").astype("Int64"),
        width_m=_widths(letter, bad, rng),
        length_km=km,
        status=np.where((letter == "W") & (rng.random(n) < 0.02), "under_way", "accepted"),
        surveyed=np.where(unseen, None, _days(segments, rng)),
        level=0,
        origin=np.where(kind == "trunk", given.trunk["origin"].iloc[0], "synthetic"),
        name=_names(segments, given),
    )
    frame["village"] = given.register["code"].to_numpy()[segments["village"].to_numpy()]
    frame.loc[segments["village"] < 0, "village"] = None
    to = frame.groupby("route")["length_km"].cumsum()
    return frame.assign(from_chainage=_chainage(to - frame["length_km"]), to_chainage=_chainage(to))


def draw_twice(roads: gpd.GeoDataFrame, n: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """A few tracks that were digitised twice: the same road again, 3 to 6 m beside itself, under a code of its own."""
    tracks = roads[(roads["class"] == "W") & roads["length_km"].between(0.8, 2.0)]
    twice = tracks.iloc[np.sort(rng.choice(len(tracks), n, replace=False))].copy()
    shift = rng.uniform(3.0, 6.0, n)
    beside = [affinity.translate(g, 0.7 * by, -0.7 * by) for g, by in zip(twice.geometry, shift, strict=True)]
    twice["geometry"] = gpd.GeoSeries(beside, index=twice.index, crs=twice.crs)
    last = roads.loc[roads["class"] == "W", "route"].str.slice(1, -6).astype(int).max()
    county = twice["route"].str[-6:]
    twice["route"] = [f"W{last + i + 1:03d}{c}" for i, c in enumerate(county)]
    twice["segment"] = twice["route"] + "001"
    twice["groups"] = ""
    return pd.concat([roads, twice], ignore_index=True)


def _state_lengths(segments: gpd.GeoDataFrame, given: Given, size: Size, rng: np.random.Generator) -> Floats:
    """Stated kilometres by chainage: a little off the drawn ones, and together what the county states."""
    letter, drawn = segments["class"].to_numpy(), segments["drawn_km"].to_numpy()
    trunk = segments["kind"].to_numpy() == "trunk"
    km = drawn * (1.0 + np.clip(0.012 * rng.standard_normal(len(segments)), -0.035, 0.035))
    km[trunk] = given.trunk["km"].to_numpy()
    upper = np.isin(letter, ["X", "Y"])
    km[upper] *= np.clip((size.numbered_km - size.village_road_km - km[trunk].sum()) / km[upper].sum(), 0.94, 1.07)
    km[letter == "C"] *= np.clip(size.village_road_km / km[letter == "C"].sum(), 0.94, 1.06)
    wrong = (letter == "W") & (rng.random(len(km)) < 0.004)
    return np.maximum(np.round(np.where(wrong, km * 1.16, km), 3), 0.001)


def _serves_thirty(groups_of: pd.Series, groups: pd.DataFrame) -> Bools:
    """Whether a group of 30 households and more stands on a segment or beyond it."""
    large = set(groups.loc[groups["households"] >= 30, "code"])
    return np.array([any(code in large for code in codes.split(";")) for codes in groups_of])


def _take(order: Floats, among: Bools, km: Floats, wanted_km: float) -> Bools:
    """The segments of highest order whose kilometres sum up to what is wanted."""
    rows = np.flatnonzero(among)
    rows = rows[np.argsort(-order[rows], kind="stable")]
    rows = rows[: int(np.searchsorted(np.cumsum(km[rows]), wanted_km)) + 1] if wanted_km > 0 else rows[:0]
    taken = np.zeros(len(among), dtype=bool)
    taken[rows] = True
    return taken


def _register(letter: NDArray[np.object_], kind: NDArray[np.object_], bad: Floats, rng: np.random.Generator) -> Floats:
    """The surface in the register; none for tracks and for C roads that were never sealed."""
    sealed = rng.random(len(letter))
    c_group = (letter == "C") & (kind == "group")
    never = c_group & (bad > np.quantile(bad[c_group], 0.72) if c_group.any() else False)
    out = np.select(
        [letter == "G", letter == "X", (letter == "Y") & (sealed < 0.35), letter == "Y", never, letter == "C"],
        [11.0, 11.0, 22.0, 12.0, np.nan, 12.0],
        np.nan,
    )
    return np.asarray(out, dtype=np.float64)


def _unseen(
    segments: gpd.GeoDataFrame,
    letter: NDArray[np.object_],
    built: Bools,
    rng: np.random.Generator,
) -> Bools:
    """Segments that the survey has not seen: whole villages' roads, in a few villages far from each other."""
    rural = np.unique(segments["village"][segments["village"] >= 0])
    skipped = rng.choice(rural, max(round(0.035 * len(rural)), 1), replace=False)
    return np.isin(segments["village"], skipped) & np.isin(letter, ["C", "W"]) & ~built


def _grades(letter: NDArray[np.object_], bad: Floats) -> list[int]:
    return [_GRADES[name][int(b > 0.6)] for name, b in zip(letter, bad, strict=True)]


def _widths(letter: NDArray[np.object_], bad: Floats, rng: np.random.Generator) -> Floats:
    low, high = np.array([_WIDTHS[name] for name in letter]).T
    share = np.clip(0.6 - 0.25 * bad + 0.2 * rng.standard_normal(len(letter)), 0.0, 1.0)
    return np.round((low + (high - low) * share) * 2) / 2


def _days(segments: gpd.GeoDataFrame, rng: np.random.Generator) -> list[str]:
    """The day of the survey: autumn 2018 to spring 2019, village by village."""
    of_village = rng.integers(0, 240, int(segments["village"].max()) + 2)
    days = np.datetime64("2018-10-08") + of_village[segments["village"].to_numpy()]
    return [str(day) for day in days]


def _chainage(km: pd.Series) -> list[str]:
    metres = np.round(km.to_numpy() * 1_000).astype(np.int64)
    return [f"K{m // 1_000}+{m % 1_000:03d}" for m in metres]


def _names(segments: gpd.GeoDataFrame, given: Given) -> list[str]:
    """A route's name: the towns or villages at its ends."""
    village = given.register["name"].to_numpy()
    town = given.register["town"].str.replace("街道", "").str.removesuffix("镇").to_numpy()
    ends = segments[segments["village"] >= 0].groupby("route")["village"].agg(["first", "last"])
    names = {}
    for route, (a, b) in zip(ends.index, ends.to_numpy(), strict=True):
        if route[0] == "G":
            names[route] = f"干线{int(route[1:-6])}"
        elif route[0] in "XY":
            names[route] = f"{town[a]}—{town[b]}公路" if town[a] != town[b] else f"{village[a]}—{village[b]}公路"
        elif route[0] == "C":
            names[route] = f"{village[a]}—{village[b]}路" if a != b else f"{village[a]}村道"
        else:
            names[route] = f"{village[a]}通组路"
    return [names.get(route, f"干线{int(route[1:-6])}") for route in segments["route"]]
