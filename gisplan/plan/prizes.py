"""Whom a plan is for: villages and groups, what each is worth, and what wins it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.gaps.survey import take_settlements
from gisplan.plan.instance import Floats, Ints, Mask
from gisplan.standards import PlanRules

__all__ = ["PRIZES", "Wanted", "list_wanted", "weigh"]

PRIZES = ("people", "households", "villages", "groups", "settlements")
_FLAGS = ("poor_village", "deep_poverty", "task")
PARTS_OF_ONE = 1000  # prizes are reckoned in thousandths


@dataclass(frozen=True)
class Wanted:
    """M settlements: the villages, then the groups, each by code.

    Attributes
    ----------
    frame : DataFrame
        `kind` ("village" or "group"), `code, name, village, town, people, households, row, poor_village,
        deep_poverty, task, exit_year, set_aside`.
    point : (M,) object
        The reaching points, None for a settlement that was set aside.
    needs_itself : (M,) bool
        Won by its own attachment; else by all the groups that it needs.
    needs_of, needs : (T,) int64
        Pairs of a village and a group that it needs.
    lives_here : (M,) bool
        Its people are counted here: those of a village with groups are counted in its groups.
    """

    frame: pd.DataFrame
    point: NDArray[np.object_]
    needs_itself: Mask
    needs_of: Ints
    needs: Ints
    lives_here: Mask

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def is_village(self) -> Mask:
        """Villages among the settlements."""
        return (self.frame["kind"] == "village").to_numpy(dtype=bool)

    def won(self, joined: Mask) -> Mask:
        """Which settlements are won when these are joined by their own attachments, (M,)."""
        lacking = np.bincount(self.needs_of[~joined[self.needs]], minlength=len(self)) > 0
        won: Mask = np.where(self.needs_itself, joined, ~lacking).astype(bool)
        return won


def list_wanted(county: County, rules: PlanRules) -> Wanted:
    """The villages and groups of a county, and what each village needs."""
    parts, points = [], []
    for kind in ("village", "group"):
        found = take_settlements(county, kind)
        parts.append(found.frame.assign(kind=kind, set_aside=found.set_aside))
        points.append(found.point)
    table = pd.concat([p for p in parts if len(p)] or parts[:1], ignore_index=True)
    code = table["code"].fillna("").astype(str)
    order = table.assign(place=code).sort_values(["kind", "place", "row"], ascending=[False, True, True], kind="stable")
    frame = table.loc[order.index].reset_index(drop=True)
    point = np.concatenate(points)[order.index.to_numpy()]
    village = (frame["kind"] == "village").to_numpy(dtype=bool)
    row_of = pd.Series(np.flatnonzero(village), index=frame["code"][village]).groupby(level=0).first()
    home = frame["village"].map(row_of).where(~village)
    town = frame["town"].to_numpy(dtype=object)
    homes = home.dropna().astype(np.int64)
    frame["town"] = frame["town"].where(frame["town"].notna(), pd.Series(town[homes], index=homes.index, dtype=object))
    has_groups = np.isin(np.arange(len(frame)), home.dropna().to_numpy(dtype=np.int64))
    households = frame["households"].to_numpy(dtype=np.float64)
    # a group whose size nobody knows is needed too: what is missing never counts as met
    needed = home.notna().to_numpy(dtype=bool) & ~(households < rules.min_households)
    if rules.village_needs != "groups":
        needed[:] = False
    needs_of = home[needed].to_numpy(dtype=np.int64)
    return Wanted(
        frame=frame,
        point=point,
        needs_itself=~np.isin(np.arange(len(frame)), needs_of),
        needs_of=needs_of,
        needs=np.flatnonzero(needed),
        lives_here=~(village & has_groups),
    )


def weigh(wanted: Wanted, prize: str, rules: PlanRules, exit_year: int | None) -> Ints:
    """What each settlement is worth, in thousandths, (M,); what nobody knows is worth nothing.

    Parameters
    ----------
    prize : str
        One of `PRIZES`, or a yes-or-no column of the villages. People and households are counted where they
        live, so that each counts once: in the groups of a village that has any, else in the village.

    Raises
    ------
    PlanError
        There is no such prize.
    """
    frame, village = wanted.frame, wanted.is_village
    large = ~(frame["households"].to_numpy(dtype=np.float64) < rules.min_households)
    if prize in ("people", "households"):
        worth: Floats = frame[prize].to_numpy(dtype=np.float64, na_value=np.nan) * wanted.lives_here
    elif prize in ("villages", "groups", "settlements"):
        of_groups, of_villages = ~village & large, village
        worth = ((of_groups & (prize != "villages")) | (of_villages & (prize != "groups"))).astype(np.float64)
    elif prize in _FLAGS:
        worth = (frame[prize].eq(True).fillna(False).to_numpy(dtype=bool) & village).astype(np.float64)
    else:
        told = _("There is no prize {0!r}: give one of {1}.")
        raise PlanError(told.format(prize, ", ".join((*PRIZES, *_FLAGS))))
    if exit_year is not None and rules.exit_weight != 1.0:
        exits = pd.to_numeric(frame["exit_year"]).eq(exit_year).fillna(False).to_numpy(dtype=bool)
        worth = np.where(exits, worth * rules.exit_weight, worth)
    return np.rint(np.nan_to_num(worth, nan=0.0) * PARTS_OF_ONE).astype(np.int64)
