"""How many works are how far, and whom they serve: of a kind, of each programme, of each town."""

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
"""Which milestones each work has passed, (milestones, W)."""

Served = Callable[[Mask], tuple[float, float] | None]
"""How many people some works serve, each once: the least and the most; None where nobody can say."""


@dataclass(frozen=True)
class Count:
    """Works by how far they are.

    Attributes
    ----------
    planned, started, finished, serving, accepted, overdue : int
        `finished` has passed the kind's finish (a water project's main works), `serving` serves people;
        `overdue` has not reached a milestone that is due.
    people, served : (float, float) or None
        The people whom all of them are for, and whom those serve that do: the least and the most, as the list may
        not say who is served twice. None where a work does not say.
    km, done_km, budget_wan : float or None
        None where no work says.
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
    """The works of one programme or town; `name` is None where the works do not say."""

    name: str | None
    count: Count


def count_works(
    kind: Kind, works: Sequence[WorkState], done: Stages, on: date, served: Served
) -> tuple[Count, tuple[Group, ...], tuple[Group, ...]]:
    """All works of a kind, those of each programme, and those of each town, in the order of the list."""

    def count(which: Mask) -> Count:
        return _count(kind, works, done, on, served, which)

    groups = []
    for field in (kind.group, "town"):
        names = [work.values.get(field) for work in works]
        listed = dict.fromkeys(names)
        groups.append(tuple(Group(name, count(np.array([other == name for other in names]))) for name in listed))
    return count(np.ones(len(works), dtype=bool)), groups[0], groups[1]


def _count(kind: Kind, works: Sequence[WorkState], done: Stages, on: date, served: Served, which: Mask) -> Count:
    at = {name: done[i] & which for i, name in enumerate(kind.milestones)}
    chosen = [work for work, here in zip(works, which.tolist(), strict=True) if here]
    return Count(
        planned=len(chosen),
        started=int(at["started"].sum()),
        finished=int(at[kind.finish].sum()),
        serving=int(at[kind.served].sum()),
        accepted=int(at["accepted"].sum()),
        overdue=sum(bool(work.overdue(on)) for work in chosen),
        people=served(which),
        served=served(at[kind.served]),
        km=_add(chosen, kind.length[1]),
        done_km=_add(chosen, kind.length[0]),
        budget_wan=_add(chosen, "budget_wan"),
    )


def _add(works: Sequence[WorkState], field: str) -> float | None:
    told = [float(work.values[field]) for work in works if work.values.get(field) is not None]
    return round(sum(told), 6) if told else None
