"""Radio and television by village: households covered of all, and poor households with cable of the poor.

All invented. Registered poor households are 15 to 40 % of a poor village and up to 8 % of another; in a
few communities there is none, so that the second ratio has nothing to divide by. Both ratios are 96 % and
more nearly everywhere. Below it are the deep valleys far from the seats, low for how far they are; where
the transmitters' areas are known, only such as lie outside, for most people there have a dish. The cable
ends in the remotest poor villages. A few villages have not reported one of the figures.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.county.people import farthest, remoteness, seat_communities

__all__ = ["plan_broadcasting"]

SHADED, CABLE_ENDS = 18 / 181, 16 / 181
NO_POOR = 5 / 181
BLANK = 4 / 181
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def plan_broadcasting(villages: pd.DataFrame, rng: np.random.Generator, *, inside: Bools | None = None) -> pd.DataFrame:
    """One row a village, in the villages' order; `villages` as `give_people` returns them.

    `inside` says by village whether it lies in a transmitter's area; only villages outside are then under 96 %.
    """
    n, far = len(villages), remoteness(villages)
    poor = villages["poor_village"].to_numpy(bool)
    households = villages["households"].to_numpy(np.int64)
    height = villages["elevation_m"].rank(pct=True).to_numpy()
    road = villages["road_m"].rank(pct=True).to_numpy()
    outside = np.ones(n, bool) if inside is None else ~inside
    shaded = outside & farthest(road - 0.6 * height + 9 * outside, round(SHADED * n))
    share = np.where(poor, rng.integers(150, 401, n), rng.integers(20, 81, n))
    share = np.where(seat_communities(villages), share // 4, share)
    # Where nobody is registered as poor: outside the poor villages, the nearest first.
    none = farthest(np.where(poor, -1.0, 1 - far), round(NO_POOR * n))
    poor_households = np.where(none, 0, np.maximum(households * share // 1_000, 1))
    ends = farthest(np.where(poor, far + 0.3 * rng.random(n), -1.0), round(CABLE_ENDS * n))
    blank = farthest(np.where(shaded | ends, -1.0, far + rng.random(n)), 2 * round(BLANK * n))
    first = blank & (np.cumsum(blank) % 2 == 1)
    return pd.DataFrame(
        {
            "village": villages["code"],
            "households": households,
            "covered_households": pd.arrays.IntegerArray(_reached(households, shaded, rng), first),
            "poor_households": poor_households,
            "cable_poor_households": pd.arrays.IntegerArray(_reached(poor_households, ends, rng), blank & ~first),
            "origin": "synthetic",
        }
    )


def _reached(total: Ints, behind: Bools, rng: np.random.Generator) -> Ints:
    """How many of the total: 96.5 % and more, but 80 to 94 % where they are behind."""
    missing = total * rng.integers(0, 36, len(total)) // 1_000
    many = -(-total * rng.integers(60, 201, len(total)) // 1_000)
    return total - np.where(behind, many, missing)
