"""The planning problem of a county: its network with candidates, units that may be built, and the demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.base.arrays import Floats, Ints, Mask
from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.gaps.criteria.reach import ReachCriterion
from gisplan.gaps.criteria.registry import KINDS
from gisplan.gaps.road_survey import RoadSurvey, survey_roads
from gisplan.gaps.settings import ResolvedReach, resolve_settings
from gisplan.plan.model.connectivity import AdjacencyPairs, attach, connected_units, find_adjacency
from gisplan.plan.model.demand import Demand, list_demand
from gisplan.plan.model.road_units import Units, find_units
from gisplan.standards import (
    GENERAL,
    PlanRules,
    Programme,
    Standard,
    list_standards,
    read_packaged_standard,
)

__all__ = ["PlanningProblem", "build_planning_problem"]

UNSEALED = 36  # K5104: no surface; what a new alignment has before it is built


@dataclass(frozen=True)
class PlanningProblem:
    """A county prepared for planning.

    Attributes
    ----------
    county : County
    standard : Standard
    rules : PlanRules
        The standard's, with those of the county file in their place.
    programmes : tuple of Programme
        Those that may build, in the order of the columns of `units.programmes`.
    reach_by_kind : mapping of "village" and "group" to ResolvedReach
        How each kind of settlement is judged.
    survey : RoadSurvey
        The roads and the candidates on one network.
    units : Units
        What may be built.
    adjacency : AdjacencyPairs
        Which units and sealed roads touch.
    demand : Demand
        The settlements.
    attached_settlement, attached_vertex : (A,) int64
        Attachments: a settlement, and a unit or a sealed component (a vertex of `adjacency`) within its reach.
    """

    county: County
    standard: Standard
    rules: PlanRules
    programmes: tuple[Programme, ...]
    reach_by_kind: Mapping[str, ResolvedReach]
    survey: RoadSurvey
    units: Units
    adjacency: AdjacencyPairs
    demand: Demand
    attached_settlement: Ints
    attached_vertex: Ints

    @property
    def any_road(self) -> bool:
        """Every sealed road belongs to the trunk network."""
        return self.reach_by_kind["village"].reach_to == "any"

    @property
    def candidate(self) -> Mask:
        """New alignments among the units, (U,)."""
        candidate: Mask = self.survey.roads["candidate"].eq(True).to_numpy(dtype=bool)
        return candidate[self.units.road]

    def with_programmes(self, programmes: Mask) -> PlanningProblem:
        """Return the same problem, where these programmes may build these units too, (U, K)."""
        return replace(self, units=replace(self.units, programmes=self.units.programmes | programmes))

    def connected(self, built: Mask) -> Mask:
        """Find which settlements are connected by their own attachments when these units are sealed, (M,)."""
        live = connected_units(self.adjacency, built)[self.attached_vertex]
        connected = np.zeros(len(self.demand), dtype=bool)
        connected[self.attached_settlement[live]] = True
        return connected

    def served(self, built: Mask) -> Mask:
        """Find which settlements are served when these units are sealed, (M,)."""
        return self.demand.served(self.connected(built))


def build_planning_problem(
    county: County, standard: Standard, *, programmes: tuple[str, ...] | None = None
) -> PlanningProblem:
    """Prepare a county for planning.

    Parameters
    ----------
    county : County
        With its candidates.
    standard : Standard
        With its rules of planning.
    programmes : tuple of str, optional
        Those that may build; all of the rules' own where none is named, and the general one where they have none.

    Returns
    -------
    PlanningProblem
        Whatever the budgets, the objective and the locks.

    Raises
    ------
    PlanError
        A programme that does not exist, a criterion that a plan cannot use, a candidate that has the
        code of a road, or a road without a cost.
    """
    rules = replace(standard.plan, **county.plan)
    reach_by_kind = _resolve_reach_criteria(county, standard, rules)
    rules = replace(rules, surfaces=reach_by_kind["village"].surfaces)
    chosen = _choose_programmes(rules, programmes)
    survey = _survey_with_candidates(county)
    units = find_units(survey, replace(rules, programmes=chosen), _largest_group_served(county, survey))
    adjacency = find_adjacency(survey, units, rules.surfaces, any_road=reach_by_kind["village"].reach_to == "any")
    demand = list_demand(county, rules)
    settlement, vertex = _attach_all(survey, units, adjacency, demand, reach_by_kind)
    return PlanningProblem(
        county=county,
        standard=standard,
        rules=rules,
        programmes=chosen,
        reach_by_kind=reach_by_kind,
        survey=survey,
        units=units,
        adjacency=adjacency,
        demand=demand,
        attached_settlement=settlement,
        attached_vertex=vertex,
    )


def _choose_programmes(rules: PlanRules, ids: tuple[str, ...] | None) -> tuple[Programme, ...]:
    """Find the programmes that may build: those named, else all of the rules, else the general one."""
    known = {p.id: p for p in (*rules.programmes, Programme(GENERAL, source="", unknown=True))}
    named = tuple(p.id for p in rules.programmes) or (GENERAL,) if ids is None else ids
    unknown = [id for id in named if id not in known]
    if unknown:
        message = _("Unknown programme {0!r}: use one of {1}.")
        raise PlanError("\n".join(message.format(id, ", ".join(known)) for id in unknown))
    return tuple(known[id] for id in named)


def _resolve_reach_criteria(county: County, standard: Standard, rules: PlanRules) -> dict[str, ResolvedReach]:
    """Resolve how villages and groups are judged: on the same surfaces."""
    fit = _list_fit(standard)
    settings = resolve_settings(county)
    surfaces = rules.surfaces
    found: dict[str, ResolvedReach] = {}
    for kind in ("village", "group"):
        named = getattr(rules, kind)
        own = [c for c in fit if c.settlement == kind and named in ("", c.id)]
        own = own or ([] if named else fit)
        if not own:
            message = _(
                "{0} has no criterion that a plan can use: it needs one on the straight distance to a sealed road. "
                "Choose a standard that can be planned by --standard: {1}."
            )
            raise PlanError(message.format(standard.id, ", ".join(_list_plannable())))
        surfaces = surfaces or own[0].surfaces
        found[kind] = replace(own[0], surfaces=surfaces).resolve(settings)
    ends = {q.reach_to for q in found.values()}
    if len(ends) > 1 or not ends <= {"trunk", "any"}:
        message = _(
            'A plan connects settlements to the trunk network, but reach_to is "{0}" here. Set reach_to = "trunk" '
            "in [network]."
        )
        raise PlanError(message.format(", ".join(sorted(ends))))
    return found


def _list_fit(standard: Standard) -> list[ReachCriterion]:
    """List the criteria that a plan can use."""
    reach = [c for c in standard.criteria if isinstance(c, ReachCriterion)]
    return [c for c in reach if c.measure == "straight" and c.neighbour_m is None]


def _list_plannable() -> list[str]:
    """List gisplan's own standards that have a criterion that a plan can use."""
    return [id for id in list_standards() if _list_fit(read_packaged_standard(id, kinds=KINDS))]


