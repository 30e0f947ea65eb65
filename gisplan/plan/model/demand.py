"""The demand of a plan: villages and groups, their prizes, and what serves them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from gisplan.base.arrays import Floats, Ints, Mask, Objects
from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.gaps.settlements import make_settlements
from gisplan.standards import PlanRules

__all__ = ["PRIZES", "Demand", "ServedTotals", "compute_prizes", "list_demand", "sum_served"]

PRIZES = ("people", "households", "villages", "groups", "settlements")
_FLAGS = ("poor_village", "deep_poverty", "task")
PRIZE_SCALE = 1000  # prizes are whole thousandths


@dataclass(frozen=True)
class Demand:
    """M settlements: the villages, then the groups, each by code.

    Attributes
    ----------
    frame : DataFrame
        `kind` ("village" or "group"), `code, name, village, town, people, households, row, poor_village,
        deep_poverty, task, exit_year, quarantined`.
    point : (M,) object
        The reaching points, None for a settlement that was quarantined.
    is_small : (M,) bool
        Groups that certainly have fewer households than a village needs them for, as the verdicts find it.
    needs_itself : (M,) bool
        Served by its own attachment; else by all the groups that it needs.
    needs_of, needs : (T,) int64
        Pairs of a village and a group that it needs.
    village_row : (M,) int64
        The row of each group's village, -1 for villages and where it is not known.
    """

    frame: pd.DataFrame
    point: Objects
    is_small: Mask
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

    def count_once(self, column: str) -> Floats:
        """Count people or households where they live, (M,); 0 where not reported.

        Each counts once: in the groups of a village where one of them reports a number, else in the village.
        """
        number = self.frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
        counted: Floats = np.nan_to_num(number, nan=0.0) * self._counts_here(column)
        return counted

    def _counts_here(self, column: str) -> Mask:
        reports = (self.village_row >= 0) & self.frame[column].notna().to_numpy(dtype=bool)
        here: Mask = np.bincount(self.village_row[reports], minlength=len(self)) == 0
        return here

    def served(self, connected: Mask) -> Mask:
        """Find which settlements are served when these are connected by their own attachments, (M,)."""
        lacking = np.bincount(self.needs_of[~connected[self.needs]], minlength=len(self)) > 0
        served: Mask = np.where(self.needs_itself, connected, ~lacking).astype(bool)
        return served


def list_demand(county: County, rules: PlanRules) -> Demand:
    """List the villages and groups of a county, and what each village needs.

    Parameters
    ----------
    county : County
    rules : PlanRules
    """
    frame = _frame_settlements(county, rules)
    village, aside = (frame["kind"] == "village").to_numpy(dtype=bool), frame["quarantined"].to_numpy(dtype=bool)
    village_row = _find_village_rows(frame, village)
    frame["town"] = frame["town"].where(
        village | frame["town"].notna() | (village_row < 0), frame["town"].to_numpy()[village_row]
    )
    needed = (village_row >= 0) & ~aside[village_row] & (rules.village_needs == "groups")
    is_small = frame["is_small"].to_numpy(dtype=bool)
    needed &= ~is_small
    return Demand(
        frame=frame.drop(columns=["point", "is_small"]),
        point=frame["point"].to_numpy(dtype=object),
        is_small=is_small,
        needs_itself=~np.isin(np.arange(len(frame)), village_row[needed]),
        needs_of=village_row[needed],
        needs=np.flatnonzero(needed),
        village_row=village_row,
    )


def _frame_settlements(county: County, rules: PlanRules) -> pd.DataFrame:
    """Make the table of villages, then groups, each by code, with their points, and which groups are small."""
    parts = []
    for kind in ("village", "group"):
        some = make_settlements(county, kind)
        small = some.find_smaller("households", rules.min_households) & (kind == "group")
        parts.append(some.frame.assign(kind=kind, quarantined=some.quarantined, point=some.point, is_small=small))
    table = pd.concat([p for p in parts if len(p)] or parts[:1], ignore_index=True)
    place = table.assign(place=table["code"].fillna("").astype(str))
    order = place.sort_values(["kind", "place", "row"], ascending=[False, True, True], kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _find_village_rows(frame: pd.DataFrame, village: Mask) -> Ints:
    """Find the row of each group's village, -1 where there is none; of two with one code the one not quarantined."""
    first = frame[village & frame["code"].notna()].sort_values("quarantined", kind="stable").drop_duplicates("code")
    village_row = frame["village"].map(pd.Series(first.index, index=first["code"])).where(~village)
    rows: Ints = village_row.fillna(-1).to_numpy(dtype=np.int64)
    return rows


def compute_prizes(demand: Demand, prize: str, rules: PlanRules, exit_year: int | None) -> Ints:
    """Compute the prize of each settlement, in thousandths, (M,); 0 where what it needs is not reported.

    Parameters
    ----------
    demand : Demand
    prize : str
        One of `PRIZES`, or a yes-or-no column of the villages. People and households count once
        (`Demand.count_once`); "groups" are those that a village may need.
    rules : PlanRules
    exit_year : int or None
        Villages of this year count `rules.exit_weight` times.

    Raises
    ------
    PlanError
        There is no such prize.
    """
    frame, village = demand.frame, demand.is_village
    large = ~village & ~demand.is_small
    if prize in ("people", "households"):
        prizes = demand.count_once(prize)
    elif prize in ("villages", "groups", "settlements"):
        chosen = {"villages": village, "groups": large, "settlements": village | large}[prize]
        prizes = chosen.astype(np.float64)
    elif prize in _FLAGS:
        prizes = (frame[prize].eq(True).fillna(False).to_numpy(dtype=bool) & village).astype(np.float64)
    else:
        message = _("Unknown objective {0!r}: use one of {1}.")
        raise PlanError(message.format(prize, ", ".join((*PRIZES, *_FLAGS))))
    if exit_year is not None and rules.exit_weight != 1.0:
        exits = pd.to_numeric(frame["exit_year"]).eq(exit_year).fillna(False).to_numpy(dtype=bool)
        prizes = np.where(exits, prizes * rules.exit_weight, prizes)
    return np.rint(prizes * PRIZE_SCALE).astype(np.int64)


@dataclass(frozen=True)
class ServedTotals:
    """How many villages, groups, people and households are served.

    People count where they live, so that each counts once; what is not reported adds nothing.

    Attributes
    ----------
    villages, groups, people, households : int
    """

    villages: int
    groups: int
    people: int
    households: int


def sum_served(demand: Demand, chosen: Mask) -> ServedTotals:
    """Sum up some of the settlements.

    Parameters
    ----------
    demand : Demand
        All settlements.
    chosen : (M,) bool
        Such as `plan.before`, `plan.served`, or all of them.

    Returns
    -------
    ServedTotals
        Of the chosen settlements.
    """
    village = demand.is_village
    return ServedTotals(
        villages=int((chosen & village).sum()),
        groups=int((chosen & ~village).sum()),
        people=round(float(demand.count_once("people")[chosen].sum())),
        households=round(float(demand.count_once("households")[chosen].sum())),
    )
