"""Count works by how far they are, and the people whom they serve: by kind, programme and town."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import Mask
from gisplan.ledger.events.state import WorkState
from gisplan.ledger.kinds import Kind

__all__ = ["Count", "Group", "Served", "count_works"]

Stages = NDArray[np.bool_]
"""Which milestones each work has passed, bool of shape (M milestones, W works)."""

Served = Callable[[Mask], tuple[float, float] | None]
"""Counts the people whom some of the works serve, each once: at least and at most; None where it is not known."""


@dataclass(frozen=True)
class Count:
    """Works by how far they are.

    Parameters
    ----------
    planned, started, finished, serving, accepted, overdue : int
        `finished` works have passed the kind's finish (a water project's main works), `serving` ones serve people,
        `overdue` ones have not reached a milestone that is due.
    people, served : (float, float) or None
        The people whom all works together, and the serving ones, are for: at least and at most, as the list may not
        say who is served by several; at most without end where some works have no number of people. None where no work
        has one.
    km, done_km : float or None
        The planned and the finished length; None where no work has one.
    budget_wan : float or None
        The budget in 10 000 yuan; None where no work has one.
    """

    planned: int
    started: int
    finished: int
    serving: int
    accepted: int
    overdue: int
    people: tuple[float, float] | None
    served: tuple[float, float] | None
    km: float | None
    done_km: float | None
    budget_wan: float | None


@dataclass(frozen=True)
class Group:
    """The works of one programme or town.

    Parameters
    ----------
    name : str or None
        The programme or town; None for works without one.
    count : Count
        Its works.
    """

    name: str | None
    count: Count


def count_works(
    kind: Kind, works: Sequence[WorkState], done: Stages, on: date, served: Served
) -> tuple[Count, tuple[Group, ...], tuple[Group, ...]]:
    """Count all works of a kind, those of each programme, and those of each town, in the order of the list."""

    def count(which: Mask) -> Count:
        return _count(kind, works, done, on, served, which)

    groups = []
    for field in (kind.group, "town"):
        names = [work.values.get(field) for work in works]
        listed = dict.fromkeys(names)
        groups.append(tuple(Group(name, count(np.array([other == name for other in names]))) for name in listed))
    return count(np.ones(len(works), dtype=bool)), groups[0], groups[1]


def _count(kind: Kind, works: Sequence[WorkState], done: Stages, on: date, served: Served, which: Mask) -> Count:
    passed = {name: done[i] & which for i, name in enumerate(kind.milestones)}
    chosen = [work for work, selected in zip(works, which.tolist(), strict=True) if selected]
    return Count(
        planned=len(chosen),
        started=int(passed["started"].sum()),
        finished=int(passed[kind.finish].sum()),
        serving=int(passed[kind.served].sum()),
        accepted=int(passed["accepted"].sum()),
        overdue=sum(bool(work.overdue(on)) for work in chosen),
        people=served(which),
        served=served(passed[kind.served]),
        km=_sum(chosen, kind.length[1]),
        done_km=_sum(chosen, kind.length[0]),
        budget_wan=_sum(chosen, "budget_wan"),
    )


def _sum(works: Sequence[WorkState], field: str) -> float | None:
    values = [float(work.values[field]) for work in works if work.values.get(field) is not None]
    return round(sum(values), 6) if values else None
