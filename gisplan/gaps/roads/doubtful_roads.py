"""Roads to look at before any verdict: those that touch nothing, and bridges and tunnels that side roads end at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gisplan.base.arrays import Ints, Mask, Objects
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.network import find_attachments, find_parts
from gisplan.network.lines import SAME_M

__all__ = ["Islands", "count_side_roads", "find_islands"]


@dataclass(frozen=True)
class Islands:
    """The networks that are not connected to a trunk road, whatever their surface.

    Where there is no trunk road, the longest network is none of them.

    Attributes
    ----------
    road : (R,) bool
        The roads on them.
    count : int
        How many networks.
    """

    road: Mask
    count: int

    def hold(self, survey: RoadSurvey, points: Objects, reach_m: float) -> Mask:
        """Return which points have roads of islands within `reach_m`, and no others.

        Parameters
        ----------
        survey : RoadSurvey
            The roads in which the islands were found.
        points : (K,) object
            Points in the CRS of the roads.
        reach_m : float
            The greatest straight distance, in metres.

        Returns
        -------
        (K,) bool
        """
        held, known = np.zeros(len(points), dtype=bool), ~survey.in_doubt
        held[find_attachments(points, survey.geometry, open_roads=known & self.road, reach_m=reach_m)[0]] = True
        some = np.flatnonzero(held)  # mostly few, and the other roads are nearly all
        if len(some):
            others = find_attachments(points[some], survey.geometry, open_roads=known & ~self.road, reach_m=reach_m)[0]
            held[some[others]] = False
        return held


def find_islands(survey: RoadSurvey) -> Islands:
    """Find the networks of roads that touch no other; roads that were set aside connect nothing."""
    parts = find_parts(survey.contacts, ~survey.in_doubt)
    apart = ~parts.holding(survey.is_trunk)
    if parts.count and apart.all():
        length = np.zeros(len(survey.segment))
        length[survey.lines.row] = survey.lines.length_m
        known = parts.part >= 0
        apart[np.argmax(np.bincount(parts.part[known], length[known]))] = False
    return Islands(np.append(apart, False)[parts.part], int(apart.sum()))


def count_side_roads(survey: RoadSurvey) -> tuple[Ints, Ints]:
    """Count the side roads of bridges and tunnels: roads that end beside their inside and do not go on across.

    Returns
    -------
    road, count : (K,) int64
        The bridges and tunnels that have any, and how many.
    """
    contacts, lines = survey.near.withheld(survey.snap_m), survey.lines
    structure = np.zeros(len(survey.segment), dtype=bool)
    for name in ("bridge", "tunnel"):
        if name in survey.roads:
            structure |= survey.roads[name].eq(True).fillna(False).to_numpy(dtype=bool)
    length = lines.length_m[lines.line_of[contacts.piece_b]]
    contacts = contacts.take(
        structure[contacts.b] & ~structure[contacts.a] & (contacts.at_b > SAME_M) & (contacts.at_b < length - SAME_M)
    )
    start = contacts.at_a <= SAME_M
    step = lines.xy[contacts.piece_a + 1] - lines.xy[contacts.piece_a]
    side = pd.DataFrame({"deck": contacts.b, "road": contacts.a, "at": contacts.at_b})
    side[["dx", "dy"]] = step * np.where(start, 1.0, -1.0)[:, None]
    pairs = side.reset_index().merge(side.reset_index(), on="deck")
    across = pairs["dx_x"] * pairs["dx_y"] + pairs["dy_x"] * pairs["dy_y"] < 0
    across &= ((pairs["at_x"] - pairs["at_y"]).abs() <= 2 * survey.snap_m) & (pairs["road_x"] != pairs["road_y"])
    side = side.drop(index=pairs.loc[across, "index_x"].unique()).drop_duplicates(["deck", "road"])
    road, count = np.unique(side["deck"].to_numpy(dtype=np.int64), return_counts=True)
    return road, count.astype(np.int64)
