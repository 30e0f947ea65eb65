"""What a plan comes to in numbers: who is joined before and after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gisplan.plan.instance import Mask
from gisplan.plan.prizes import Wanted

__all__ = ["JoinedSum", "sum_joined"]


@dataclass(frozen=True)
class JoinedSum:
    """How many villages, groups, people and households are joined; people where they live, so that each counts once.

    What nobody counted adds nothing.
    """

    villages: int
    groups: int
    people: int
    households: int


def sum_joined(wanted: Wanted, who: Mask) -> JoinedSum:
    """Sum up some of the settlements, (M,): `plan.before`, `plan.won`, or all of them."""
    village = wanted.is_village
    lives = {
        name: np.nan_to_num(wanted.frame[name].to_numpy(dtype=np.float64, na_value=np.nan)[who & wanted.lives_here])
        for name in ("people", "households")
    }
    return JoinedSum(
        villages=int((who & village).sum()),
        groups=int((who & ~village).sum()),
        people=round(float(lives["people"].sum())),
        households=round(float(lives["households"].sum())),
    )
