"""Power by village: households connected, three-phase supply, and who still waits.

The county's notice of 2019 names seven households without power, all in one village; their names here
are plainly invented (户甲, 户乙, and so on). Everything else is invented too: all other households are
connected; the remotest villages have no three-phase supply yet, and a date on which they shall; a few
villages far from the seat have not reported one or two of their figures, and the cells are blank.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.county.people import farthest, remoteness, without_power

__all__ = ["UNCONNECTED", "plan_power"]

UNCONNECTED = ("户甲", "户乙", "户丙", "户丁", "户戊", "户己", "户庚")
SINGLE_PHASE = 14 / 181
BLANK_CONNECTED, BLANK_HOUSEHOLDS, BLANK_THREE_PHASE = 4 / 181, 1 / 181, 4 / 181


def plan_power(villages: pd.DataFrame, rng: np.random.Generator, *, year: int = 2019) -> pd.DataFrame:
    """One row a village, in the villages' order; `villages` as `give_people` returns them.

    `plan_date` is when the waiting households, or else three-phase supply, are due, in the second half of `year`.
    """
    n, waiting = len(villages), without_power(villages)
    far = remoteness(villages)
    single = farthest(far + 0.15 * rng.random(n) - 9 * waiting, round(SINGLE_PHASE * n))
    # Who has not reported is told apart from who has gaps, so that no blank hides one of these.
    silent = np.where(waiting | single, -1.0, 0.5 * far + 0.5 * rng.random(n))
    count = [round(share * n) for share in (BLANK_CONNECTED, BLANK_THREE_PHASE)]
    either = farthest(silent, sum(count))
    no_connected = farthest(np.where(either, rng.random(n), -1.0), count[0])
    no_households = farthest(np.where(no_connected, far, -1.0), round(BLANK_HOUSEHOLDS * n))
    no_phase = either & ~no_connected
    households = villages["households"].to_numpy(np.int64)
    connected = households - len(UNCONNECTED) * waiting
    month = rng.integers(10, 13, n)
    planned = np.select([waiting, single], [f"{year}-09-30", np.strings.add(f"{year}-", month.astype(str))], "")
    planned = np.where(single, np.strings.add(planned, "-20"), planned)
    return pd.DataFrame(
        {
            "village": villages["code"],
            "households": pd.arrays.IntegerArray(households.copy(), no_households),
            "connected_households": pd.arrays.IntegerArray(connected, no_connected | no_households),
            "three_phase": np.select([no_phase, single], ["", "no"], "yes").astype(object),
            "unconnected_names": np.where(waiting, ";".join(UNCONNECTED), "").astype(object),
            "plan_date": planned.astype(object),
            "origin": "synthetic",
        }
    )
