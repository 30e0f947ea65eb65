"""Schedules of blocks over years: by an integer programme, and everything as early as money allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, vstack

from gisplan.base.arrays import Floats, Ints
from gisplan.plan.scenario.blocks import Blocks

__all__ = ["UNLIMITED", "Schedule", "find_latest", "is_possible", "move_forward", "solve_schedule"]

UNLIMITED = 2**62
_LEAST_S = 0.2  # that the solver is given
_UNIT = 1e-6  # of costs in the solver: kilometres, or ten thousands of fen


@dataclass(frozen=True)
class Schedule:
    """The place of the year in which each block is built, with its value and the bound on any schedule's.

    Attributes
    ----------
    place : (B,) int64 or None
        None where none was found.
    value, bound : int
        Prize times years served, in thousandths.
    """

    place: Ints | None
    value: int
    bound: int


def solve_schedule(blocks: Blocks, limits: Ints, time_limit_s: float | None) -> Schedule:
    """Find the schedule that serves the most.

    Parameters
    ----------
    blocks : Blocks
    limits : (K + 1, T) int64
        What each programme may have spent by the end of each year.
    time_limit_s : float, optional
        The best by then, with its bound.
    """
    late, n_blocks = blocks.n_years - 1, len(blocks.parent)
    in_last = int(blocks.prize.sum())
    if late == 0 or not n_blocks:
        place = np.zeros(n_blocks, dtype=np.int64)
        return Schedule(place, blocks.value_of(place), in_last * blocks.n_years if late == 0 else in_last)
    found = _run_solver(blocks, limits, late, time_limit_s)
    later = int(blocks.prize.sum()) * late
    at_most = later if found.mip_dual_bound is None else min(later, int(np.floor(1e-3 - found.mip_dual_bound)))
    if found.x is None:
        return Schedule(None, 0, in_last + at_most)
    by_then = np.round(found.x.reshape(late, -1)[:, :n_blocks]).astype(np.int64)
    place = late - by_then.sum(axis=0)
    return Schedule(place, blocks.value_of(place), in_last + at_most)


def _run_solver(blocks: Blocks, limits: Ints, late: int, time_limit_s: float | None) -> Any:
    """Solve the integer programme: for each year but the last, what is built and who is served by its end."""
    n_blocks, n_settlements = len(blocks.parent), len(blocks.prize)
    size = n_blocks + n_settlements
    constraints = vstack([*_make_order(blocks, size, late), *_make_service(blocks, size, late)], format="csr")
    spending, most = _make_spending(blocks, limits, size, late)
    return milp(
        -np.tile(np.append(np.zeros(n_blocks), blocks.prize), late).astype(np.float64),
        integrality=np.tile(np.append(np.ones(n_blocks), np.zeros(n_settlements)), late),
        bounds=_make_bounds(blocks, size, late),
        constraints=[LinearConstraint(constraints, -np.inf, 0.0), LinearConstraint(spending, -np.inf, most)],
        options={"mip_rel_gap": 0.0, **({} if time_limit_s is None else {"time_limit": max(time_limit_s, _LEAST_S)})},
    )


def _rows(places: list[tuple[Ints, float]], size: int) -> coo_array:
    """Make rows of a sparse array: in each row of every part one entry, at its column with its value."""
    count = len(places[0][0])
    row = np.tile(np.arange(count), len(places))
    column = np.concatenate([columns for columns, _value in places])
    value = np.repeat([value for _columns, value in places], count)
    return coo_array((value, (row, column)), shape=(count, size))


def _make_order(blocks: Blocks, size: int, late: int) -> list[coo_array]:
    """Whatever is there stays there, and a block comes after the one before it."""
    number = np.arange(len(blocks.parent))
    with_parent = np.flatnonzero(blocks.parent >= 0)
    parts = [_rows([(number + t * size, 1.0), (number + (t + 1) * size, -1.0)], size * late) for t in range(late - 1)]
    parts += [
        _rows([(with_parent + t * size, 1.0), (blocks.parent[with_parent] + t * size, -1.0)], size * late)
        for t in range(late)
    ]
    return parts


def _make_service(blocks: Blocks, size: int, late: int) -> list[coo_array]:
    """A settlement is served once a block connects it, or all that it needs are connected."""
    first = len(blocks.parent)
    own = np.flatnonzero(blocks.itself)
    pairs = np.flatnonzero(blocks.itself[blocks.settlement])
    place = np.full(len(blocks.prize), -1, dtype=np.int64)
    place[own] = np.arange(len(own))
    parts = []
    for t in range(late):
        row = np.append(place[own], place[blocks.settlement[pairs]])
        column = np.append(first + own, blocks.block[pairs]) + t * size
        value = np.append(np.ones(len(own)), -np.ones(len(pairs)))
        parts.append(coo_array((value, (row, column)), shape=(len(own), size * late)))
        if len(blocks.needs):
            villages, groups = first + blocks.needs_of + t * size, first + blocks.needs + t * size
            parts.append(_rows([(villages, 1.0), (groups, -1.0)], size * late))
    return parts


def _make_spending(blocks: Blocks, limits: Ints, size: int, late: int) -> tuple[coo_array, Floats]:
    """What is there by the end of a year costs no more than what there is by then."""
    limited = [(t, k) for t in range(late) for k in range(limits.shape[0]) if limits[k, t] < UNLIMITED]
    rows = [np.zeros(size * late) for _limit in limited]
    for row, (t, k) in zip(rows, limited, strict=True):
        row[t * size : t * size + len(blocks.parent)] = blocks.cost[:, k] * _UNIT
    most = np.array([limits[k, t] * _UNIT for t, k in limited])
    return coo_array(np.array(rows).reshape(len(limited), size * late)), most


def _make_bounds(blocks: Blocks, size: int, late: int) -> Bounds:
    """Between 0 and 1; a block whose year was given by hand is there from then on."""
    low, high = np.zeros((late, size)), np.ones((late, size))
    given = np.flatnonzero(blocks.fixed >= 0)
    from_then = np.arange(late)[:, None] >= blocks.fixed[given]
    low[:, given], high[:, given] = from_then, from_then
    return Bounds(low.ravel(), high.ravel())


def find_latest(blocks: Blocks, limits: Ints) -> Ints | None:
    """Find the schedule with everything as late as the years given by hand allow, (B,); None where they contradict."""
    place = np.where(blocks.fixed >= 0, blocks.fixed, blocks.n_years - 1)
    for block in range(len(place) - 1, -1, -1):  # from the ends to what must be there before
        before = blocks.parent[block]
        if before >= 0:
            place[before] = min(place[before], place[block])
    given = blocks.fixed >= 0
    if (place[given] != blocks.fixed[given]).any() or not _is_paid(blocks, limits, place):
        return None
    return place


def _is_paid(blocks: Blocks, limits: Ints, place: Ints) -> bool:
    spent = np.zeros((blocks.n_years, blocks.cost.shape[1]), dtype=np.int64)
    np.add.at(spent, place, blocks.cost)
    return bool((spent.cumsum(axis=0) <= limits.T).all())


def is_possible(blocks: Blocks, limits: Ints, place: Ints) -> bool:
    """Whether a schedule keeps to the order, the years given by hand and the limits."""
    inner = blocks.parent >= 0
    given = blocks.fixed >= 0
    in_order = bool((place[blocks.parent[inner]] <= place[inner]).all())
    return in_order and bool((place[given] == blocks.fixed[given]).all()) and _is_paid(blocks, limits, place)


def move_forward(blocks: Blocks, limits: Ints, place: Ints, rank: Ints) -> Ints:
    """Move blocks to earlier years as money allows: those of earlier years first, then by their rank, (B,).

    No block is moved to a later year, so the schedule serves at least as much.
    """
    place = place.copy()
    spent = np.zeros((blocks.n_years, blocks.cost.shape[1]), dtype=np.int64)
    np.add.at(spent, place, blocks.cost)
    left = limits.T - spent.cumsum(axis=0)
    for block in np.lexsort((rank, place)).tolist():
        before = blocks.parent[block]
        earliest = 0 if before < 0 else int(place[before])
        if blocks.fixed[block] >= 0 or earliest >= place[block]:
            continue
        fits = (left[earliest : place[block]] >= blocks.cost[block]).all(axis=1)
        blocked = np.flatnonzero(~fits)
        year = earliest + (int(blocked[-1]) + 1 if len(blocked) else 0)
        left[year : place[block]] -= blocks.cost[block]
        place[block] = year
    return place
