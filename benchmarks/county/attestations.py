"""What inspectors found on site in spring: one row a finding, beside the figures and never in their place.

All invented. Offices visit villages near and far and find what the tables say, save for three findings
that disagree with them: water called safe where the tables count households without (only the
nearest group was seen), households without safe water where the tables count none (a spring fell dry), and a
household without power where the tables have all connected. Some visits fill a gap: the village has no figure.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.county.people import remoteness, seat_communities

__all__ = ["attest"]

OFFICES = {"sealed_road": "县交通运输局核查", "water_safe": "县水利局核查", "power_households": "县供电分公司核查"}
SHARES = {"sealed_road": 9 / 181, "water_safe": 9 / 181, "power_households": 7 / 181}
NEAR_M = 500.0
MET, MISSED, UNKNOWN = 1, 0, -1
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def attest(
    villages: pd.DataFrame,
    supply: pd.DataFrame,
    power: pd.DataFrame,
    rng: np.random.Generator,
    *,
    year: int = 2019,
    sealed: Bools | None = None,
) -> pd.DataFrame:
    """Findings between March and May of `year`, in the order of their documents.

    Parameters
    ----------
    villages, supply, power : DataFrame
        One row a village each, in the same order (`give_people`, `plan_water`, `plan_power`).
    sealed : (n,) bool, optional
        Whether a sealed road reaches the village; by default, whether its unsealed way is under 500 m.
    """
    if sealed is None:
        sealed = villages["road_m"].to_numpy(float) < NEAR_M
    unsafe = supply["unsafe_households"].to_numpy(float, na_value=np.nan)
    gap = (power["households"] - power["connected_households"]).to_numpy(float, na_value=np.nan)
    states = {
        "sealed_road": np.where(sealed, MET, MISSED),
        "water_safe": np.where(np.isnan(unsafe), UNKNOWN, np.where(unsafe > 0, MISSED, MET)),
        "power_households": np.where(np.isnan(gap), UNKNOWN, np.where(gap > 0, MISSED, MET)),
    }
    against = {"water_safe": (MISSED, MET), "power_households": (MET,)}
    free = ~seat_communities(villages)
    parts = []
    for criterion, state in states.items():
        count = max(round(SHARES[criterion] * len(villages)), 5)
        rows, found = _visit(state, free, count, against.get(criterion, ()), remoteness(villages), rng)
        parts.append(
            pd.DataFrame(
                {
                    "village": villages["code"].to_numpy(object)[rows],
                    "criterion": criterion,
                    "state": np.where(found == MET, "met", "missed").astype(object),
                    "by": [f"{OFFICES[criterion]}{'一二三'[i]}组" for i in rng.integers(0, 3, len(rows))],
                }
            )
        )
    findings = pd.concat(parts, ignore_index=True).sort_values(["village", "criterion"], ignore_index=True)
    findings = findings.iloc[rng.permutation(len(findings))].reset_index(drop=True)
    days = np.sort(rng.integers(0, 92, len(findings)))
    return findings.assign(
        date=np.datetime_as_string(np.datetime64(f"{year}-03-01") + days).astype(object),
        document=[f"核查表{year}-{i + 1:03d}" for i in range(len(findings))],
        origin="synthetic",
    )


def _visit(
    state: Ints, free: Bools, count: int, against: tuple[int, ...], far: Floats, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Rows visited and what was found there: against the tables once for each given state, else as they say.

    A third of the visits go to villages that miss, up to two to villages without a figure.
    """
    draw = far + rng.random(len(far))
    of = {kind: np.flatnonzero(free & (state == kind)) for kind in (MET, MISSED, UNKNOWN)}
    # The nearer of the met, the remoter of the others: a visit there shows what a map makes plain.
    order = {MET: draw, MISSED: -draw, UNKNOWN: -draw}
    of = {kind: rows[np.argsort(order[kind][rows], kind="stable")] for kind, rows in of.items()}
    unknown, missed = of[UNKNOWN][: min(2, count // 4)], of[MISSED][: count // 3]
    met = of[MET][: count - len(unknown) - len(missed)]
    rows = np.concatenate([unknown, missed, met])
    found = np.where(state[rows] == MISSED, MISSED, MET)
    for kind in against:
        at = np.flatnonzero(state[rows] == kind)[:1]
        found[at] = 1 - found[at]
    return rows, found
