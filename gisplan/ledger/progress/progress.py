"""The progress of a county's works on a day, by what was known on another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.base.arrays import Mask
from gisplan.gaps.targets.served import count_served
from gisplan.gaps.works import Works
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import Kind, read_kinds
from gisplan.ledger.progress.counts import Count, Group, Served, count_works
from gisplan.ledger.progress.curve import Curve, Month, build_curve, list_months
from gisplan.ledger.progress.forecast import Forecast, forecast_finish
from gisplan.ledger.progress.late import LateWork, WaitingVillage, find_late, find_waiting
from gisplan.ledger.progress.milestone_dates import Dates, find_due_dates, find_passed_dates
from gisplan.ledger.works_frame import make_works_frame

if TYPE_CHECKING:
    from gisplan.county.county import County

__all__ = ["KindProgress", "Progress", "make_progress"]


@dataclass(frozen=True)
class KindProgress:
    """The works of one kind.

    Attributes
    ----------
    passed, due : (milestones, W) datetime64[D]
        By when each work had passed each milestone, and when each is due.
    undated : (milestones, W) bool
        What a work has passed by its status alone, nobody knows when.
    total, programmes, towns
        All of them, and by programme (or category) and by town.
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


@dataclass(frozen=True)
class Progress:
    """The works of a state, kind by kind; `state` names the store, its last event and both days."""

    county: County
    state: State
    kinds: tuple[KindProgress, ...]


def make_progress(state: State, county: County) -> Progress:
    """The progress of the works of a state.

    Parameters
    ----------
    county : County
        The villages' names and people, and who is served twice, are taken from it; its own works are not.
    """
    told = []
    for name, kind in read_kinds().items():
        works = tuple(work for work in state.works if work.kind == name)
        if works:
            told.append(_of_kind(kind, works, state, county))
    return Progress(county, state, tuple(told))


def _of_kind(kind: Kind, works: tuple[WorkState, ...], state: State, county: County) -> KindProgress:
    (passed, undated), due = find_passed_dates(kind, works, state.on), find_due_dates(kind, works)
    done = ~np.isnat(passed) | undated
    served = _who_is_served(county, kind, works, state)
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
        waiting=find_waiting(kind, works, done, state.on, _register(county)),
        forecast=forecast_finish(passed[finish][dated], passed[started], state.on),
    )


def _register(county: County) -> Mapping[str, tuple[str | None, str | None, float | None]]:
    """Each village's name, town and people."""
    frame = county.villages
    told = zip(frame["code"], frame["name"], frame["town"], frame["population"].astype(float), strict=True)
    return {
        code: (name, town if isinstance(town, str) else None, None if np.isnan(people) else float(people))
        for code, name, town, people in told
    }


def _who_is_served(county: County, kind: Kind, works: Sequence[WorkState], state: State) -> Served:
    """What tells how many people some of the works serve, each once: between the least and the most, where the list
    does not say who is served twice."""
    told = [work.values.get("people") for work in works]
    people = np.array([np.nan if number is None else number for number in told], dtype=float)
    frame = pd.DataFrame(make_works_frame(state, county.crs, [kind.name]).drop(columns="geometry"))
    had = None if "shared_people" in kind.fields else frozenset(kind.fields)
    listed = Works(kind.layer, frame, np.zeros(len(frame), dtype=bool), had, state.on)

    def served(which: Mask) -> tuple[float, float] | None:
        return None if np.isnan(people[which]).any() else count_served(county, listed, which)

    return served
