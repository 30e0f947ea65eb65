"""Distinguish gaps of roads from gaps of data: near misses, and how the verdicts change with the tolerance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import Ints, Mask, is_among, ragged_arange
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.reach import ReachVerdicts, find_states, is_met
from gisplan.gaps.roads.reach_case import ReachCase, find_reach_cases
from gisplan.gaps.settings import TOLERANCES_M
from gisplan.gaps.verdicts.three_valued import STATES
from gisplan.network import Contacts

__all__ = ["count_by_tolerance", "find_near_misses", "rank_near_misses"]


def find_near_misses(survey: RoadSurvey, *, near_miss_m: float) -> Contacts:
    """Find the ends that come within `near_miss_m` of another road without touching it.

    Beyond the tolerance they are too far away, within it they do not touch because of their levels, or because they
    share no node. Roads that touch elsewhere are not listed, and of several places between the same two roads only
    the nearest.
    """
    within = survey.near.withheld(survey.snap_m).and_also(survey.near.unshared(survey.snap_m))
    contacts = within.and_also(survey.near.beside(survey.snap_m, near_miss_m))
    contacts = contacts.take(~survey.in_doubt[contacts.a] & ~survey.in_doubt[contacts.b])
    contacts = contacts.take(~is_among(contacts.pack_pairs(), survey.contacts.pack_pairs()))
    pair = contacts.pack_pairs()
    order = np.argsort(pair, kind="stable")
    first = np.diff(pair[order], prepend=-1) != 0
    several = ~first
    several[:-1] |= several[1:]
    some = order[several]  # of most pairs there is one
    ranks = survey.rank[contacts.b[some]], survey.rank[contacts.a[some]]
    order[several] = some[np.lexsort((*ranks, contacts.gap_m[some], pair[some]))]
    return contacts.take(order[first])


def rank_near_misses(
    survey: RoadSurvey, misses: Contacts, verdicts: Sequence[ReachVerdicts], *, incomplete: frozenset[str]
) -> gpd.GeoDataFrame:
    """Rank near misses by what joining them would turn into met: the most verdicts first, then the most people.

    Returns
    -------
    GeoDataFrame
        `segment` (whose end it is), `near`, `gap_m`, `reason` ("gap"; where they are near enough, "nodes" of roads
        that meet at nodes, and "levels" where one passes over the other), `verdicts`, `people` (of villages or of
        groups, whichever are more: a group's people live in a village), `changed_verdicts`: pairs of a criterion
        and the codes of its settlements, `missed_to_unknown`: such pairs of those that would no longer be missed,
        and not met either, and the end as a point.
    """
    newly_met = [_newly_met(misses, v, v.pessimistic, v.met_pessimistic) for v in verdicts]
    no_longer_missed = [_no_longer_missed(misses, v, by, incomplete) for v, by in zip(verdicts, newly_met, strict=True)]
    changed_verdicts = _list_codes(misses, verdicts, newly_met)
    people = [_sum_people(misses, v, by) for v, by in zip(verdicts, newly_met, strict=True)]
    table = gpd.GeoDataFrame(
        {
            "segment": survey.segment[misses.a],
            "near": survey.segment[misses.b],
            "gap_m": misses.gap_m,
            "reason": _say_why(survey, misses),
            "verdicts": np.array([sum(len(codes) for _, codes in f) for f in changed_verdicts], dtype=np.int64),
            "people": np.max([np.zeros(len(misses)), *people], axis=0),
            "changed_verdicts": changed_verdicts,
            "missed_to_unknown": _list_codes(misses, verdicts, no_longer_missed),
        },
        geometry=shapely.line_interpolate_point(survey.geometry[misses.a], misses.at_a),
        crs=survey.roads.crs,
    )
    rank = survey.rank
    order = np.lexsort((rank[misses.b], rank[misses.a], misses.gap_m, -table["people"], -table["verdicts"]))
    return table.iloc[order].reset_index(drop=True)


def _say_why(survey: RoadSurvey, misses: Contacts) -> NDArray[np.object_]:
    """Say why the roads of each near miss do not touch."""
    by_nodes = survey.by_nodes[misses.a] & survey.by_nodes[misses.b]
    within = np.where(by_nodes, "nodes", "levels")
    return np.where(misses.gap_m <= survey.snap_m, within, "gap").astype(object)


def _list_codes(
    misses: Contacts, verdicts: Sequence[ReachVerdicts], found: Sequence[Mapping[int, list[int]]]
) -> list[tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return, for each near miss, pairs of a criterion and the codes of the settlements that were found for it."""
    return [
        tuple((v.criterion.id, _codes(v, by[k])) for v, by in zip(verdicts, found, strict=True) if by.get(k))
        for k in range(len(misses))
    ]


def _codes(v: ReachVerdicts, settlements: list[int]) -> tuple[str, ...]:
    return tuple(sorted(v.settlements.frame["code"].iloc[settlements].astype(str)))


def _no_longer_missed(
    misses: Contacts, v: ReachVerdicts, newly_met: Mapping[int, list[int]], incomplete: frozenset[str]
) -> dict[int, list[int]]:
    """Return the missed settlements that joining each near miss would make unknown: met, were unknown roads sealed."""
    missed = find_states(v, v.met_pessimistic, v.met_optimistic, incomplete=incomplete) == "missed"
    perhaps = _newly_met(misses, v, v.optimistic, v.met_optimistic)
    return {k: [s for s in sorted({*some} - {*newly_met.get(k, ())}) if missed[s]] for k, some in perhaps.items()}


def _newly_met(misses: Contacts, v: ReachVerdicts, case: ReachCase, met_before: Mask) -> dict[int, list[int]]:
    """Return the settlements that joining each near miss would turn into met, by its number, if there are any."""
    if v.resolved_reach.along_roads or v.resolved_reach.reach_to == "any":
        return {}
    part = case.parts.part
    open_ = ~(met_before | v.applicability.no)[v.point] & case.sealed[v.road]
    links = np.unique(np.column_stack([part[v.road[open_]], v.point[open_]]), axis=0)
    contact, own, other, settlement = _pair_with_settlements(_list_sides(misses, case), links)
    met = case.joined(v.settlements.seat[settlement], own, other)
    found: dict[int, list[int]] = {}
    for k, some in np.unique(np.column_stack([contact[met], settlement[met]]), axis=0).tolist():
        found.setdefault(k, []).append(some)
    return found


def _list_sides(misses: Contacts, case: ReachCase) -> Ints:
    """Return both sides of the near misses between two sealed parts: the near miss, the part, and the other part."""
    both = np.flatnonzero(case.sealed[misses.a] & case.sealed[misses.b])
    one, two = case.parts.part[misses.a[both]], case.parts.part[misses.b[both]]
    rows = np.column_stack([np.r_[both, both], np.r_[one, two], np.r_[two, one]])
    sides: Ints = rows[np.tile(one != two, 2)]
    return sides


def _pair_with_settlements(sides: Ints, links: Ints) -> Ints:
    """Return each row of `sides`, whose second value is a part, with each settlement of the part, as columns.

    `links` are pairs of a part and a settlement, sorted.
    """
    start, end = (np.searchsorted(links[:, 0], sides[:, 1], side=side) for side in ("left", "right"))
    place, number = ragged_arange(end - start)
    return np.column_stack([sides[place], links[start[place] + number, 1]]).T


def _sum_people(misses: Contacts, v: ReachVerdicts, newly_met: dict[int, list[int]]) -> NDArray[np.float64]:
    people = np.zeros(len(misses))
    for contact, settlements in newly_met.items():
        people[contact] = np.nansum(v.settlements.people[settlements])
    return people


def count_by_tolerance(
    survey: RoadSurvey, seats: NDArray[np.object_], verdicts: Sequence[ReachVerdicts], *, incomplete: frozenset[str]
) -> pd.DataFrame:
    """Count how many settlements would be met, missed and unknown at each tolerance, all else being equal.

    Returns
    -------
    DataFrame
        `criterion, snap_m, met, missed, unknown, people_missed`.
    """
    rows = []
    for v in verdicts:
        if v.resolved_reach.along_roads or v.resolved_reach.neighbour_m is not None:
            continue  # each tolerance would be a network of its own
        for snap_m in TOLERANCES_M:
            cases = find_reach_cases(survey, seats, v.resolved_reach, snap_m)
            state = find_states(
                v, *(is_met(case, v.settlements, v.point, v.road) for case in cases), incomplete=incomplete
            )
            missed = np.nansum(v.settlements.people[state == "missed"])
            counts = {name: int((state == name).sum()) for name in STATES}
            rows.append({"criterion": v.criterion.id, "snap_m": snap_m, **counts, "people_missed": missed})
    return pd.DataFrame(rows, columns=["criterion", "snap_m", *STATES, "people_missed"])
