"""What is missing, and why: one row a settlement and criterion, with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from gisplan.base.display import Overview, find_view
from gisplan.county.county import County
from gisplan.gaps.criterion_counts import CriterionCount, count_criterion
from gisplan.gaps.evidence import tabulate_verdicts
from gisplan.gaps.judging import Verdicts, judge_criteria, prepare_roads
from gisplan.gaps.remedies import find_attestations, list_second_visits
from gisplan.gaps.road_survey import RoadSurvey, survey_roads
from gisplan.gaps.roads.missing_links import MissingLinks, draw_links
from gisplan.gaps.roads.near_misses import count_by_tolerance, rank_near_misses
from gisplan.gaps.roads.reach import ReachVerdicts
from gisplan.gaps.settings import ResolvedReach, Settings, resolve_settings
from gisplan.gaps.tables import group_table, overview, places_of, with_points
from gisplan.gaps.targets.target_verdict import TargetVerdict
from gisplan.gaps.targets.targets import judge_targets
from gisplan.gaps.village_verdicts import (
    SCOPES,
    decide_county,
    find_judged_for_exit,
    judge_villages,
    mark_judged_for_exit,
)
from gisplan.standards import Standard

__all__ = ["Gaps", "find_gaps"]


@dataclass(frozen=True, repr=False)
class Gaps:
    """A county's verdicts under a standard.

    Attributes
    ----------
    settlements : GeoDataFrame
        Sorted by criterion and code: `criterion, settlement, code, name, town, village, row, people,
        households, state, why`; of reach criteria `distance_m, unsealed_m, off_network_m, cost_m,
        cut_off, segments, deciding_segments, hangs_on, near_ends`; of all kinds `value` and `required`
        (numbers in the criterion's unit), `params` (what the why's sentence needs), `rows` (tuples of
        `Cell`: the values it rests on), `needs` (the layers or `layer.column` that would decide an
        unknown one, or tell what closes a missed one), `listed_works` (of a missed one, tuples of
        `ListedWork`; empty where nothing is planned, None where no list tells), `attested`
        (`Attested` or None), `second_visit`; and the reaching point.
    villages : GeoDataFrame
        Every village, sorted by code: `code, name, town, row, people, exit_year, judged_for_exit, state` (the
        veto of the exit criteria), `vetoes` (their ids, missed or unknown), `missed, unknown` (the
        same, apart), `plan_missed, plan_unknown` (ids of plan criteria), `needs, second_visit`, and the reaching point.
    criteria : tuple of CriterionCount
    targets : tuple of TargetVerdict
    near_misses : GeoDataFrame
        `segment, near, gap_m, verdicts, people, changed_verdicts`, the one that wins most first.
    by_tolerance : DataFrame
        `criterion, snap_m, met, missed, unknown, people_missed`.
    critical_edges : GeoDataFrame
        `criterion, to, segment, from_m, to_m, length_m, settlements, people`.
    scope : str
        "exit", "plan" or "all": which roles decide.
    states : dict of scope to state
        met, missed or unknown: what decides in each scope, taken together.
    """

    county: County
    standard: Standard
    settings: Settings
    settlements: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    criteria: tuple[CriterionCount, ...]
    targets: tuple[TargetVerdict, ...]
    near_misses: gpd.GeoDataFrame
    by_tolerance: pd.DataFrame
    critical_edges: gpd.GeoDataFrame
    scope: str
    states: dict[str, str]
    survey: RoadSurvey
    _drawn: tuple[tuple[ReachVerdicts, MissingLinks], ...]

    @property
    def state(self) -> str:
        """What decides in the chosen scope, taken together."""
        return self.states[self.scope]

    @property
    def exit_code(self) -> int:
        """0 where everything that decides is met, else 1."""
        return 0 if self.state == "met" else 1

    @property
    def resolved_reach(self) -> ResolvedReach | None:
        """The first reach criterion as it is asked of this county; None where the standard has none."""
        return next((c.resolved_reach for c in self.criteria if c.resolved_reach is not None), None)

    @cached_property
    def groups(self) -> gpd.GeoDataFrame:
        """Every group that a criterion lists, sorted by code.

        Columns: `code, name, village, town, row, people, households, state` (of the criteria of groups that are
        not only reported), `missed, unknown` (ids of criteria), and the reaching point.
        """
        return group_table(self.settlements, self.standard)

    def places(self, criterion: str | None = None) -> gpd.GeoDataFrame:
        """Return the places that a criterion lists, each with its state; without one, the villages judged for exit.

        Parameters
        ----------
        criterion : str, optional
            The id of a criterion.

        Returns
        -------
        GeoDataFrame
            Those with a place: rows of `settlements`, or of `villages`.

        Raises
        ------
        ValueError
            The standard has no such criterion; the message lists those that it has.
        """
        return places_of(self.settlements, self.villages, self.standard, criterion)

    def plot(self, criterion: str | None = None, **options: Any) -> Any:
        """Plot the places of a criterion by their state, over the roads.

        Parameters
        ----------
        criterion : str, optional
            The id of a criterion; without one, the villages judged for exit.
        **options
            `ax` (matplotlib Axes), and what `GeoDataFrame.plot` takes, such as `markersize`.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        ValueError
            The standard has no such criterion.
        ExtraMissingError
            Matplotlib is not installed: gisplan[charts].
        """
        return find_view(self, "plot")(self, criterion, **options)

    def explore(self, criterion: str | None = None) -> Any:
        """Show the gap map, which needs no network, with a criterion chosen.

        Parameters
        ----------
        criterion : str, optional
            The id of a criterion; without one, the villages judged for exit.

        Returns
        -------
        folium.Map

        Raises
        ------
        ValueError
            The standard has no such criterion.
        """
        return find_view(self, "explore")(self, criterion)

    def overview(self) -> Overview:
        """Return the answer and a row a criterion: what a session or notebook shows of the verdicts."""
        answer = f"scope {self.scope}: {self.state}"
        return overview(self.county, self.standard, self.county.as_of, answer, self.criteria)

    def __repr__(self) -> str:
        return self.overview().to_text()

    def _repr_html_(self) -> str:
        return self.overview().to_html()

    @cached_property
    def reach(self) -> gpd.GeoDataFrame:
        """The sealed roads that are joined to the roots, by each criterion: `criterion, segment` and lines."""
        frames = [self.survey.roads.iloc[:0][["segment", "geometry"]].assign(criterion="", road=0)]
        for v, _links in self._drawn:
            roads = self.survey.roads.loc[v.pessimistic.roads_of_any(), ["segment", "geometry"]]
            frames.append(roads.assign(criterion=v.criterion.id, road=roads.index))
        return gpd.GeoDataFrame(pd.concat(frames[1:] or frames, ignore_index=True), crs=self.county.crs)

    @cached_property
    def missing_links(self) -> gpd.GeoDataFrame:
        """The missing links as lines: `criterion, code, cost_m, unsealed_m, off_network_m, segments`."""
        lines = []
        for v, links in self._drawn:
            frame = pd.DataFrame({"criterion": v.criterion.id, "code": v.settlements.frame["code"]})
            frame["row"] = v.settlements.frame["row"]
            lines.append(frame.assign(geometry=draw_links(self.survey, v, links)))
        keys = ["criterion", "code", "row"]
        told = pd.DataFrame(self.settlements)[[*keys, "cost_m", "unsealed_m", "off_network_m", "segments"]]
        drawn = pd.concat(lines) if lines else told.iloc[:0][keys].assign(geometry=None)
        drawn = drawn[drawn["geometry"].notna()].merge(told, on=keys).drop(columns="row")
        return gpd.GeoDataFrame(drawn, geometry="geometry", crs=self.county.crs)


def find_gaps(county: County, standard: Standard, *, scope: str = "exit", survey: RoadSurvey | None = None) -> Gaps:
    """Judge every settlement of a county by every criterion of a standard.

    Parameters
    ----------
    scope : str
        What decides: "exit" criteria and targets; with "plan", those of the plan too; "all".
    survey : RoadSurvey, optional
        Roads other than the county's own, as a plan would leave them.

    Examples
    --------
    >>> gaps = find_gaps(county, read_packaged_standard("zhenba-2019"))  # doctest: +SKIP
    >>> gaps.settlements.query("state == 'missed'")[["name", "cost_m"]]  # doctest: +SKIP
    """
    if scope not in SCOPES:
        raise ValueError(f"there is no scope {scope!r}: choose one of {', '.join(SCOPES)}")
    settings = resolve_settings(county)
    survey = survey_roads(county, settings) if survey is None else survey
    roads = prepare_roads(county, survey, settings)
    found = judge_criteria(county, standard, roads)
    villages, criteria, targets = _sum_up(county, standard, found)
    reach = [v for v, _links in found.reach]
    return Gaps(
        county=county,
        standard=standard,
        settings=settings,
        settlements=_tell(county, standard, found),
        villages=with_points(villages.drop(columns="place"), county),
        criteria=criteria,
        targets=targets,
        near_misses=rank_near_misses(survey, roads.misses, reach),
        by_tolerance=count_by_tolerance(survey, roads.seats, reach, incomplete=county.incomplete),
        critical_edges=_most_people_first(found.edges, survey),
        scope=scope,
        states={name: decide_county(criteria, targets, scope=name) for name in SCOPES},
        survey=survey,
        _drawn=found.reach,
    )


def _sum_up(
    county: County, standard: Standard, found: Verdicts
) -> tuple[pd.DataFrame, tuple[CriterionCount, ...], tuple[TargetVerdict, ...]]:
    """The villages' verdicts, the counts of the criteria, and the targets."""
    places, judged = found.places["village"], found.judged
    judged_for_exit = find_judged_for_exit(county, standard, places)
    criteria = tuple(
        count_criterion(
            county,
            judged[c.id],
            found.resolved.get(c.id),
            mark_judged_for_exit(judged[c.id], places, judged_for_exit),
            standard.sectors_of(c),
        )
        for c in standard.criteria
    )
    second = list_second_visits({id: (one, find_attestations(county, one)[1]) for id, one in judged.items()})
    villages = judge_villages(standard, places, judged, judged_for_exit, second)
    targets = judge_targets(county, standard, criteria, judged, places, villages)
    order = villages.assign(place=villages["code"].fillna("").astype(str)).sort_values(["place", "row"], kind="stable")
    return order.reset_index(drop=True), criteria, targets


