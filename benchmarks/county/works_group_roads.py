"""Tracks to groups of 30 households and more, bundled by village as the group roads of a plan."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.county.candidates import find_unreached
from benchmarks.county.works_segments import SEALED, SURFACES, UNSEALED, Bunch, most_metres, split_evenly

__all__ = ["list_group_roads"]

HOUSEHOLDS = 30
ROAD_KM = 6.5
GAPS = 0.12
NEW_ROADS = 2
NEW_M = (800, 4_000)
TIER_NOTES = ("", "深度贫困村里程不足，列入贫困村", "贫困村里程不足，列入其他村")


def list_group_roads(
    segments: pd.DataFrame,
    roads: gpd.GeoDataFrame,
    groups: pd.DataFrame,
    poverty: Mapping[str, tuple[bool, bool]],
    rng: np.random.Generator,
) -> list[Bunch]:
    """All group roads that a plan could list: some kilometres of a village's tracks each.

    Parameters
    ----------
    segments : DataFrame
        The roads as `read_segments` returns them.
    roads : GeoDataFrame
        The same as drawn; groups far from all of them get a road that is not drawn yet.
    groups : DataFrame
    poverty : mapping
        By village: is it in deep poverty, is it poor?
    rng : Generator
    """
    large = groups[pd.to_numeric(groups["households"]).fillna(0) >= HOUSEHOLDS].set_index("code")
    tracks = _find_tracks(segments, frozenset(large.index))
    bunches = []
    for village, own in tracks.groupby("village", sort=True):
        tier = _tier(poverty, str(village))
        for piece in split_evenly(own, ROAD_KM):
            kept = _leave_gap(piece) if rng.random() < GAPS else piece
            bunches.append(_bundle(kept, str(village), tier, groups, large))
    return bunches + _new_roads(roads, large, poverty, rng)


def _tier(poverty: Mapping[str, tuple[bool, bool]], village: str) -> int:
    deep, poor = poverty.get(village, (False, False))
    return 0 if deep else 1 if poor else 2


def _find_tracks(segments: pd.DataFrame, large: frozenset[str]) -> pd.DataFrame:
    """Unsealed segments of village roads and tracks, up to the last one that serves a large group.

    The segments of a route that lie in another village than the group are left to that village.
    """
    open_ones = segments["class"].isin(["W", "C"]) & (segments["village"] != "")
    open_ones &= segments["surface"].isin(UNSEALED) & ~segments["registered"].isin(SEALED)
    tracks = segments[open_ones]
    serves = np.array([not large.isdisjoint(codes.split(";")) for codes in tracks["groups"]], dtype=bool)
    last = tracks[serves].groupby(["route", "village"])["number"].max().rename("last")
    tracks = tracks.join(last, on=["route", "village"])
    return tracks[tracks["number"] <= tracks["last"]].sort_values(["village", "route", "number"], kind="stable")


def _leave_gap(piece: pd.DataFrame) -> pd.DataFrame:
    """Begin beyond the first segment, where the route has more: the way there stays unsealed."""
    longer = piece["route"].duplicated(keep=False) & ~piece["route"].duplicated()
    return piece.drop(index=piece.index[longer][:1])


def _bundle(piece: pd.DataFrame, village: str, tier: int, groups: pd.DataFrame, large: pd.DataFrame) -> Bunch:
    here = [[code for code in codes.split(";") if code] for codes in piece["groups"]]
    numbers = groups.set_index("code")[["population", "households"]].fillna(0).astype(int)
    named = sorted({code for codes in here for code in codes if code in large.index})
    taken: set[str] = set()
    served = []
    for codes in here:
        new = [code for code in codes if code in numbers.index and code not in taken]
        taken.update(new)
        served.append(tuple(int(total) for total in numbers.loc[new].sum()))
    return Bunch(
        programme="group_roads",
        name="、".join(dict.fromkeys(large.loc[named, "name"].fillna("").astype(str))) or str(piece["name"].iloc[0]),
        segments=tuple(piece["segment"]),
        lengths=tuple(int(metres) for metres in piece["metres"]),
        starts=tuple(piece["start"]),
        villages=(village,),
        width_m=3.5 if piece["metres"].sum() < 4_000 else 4.5,
        surface=most_metres(piece),
        tier=tier,
        served=tuple(served),
        note=TIER_NOTES[tier],
    )


def _new_roads(
    roads: gpd.GeoDataFrame, large: pd.DataFrame, poverty: Mapping[str, tuple[bool, bool]], rng: np.random.Generator
) -> list[Bunch]:
    """Roads to groups in deep poverty that no road reaches, as yet only a length."""
    far = find_unreached(large.reset_index(), roads)
    far = far[[_tier(poverty, str(village)) == 0 for village in far["village"]]]
    bends = rng.integers(125, 160, NEW_ROADS) / 100
    return [
        Bunch(
            programme="group_roads",
            name=f"{row.name}新建",
            segments=(),
            lengths=(),
            starts=(),
            villages=(str(row.village),),
            width_m=3.5,
            surface=SURFACES["none"],
            served=((0 if pd.isna(row.population) else int(row.population), int(row.households)),),
            note="新建，尚无线位",
            undrawn_m=int(np.clip(round(row.away_m * bend), *NEW_M)),
        )
        for row, bend in zip(far.head(NEW_ROADS).itertuples(index=False), bends, strict=False)
    ]
