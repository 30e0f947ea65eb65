"""What is missing, and why: one row a settlement and criterion, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.county.county import County
from gisplan.gaps.evidence import tell_verdicts
from gisplan.gaps.hangs import find_hanging
from gisplan.gaps.links import MissingLinks, draw_links, find_missing_links
from gisplan.gaps.near_misses import count_by_tolerance, find_near_misses, rank_near_misses
from gisplan.gaps.reach import ReachVerdicts, judge_reach
from gisplan.gaps.settings import Settings, settle, settle_criterion
from gisplan.gaps.states import decide
from gisplan.gaps.summary import CriterionCount, count_criterion
from gisplan.gaps.survey import RoadSurvey, survey_roads, take_settlements
from gisplan.gaps.targets import TargetVerdict, decide_county, judge_targets
from gisplan.standards import Standard

__all__ = ["Gaps", "find_gaps"]


@dataclass(frozen=True)
class Gaps:
    """A county's verdicts under a standard.

    Attributes
    ----------
    settlements : GeoDataFrame
        Sorted by criterion and code: `criterion, settlement, code, name, town, row, people,
        households, state, why, params` (what the why's sentence needs), `distance_m, unsealed_m,
        off_network_m, cost_m, cut_off, segments, deciding_segments, hangs_on, near_ends`, and the
        reaching point.
    criteria : tuple of CriterionCount
    targets : tuple of TargetVerdict
    near_misses : GeoDataFrame
        `segment, near, gap_m, verdicts, people, flips`, the one that wins most first.
    by_tolerance : DataFrame
        `criterion, snap_m, met, missed, unknown, people_missed`.
    critical_edges : GeoDataFrame
        `criterion, to, segment, from_m, to_m, length_m, settlements, people`.
    state : str
        met, missed or unknown: what decides, taken together.
    """

    county: County
    standard: Standard
    settings: Settings
    settlements: gpd.GeoDataFrame
    criteria: tuple[CriterionCount, ...]
    targets: tuple[TargetVerdict, ...]
    near_misses: gpd.GeoDataFrame
    by_tolerance: pd.DataFrame
    critical_edges: gpd.GeoDataFrame
    state: str
    survey: RoadSurvey
    _drawn: tuple[tuple[ReachVerdicts, MissingLinks], ...]

    @property
    def exit_code(self) -> int:
        """0 where everything that decides is met, else 1."""
        return 0 if self.state == "met" else 1

    @cached_property
    def reach(self) -> gpd.GeoDataFrame:
        """The sealed roads that are joined to the roots, by each criterion: `criterion, segment` and lines."""
        frames = []
        for v, _links in self._drawn:
            roads = self.survey.roads.loc[v.least.roads_of_any(), ["segment", "geometry"]]
            frames.append(roads.assign(criterion=v.question.criterion.id, road=roads.index))
        return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=self.county.crs)

    @cached_property
    def missing_links(self) -> gpd.GeoDataFrame:
        """The missing links as lines: `criterion, code, cost_m, unsealed_m, off_network_m, segments`."""
        lines = []
        for v, links in self._drawn:
            frame = pd.DataFrame({"criterion": v.question.criterion.id, "code": v.settlements.frame["code"]})
            frame["row"] = v.settlements.frame["row"]
            lines.append(frame.assign(geometry=draw_links(self.survey, v, links)))
        keys = ["criterion", "code", "row"]
        told = pd.DataFrame(self.settlements)[[*keys, "cost_m", "unsealed_m", "off_network_m", "segments"]]
        drawn = pd.concat(lines) if lines else told.iloc[:0].assign(geometry=None)
        drawn = drawn[drawn["geometry"].notna()].merge(told, on=keys).drop(columns="row")
        return gpd.GeoDataFrame(drawn, geometry="geometry", crs=self.county.crs)


def find_gaps(county: County, standard: Standard) -> Gaps:
    """Judge every settlement of a county by every criterion of a standard.

    Examples
    --------
    >>> gaps = find_gaps(county, read_packaged_standard("zhenba-2019"))  # doctest: +SKIP
    >>> gaps.settlements.query("state == 'missed'")[["name", "cost_m"]]  # doctest: +SKIP
    """
    settings = settle(county)
    survey = survey_roads(county, settings)
    seats = np.asarray(county.seats.geometry.array) if county.seats is not None else np.empty(0, dtype=object)
    misses = find_near_misses(survey, near_miss_m=settings.near_miss_m)
    verdicts = [
        judge_reach(survey, take_settlements(county, c.settlement), seats, settle_criterion(c, settings))
        for c in standard.criteria
    ]
    states = [decide(v, v.met_least, v.met_most, incomplete=county.incomplete) for v in verdicts]
    links = [
        find_missing_links(survey, v, np.flatnonzero(s == "missed"), settings)
        for v, s in zip(verdicts, states, strict=True)
    ]
    hanging = [find_hanging(survey, v, s == "met", seats) for v, s in zip(verdicts, states, strict=True)]
    told = [
        tell_verdicts(county, survey, v, state, link, hangs, misses, seats, settings)
        for v, state, link, (_, hangs) in zip(verdicts, states, links, hanging, strict=True)
    ]
    criteria = tuple(count_criterion(county, v, state) for v, state in zip(verdicts, states, strict=True))
    targets = judge_targets(standard, criteria, county.as_of)
    settlements = pd.concat(told, ignore_index=True)
    order = settlements.assign(code=settlements["code"].fillna("").astype(str)).sort_values(
        ["criterion", "code", "row"], kind="stable"
    )
    return Gaps(
        county=county,
        standard=standard,
        settings=settings,
        settlements=gpd.GeoDataFrame(settlements.loc[order.index].reset_index(drop=True), crs=county.crs),
        criteria=criteria,
        targets=targets,
        near_misses=rank_near_misses(survey, misses, verdicts),
        by_tolerance=count_by_tolerance(survey, seats, verdicts, incomplete=county.incomplete),
        critical_edges=_most_people_first([edges for edges, _ in hanging]),
        state=decide_county(criteria, targets),
        survey=survey,
        _drawn=tuple(zip(verdicts, links, strict=True)),
    )


def _most_people_first(tables: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """The critical edges of all criteria, by people and settlements carried, then by segment."""
    edges = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True))
    order = edges.assign(people=-edges["people"], settlements=-edges["settlements"]).sort_values(
        ["criterion", "people", "settlements", "segment", "from_m", "to"], kind="stable"
    )
    return edges.loc[order.index].reset_index(drop=True)
