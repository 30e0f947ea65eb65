"""The planning problem of a county: its network with candidates, units that may be built, and the demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from gisplan.base.arrays import Ints, Mask
from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.gaps.criteria.reach import ReachCriterion
from gisplan.gaps.criteria.registry import KINDS
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.settings import ResolvedReach, resolve_settings
from gisplan.plan.model.candidates import find_largest_groups, survey_with_candidates
from gisplan.plan.model.connectivity import AdjacencyPairs, attach, connected_units, find_adjacency, find_pieces
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

__all__ = ["Attachments", "PlanningProblem", "attach_all", "build_planning_problem", "list_placed"]


class Attachments(NamedTuple):
    """Pairs of a settlement, and a unit or a sealed component (a vertex of the adjacency) that connects it."""

    settlement: Ints
    vertex: Ints


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
    by_rule : Attachments
        What lies within the reach of each settlement.
    attached_settlement, attached_vertex : (A,) int64
        The attachments by which settlements are connected: those by the rule, or up to the settlements.
    build_to : str
        "rule": a road serves a settlement within whose reach it ends; "settlement": where it comes nearest to it.
    access : Attachments or None
        What comes nearest to each settlement; None where `build_to` is "rule".
    whole_segments : bool
        The units of a segment are built together, or none of them.
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
    by_rule: Attachments
    attached_settlement: Ints
    attached_vertex: Ints
    build_to: str = "rule"
    access: Attachments | None = None
    whole_segments: bool = False

    @property
    def any_road(self) -> bool:
        """Every sealed road belongs to the trunk network."""
        return self.reach_by_kind["village"].reach_to == "any"

    @property
    def candidate(self) -> Mask:
        """New alignments among the units, (U,)."""
        candidate: Mask = self.survey.roads["candidate"].eq(True).to_numpy(dtype=bool)
        return candidate[self.units.road]

    @cached_property
    def piece(self) -> Ints:
        """The number of what is built together, (U,): units of one segment that touch each other, or one unit."""
        return find_pieces(self.units, self.adjacency) if self.whole_segments else np.arange(len(self.units))

    def list_placed(self) -> list[tuple[Ints, float]]:
        """List the settlements of each kind that were not quarantined, with the distance by which they are judged."""
        return list_placed(self.demand, self.reach_by_kind)

    def with_done(self, done: Mask) -> PlanningProblem:
        """Return the same problem where these units are sealed already: who is met by the rule is served as before."""
        if self.access is None:
            return self
        met = self.by_the_rule().connected(done)
        kept = met[self.by_rule.settlement]
        pairs = [np.stack(self.by_rule, axis=1)[kept], np.stack(self.access, axis=1)[~met[self.access.settlement]]]
        attached = np.concatenate(pairs)
        return replace(self, attached_settlement=attached[:, 0], attached_vertex=attached[:, 1])

    def by_the_rule(self) -> PlanningProblem:
        """Return the same problem in which a road within a settlement's reach serves it."""
        settlement, vertex = self.by_rule
        return replace(self, attached_settlement=settlement, attached_vertex=vertex, build_to="rule", access=None)

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
    survey = survey_with_candidates(county)
    units = find_units(survey, replace(rules, programmes=chosen), find_largest_groups(county, survey))
    adjacency = find_adjacency(survey, units, rules.surfaces, any_road=reach_by_kind["village"].reach_to == "any")
    demand = list_demand(county, rules)
    by_rule = attach_all(survey, units, adjacency, demand, reach_by_kind)
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
        by_rule=by_rule,
        attached_settlement=by_rule.settlement,
        attached_vertex=by_rule.vertex,
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


def attach_all(
    survey: RoadSurvey,
    units: Units,
    adjacency: AdjacencyPairs,
    demand: Demand,
    reach_by_kind: Mapping[str, ResolvedReach],
) -> Attachments:
    """Attach villages and groups, each within its own reach."""
    settlements, vertices = [], []
    for rows, reach_m in list_placed(demand, reach_by_kind):
        point, vertex = attach(demand.point[rows], survey, units, adjacency, reach_m)
        settlements.append(rows[point])
        vertices.append(vertex)
    return Attachments(np.concatenate(settlements), np.concatenate(vertices))


def list_placed(demand: Demand, reach_by_kind: Mapping[str, ResolvedReach]) -> list[tuple[Ints, float]]:
    """List the settlements of each kind that were not quarantined, with the distance by which they are judged."""
    placed = ~demand.frame["quarantined"].to_numpy(dtype=bool)
    kinds = demand.frame["kind"].to_numpy(dtype=object)
    return [(np.flatnonzero(placed & (kinds == kind)), judged.reach_m) for kind, judged in reach_by_kind.items()]
