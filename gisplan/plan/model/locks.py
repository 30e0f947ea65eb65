"""Units that are fixed in advance: under contract, excluded, or done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gisplan.base.arrays import Ints, Mask
from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.plan.model.road_units import Units

__all__ = ["LOCKS", "Lock", "Locked", "apply_locks", "find_cut", "find_within"]

LOCKS = ("in", "out", "done")
_SLACK_M = 0.5  # locks are written in whole metres


@dataclass(frozen=True)
class Lock:
    """One row of a list of locks.

    Attributes
    ----------
    segment : str
    lock : str
        "in" (under contract: charged, and built whatever it serves), "out" (never built) or "done" (sealed already,
        and not charged).
    programme : str
        The programme that is charged; "" for the first that may build it.
    from_m, to_m : float or None
        Chainage; without them the lock holds for the whole segment.
    row : int
        The record's number in `file`, from 1.
    file : str
        "" for a lock that comes from no file.
    is_edit : bool
        It comes from a file of edits, of which `row` is the entry.
    """

    segment: str
    lock: str
    programme: str = ""
    from_m: float | None = None
    to_m: float | None = None
    row: int = 0
    file: str = ""
    is_edit: bool = False

    @property
    def place(self) -> str:
        """Return where it is from, as the beginning of a message."""
        if self.is_edit:
            return f"{self.file}: edits[{self.row}]"
        if self.file:
            return _("locks row {0} ({1})").format(self.row, self.file)
        return _("the lock of {0}").format(self.segment)


@dataclass(frozen=True)
class Locked:
    """Units by their locks.

    Attributes
    ----------
    required, excluded, done : (U,) bool
        Under contract, so built and charged; never built; sealed already.
    programme : (U,) int64
        The programme that a required unit is charged to, else -1.
    """

    required: Mask
    excluded: Mask
    done: Mask
    programme: Ints

    @property
    def any(self) -> bool:
        """Whether anything is locked."""
        return bool((self.required | self.excluded | self.done).any())


def apply_locks(units: Units, locks: Sequence[Lock], programmes: Sequence[str]) -> Locked:
    """Find which units are locked, and how.

    Parameters
    ----------
    units : Units
    locks : sequence of Lock
    programmes : sequence of str
        The ids of the plan's programmes.

    Raises
    ------
    PlanError
        With every fault: a segment that is no unit, a chainage that cuts one in two, a programme that does
        not exist or may not build it, two locks for one unit.
    """
    table = _LockTable(units, programmes)
    rows_of = pd.Series(np.arange(len(units))).groupby(pd.Series(units.segment).astype(str).to_numpy()).indices
    for lock in locks:
        table.apply(lock, rows_of.get(lock.segment))
    if table.faults:
        raise PlanError("\n".join(table.faults))
    return Locked(table.lock == "in", table.lock == "out", table.lock == "done", table.programme)


class _LockTable:
    """The lock and programme of each unit so far, and the faults found."""

    def __init__(self, units: Units, programmes: Sequence[str]) -> None:
        self.units, self.programmes = units, programmes
        self.lock = np.full(len(units), "", dtype=object)
        self.programme = np.full(len(units), -1, dtype=np.int64)
        self.faults: list[str] = []

    def apply(self, lock: Lock, rows: Ints | None) -> None:
        """Lock the units of a segment."""
        fault = _find_fault(lock, rows, self.units, self.programmes)
        if fault or rows is None:
            self.faults.append(fault)
            return
        rows = _within(lock, rows, self.units)
        others = sorted({*self.lock[rows]} - {"", lock.lock})
        if others:
            message = _("{0}: {1} is locked {2} here and {3} in another place. Keep one of the two.")
            self.faults.append(message.format(lock.place, lock.segment, lock.lock, others[0]))
        self.lock[rows] = lock.lock
        if lock.lock == "in":
            self._charge(lock, rows)

    def _charge(self, lock: Lock, rows: Ints) -> None:
        """Charge units under contract to a programme."""
        programme = _find_programme(lock, rows, self.units, self.programmes)
        if ((self.programme[rows] >= 0) & (self.programme[rows] != programme)).any():
            message = _("{0}: two locks charge {1} to different programmes. Keep one of the two.")
            self.faults.append(message.format(lock.place, lock.segment))
        self.programme[rows] = programme
        if (programme < 0).any():
            message = _(
                "{0}: none of the programmes may build {1}. Write the programme that pays for it, or remove the lock."
            )
            self.faults.append(message.format(lock.place, lock.segment))


def _find_fault(lock: Lock, rows: Ints | None, units: Units, programmes: Sequence[str]) -> str:
    """Describe what is wrong with one lock; "" when nothing is."""
    if lock.lock not in LOCKS:
        message = _("{0}: lock = {1} is not valid. Use one of: {2}.")
        return message.format(lock.place, lock.lock, ", ".join(LOCKS))
    if rows is None:
        message = _(
            "{0}: nothing can be built on segment {1}: it is sealed already, or not in the county. Correct the "
            "code, or remove the lock."
        )
        return message.format(lock.place, lock.segment)
    if lock.programme and lock.programme not in programmes:
        message = _("{0}: the plan has no programme {1}. Use one of {2}, or give {1} a budget.")
        return message.format(lock.place, lock.programme, ", ".join(programmes))
    low, high = _bounds(lock)
    cut = find_cut(units, rows, low, high)
    if cut.any():
        row = rows[cut][0]
        message = _(
            "{0}: a lock of {1} cannot end between {2:.1f} and {3:.1f} m, inside one stretch. Write {2:.1f} or "
            "{3:.1f} instead."
        )
        return message.format(lock.place, lock.segment, units.from_m[row], units.to_m[row])
    if not len(_within(lock, rows, units)):
        message = _("{0}: {1} has nothing to build between {2:g} and {3:g} m. Correct from_m and to_m, or clear both.")
        return message.format(lock.place, lock.segment, low, high)
    return ""


def _bounds(lock: Lock) -> tuple[float, float]:
    return (-np.inf if lock.from_m is None else lock.from_m), (np.inf if lock.to_m is None else lock.to_m)


def _within(lock: Lock, rows: Ints, units: Units) -> Ints:
    return find_within(units, rows, *_bounds(lock))


def find_cut(units: Units, rows: Ints, low: float, high: float) -> Mask:
    """Find which of some units a stretch from `low` to `high` metres would cut in two, (N,)."""
    begin, end = units.from_m[rows], units.to_m[rows]
    overlaps = (begin < high - _SLACK_M) & (end > low + _SLACK_M)
    cut: Mask = overlaps & ((begin < low - _SLACK_M) | (end > high + _SLACK_M))
    return cut


def find_within(units: Units, rows: Ints, low: float, high: float) -> Ints:
    """Find which of some units a stretch from `low` to `high` metres has."""
    middle = (units.from_m[rows] + units.to_m[rows]) / 2.0  # so that a unit of half a metre is not its neighbour's
    inside: Ints = rows[(middle >= low) & (middle <= high)]
    return inside


def _find_programme(lock: Lock, rows: Ints, units: Units, programmes: Sequence[str]) -> Ints:
    """Find the named programme, or the first that may build it; a contract may name one that otherwise may not."""
    if lock.programme:
        return np.full(len(rows), programmes.index(lock.programme), dtype=np.int64)
    may = units.programmes[rows]
    first: Ints = np.where(may.any(axis=1), may.argmax(axis=1), -1).astype(np.int64)
    return first
