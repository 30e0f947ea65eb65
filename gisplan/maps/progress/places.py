"""Where a work is shown: on its own place, else on the segments that it names, else in its first village."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisplan.county.county import County
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import Kind
from gisplan.ledger.works_frame import make_works_frame

__all__ = ["OWN", "SEGMENTS", "VILLAGE", "Places", "place_works"]

OWN, SEGMENTS, VILLAGE, NOWHERE = "o", "s", "v", "-"
_LINES = (1, 2, 5)  # type ids of shapely: line, ring, lines


@dataclass(frozen=True)
class Places:
    """Where W works are, in the county's CRS.

    Attributes
    ----------
    by : str
        A letter each: its own place, its segments, its first village, or nowhere.
    point : (W,) object
        Where the work's dot stands, on the middle of its longest line; None where it is nowhere.
    lines, whose : (N,) object, (N,) int
        The lines of those that have some, and the work of each.
    """

    by: str
    point: NDArray[np.object_]
    lines: NDArray[np.object_]
    whose: NDArray[np.int64]


def place_works(county: County, kind: Kind, works: Sequence[WorkState], state: State) -> Places:
    """The places of the works of a kind, in their order."""
    own = np.asarray(make_works_frame(state, county.crs, [kind.name]).geometry.array, dtype=object)
    own[shapely.is_empty(own)] = None
    lines, whose = _draw_lines(county, works, own)
    point = np.asarray(shapely.point_on_surface(own), dtype=object)
    drawn, middle = _find_middles(lines, whose)
    point[drawn] = middle
    by = np.where(shapely.is_missing(own), NOWHERE, OWN)
    by[drawn[shapely.is_missing(own[drawn])]] = SEGMENTS
    homes = _find_homes(county, works)
    home = (by == NOWHERE) & ~shapely.is_missing(homes)
    by[home], point[home] = VILLAGE, homes[home]
    return Places("".join(by.tolist()), point, lines, whose)


def _draw_lines(
    county: County, works: Sequence[WorkState], own: NDArray[np.object_]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """The works' own lines, and of those without a place the roads that they name; and whose each is."""
    mine = np.flatnonzero(np.isin(shapely.get_type_id(own), _LINES))
    pairs = [
        (at, segment)
        for at, work in enumerate(works)
        if own[at] is None
        for segment in dict.fromkeys(work.values.get("segments") or ())
    ]
    named = pd.DataFrame(pairs, columns=["work", "segment"], dtype=object)
    roads = pd.DataFrame({"segment": county.roads["segment"].astype(object), "road": np.arange(len(county.roads))})
    found = named.merge(roads, on="segment")
    lines = np.asarray(county.roads.geometry.array, dtype=object)[found["road"].to_numpy(dtype=np.int64)]
    whose = np.concatenate([mine, found["work"].to_numpy(dtype=np.int64)]).astype(np.int64)
    drawn = np.concatenate([own[mine], lines])
    there = ~shapely.is_missing(drawn) & ~shapely.is_empty(drawn)
    return drawn[there], whose[there]


def _find_middles(
    lines: NDArray[np.object_], whose: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """The works that have lines, and the middle of the longest of each."""
    parts, index = shapely.get_parts(lines, return_index=True)
    order = np.lexsort((-shapely.length(parts), whose[index]))
    works, first = np.unique(whose[index][order], return_index=True)
    return works, np.asarray(shapely.line_interpolate_point(parts[order][first], 0.5, normalized=True), dtype=object)


def _find_homes(county: County, works: Sequence[WorkState]) -> NDArray[np.object_]:
    """The point of each work's first village; None where it names none that has a place."""
    villages: dict[str, Any] = dict(zip(county.villages["code"], county.villages.geometry, strict=True))
    homes = np.full(len(works), None, dtype=object)
    for at, work in enumerate(works):
        homes[at] = villages.get(next(iter(work.values.get("villages") or ()), ""))
    homes[shapely.is_empty(homes)] = None
    return homes
