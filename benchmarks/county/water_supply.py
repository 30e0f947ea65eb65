"""What water every village has, following from its remoteness and from how far its projects are.

All invented. The register's rural people are counted, those of the groups; the seat's townspeople are
not. Where a project's water flows nobody is without safe water, except for scattered houses in the
remotest villages; until then a part of its households is, and the poorest of them carry water. Remote
villages for which nothing is planned have a few such households. The people without tap water, 9 % of
all, live where water is unsafe and where houses are far apart. Water that flows and is not tested
has no finding on its quality. The survey has not come round to a few villages of the remotest towns,
and their cells are blank.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.county.people import MEMBERS, apportion

__all__ = ["supply_villages"]

WITHOUT_TAP = 0.09
NOT_SURVEYED = 7 / 181
NO_PROJECT, UNDER_WAY, MAIN_DONE, FLOWING, TESTED = range(5)
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def supply_villages(
    villages: pd.DataFrame, rural: Ints, far: Floats, projects: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """One row a village, in the villages' order.

    `rural` are the villages' people without the seat's townspeople, `far` their remoteness from 0 to 1.
    """
    stage, planned, promised = _progress(villages, projects)
    unsafe = _unsafe_households(rural, far, stage, planned, rng)
    share = unsafe * MEMBERS / np.maximum(rural, 1)
    no_tap = apportion(
        round(WITHOUT_TAP * int(rural.sum())), 1.8 * unsafe + rural * (0.02 + 0.25 * far * far * far), rural * 6 // 10
    )
    hard = 0.8 * far + 0.2 * rng.random(len(far))
    litres = np.where(unsafe > 0, 58 - 90 * share, 88 - 30 * hard).clip(min=18)
    fetch = np.where((far > 0.55) & (no_tap * 20 > rural), 40 * (far - 0.5), 0.0)
    fetch = np.where(unsafe > 0, 8 + 50 * share + 6 * rng.random(len(far)), fetch)
    resolved = np.where(far < 0.92, 90.5 + 7 * (1 - far), 97 - 11 * far)
    guarantee = np.where(stage >= FLOWING, promised, np.where(unsafe > 0, 90 - 12 * share, resolved)).round(1)
    quality = np.where(unsafe * MEMBERS * 5 > rural, "no", "yes")
    quality = np.where((stage == NO_PROJECT) & (unsafe > 0) & (far > 0.95), "no", quality)
    quality = np.where(stage == FLOWING, "", quality)
    blank = _not_surveyed(villages, far)
    few = blank & (np.cumsum(blank) % 2 == 0)
    return pd.DataFrame(
        {
            "village": villages["code"],
            "population": rural,
            "tap_population": _whole(rural - no_tap, few),
            "guarantee": pd.array(np.where(few, np.nan, guarantee), dtype="Float64"),
            "litres_per_day": _whole(np.rint(litres), blank),
            "fetch_minutes": _whole(np.rint(fetch), blank),
            "quality_ok": np.where(blank, "", quality).astype(object),
            "unsafe_households": _whole(unsafe, blank),
            "origin": "synthetic",
        }
    )


def _progress(villages: pd.DataFrame, projects: pd.DataFrame) -> tuple[Ints, Ints, Floats]:
    """By village: the stage of its least advanced project, its planned households, its lowest guarantee.

    A town's consolidation betters a supply that is safe already, and does not count here.
    """
    own = projects[projects["category"] != "township"]
    row = villages["code"].searchsorted(own["villages"])
    done = [(own[c] != "").to_numpy() for c in ("tested", "water_flowing", "main_done")]
    stage = np.full(len(villages), TESTED + 1)
    np.minimum.at(stage, row, np.select(done, [TESTED, FLOWING, MAIN_DONE], UNDER_WAY))
    planned = np.zeros(len(villages), np.int64)
    np.add.at(planned, row, own["households"].to_numpy(np.int64))
    promised = np.full(len(villages), np.inf)
    np.minimum.at(promised, row, own["guarantee"].to_numpy(float, na_value=-1.0))
    promised[(promised < 0) | np.isinf(promised)] = np.nan
    return np.where(stage > TESTED, NO_PROJECT, stage), planned, promised


def _unsafe_households(rural: Ints, far: Floats, stage: Ints, planned: Ints, rng: np.random.Generator) -> Ints:
    """Households without safe water."""
    draw, households = rng.random(len(far)), rural / MEMBERS
    waiting = np.select([stage == UNDER_WAY, stage == MAIN_DONE], [0.7 + 0.25 * draw, 0.35 + 0.25 * draw], 0.0)
    forgotten = np.where((stage == NO_PROJECT) & (far > 0.8), households * (0.04 + 0.1 * draw), 0.0)
    scattered = np.where((stage >= FLOWING) & (far > 0.94), households * (0.02 + 0.03 * draw), 0.0)
    return np.minimum(np.ceil(planned * waiting + forgotten + scattered), np.floor(households)).astype(np.int64)


def _not_surveyed(villages: pd.DataFrame, far: Floats) -> Bools:
    """Every other village, from the remotest on, of the remotest towns."""
    town = pd.Series(far).groupby(villages["town_code"].to_numpy()).transform("mean").round(9).to_numpy()
    order = np.lexsort((-far, villages["town_code"], -town))
    blank = np.zeros(len(far), bool)
    blank[order[: 2 * round(NOT_SURVEYED * len(far)) : 2]] = True
    return blank


def _whole(values: NDArray[np.generic], blank: Bools) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(np.asarray(values).astype(np.int64), blank.copy())
