"""Find works that are late, and villages that wait for works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from gisplan.base.arrays import Mask
from gisplan.ledger.events.state import WorkState
from gisplan.ledger.kinds import Kind

__all__ = ["LateWork", "Village", "WaitingVillage", "find_late", "find_waiting"]


class Village(NamedTuple):
    """What the county knows of a village."""

    name: str | None
    town: str | None
    people: float | None


@dataclass(frozen=True)
class LateWork:
    """A work with milestones that were due and are not reached.

    Parameters
    ----------
    work : WorkState
        The work.
    milestones : tuple of str
        The milestones that were due.
    due : date
        The earliest of their due dates.
    days : int
        How many days ago that was.
    """

    work: WorkState
    milestones: tuple[str, ...]
    due: date
    days: int


@dataclass(frozen=True)
class WaitingVillage:
    """A village that works are listed for, and that not all of them serve yet.

    Parameters
    ----------
    code : str
        The village's code.
    name, town : str or None
        Its name and town.
    people : float or None
        Its people.
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
    """Find the works that are overdue: those due first are first, then by code."""
    found = []
    for work in works:
        if names := work.overdue(on):
            due = min(work.values[kind.due(name)] for name in names)
            found.append(LateWork(work, names, due, (on - due).days))
    return tuple(sorted(found, key=lambda late: (late.due, late.work.code)))


def find_waiting(
    kind: Kind, works: Sequence[WorkState], done: Mask, on: date, villages: Mapping[str, Village]
) -> tuple[WaitingVillage, ...]:
    """Find the villages that wait: those that nothing serves first, then those of most people, then by code.

    Parameters
    ----------
    done : (M, W) bool
        Which milestones each work has passed.
    villages : mapping of str to Village
        The county's villages, by code.
    """
    serves = done[kind.milestones.index(kind.served)].tolist()
    by_village: dict[str, list[tuple[WorkState, bool]]] = {}
    for work, serving in zip(works, serves, strict=True):
        for code in dict.fromkeys(work.values.get("villages") or ()):
            by_village.setdefault(code, []).append((work, serving))
    unknown = Village(None, None, None)
    waiting = [
        _make_waiting(code, villages.get(code, unknown), listed, on)
        for code, listed in by_village.items()
        if not all(serving for _work, serving in listed)
    ]
    return tuple(sorted(waiting, key=lambda v: (v.serving > 0, -(v.people or 0.0), v.code)))


def _make_waiting(code: str, village: Village, listed: Sequence[tuple[WorkState, bool]], on: date) -> WaitingVillage:
    missing = [work for work, serving in listed if not serving]
    late = tuple(work.code for work in missing if work.overdue(on))
    codes = tuple(work.code for work in missing)
    return WaitingVillage(code, *village, len(listed) - len(missing), codes, late)
