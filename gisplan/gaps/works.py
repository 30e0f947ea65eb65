"""Listed works: which have reached a milestone, and which are listed for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Ints, Mask, fill_objects
from gisplan.base.values import text_or_none
from gisplan.county.code_lists import ROAD_STATUSES
from gisplan.county.county import County
from gisplan.county.milestones import MILESTONE_TYPES, MILESTONES
from gisplan.county.once import once_per_county
from gisplan.county.work_contradictions import STATUS_SAYS
from gisplan.gaps.contradicted import Cell, find_contradicted_rows
from gisplan.gaps.road_survey import rows_in_doubt
from gisplan.gaps.settlements import Settlements

__all__ = ["MILESTONE_LABELS", "Works", "find_quarantined_rows", "sort_as_texts", "take_works"]

_LISTED = {code for codes in MILESTONES.values() for code in codes}
MILESTONE_LABELS: Mapping[str, str] = {
    **{code: milestone.english for code, milestone in MILESTONE_TYPES.items() if code in _LISTED},
    **{code: ROAD_STATUSES[code].english for code in ("not_started", "under_way")},
}
"""What milestones and statuses of works are called."""

_GROUPED_BY = {"road_works": "programme", "water_projects": "category"}


@dataclass(frozen=True)
class Works:
    """W works of one layer that a question counts.

    Attributes
    ----------
    frame : DataFrame
    maybe : (W,) bool
        Works of which the category is not known, where the question asks for one.
    had : frozenset of str or None
        The columns that the file really had; None where nobody says.
    """

    layer: str
    frame: pd.DataFrame
    maybe: Mask
    had: frozenset[str] | None
    as_of: date | None

    def reached(self, milestone: str, *, by: date | None) -> tuple[Mask, Mask]:
        """Which works have surely, and which may have, reached a milestone by the end of a day.

        A later milestone says that the earlier ones are behind it. A status without a date holds on
        `as_of`. A blank cell is a milestone not reached; a column that the file has not tells nothing,
        nor does a row without any date where the file tracks several milestones: nobody filled it in.
        Where status and date disagree, the work may have reached it, and may not.
        """
        day = self._days[MILESTONES[self.layer].index(milestone)]
        dated = ~np.isnat(day)
        surely = dated if by is None else day < np.datetime64(by, "ns") + np.timedelta64(1, "D")
        by_status, has_status = self._find_by_status(milestone)
        today = by is None or self.as_of is None or by >= self.as_of
        unreported = self.had is not None and milestone not in self.had
        tracked = [name for name in MILESTONES[self.layer] if self.had is None or name in self.had]
        unreported = unreported | (np.isnat(self._days[0]) if self.had is not None and len(tracked) > 1 else False)
        wrong = self.disagrees(milestone)
        least: Mask = (surely | (by_status & ~dated & today)) & ~wrong
        most: Mask = least | (by_status & ~dated) | (~dated & ~has_status & unreported) | wrong
        return least, most

    def disagrees(self, milestone: str) -> Mask:
        """Which works have a status and a date that disagree on whether a milestone is behind them on `as_of`."""
        day = self._days[MILESTONES[self.layer].index(milestone)]
        by_status, has_status = self._find_by_status(milestone)
        passed = ~np.isnat(day)
        if self.as_of is not None:
            passed = passed & (day < np.datetime64(self.as_of, "ns") + np.timedelta64(1, "D"))
        return np.asarray(has_status & ~np.isnat(day) & (by_status != passed), dtype=bool)

    @cached_property
    def _days(self) -> NDArray[np.datetime64]:
        """The day by which each milestone was behind each work, (milestones, W): its own or the first later one."""
        own = [_to_days(self.frame[name]) for name in MILESTONES[self.layer]]
        return np.fmin.accumulate(np.stack(own)[::-1])[::-1]

    def _find_by_status(self, milestone: str) -> tuple[Mask, Mask]:
        """Which works have reached a milestone by their status, and which have a status that counts."""
        nothing = np.zeros(len(self.frame), dtype=bool)
        if self.layer != "road_works" or milestone not in STATUS_SAYS["accepted"]:
            return nothing, nothing
        status = self.frame["status"]
        says = [name for name, behind in STATUS_SAYS.items() if milestone in behind]
        return status.isin(says).to_numpy(dtype=bool), status.isin(list(STATUS_SAYS)).to_numpy(dtype=bool)

    def is_due(self, default: date | None) -> Mask:
        """Which works are due by the end of `as_of`; one without a due date is."""
        if self.as_of is None:
            return np.zeros(len(self.frame), dtype=bool)
        due = self.due(default)
        return np.asarray(due.isna() | (due <= pd.Timestamp(self.as_of)), dtype=bool)

    def due(self, default: date | None) -> pd.Series[Any]:
        """Each work's due date: its own, else the standard's."""
        own = pd.to_datetime(self.frame["due"])
        return own if default is None else own.fillna(pd.Timestamp(default))

    def status(self) -> list[str | None]:
        """How far each work is: its status, or the last milestone that it has reached by `as_of`."""
        status: NDArray[np.object_] = np.full(len(self.frame), None, dtype=object)
        if self.layer != "road_works":
            status[:] = "not_started"
            for name in MILESTONES[self.layer]:
                status[self.reached(name, by=self.as_of)[0]] = name
            return list(status)
        status = self.frame["status"]
        return [text_or_none(s) for s in status]

    def pairs(self) -> tuple[Ints, NDArray[np.object_]]:
        """Each work with each of its villages, by code: the works' places, and the codes."""
        return _explode(self.frame["villages"])

    def shares(self) -> tuple[Ints, NDArray[np.object_]]:
        """Each work with each of the works that serve some of its people too, by code."""
        return _explode(self.frame["shared_with"])

    def segments(self) -> tuple[Ints, NDArray[np.object_]]:
        """Each work with each of its road segments."""
        return _explode(self.frame["segments"])


