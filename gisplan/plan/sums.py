"""What a plan comes to in numbers: who is joined before and after it."""

from __future__ import annotations

from dataclasses import dataclass

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
    return JoinedSum(
        villages=int((who & village).sum()),
        groups=int((who & ~village).sum()),
        people=round(float(wanted.count_once("people")[who].sum())),
        households=round(float(wanted.count_once("households")[who].sum())),
    )
