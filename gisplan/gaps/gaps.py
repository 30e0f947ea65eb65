"""What is missing, and why: one row a settlement and criterion, with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from gisplan.base.arrays import Objects
from gisplan.base.display import Overview, find_view
from gisplan.county.county import County
from gisplan.gaps.county_verdicts import judge_county
from gisplan.gaps.criteria.kind import ReachOutcome
from gisplan.gaps.criterion_counts import CriterionCount
from gisplan.gaps.judging import prepare_roads
from gisplan.gaps.road_survey import RoadSurvey, survey_roads
from gisplan.gaps.roads.missing_links import draw_links
from gisplan.gaps.roads.near_misses import count_by_tolerance, rank_near_misses
from gisplan.gaps.settings import ResolvedReach, Settings, resolve_settings
from gisplan.gaps.tables import group_table, overview, places_of, tabulate_verdicts, with_points
from gisplan.gaps.targets.target_verdict import TargetVerdict
from gisplan.gaps.village_verdicts import SCOPES
from gisplan.standards import Standard

__all__ = ["Gaps", "find_gaps"]


@dataclass(frozen=True, repr=False)
class Gaps:
    """A county's verdicts under a standard.

    Attributes
    ----------
    county : County
    standard : Standard
    settings : Settings
    settlements : GeoDataFrame
        Sorted by criterion and code: `criterion, settlement, code, name, town, village, row, people,
        households, state, if_assumed` (of an unknown one met or missed, where the assumed surfaces decide it),
        `why`; of reach criteria `distance_m, unsealed_m, off_network_m, cost_m,
        cut_off, segments, segments_to_survey, depends_on, near_ends`; of all kinds `value` and `required`
        (numbers in the criterion's unit), `params` (what the reason's sentence needs), `rows` (tuples of
        `Cell`: the values it rests on), `needs` (the layers or `layer.column` that would decide an
        unknown one, or in which remedies of a missed one would be listed), `listed_works` (of a missed
        one, tuples of `ListedWork`; empty where nothing is planned, None where no list says), `attested`
        (`Attested` or None), `second_visit`; and the reaching point.
    villages : GeoDataFrame
        Every village, sorted by code: `code, name, town, row, people, exit_year, judged_for_exit, state` (the
        veto of the exit criteria), `vetoes` (their ids, missed or unknown), `missed, unknown` (the
        same, apart), `plan_missed, plan_unknown` (ids of plan criteria), `needs, second_visit, if_assumed`, and the
        reaching point.
    criteria : tuple of CriterionCount
    targets : tuple of TargetVerdict
    near_misses : GeoDataFrame
        `segment, near, gap_m, reason, verdicts, people, changed_verdicts, missed_to_unknown`, those that turn most
        verdicts into met first.
    critical_edges : GeoDataFrame
        `criterion, to, segment, from_m, to_m, length_m, settlements, people`.
    scope : str
        "exit", "plan" or "all": the roles of the criteria and targets that `state` is made of.
    states : dict of scope to state
        met, missed or unknown: all criteria and targets of each scope, taken together.
    states_if_assumed : dict of scope to state, or None
        What they would be with the surfaces that the county file assumes; None where it assumes none.
    accept_assumed : bool
        Whether `state` counts what rests on assumed surfaces.
    survey : RoadSurvey
        The roads that the verdicts rest on.
    """

    county: County
    standard: Standard
    settings: Settings
    settlements: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    criteria: tuple[CriterionCount, ...]
    targets: tuple[TargetVerdict, ...]
    near_misses: gpd.GeoDataFrame
    critical_edges: gpd.GeoDataFrame
    scope: str
    states: dict[str, str]
    states_if_assumed: dict[str, str] | None
    accept_assumed: bool
    survey: RoadSurvey
    _reach: tuple[ReachOutcome, ...]
    _seats: Objects

    @property
    def state(self) -> str:
        """Met, missed or unknown: all criteria and targets of the chosen scope, taken together."""
        accepted = self.states_if_assumed if self.accept_assumed else None
        return (accepted or self.states)[self.scope]

    @property
    def exit_code(self) -> int:
        """0 where `state` is met, else 1."""
        return 0 if self.state == "met" else 1

    @property
    def resolved_reach(self) -> ResolvedReach | None:
        """The first reach criterion with this county's values; None where the standard has none."""
        return next((c.resolved_reach for c in self.criteria if c.resolved_reach is not None), None)

    @cached_property
    def by_tolerance(self) -> pd.DataFrame:
        """The counts at other tolerances: `criterion, snap_m, met, missed, unknown, people_missed`."""
        verdicts = [one.verdicts for one in self._reach]
        return count_by_tolerance(self.survey, self._seats, verdicts, incomplete=self.county.incomplete)

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
        """The sealed roads connected to the trunk or the seats, by criterion: `criterion, segment` and lines."""
        frames = [self.survey.roads.iloc[:0][["segment", "geometry"]].assign(criterion="", road=0)]
        for v in (one.verdicts for one in self._reach):
            roads = self.survey.roads.loc[v.pessimistic.roads_of_any(), ["segment", "geometry"]]
            frames.append(roads.assign(criterion=v.criterion.id, road=roads.index))
        return gpd.GeoDataFrame(pd.concat(frames[1:] or frames, ignore_index=True), crs=self.county.crs)

    @cached_property
    def missing_links(self) -> gpd.GeoDataFrame:
        """The missing links as lines: `criterion, code, cost_m, unsealed_m, off_network_m, segments`."""
        lines = []
        for one in self._reach:
            v = one.verdicts
            frame = pd.DataFrame({"criterion": v.criterion.id, "code": v.settlements.frame["code"]})
            frame["row"] = v.settlements.frame["row"]
            lines.append(frame.assign(geometry=draw_links(self.survey, v, one.links)))
        keys = ["criterion", "code", "row"]
        measured = pd.DataFrame(self.settlements)[[*keys, "cost_m", "unsealed_m", "off_network_m", "segments"]]
        drawn = pd.concat(lines) if lines else measured.iloc[:0][keys].assign(geometry=None)
        drawn = drawn[drawn["geometry"].notna()].merge(measured, on=keys).drop(columns="row")
        return gpd.GeoDataFrame(drawn, geometry="geometry", crs=self.county.crs)


