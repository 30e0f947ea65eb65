"""The sealed roads that count for settlements, for one reading of the unknown roads and one tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Mask, Objects
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.settings import ResolvedReach
from gisplan.gaps.settlements import Settlements
from gisplan.network import RoadParts, find_attachments, find_parts

__all__ = ["ReachCase", "find_reach_case", "find_reach_cases"]


@dataclass(frozen=True)
class ReachCase:
    """The connected sealed networks that count, for one reading of the unknown roads and one tolerance.

    Attributes
    ----------
    sealed : (R,) bool
        The roads taken as sealed.
    trunk_roads : (R,) bool
        The sealed roads of the trunk.
    parts : RoadParts
        The connected parts of the sealed roads.
    trunk : (parts.count,) bool
        The parts that hold a trunk road.
    at_seat : (A,) int64
        Seat * parts + part for each part that comes within `reach_m` of a seat.
    reach_to : str
        "trunk", "seat", "both" or "any": what a part has to be connected to.
    """

    sealed: Mask
    trunk_roads: Mask
    parts: RoadParts
    trunk: Mask
    at_seat: Ints
    reach_to: str

    def joined(self, seat: Ints, part: Ints, other: Ints | None = None) -> Mask:
        """Return whether a part counts for a settlement of that seat; with `other`, both parts joined into one."""
        some = part if other is None else other
        trunk = self.trunk[part] | self.trunk[some]
        size = self.parts.count
        near = np.isin(seat * size + part, self.at_seat) | np.isin(seat * size + some, self.at_seat)
        near &= seat >= 0
        return {"trunk": trunk, "seat": near, "both": trunk & near, "any": part >= 0}[self.reach_to]

    def roads(self, seat: int) -> Mask:
        """Return the roads that count for the settlements of a seat, (R,)."""
        held = self.joined(np.full(self.parts.count, seat), np.arange(self.parts.count))
        return np.append(held, False)[self.parts.part]

    def roads_of_any(self) -> Mask:
        """Return the roads that count for at least one settlement, (R,)."""
        seated = np.zeros(self.parts.count, dtype=bool)
        seated[self.at_seat % max(self.parts.count, 1)] = True
        every = np.ones(self.parts.count, dtype=bool)
        held = {"trunk": self.trunk, "seat": seated, "both": self.trunk & seated, "any": every}[self.reach_to]
        return np.append(held, False)[self.parts.part]

    def seats(self, settlements: Settlements) -> Ints:
        """Return each settlement's seat, (M,); 0 for all where the seat makes no difference."""
        own = self.reach_to in ("seat", "both")
        return settlements.seat if own else np.zeros(len(settlements.seat), dtype=np.int64)

    def shared_seats(self, settlements: Settlements) -> Ints:
        """Return for each settlement the lowest seat with the same roads as its own, (M,): one search serves both."""
        seats, place = np.unique(self.seats(settlements), return_inverse=True)
        size = max(self.parts.count, 1)
        kept = self.trunk[self.at_seat % size] if self.reach_to == "both" else np.ones(len(self.at_seat), dtype=bool)
        seat, part = self.at_seat[kept] // size, self.at_seat[kept] % size
        slices = zip(np.searchsorted(seat, seats), np.searchsorted(seat, seats, side="right"), strict=True)
        first: dict[bytes, int] = {}
        shared = [
            first.setdefault(part[a:b].tobytes(), one) for (a, b), one in zip(slices, seats.tolist(), strict=True)
        ]
        return np.array(shared, dtype=np.int64)[place]


def find_reach_cases(
    survey: RoadSurvey, seats: Objects, resolved_reach: ResolvedReach, snap_m: float
) -> tuple[ReachCase, ReachCase]:
    """Find the pessimistic and the optimistic case; they are one and the same where nothing is unknown."""
    pessimistic = find_reach_case(survey, seats, resolved_reach, snap_m, optimistic=False)
    doubt = np.isnan(survey.surface).any() or survey.in_doubt.any() or survey.trunk_unknown.any()
    if not doubt:
        return pessimistic, pessimistic
    return pessimistic, find_reach_case(survey, seats, resolved_reach, snap_m, optimistic=True)


def find_reach_case(
    survey: RoadSurvey, seats: Objects, resolved_reach: ResolvedReach, snap_m: float, *, optimistic: bool
) -> ReachCase:
    """Find the roads that count at a tolerance; `optimistic` takes unknown surfaces as sealed and classes as trunk."""
    surfaces, reach_to = resolved_reach.surfaces, resolved_reach.reach_to
    key = (surfaces, reach_to, snap_m, optimistic)
    if key in survey.cases:
        return cast("ReachCase", survey.cases[key])
    sealed = survey.maybe_sealed(surfaces) if optimistic else survey.sealed(surfaces)
    trunk_roads = sealed & (survey.is_trunk | (survey.trunk_unknown if optimistic else False))
    parts = find_parts(survey.contacts_within(snap_m), sealed)
    at_seat = np.empty(0, dtype=np.int64)
    if reach_to in ("seat", "both"):
        seat, road = find_attachments(seats, survey.geometry, open_roads=sealed, reach_m=resolved_reach.reach_m)
        at_seat = np.unique(seat * parts.count + parts.part[road])
    case = ReachCase(sealed, trunk_roads, parts, parts.holding(trunk_roads), at_seat, reach_to)
    if reach_to in ("trunk", "any"):  # the others depend on the seats, and on how far they reach
        survey.cases[key] = case
    return case