def _tell(county: County, standard: Standard, found: Verdicts) -> gpd.GeoDataFrame:
    """All verdicts in one table, sorted by criterion and code."""
    told = []
    for c in standard.criteria:
        required = found.resolved[c.id].reach_m if c.id in found.resolved else c.threshold
        told.append(tabulate_verdicts(county, found.judged[c.id], required, found.columns.get(c.id)))
    table = pd.concat([t for t in told if len(t)] or told[:1], ignore_index=True)
    order = table.assign(code=table["code"].fillna("").astype(str)).sort_values(
        ["criterion", "code", "row"], kind="stable"
    )
    return gpd.GeoDataFrame(table.loc[order.index].reset_index(drop=True), crs=county.crs)


def _most_people_first(tables: Sequence[gpd.GeoDataFrame], survey: RoadSurvey) -> gpd.GeoDataFrame:
    """The critical edges of all criteria, by people and settlements carried, then by segment."""
    names = ("criterion", "to", "segment", "from_m", "to_m", "length_m", "settlements", "people", "geometry")
    if not tables:
        return gpd.GeoDataFrame({name: [] for name in names}, geometry="geometry", crs=survey.roads.crs)
    edges = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True))
    order = edges.assign(people=-edges["people"], settlements=-edges["settlements"]).sort_values(
        ["criterion", "people", "settlements", "segment", "from_m", "to"], kind="stable"
    )
    return edges.loc[order.index].reset_index(drop=True)