def find_gaps(
    county: County,
    standard: Standard,
    *,
    scope: str = "exit",
    survey: RoadSurvey | None = None,
    accept_assumed: bool = False,
    unchanged: bool = False,
) -> Gaps:
    """Judge every settlement of a county by every criterion of a standard.

    Parameters
    ----------
    county : County
    standard : Standard
    scope : str
        What `Gaps.state` is made of: "exit" criteria and targets; with "plan", those of the plan too; "all".
    survey : RoadSurvey, optional
        Roads other than the county's own, as a plan would leave them.
    accept_assumed : bool
        Whether `Gaps.state` counts verdicts that rest on assumed surfaces; they stay unknown themselves.
    unchanged : bool
        Whether the county's frames are surely as they were read, so that what was found then holds.

    Returns
    -------
    Gaps

    Raises
    ------
    ValueError
        There is no such scope.

    Examples
    --------
    >>> gaps = find_gaps(county, read_packaged_standard("zhenba-2019", kinds=KINDS))  # doctest: +SKIP
    >>> gaps.settlements.query("state == 'missed'")[["name", "cost_m"]]  # doctest: +SKIP
    """
    if scope not in SCOPES:
        raise ValueError(f"there is no scope {scope!r}: choose one of {', '.join(SCOPES)}")
    if not unchanged:
        county = replace(county)  # what is found once for a county is found anew
    settings = resolve_settings(county)
    survey = survey_roads(county, settings) if survey is None else survey
    roads = prepare_roads(county, survey, settings)
    verdicts = judge_county(county, standard, roads)
    found = verdicts.found
    reach = [one.verdicts for one in found.reach]
    return Gaps(
        county=county,
        standard=standard,
        settings=settings,
        settlements=tabulate_verdicts(county, found.judged, verdicts.attested, verdicts.if_assumed),
        villages=with_points(verdicts.villages, county),
        criteria=verdicts.criteria,
        targets=verdicts.targets,
        near_misses=rank_near_misses(survey, roads.misses, reach, incomplete=county.incomplete),
        critical_edges=_most_people_first([one.critical_edges for one in found.reach], survey),
        scope=scope,
        states=dict(verdicts.states),
        states_if_assumed=None if verdicts.states_if_assumed is None else dict(verdicts.states_if_assumed),
        accept_assumed=accept_assumed,
        survey=survey,
        _reach=found.reach,
        _seats=roads.seats,
    )


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