def _survey_with_candidates(county: County) -> RoadSurvey:
    """Survey the roads and the candidates on one network; a candidate is no trunk road, whatever its class will be."""
    survey = survey_roads(_with_candidates(county), resolve_settings(county))
    candidate = survey.roads["candidate"].eq(True).to_numpy(dtype=bool)
    return replace(survey, trunk_unknown=survey.trunk_unknown & ~candidate)


def _with_candidates(county: County) -> County:
    """Put the candidates among the county's roads: lines without a surface, of no class."""
    roads = county.roads.assign(candidate=False, programme=None)
    if county.candidates is not None and len(county.candidates):
        new = county.candidates.explode(index_parts=False, ignore_index=True)
        duplicates = sorted(set(new["code"].astype(str)) & set(roads["segment"].dropna().astype(str)))
        if duplicates:
            message = _("Candidates have the same codes as roads: {0}. Give the candidates other codes.")
            raise PlanError(message.format(", ".join(duplicates[:5])))
        columns: dict[str, Any] = {
            "row": new["row"],
            "segment": new["code"],
            "surface": pd.Series(UNSEALED, index=new.index, dtype=roads["surface"].dtype),
            "length_km": new["km"],
            "programme": new["programme"],
            "candidate": True,
        }
        more = gpd.GeoDataFrame(columns, geometry=new.geometry, crs=county.crs)
        filled = more.reindex(columns=roads.columns)
        roads = gpd.GeoDataFrame(pd.concat([roads, filled], ignore_index=True), geometry="geometry", crs=county.crs)
    return replace(county, roads=roads)


def _largest_group_served(county: County, survey: RoadSurvey) -> Floats:
    """Find the households of the largest group that each road serves by its layer; NaN where it names none."""
    served = np.full(len(survey.roads), np.nan)
    if county.groups is None:
        return served
    size = pd.to_numeric(county.groups.drop_duplicates("code").set_index("code")["households"])
    named = survey.roads["groups"].reset_index(drop=True).dropna().explode()
    largest = named.map(size).astype(np.float64).groupby(level=0).max()
    served[largest.index.to_numpy()] = largest.to_numpy()
    return served


def _attach_all(
    survey: RoadSurvey,
    units: Units,
    adjacency: AdjacencyPairs,
    demand: Demand,
    reach_by_kind: Mapping[str, ResolvedReach],
) -> tuple[Ints, Ints]:
    """Attach villages and groups, each within its own reach."""
    placed = ~demand.frame["quarantined"].to_numpy(dtype=bool)
    settlements, vertices = [], []
    for kind, criterion in reach_by_kind.items():
        rows = np.flatnonzero(placed & (demand.frame["kind"] == kind).to_numpy(dtype=bool))
        point, vertex = attach(demand.point[rows], survey, units, adjacency, criterion.reach_m)
        settlements.append(rows[point])
        vertices.append(vertex)
    return np.concatenate(settlements), np.concatenate(vertices)
