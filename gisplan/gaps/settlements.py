"""The settlements of a county as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Mask
from gisplan.base.codes import CODE_LENGTHS
from gisplan.base.values import is_missing
from gisplan.county.county import County
from gisplan.county.once import once_per_county
from gisplan.gaps.contradicted import Contradicted, find_contradicted
from gisplan.gaps.road_survey import rows_in_doubt

__all__ = ["Settlements", "make_settlements"]

_COUNTY = 6  # digits of a county's code: a seat's prefix is longer


_SIZES = {"people": "population", "households": "households"}
VILLAGE_COLUMNS = ("poor_village", "deep_poverty", "task", "exit_year", "area_kind")


@dataclass(frozen=True)
class Settlements:
    """M settlements of one kind; the quarantined ones come last and have no point.

    Attributes
    ----------
    kind : str
        "village" or "group".
    frame : DataFrame
        `code, name, village, town, people, households, row`, and of its village
        `poor_village, deep_poverty, task, exit_year, area_kind`.
    point : (M,) object
        The reaching points, None for a quarantined settlement.
    quarantined : (M,) bool
        Settlements whose row was quarantined.
    seat : (M,) int64
        The row of the settlement's town seat, -1 where it is not known.
    contradicted : mapping of str to Contradicted
        Of "people" and of "households": which settlements' number contradicts another one.
    """

    kind: str
    frame: pd.DataFrame
    point: NDArray[np.object_]
    quarantined: Mask
    seat: NDArray[np.int64]
    contradicted: Mapping[str, Contradicted]

    @cached_property
    def people(self) -> NDArray[np.float64]:
        """People of each settlement, NaN where not known."""
        people: NDArray[np.float64] = self.frame["people"].to_numpy(dtype=np.float64)
        return people

    def find_smaller(self, size: str, least: float) -> Mask:
        """Find those that certainly have fewer people or households than `least`, (M,).

        A number that is blank, or that contradicts another one, leaves it open.

        Parameters
        ----------
        size : str
            "people" or "households".
        least : float

        Returns
        -------
        (M,) bool
        """
        number = self.frame[size].to_numpy(dtype=np.float64)
        return np.asarray((number < least) & ~self.contradicted[size].where)

    @property
    def village_code(self) -> pd.Series[Any]:
        """The code of each settlement's village; its own code for villages."""
        return self.frame["village" if self.kind == "group" else "code"]


def make_settlements(county: County, kind: str) -> Settlements:
    """Make the arrays of a county's villages or groups, the quarantined ones among them."""
    layer = {"village": "villages", "group": "groups"}[kind]
    frame = getattr(county, layer)
    columns = ["code", "name", "village", "town", "population", "households", "row", *VILLAGE_COLUMNS]
    aside = rows_in_doubt(county, layer)
    parts = [p.reindex(columns=columns) for p in ([] if frame is None else [frame])]
    known = 0 if frame is None else len(frame)
    parts.append(aside.reindex(columns=columns))
    table = pd.concat([pd.DataFrame(p).astype(object) for p in parts if len(p)] or parts, ignore_index=True)
    table = table.rename(columns={"population": "people"})
    point = np.full(len(table), None, dtype=object)
    if frame is not None:
        point[:known] = np.asarray(frame.geometry.array)
    for column in ("people", "households"):
        table[column] = pd.to_numeric(table[column], errors="coerce").astype(np.float64)
    if kind == "group":
        villages = pd.DataFrame(county.villages.drop_duplicates("code").set_index("code"))
        villages = villages.reindex(columns=VILLAGE_COLUMNS)
        if county.code_system == "cn-12":
            table["village"] = _find_villages(table, county)
        table = table.assign(**{c: table["village"].map(villages[c].astype(object)) for c in VILLAGE_COLUMNS})
    row = table["row"].to_numpy(dtype=np.int64)
    doubtful = {name: find_contradicted(county, layer, (column,), row) for name, column in _SIZES.items()}
    return Settlements(kind, table, point, np.arange(len(table)) >= known, _find_seats(county, table), doubtful)


def _find_villages(table: pd.DataFrame, county: County) -> pd.Series[Any]:
    """The village of each group: where the row names none that is known, that of the group's own code."""
    known = {*county.villages["code"], *county.quarantined("villages")["code"]}
    by_code = table["code"].map(lambda code: code[: CODE_LENGTHS["villages"]] if isinstance(code, str) else None)
    return table["village"].where(table["village"].isin(known) | ~by_code.isin(known), by_code)


@once_per_county
def _sort_seats(county: County) -> NDArray[np.int64]:
    """The places of the seats by code, name and shape, whatever the order of their rows."""
    seats = county.seats
    assert seats is not None
    texts = seats[["code", "name"]].fillna("").astype(str).assign(shape=seats.geometry.to_wkb())
    order: NDArray[np.int64] = texts.reset_index(drop=True).sort_values(list(texts), kind="stable").index.to_numpy()
    return order


def _find_seats(county: County, table: pd.DataFrame) -> NDArray[np.int64]:
    """Find the seat of each settlement's town: by the town's code or name, else by the settlement's own code."""
    found = np.full(len(table), -1, dtype=np.int64)
    if county.seats is None:
        return found
    seats = county.seats
    order = _sort_seats(county)
    number = np.empty(len(seats), dtype=np.int64)
    number[order] = np.arange(len(seats))
    codes = seats["code"].tolist()
    prefixes = [code.removesuffix("000") if isinstance(code, str) else None for code in codes]
    by_town = _find_last([*codes, *prefixes, *seats["name"].tolist()], number.tolist() * 3)
    by_prefix = _find_last([p if p is not None and len(p) > _COUNTY else None for p in prefixes], number.tolist())
    lengths = sorted({len(prefix) for prefix in by_prefix})
    for place, (town, code) in enumerate(zip(_list_towns(county, table), _list_codes(table), strict=True)):
        if town is not None:
            found[place] = by_town.get(town, -1)
        elif code is not None:
            found[place] = max((by_prefix.get(code[:length], -1) for length in lengths), default=-1)
    return np.asarray(np.append(order, -1)[found])


def _find_last(names: Sequence[Any], number: Sequence[int]) -> dict[str, int]:
    """Of several seats that have a name, the last by code."""
    last: dict[str, int] = {}
    for name, one in zip(names, number, strict=True):
        if isinstance(name, str):
            last[name] = max(one, last.get(name, -1))
    return last


def _list_towns(county: County, table: pd.DataFrame) -> list[Any]:
    """Return each settlement's own town, else that of its village, else None."""
    villages = county.villages
    town_of = dict(zip(reversed(villages["code"].tolist()), reversed(villages["town"].tolist()), strict=True))
    pairs = zip(table["town"], table["village"], strict=True)
    own = [town_of.get(village) if is_missing(town) else town for town, village in pairs]
    return [None if is_missing(town) else town for town in own]


def _list_codes(table: pd.DataFrame) -> list[str | None]:
    """Return the code of each settlement's village, else its own."""
    pairs = zip(table["code"], table["village"], strict=True)
    codes = [code if is_missing(village) else village for code, village in pairs]
    return [None if is_missing(code) else str(code) for code in codes]