@once_per_county
def take_works(county: County, layer: str, categories: tuple[str, ...] = ()) -> Works | None:
    """The works of a layer, of the categories asked for, by code; None where the county has no such layer.

    A number of people that contradicts those of the villages is blank.
    """
    if county.works is None:
        return None
    if categories:
        every = take_works(county, layer)
        return None if every is None else _choose(every, categories)
    frame = county.works[(county.works["layer"] == layer).to_numpy(dtype=bool)]
    frame = frame.sort_values(["code", "row"], key=sort_as_texts, kind="stable").reset_index(drop=True)
    if not len(frame) and layer not in county.columns and layer not in {i.layer for i in county.inputs}:
        return None
    crowded = find_contradicted_rows(county, layer, "people") if layer == "water_projects" else []
    if crowded:
        frame = frame.assign(people=frame["people"].mask(frame["row"].isin(crowded)))
    nothing = np.zeros(len(frame), dtype=bool)
    return Works(layer, pd.DataFrame(frame), nothing, county.columns.get(layer), county.as_of)


def _choose(works: Works, categories: tuple[str, ...]) -> Works:
    """The works of some categories, and those of which the category is not known."""
    given = works.frame[_GROUPED_BY[works.layer]]
    maybe = given.isna().to_numpy(dtype=bool)
    keep = maybe | given.isin(list(categories)).to_numpy(dtype=bool)
    return replace(works, frame=works.frame[keep].reset_index(drop=True), maybe=maybe[keep])


def find_quarantined_rows(county: County, settlements: Settlements, layer: str) -> dict[int, list[Cell]]:
    """The rows of works that were set aside when read and name a settlement's village, by its place.

    A row of which nobody knows the villages changes none; the targets count it as one that may be listed.
    """
    rows = rows_in_doubt(county, layer)
    if not len(rows):
        return {}
    named: dict[Any, list[Cell]] = {}
    rows = rows.sort_values(["code", "name", "row"], key=sort_as_texts, kind="stable")
    for row, code, villages in zip(rows["row"], rows["code"], rows["villages"], strict=True):
        for village in villages if isinstance(villages, tuple | list) else ():
            named.setdefault(village, []).append(Cell(layer, int(row), "code", code if code == code else None))
    own = settlements.village_code.tolist()
    return {i: list(named[village]) for i, village in enumerate(own) if village in named} if named else {}


def _to_days(column: pd.Series[Any]) -> NDArray[np.datetime64]:
    """Return the days of a column, which may be texts where a county is not read from files."""
    found = column if column.dtype.kind == "M" else pd.to_datetime(column)
    days: NDArray[np.datetime64] = found.to_numpy(dtype="datetime64[ns]")
    return days


def sort_as_texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return what a column of codes or names is sorted by, blanks first; numbers stay as they are."""
    return column.fillna("").astype(str) if column.dtype == object else column


def _explode(lists: pd.Series[Any]) -> tuple[Ints, NDArray[np.object_]]:
    each = [tuple(dict.fromkeys(codes)) if isinstance(codes, tuple | list) else () for codes in lists]
    work = np.repeat(np.arange(len(each)), [len(codes) for codes in each])
    return work, fill_objects(len(work), values=[code for codes in each for code in codes])
