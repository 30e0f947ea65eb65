"""Segments as a bureau bundles them into works: one road, in one or two villages, some kilometres long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

__all__ = ["SURFACES", "Bunch", "chain_text", "list_reverted", "read_segments", "split_evenly"]

SURFACES = {"asphalt": 11, "cement": 12, "none": 36}
SEALED = (11, 12, 21, 22, 23)
REVERTED = (31, 33, 36)
UNSEALED = (31, 32, 33, 34, 35, 36)
ROAD_KM = 5.5
WIDEST_GAP = 3


@dataclass(frozen=True)
class Bunch:
    """A work before anyone has decided on it; `lengths` are those of its segments, in metres.

    `tier` is 0 in deep poverty, 1 in another poor village, 2 elsewhere; resurfacing has only 0. `starts`
    are the chainages at which the segments begin, in metres. `served` has the people and the households of
    the groups at each segment; resurfacing serves its villages.
    """

    programme: str
    name: str
    segments: tuple[str, ...]
    lengths: tuple[int, ...]
    starts: tuple[float, ...]
    villages: tuple[str, ...]
    width_m: float
    surface: int
    asphalt: bool = False
    tier: int = 0
    served: tuple[tuple[int, int], ...] = ()
    note: str = ""
    undrawn_m: int = 0

    @property
    def metres(self) -> int:
        """Its stated length."""
        return sum(self.lengths) + self.undrawn_m

    @property
    def people(self) -> int:
        """Of the groups at its segments."""
        return sum(people for people, _ in self.served)

    @property
    def households(self) -> int:
        """Of the groups at its segments."""
        return sum(households for _, households in self.served)

    def cut(self, metres: int) -> Bunch:
        """The first so many metres of it; a note says which part of the last segment is meant."""
        if not self.segments:
            return replace(self, undrawn_m=metres)
        ends = np.cumsum(self.lengths)
        count = int(np.searchsorted(ends, metres)) + 1
        part = metres - int(ends[count - 1]) + self.lengths[count - 1]
        start = self.starts[count - 1]
        note = f"{chain_text(start)}–{chain_text(start + part)}"
        return replace(
            self,
            segments=self.segments[:count],
            lengths=(*self.lengths[: count - 1], part),
            starts=self.starts[:count],
            served=self.served[:count],
            note="; ".join(filter(None, (self.note, note))) if part < self.lengths[count - 1] else self.note,
        )


def chain_text(metres: float) -> str:
    """A chainage as it is written, such as K12+345.6.

    Examples
    --------
    >>> chain_text(12345.6), chain_text(1240.0)
    ('K12+345.6', 'K1+240')
    """
    tenths = round(metres * 10)
    text = f"K{tenths // 10_000}+{tenths % 10_000 // 10:03d}"
    return f"{text}.{tenths % 10}" if tenths % 10 else text


def read_segments(roads: pd.DataFrame) -> pd.DataFrame:
    """The roads' columns that works ask for, in the order of route and segment; lengths in whole metres."""
    table = pd.DataFrame(
        {
            "segment": roads["segment"].astype(str),
            "route": roads["route"].fillna("").astype(str),
            "name": roads["name"].fillna(roads["route"]).fillna("").astype(str),
            "class": roads["class"].fillna("").astype(str),
            "surface": _whole(roads["surface"]),
            "registered": _whole(roads["registered_surface"]),
            "width_m": pd.to_numeric(roads["width_m"], errors="coerce"),
            "metres": (pd.to_numeric(roads["length_km"]) * 1000).round().astype("int64"),
            "start": _chainage(roads["from_chainage"]),
            "village": roads["village"].fillna("").astype(str),
            "groups": roads["groups"].fillna("").astype(str),
        }
    )
    table = table[(table["metres"] > 0) & ~table["segment"].duplicated()]
    table = table.sort_values(["route", "segment"], kind="stable").reset_index(drop=True)
    table["number"] = pd.to_numeric(table["segment"].str[-3:], errors="coerce").fillna(0).astype(int)
    return table


def _whole(values: pd.Series) -> pd.Series:
    return pd.to_numeric(values, errors="coerce").astype("Float64").fillna(-1).astype("int64")


def _chainage(texts: pd.Series) -> pd.Series:
    parts = texts.astype("string").str.extract(r"K(\d+)\+([\d.]+)").astype("Float64").fillna(0.0).astype(float)
    return parts[0] * 1000 + parts[1]


def list_reverted(segments: pd.DataFrame) -> list[Bunch]:
    """All roads that were sealed and are no more, in pieces of some kilometres."""
    found = segments[segments["registered"].isin(SEALED) & segments["surface"].isin(REVERTED)]
    near = (found["number"].diff() <= WIDEST_GAP) & (found["route"] == found["route"].shift())
    bunches = []
    for _, run in found.groupby((~near).cumsum(), sort=False):
        pieces = [part for piece in split_evenly(run, ROAD_KM) for part in _at_most_two_villages(piece)]
        bunches += [_resurface(piece, whole=len(pieces) == 1) for piece in pieces]
    return _distinguish(bunches)


def split_evenly(run: pd.DataFrame, km: float) -> list[pd.DataFrame]:
    """A run of segments in pieces of about so many kilometres, each of whole segments."""
    total = int(run["metres"].sum())
    count = max(1, round(total / (1000 * km)))
    middle = run["metres"].cumsum() - run["metres"] / 2
    return [piece for _, piece in run.groupby((middle * count // total).to_numpy(), sort=False)]


def _at_most_two_villages(piece: pd.DataFrame) -> Iterator[pd.DataFrame]:
    start = 0
    seen: set[str] = set()
    for place, village in enumerate(piece["village"]):
        if village and village not in seen and len(seen) == 2:
            yield piece.iloc[start:place]
            start, seen = place, set()
        seen |= {village} if village else set()
    yield piece.iloc[start:]


def _resurface(piece: pd.DataFrame, *, whole: bool) -> Bunch:
    first, last = piece.iloc[0], piece.iloc[-1]
    reach = f"（{chain_text(first['start'])}–{chain_text(last['start'] + last['metres'])}）"
    return Bunch(
        programme="resurfacing",
        name=first["name"] + ("" if whole else reach),
        segments=tuple(piece["segment"]),
        lengths=tuple(int(metres) for metres in piece["metres"]),
        starts=tuple(piece["start"]),
        villages=tuple(dict.fromkeys(village for village in piece["village"] if village)),
        width_m=float(np.nan_to_num(piece["width_m"].max(), nan=3.5)),
        surface=most_metres(piece),
        asphalt=first["class"] in ("X", "Y", "S", "G"),
    )


def most_metres(piece: pd.DataFrame) -> int:
    """The surface that most of a piece has; of equals the lower code."""
    return int(piece.groupby("surface")["metres"].sum().idxmax())


def _distinguish(bunches: list[Bunch]) -> list[Bunch]:
    """Two runs of one route have one name: the first segment's number tells them apart."""
    names = [bunch.name for bunch in bunches]
    return [
        replace(bunch, name=f"{bunch.name}{bunch.segments[0]}段") if names.count(bunch.name) > 1 else bunch
        for bunch in bunches
    ]
