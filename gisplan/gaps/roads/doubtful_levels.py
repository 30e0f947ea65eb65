"""Places at which levels may be read wrongly: ends near a bridge or tunnel and near the road that it passes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely

from gisplan.base.arrays import Floats, Ints
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.network import Contacts, read_layers
from gisplan.network.lines import SAME_M

__all__ = ["DoubtfulEnds", "find_ends_kept_apart", "find_joins_beside_crossings"]


class DoubtfulEnds(NamedTuple):
    """Ends of roads near two others, (K,): a road, another, a bridge or tunnel that passes it, and both distances."""

    road: Ints
    other: Ints
    deck: Ints
    gap_m: Floats
    deck_gap_m: Floats


def find_ends_kept_apart(survey: RoadSurvey) -> DoubtfulEnds:
    """Find the ends on the ground that touch a bridge or tunnel, and not the road that is nearer but on another level.

    Parameters
    ----------
    survey : RoadSurvey
        The roads.

    Returns
    -------
    DoubtfulEnds
        The end's own road, the road kept apart, and the bridge or tunnel.
    """
    lifted = read_layers(survey.roads).lifted
    apart, touching = survey.near.withheld(survey.snap_m), survey.contacts
    apart = apart.take(~lifted[apart.a] & ~lifted[apart.b])
    if not len(apart):
        none = np.empty(0, dtype=np.int64)
        return DoubtfulEnds(none, none, none, none.astype(float), none.astype(float))
    touching = touching.take(touching.by_end & ~lifted[touching.a] & lifted[touching.b])
    decks = _table(touching).sort_values(["gap", "other"], kind="stable").drop_duplicates(["road", "start"])
    pairs = _table(apart).merge(decks, on=["road", "start"], suffixes=("", "_deck"))
    pairs = pairs[pairs["gap"] < pairs["gap_deck"] - SAME_M].drop_duplicates(["road", "start", "other"])
    return DoubtfulEnds(*(pairs[name].to_numpy() for name in ("road", "other", "other_deck", "gap", "gap_deck")))


def find_joins_beside_crossings(survey: RoadSurvey) -> DoubtfulEnds:
    """Find the ends of bridges and tunnels that touch a road on the ground beside the place where they cross it.

    Parameters
    ----------
    survey : RoadSurvey
        The roads.

    Returns
    -------
    DoubtfulEnds
        The bridge or tunnel, as `road` and `deck`, and the road that it touches.
    """
    lifted = read_layers(survey.roads).lifted
    found = survey.contacts
    found = found.take(found.by_end & (found.gap_m > SAME_M) & lifted[found.a] & ~lifted[found.b])
    found = found.take(shapely.crosses(survey.geometry[found.a], survey.geometry[found.b]))
    pairs = _table(found).drop_duplicates(["road", "start", "other"])
    road, other, gap = (pairs[name].to_numpy() for name in ("road", "other", "gap"))
    return DoubtfulEnds(road, other, road, gap, np.zeros(len(gap)))


def _table(contacts: Contacts) -> pd.DataFrame:
    """Tabulate contacts of an end: its road, at which of its ends, the other road, and the distance."""
    start = contacts.at_a <= SAME_M
    return pd.DataFrame({"road": contacts.a, "start": start, "other": contacts.b, "gap": contacts.gap_m})
