"""Make the progress of a county's works on a day, by what was known on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.base.arrays import Mask
from gisplan.base.display import Overview
from gisplan.gaps.targets.works_measures import count_served
from gisplan.gaps.works import Works
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import Kind, read_kinds
from gisplan.ledger.progress.counts import Count, Group, Served, count_works
from gisplan.ledger.progress.curve import (
    Curve,
    Dates,
    Month,
    build_curve,
    find_due_dates,
    find_passed_dates,
    list_months,
)
from gisplan.ledger.progress.forecast import Forecast, forecast_finish
from gisplan.ledger.progress.late import LateWork, Village, WaitingVillage, find_late, find_waiting
from gisplan.ledger.works_frame import make_works_frame

if TYPE_CHECKING:
    from gisplan.county.county import County

__all__ = ["KindProgress", "Progress", "make_progress"]


@dataclass(frozen=True)
class KindProgress:
    """The progress of the W works of one kind with M milestones.

    Parameters
    ----------
    kind : Kind
        The kind.
    works : tuple of WorkState
        The works.
    passed : (M, W) datetime64[D]
        By when each work had passed each milestone.
    undated : (M, W) bool
        What a work has passed by its status, with no date.
    due : (M, W) datetime64[D]
        When each milestone is due.
    total : Count
        All of them.
    programmes, towns : tuple of Group
        By programme (or category), and by town.
    curve : Curve
        Planned and finished works by day.
    months : tuple of Month
        Works by month.
    late : tuple of LateWork
        Overdue works.
    waiting : tuple of WaitingVillage
        Villages that not all of their works serve yet.
    forecast : Forecast or None
        The forecast of the finish; None where all are finished.
    """

    kind: Kind
    works: tuple[WorkState, ...]
    passed: Dates
    undated: Mask
    due: Dates
    total: Count
    programmes: tuple[Group, ...]
    towns: tuple[Group, ...]
    curve: Curve
    months: tuple[Month, ...]
    late: tuple[LateWork, ...]
    waiting: tuple[WaitingVillage, ...]
    forecast: Forecast | None


@dataclass(frozen=True, repr=False)
class Progress:
    """The progress of works.

    Parameters
    ----------
    county : County
        The county.
    state : State
        The works, with the store, its last event and both days.
    kinds : tuple of KindProgress
        By kind; kinds without works are left out.
    """

    county: County
    state: State
    kinds: tuple[KindProgress, ...]

    def overview(self) -> Overview:
        """Return the figures of each kind of works: what a session or notebook shows."""
        title = f"Progress of the works of {self.county.name} ({self.county.code}), as of {self.state.on}"
        names = ("planned", "started", "finished", "serving", "accepted", "overdue")
        rows = tuple((k.kind.name, *(getattr(k.total, name) for name in names)) for k in self.kinds)
        return Overview(title, ("kind", *names), rows)

    def __repr__(self) -> str:
        return self.overview().to_text()

    def _repr_html_(self) -> str:
        return self.overview().to_html()


def make_progress(state: State, county: County) -> Progress:
    """Make the progress of the works of a state.

    Parameters
    ----------
    state : State
        The works.
    county : County
        For the villages' names and people, and the people served by several works; its own works are not used.

    Returns
    -------
    Progress
        The figures, by kind.
    """
    state = state.follow_codes(county.changes)
    kinds = []
    for name, kind in read_kinds().items():
        works = tuple(work for work in state.works if work.kind == name)
        if works:
            kinds.append(_make_kind_progress(kind, works, state, county))
    return Progress(county, state, tuple(kinds))


def _make_kind_progress(kind: Kind, works: tuple[WorkState, ...], state: State, county: County) -> KindProgress:
    (passed, undated), due = find_passed_dates(kind, works, state.on), find_due_dates(kind, works)
    done = ~np.isnat(passed) | undated
    served = _make_served_counter(county, kind, works, state)
    total, programmes, towns = count_works(kind, works, done, state.on, served)
    finish, started = (kind.milestones.index(name) for name in (kind.finish, "started"))
    dated = ~undated[finish]
    return KindProgress(
        kind=kind,
        works=works,
        passed=passed,
        undated=undated,
        due=due,
        total=total,
        programmes=programmes,
        towns=towns,
        curve=build_curve(kind, passed, undated, due),
        months=list_months(kind, passed, undated, due, state.on),
        late=find_late(kind, works, state.on),
        waiting=find_waiting(kind, works, done, state.on, _read_villages(county)),
        forecast=forecast_finish(passed[finish][dated], passed[started], state.on),
    )


def _read_villages(county: County) -> dict[str, Village]:
    """Read the name, town and people of each village, by its code."""
    frame = county.villages
    rows = zip(frame["code"], frame["name"], frame["town"], frame["population"].astype(float), strict=True)
    return {
        code: Village(name, town if isinstance(town, str) else None, None if np.isnan(people) else float(people))
        for code, name, town, people in rows
    }


def _make_served_counter(county: County, kind: Kind, works: Sequence[WorkState], state: State) -> Served:
    """Make a function that counts the people whom some of the works serve, each once."""
    numbers = [work.values.get("people") for work in works]
    people = np.array([np.nan if number is None else number for number in numbers], dtype=float)
    frame = pd.DataFrame(make_works_frame(state, county.crs, [kind.name]).drop(columns="geometry"))
    columns = None if "shared_people" in kind.fields else frozenset(kind.fields)
    listed = Works(kind.layer, frame, np.zeros(len(frame), dtype=bool), columns, state.on)

    def served(which: Mask) -> tuple[float, float] | None:
        known = which & ~np.isnan(people)
        if not known.any() and which.any():
            return None
        least, most = count_served(county, listed, known)
        return least, most if (known == which).all() else np.inf

    return served
