"""What is settled beforehand: units that are under contract, ruled out, or done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.plan.model.road_units import Units
from gisplan.steiner.problem import Ints, Mask

__all__ = ["LOCKS", "Lock", "Locked", "apply_locks"]

LOCKS = ("in", "out", "done")
_SLACK_M = 0.5  # locks are written in whole metres


@dataclass(frozen=True)
class Lock:
    """One line of a list of locks.

    `lock` is "in" (under contract: charged, and built whatever it wins), "out" or "done" (sealed already, and
    charged to nobody); without `from_m` and `to_m` it holds for the whole segment. `row` is its record in
    `file`, from 1; "" for one that comes from no file.
    """

    segment: str
    lock: str
    programme: str = ""
    from_m: float | None = None
    to_m: float | None = None
    row: int = 0
    file: str = ""

    @property
    def place(self) -> str:
        """Where it stands, as a message begins."""
        if self.file:
            return _("locks row {0} ({1})").format(self.row, self.file)
        return _("the lock of {0}").format(self.segment)


@dataclass(frozen=True)
class Locked:
    """Units by their locks: `programme` is what a unit that is locked in is charged to, else -1."""

    required: Mask
    excluded: Mask
    done: Mask
    programme: Ints


def apply_locks(units: Units, locks: Sequence[Lock], programmes: Sequence[str]) -> Locked:
    """Which units are locked, and how.

    Raises
    ------
    PlanError
        With every fault: a segment that is no unit, a chainage that cuts one in two, a programme that does
        not exist or may not build it, two locks for one unit.
    """
    state = np.full(len(units), "", dtype=object)
    charged = np.full(len(units), -1, dtype=np.int64)
    rows_of = pd.Series(np.arange(len(units))).groupby(pd.Series(units.segment).astype(str).to_numpy()).indices
    faults = []
    for lock in locks:
        rows = rows_of.get(lock.segment)
        fault = _objection(lock, rows, units, programmes)
        if fault:
            faults.append(fault)
            continue
        assert rows is not None
        rows = _within(lock, rows, units)
        others = sorted({*state[rows]} - {"", lock.lock})
        if others:
            told = _("{0}: {1} is locked {2} here and {3} in another row. Keep one of the two.")
            faults.append(told.format(lock.place, lock.segment, lock.lock, others[0]))
        state[rows] = lock.lock
        if lock.lock == "in":
            pays = _charge(lock, rows, units, programmes)
            if ((charged[rows] >= 0) & (charged[rows] != pays)).any():
                told = _("{0}: two rows charge {1} to different programmes. Keep one of the two.")
                faults.append(told.format(lock.place, lock.segment))
            charged[rows] = pays
            if (pays < 0).any():
                told = _(
                    "{0}: none of the programmes may build {1}. Write the programme that pays for it, or delete "
                    "the row."
                )
                faults.append(told.format(lock.place, lock.segment))
    if faults:
        raise PlanError("\n".join(faults))
    return Locked(state == "in", state == "out", state == "done", charged)


def _objection(lock: Lock, rows: Ints | None, units: Units, programmes: Sequence[str]) -> str:
    """What is wrong with one lock; "" when nothing is."""
    if lock.lock not in LOCKS:
        told = _("{0}: lock = {1} is not valid. Use one of: {2}.")
        return told.format(lock.place, lock.lock, ", ".join(LOCKS))
    if rows is None:
        told = _(
            "{0}: nothing can be built on segment {1}: it is sealed already, or not in the county. Correct the "
            "code, or delete the row."
        )
        return told.format(lock.place, lock.segment)
    if lock.programme and lock.programme not in programmes:
        told = _("{0}: the plan has no programme {1}. Use one of {2}, or give {1} a budget.")
        return told.format(lock.place, lock.programme, ", ".join(programmes))
    low, high = _bounds(lock)
    cut = (units.from_m[rows] < high - _SLACK_M) & (units.to_m[rows] > low + _SLACK_M)
    cut &= (units.from_m[rows] < low - _SLACK_M) | (units.to_m[rows] > high + _SLACK_M)
    if cut.any():
        row = rows[cut][0]
        told = _(
            "{0}: a lock of {1} cannot end between {2:.1f} and {3:.1f} m, inside one stretch. Write {2:.1f} or "
            "{3:.1f} instead."
        )
        return told.format(lock.place, lock.segment, units.from_m[row], units.to_m[row])
    if not len(_within(lock, rows, units)):
        told = _("{0}: {1} has nothing to build between {2:g} and {3:g} m. Correct from_m and to_m, or clear both.")
        return told.format(lock.place, lock.segment, low, high)
    return ""


def _bounds(lock: Lock) -> tuple[float, float]:
    return (-np.inf if lock.from_m is None else lock.from_m), (np.inf if lock.to_m is None else lock.to_m)


def _within(lock: Lock, rows: Ints, units: Units) -> Ints:
    low, high = _bounds(lock)
    middle = (units.from_m[rows] + units.to_m[rows]) / 2.0  # so that a unit of half a metre is not its neighbour's
    inside: Ints = rows[(middle >= low) & (middle <= high)]
    return inside


def _charge(lock: Lock, rows: Ints, units: Units, programmes: Sequence[str]) -> Ints:
    """The named programme, or the first that may build it; a contract may name one that otherwise may not."""
    if lock.programme:
        return np.full(len(rows), programmes.index(lock.programme), dtype=np.int64)
    may = units.programmes[rows]
    first: Ints = np.where(may.any(axis=1), may.argmax(axis=1), -1).astype(np.int64)
    return first
