"""The survey as it will be: some stretches of some roads sealed, on the same network."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import Floats, Ints, ragged_arange
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.network import Contacts, flatten_lines
from gisplan.network.lines import SAME_M, Lines

__all__ = ["Stretches", "with_resurfaced"]


@dataclass(frozen=True)
class Stretches:
    """S stretches that cover some roads wholly, without overlap.

    Attributes
    ----------
    road : (S,) int64
        The row of each one's road.
    from_m, to_m : (S,) float64
        Along the road.
    geometry : (S,) object
        LineStrings.
    sealed, new : (S,) bool
        What is new is there only where it is sealed.
    """

    road: Ints
    from_m: Floats
    to_m: Floats
    geometry: NDArray[np.object_]
    sealed: NDArray[np.bool_]
    new: NDArray[np.bool_]

    def only(self, kept: NDArray[np.bool_]) -> Stretches:
        """Some of them."""
        return Stretches(*(getattr(self, f.name)[kept] for f in fields(self)))


def with_resurfaced(survey: RoadSurvey, stretches: Stretches, surface: int) -> RoadSurvey:
    """The survey with the roads of the stretches cut into them, and the sealed ones of this surface.

    Nothing is noded again: a touch belongs to every stretch that holds its place, and stretches of one road
    touch where one ends and the next begins.
    """
    whole = np.setdiff1d(np.arange(len(survey.roads)), stretches.road)
    stretches = stretches.only(stretches.sealed | ~stretches.new)
    row = np.concatenate([whole, stretches.road])
    order = np.lexsort((np.concatenate([np.zeros(len(whole)), stretches.from_m]), row))
    old = row[order]
    begin = np.concatenate([np.full(len(whole), -np.inf), stretches.from_m])[order]
    end = np.concatenate([np.full(len(whole), np.inf), stretches.to_m])[order]
    geometry = np.concatenate([survey.geometry[whole], stretches.geometry])[order]
    sealed = np.concatenate([np.zeros(len(whole), dtype=bool), stretches.sealed])[order]
    roads = survey.roads.iloc[old].reset_index(drop=True)
    roads = gpd.GeoDataFrame(roads, geometry=gpd.GeoSeries(geometry, crs=survey.roads.crs))
    lines = flatten_lines(roads)
    return replace(
        survey,
        roads=roads,
        lines=lines,
        geometry=np.asarray(roads.geometry.array),
        segment=survey.segment[old],
        rank=survey.rank[old],
        surface=np.where(sealed, float(surface), survey.surface[old]),
        is_trunk=survey.is_trunk[old],
        trunk_unknown=survey.trunk_unknown[old],
        in_doubt=survey.in_doubt[old],
        contacts=_place_touches(survey.contacts, lines, old, begin, end),
    )


def _place_touches(contacts: Contacts, lines: Lines, old: Ints, begin: Floats, end: Floats) -> Contacts:
    """The touches between the rows that roads are cut into, and those where one row goes on in the next."""
    a, of = _rows_at(old, begin, end, contacts.a, contacts.at_a)
    b, which = _rows_at(old, begin, end, contacts.b[of], contacts.at_b[of])
    a, of = a[which], of[which]
    follows = np.flatnonzero((old[1:] == old[:-1]) & (begin[1:] <= end[:-1] + SAME_M))
    parts = [
        (a, b, contacts.at_a[of], contacts.at_b[of], contacts.gap_m[of], contacts.by_end[of]),
        (follows, follows + 1, end[follows], end[follows], np.zeros(len(follows)), np.ones(len(follows), dtype=bool)),
    ]
    a, b, at_a, at_b, gap, by_end = (np.concatenate(column) for column in zip(*parts, strict=True))
    places = [
        _place(lines, row, at - np.where(np.isinf(begin[row]), 0.0, begin[row])) for row, at in ((a, at_a), (b, at_b))
    ]
    (piece_a, at_a), (piece_b, at_b) = places
    return Contacts(
        a=a.astype(np.int32),
        b=b.astype(np.int32),
        piece_a=piece_a,
        piece_b=piece_b,
        at_a=at_a,
        at_b=at_b,
        gap_m=gap,
        by_end=by_end,
    )


def _rows_at(old: Ints, begin: Floats, end: Floats, road: NDArray[np.integer[Any]], at: Floats) -> tuple[Ints, Ints]:
    """The rows that hold each place (at most two: it may be where one ends), and the place of each."""
    first, last = np.searchsorted(old, road), np.searchsorted(old, road, side="right")
    place, number = ragged_arange(last - first)
    row = first[place] + number
    holds = (begin[row] <= at[place] + SAME_M) & (at[place] <= end[row] + SAME_M)
    return row[holds], place[holds]


def _place(lines: Lines, row: Ints, at: Floats) -> tuple[NDArray[np.int32], Floats]:
    """The piece of each row's line on which a distance along it lies, and the distance, kept to the line."""
    line_of = np.empty(len(lines), dtype=np.int64)
    line_of[lines.row] = np.arange(len(lines))
    line = line_of[row]
    at = np.clip(at, 0.0, lines.length_m[line])
    longest = float(lines.length_m.max(initial=0.0)) + 1.0
    key = lines.along + lines.line_of * longest
    piece = np.searchsorted(key, at + line * longest, side="right") - 1
    return np.clip(piece, lines.first[line], lines.first[line + 1] - 2).astype(np.int32), at
