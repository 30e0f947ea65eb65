"""Whom a plan is for: villages and groups, what each is prizes, and what wins it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.gaps.settlements import make_settlements
from gisplan.standards import PlanRules
from gisplan.steiner.problem import Floats, Ints, Mask

__all__ = ["PRIZES", "Demand", "ServedTotals", "list_demand", "settlement_prizes", "sum_served"]

PRIZES = ("people", "households", "villages", "groups", "settlements")
_FLAGS = ("poor_village", "deep_poverty", "task")
PRIZE_SCALE = 1000  # prizes are reckoned in thousandths


@dataclass(frozen=True)
class Demand:
    """M settlements: the villages, then the groups, each by code.

    Attributes
    ----------
    frame : DataFrame
        `kind` ("village" or "group"), `code, name, village, town, people, households, row, poor_village,
        deep_poverty, task, exit_year, quarantined`.
    point : (M,) object
        The reaching points, None for a settlement that was set aside.
    needs_itself : (M,) bool
        Won by its own attachment; else by all the groups that it needs.
    needs_of, needs : (T,) int64
        Pairs of a village and a group that it needs.
    village_row : (M,) int64
        The row of each group's village, -1 for villages and where it is not known.
    """

    frame: pd.DataFrame
    point: NDArray[np.object_]
    needs_itself: Mask
    needs_of: Ints
    needs: Ints
    village_row: Ints

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def is_village(self) -> Mask:
        """Villages among the settlements."""
        village: Mask = (self.frame["kind"] == "village").to_numpy(dtype=bool)
        return village

    @cached_property
    def lives_here(self) -> Mask:
        """Its people are counted here: see `count_once`."""
        return self._counts_here("people")

    def count_once(self, column: str) -> Floats:
        """People or households where they live, (M,), 0 where nobody knows.

        Each counts once: in the groups of a village where one of them says how many, else in the village.
        """
        number = self.frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
        counted: Floats = np.nan_to_num(number, nan=0.0) * self._counts_here(column)
        return counted

    def _counts_here(self, column: str) -> Mask:
        says = (self.village_row >= 0) & self.frame[column].notna().to_numpy(dtype=bool)
        here: Mask = np.bincount(self.village_row[says], minlength=len(self)) == 0
        return here

    def served(self, joined: Mask) -> Mask:
        """Which settlements are won when these are joined by their own attachments, (M,)."""
        lacking = np.bincount(self.needs_of[~joined[self.needs]], minlength=len(self)) > 0
        served: Mask = np.where(self.needs_itself, joined, ~lacking).astype(bool)
        return served


def list_demand(county: County, rules: PlanRules) -> Demand:
    """The villages and groups of a county, and what each village needs."""
    frame = _frame_settlements(county)
    village, aside = (frame["kind"] == "village").to_numpy(dtype=bool), frame["quarantined"].to_numpy(dtype=bool)
    village_row = _find_village_rows(frame, village)
    frame["town"] = frame["town"].where(
        village | frame["town"].notna() | (village_row < 0), frame["town"].to_numpy()[village_row]
    )
    needed = (village_row >= 0) & ~aside[village_row] & (rules.village_needs == "groups")
    needed &= ~(frame["households"].to_numpy(dtype=np.float64) < rules.min_households)  # of unknown size: needed
    return Demand(
        frame=frame.drop(columns="point"),
        point=frame["point"].to_numpy(dtype=object),
        needs_itself=~np.isin(np.arange(len(frame)), village_row[needed]),
        needs_of=village_row[needed],
        needs=np.flatnonzero(needed),
        village_row=village_row,
    )


def _frame_settlements(county: County) -> pd.DataFrame:
    """Villages, then groups, each by code, with their points."""
    found = [make_settlements(county, kind) for kind in ("village", "group")]
    parts = [s.frame.assign(kind=s.kind, quarantined=s.quarantined, point=s.point) for s in found]
    table = pd.concat([p for p in parts if len(p)] or parts[:1], ignore_index=True)
    place = table.assign(place=table["code"].fillna("").astype(str))
    order = place.sort_values(["kind", "place", "row"], ascending=[False, True, True], kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _find_village_rows(frame: pd.DataFrame, village: Mask) -> Ints:
    """The row of each group's village, -1 where there is none; of two with one code that which was not set aside."""
    first = frame[village & frame["code"].notna()].sort_values("quarantined", kind="stable").drop_duplicates("code")
    village_row = frame["village"].map(pd.Series(first.index, index=first["code"])).where(~village)
    rows: Ints = village_row.fillna(-1).to_numpy(dtype=np.int64)
    return rows


def settlement_prizes(demand: Demand, prize: str, rules: PlanRules, exit_year: int | None) -> Ints:
    """What each settlement is prizes, in thousandths, (M,); what nobody knows is prizes nothing.

    Parameters
    ----------
    prize : str
        One of `PRIZES`, or a yes-or-no column of the villages. People and households count once
        (`Demand.count_once`); "groups" are those that a village may need.

    Raises
    ------
    PlanError
        There is no such prize.
    """
    frame, village = demand.frame, demand.is_village
    large = ~(frame["households"].to_numpy(dtype=np.float64) < rules.min_households)
    if prize in ("people", "households"):
        prizes = demand.count_once(prize)
    elif prize in ("villages", "groups", "settlements"):
        chosen = {"villages": village, "groups": ~village & large, "settlements": village | large}[prize]
        prizes = chosen.astype(np.float64)
    elif prize in _FLAGS:
        prizes = (frame[prize].eq(True).fillna(False).to_numpy(dtype=bool) & village).astype(np.float64)
    else:
        told = _("Unknown objective {0!r}: use one of {1}.")
        raise PlanError(told.format(prize, ", ".join((*PRIZES, *_FLAGS))))
    if exit_year is not None and rules.exit_weight != 1.0:
        exits = pd.to_numeric(frame["exit_year"]).eq(exit_year).fillna(False).to_numpy(dtype=bool)
        prizes = np.where(exits, prizes * rules.exit_weight, prizes)
    return np.rint(prizes * PRIZE_SCALE).astype(np.int64)


@dataclass(frozen=True)
class ServedTotals:
    """How many villages, groups, people and households are joined; people where they live, so that each counts once.

    What nobody counted adds nothing.
    """

    villages: int
    groups: int
    people: int
    households: int


def sum_served(demand: Demand, chosen: Mask) -> ServedTotals:
    """Sum up some of the settlements, (M,): `plan.before`, `plan.served`, or all of them."""
    village = demand.is_village
    return ServedTotals(
        villages=int((chosen & village).sum()),
        groups=int((chosen & ~village).sum()),
        people=round(float(demand.count_once("people")[chosen].sum())),
        households=round(float(demand.count_once("households")[chosen].sum())),
    )
