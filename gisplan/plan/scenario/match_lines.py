"""Which stretches of a county's network drawn lines lie on; what is doubtful is listed, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from gisplan.base.arrays import Floats, Ints, Objects
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.plan.model.road_units import Units

__all__ = ["EXACT_M", "WITHIN_M", "LineMatch", "match_lines"]

EXACT_M, WITHIN_M = 0.5, 15.0
"""A line is compared with roads as near as this, in metres: first with those on which it lies exactly."""

_COVERED = 0.98  # of a stretch, along a line, that the line builds it
_TOUCHED = 0.1  # of a stretch, above which it is partly built
_SAME = 0.05  # by which the length of a line and of its stretches may differ, or by `_ENDS_M`
_ENDS_M = 2.0 * WITHIN_M

REASONS = ("no_road", "only_partly", "cuts_stretch", "two_roads")


@dataclass(frozen=True)
class LineMatch:
    """What one line builds.

    Attributes
    ----------
    line : int
        Its place among the lines.
    units : (N,) int64
        The units of the network that it lies on; empty where the match is doubtful.
    reason : str or None
        Why it is doubtful: "no_road", nothing that may be built lies along it; "only_partly", some of it lies along
        no such road; "cuts_stretch", it ends within a stretch; "two_roads", several roads lie along it. None where it
        is not.
    length_m, matched_m : float
        Its length, and that of the stretches along it.
    near : tuple of str
        The segments of these stretches.
    """

    line: int
    units: Ints
    reason: str | None
    length_m: float
    matched_m: float
    near: tuple[str, ...]


def match_lines(problem: PlanningProblem, lines: Objects, segments: Sequence[str] | None = None) -> list[LineMatch]:
    """Find which units of a planning problem each line lies on, whatever its direction.

    A unit is built by a line that runs along 98 per cent of it. One of 30 m or less may be the end of a side road: it
    counts where a longer one of its segment is built too, where it joins two that are, or where nothing longer is
    there. All of the line must lie along units, to five per cent of its length or 30 m, and no more units than one road
    has. Lines that lie exactly on roads are compared with these alone; others with all roads within 15 m.

    Parameters
    ----------
    problem : PlanningProblem
    lines : (N,) object
        LineStrings or MultiLineStrings in the county's CRS.
    segments : sequence of N str, optional
        The segment that each line is said to be, or "": where that one lies along the line, others do not count.

    Returns
    -------
    list of LineMatch
        One for each line, in order.
    """
    named = [""] * len(lines) if segments is None else segments
    exact = _match_within(problem, lines, named, EXACT_M)
    wide = _match_within(problem, lines, named, WITHIN_M)
    return [one if one.reason is None else other for one, other in zip(exact, wide, strict=True)]


def _match_within(problem: PlanningProblem, lines: Objects, named: Sequence[str], within_m: float) -> list[LineMatch]:
    """Match all lines with the units within a distance."""
    units = problem.units
    lengths = shapely.length(units.geometry)
    line, unit, share = _measure_pairs(units.geometry, lengths, lines, within_m)
    is_named = np.asarray(named, dtype=object)[line] == units.segment[unit].astype(str)
    is_there = np.bincount(line[is_named & (share >= _COVERED)], minlength=len(lines)) > 0
    counts = is_named | ~is_there[line]
    order = np.argsort(line[counts], kind="stable")
    line, unit, share = line[counts][order], unit[counts][order], share[counts][order]
    starts = np.searchsorted(line, np.arange(len(lines) + 1)).tolist()
    line_m = shapely.length(lines)
    return [
        _judge(units, lengths, float(line_m[at]), unit[low:high], share[low:high], at)
        for at, (low, high) in enumerate(pairwise(starts))
    ]


def _measure_pairs(roads: Objects, lengths: Floats, lines: Objects, within_m: float) -> tuple[Ints, Ints, Floats]:
    """Return the pairs of a line and a unit near it, and the share of the unit along the line."""
    line, unit = shapely.STRtree(roads).query(lines, predicate="dwithin", distance=within_m)
    beside = shapely.buffer(lines, within_m, cap_style="flat" if within_m == EXACT_M else "round")
    along = shapely.length(shapely.intersection(roads[unit], beside[line]))
    share = np.divide(along, lengths[unit], out=np.zeros(len(unit)), where=lengths[unit] > 0)
    return line, unit, share


def _judge(units: Units, lengths: Floats, length: float, near: Ints, share: Floats, at: int) -> LineMatch:
    """Decide what one line builds, from the units near it and their shares along it."""
    margin = max(_SAME * length, _ENDS_M)
    covered = share >= _COVERED
    whole = _leave_out_side_roads(units, lengths, near[covered])
    part = near[(share > _TOUCHED) & ~covered & (share * lengths[near] > margin)]
    matched = float(lengths[whole].sum())
    reason = _find_reason(matched, length, margin, len(whole), len(part))
    found = np.unique(np.concatenate([whole, part]))
    segments: Sequence[str] = units.segment[found].astype(str).tolist()
    built = np.sort(whole) if reason is None else np.empty(0, dtype=np.int64)
    return LineMatch(at, built, reason, length, matched, tuple(dict.fromkeys(segments)))


def _find_reason(matched: float, length: float, margin: float, whole: int, part: int) -> str | None:
    """Return why a match is doubtful, by the lengths and by how many units are covered wholly and partly."""
    if matched > length + margin:
        return "two_roads"
    if matched >= length - margin and whole:
        return None
    if part:
        return "cuts_stretch"
    return "only_partly" if whole else "no_road"


def _leave_out_side_roads(units: Units, lengths: Floats, covered: Ints) -> Ints:
    """Return the covered units without short ones that may be the ends of side roads."""
    is_long = lengths[covered] > _ENDS_M
    if not is_long.any():
        return covered
    own = np.isin(units.segment[covered], units.segment[covered[is_long]])
    nodes = np.concatenate([units.u[covered[own]], units.v[covered[own]]])
    joins = np.isin(units.u[covered], nodes) & np.isin(units.v[covered], nodes)
    return covered[own | joins]
