"""What is late, and who waits for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gisplan.ledger.events.state import WorkState
from gisplan.ledger.kinds import Kind

__all__ = ["LateWork", "WaitingVillage", "find_late", "find_waiting"]


@dataclass(frozen=True)
class LateWork:
    """A work with milestones that were due and are not reached; `days` since the earliest of them was due."""

    work: WorkState
    milestones: tuple[str, ...]
    due: date
    days: int


@dataclass(frozen=True)
class WaitingVillage:
    """A village that works are listed for, and that not all of them serve yet.

    Attributes
    ----------
    serving : int
        How many of its works serve people.
    holding, late : tuple of str
        The codes of those that do not, and of these the ones that are late.
    """

    code: str
    name: str | None
    town: str | None
    people: float | None
    serving: int
    holding: tuple[str, ...]
    late: tuple[str, ...]


def find_late(kind: Kind, works: Sequence[WorkState], on: date) -> tuple[LateWork, ...]:
    """The works that are overdue, the latest first, then by code."""
    found = []
    for work in works:
        if names := work.overdue(on):
            due = min(work.values[kind.due(name)] for name in names)
            found.append(LateWork(work, names, due, (on - due).days))
    return tuple(sorted(found, key=lambda late: (late.due, late.work.code)))


def find_waiting(
    kind: Kind,
    works: Sequence[WorkState],
    done: NDArray[np.bool_],
    on: date,
    register: Mapping[str, tuple[str | None, str | None, float | None]],
) -> tuple[WaitingVillage, ...]:
    """The villages that wait: those that nothing serves first, then those of most people, then by code.

    Parameters
    ----------
    done : (milestones, W) bool
        Which milestones each work has passed.
    register : mapping of code to (name, town, people)
    """
    serves = done[kind.milestones.index(kind.served)]
    of: dict[str, list[tuple[WorkState, bool]]] = {}
    for work, serving in zip(works, serves.tolist(), strict=True):
        for code in dict.fromkeys(work.values.get("villages") or ()):
            of.setdefault(code, []).append((work, serving))
    waiting = []
    for code, listed in of.items():
        holding = [work for work, serving in listed if not serving]
        if holding:
            name, town, people = register.get(code, (None, None, None))
            late = tuple(work.code for work in holding if work.overdue(on))
            codes = tuple(work.code for work in holding)
            waiting.append(WaitingVillage(code, name, town, people, len(listed) - len(holding), codes, late))
    return tuple(sorted(waiting, key=lambda v: (v.serving > 0, -(v.people or 0.0), v.code)))
